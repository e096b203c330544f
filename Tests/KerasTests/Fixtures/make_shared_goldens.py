"""Writes what Keras computes for third-party model files, which are not part of the repository.

    python make_shared_goldens.py FOLDER_OF_MODELS FOLDER_FOR_GOLDENS

For each MODEL.h5 or .hdf5 that Keras loads: MODEL.golden.h5 with the datasets input_0 and output_0.
Files of Keras 3 are loaded with Keras 3, older ones with tf_keras.
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


def main(models, goldens):
    os.makedirs(goldens, exist_ok=True)
    random = np.random.default_rng(7)
    for path in sorted(glob.glob(os.path.join(models, "*.h5")) + glob.glob(os.path.join(models, "*.hdf5"))):
        name = os.path.splitext(os.path.basename(path))[0]
        try:
            with h5py.File(path, "r") as file:
                version = text(file["model_weights"].attrs["keras_version"])
            if version.startswith("3"):
                import keras
            else:
                import tf_keras as keras
            model = keras.models.load_model(path, compile=False)
            shape = model.input_shape
            value = random.uniform(-1, 1, size=(BATCH,) + tuple(shape[1:])).astype("float32")
            output = model.predict(value, verbose=0)
        except Exception as error:
            print(f"{name}: skipped: {type(error).__name__}: {str(error).splitlines()[0][:120]}")
            continue
        with h5py.File(os.path.join(goldens, f"{name}.golden.h5"), "w") as file:
            file["input_0"] = value
            file["output_0"] = np.asarray(output, "float32")
        print(f"{name}: {shape} -> {output.shape}")


main(sys.argv[1], sys.argv[2])
