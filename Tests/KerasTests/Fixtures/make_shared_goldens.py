"""Writes what Keras computes for third-party model files, which are not part of the repository.

    python make_shared_goldens.py FOLDER_FOR_GOLDENS FOLDER_OF_MODELS…

For each MODEL.h5 or .hdf5 that Keras loads, with the structure from MODEL.json where it holds weights
alone: MODEL.golden.h5 with the datasets input_0… and output_0…. Files of Keras 3 are loaded with
Keras 3, older ones with tf_keras.
"""
import glob
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import h5py
import numpy as np

BATCH = 4


def text(value):
    return value if isinstance(value, str) else value.decode()


def load(path):
    with h5py.File(path, "r") as file:
        is_whole = "model_config" in file.attrs
        group = file["model_weights"] if "model_weights" in file else file
        version = text(group.attrs["keras_version"])
    if version.startswith("3"):
        import keras
    else:
        import tf_keras as keras
    if is_whole:
        return keras.models.load_model(path, compile=False)
    with open(os.path.splitext(path)[0] + ".json") as file:
        model = keras.models.model_from_json(file.read())
    model.load_weights(path)
    return model


def main(goldens, folders):
    os.makedirs(goldens, exist_ok=True)
    for folder in folders:
        for path in sorted(glob.glob(os.path.join(folder, "*.h5")) + glob.glob(os.path.join(folder, "*.hdf5"))):
            name = os.path.splitext(os.path.basename(path))[0]
            random = np.random.default_rng(7)
            try:
                model = load(path)
                values = [
                    random.uniform(-1, 1, size=(BATCH,) + tuple(t.shape[1:])).astype("float32")
                    for t in model.inputs]
                outputs = model.predict(values if len(values) > 1 else values[0], verbose=0)
            except Exception as error:
                print(f"{name}: skipped: {type(error).__name__}: {str(error).splitlines()[0][:120]}")
                continue
            outputs = outputs if isinstance(outputs, list) else [outputs]
            with h5py.File(os.path.join(goldens, f"{name}.golden.h5"), "w") as file:
                for index, value in enumerate(values):
                    file[f"input_{index}"] = value
                for index, value in enumerate(outputs):
                    file[f"output_{index}"] = np.asarray(value, "float32")
            print(f"{name}: {[v.shape for v in values]} -> {[np.shape(v) for v in outputs]}")


main(sys.argv[1], sys.argv[2:])
