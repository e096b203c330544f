#!/usr/bin/env python3
"""Writes what Keras computes with a model, layer by layer, for `h5inspect --verify`.

    python Tools/golden.py MODEL [--out GOLDEN.h5] [--batch 2] [--seed 1] [--low 0] [--high 1]
                                 [--inputs INPUTS.npz] [--weights WEIGHTS] [--keras 2|3]

For authors of models: it needs h5py, NumPy and a Keras that loads the model, Keras 3 or tf_keras
(TensorFlow's Keras 2). Which one, the file's own version decides; --keras overrides it. MODEL is an
.h5 or .keras file, or the text of model.to_json() together with --weights. The inputs are uniform
random numbers from --low to --high, or the arrays of an .npz in the order of the model's inputs,
with the batch first.

The file: attributes of the root `golden_form` = "1", `golden_layers` (names), `golden_policy`
(dtype policy), `keras_version`; groups `inputs`, `layers` and `outputs`, each with datasets `0`,
`1`, ... of float32. Layers within a model that is used as a layer are not written, but the value
that leaves that model is.
"""

import argparse
import json
import os
import sys

import h5py
import numpy as np


def file_version(path):
    """The version of Keras that wrote a file, as text; empty when it does not say."""
    if path.endswith(".keras"):
        return "3"
    try:
        with h5py.File(path) as file:
            version = file.attrs.get("keras_version", "")
    except OSError:
        with open(path) as file:
            version = json.load(file).get("keras_version", "")
    return version.decode() if isinstance(version, bytes) else version


def load(path, weights, major):
    """The model and the name of the package that loaded it."""
    if major >= 3:
        os.environ.setdefault("KERAS_BACKEND", "tensorflow")
        import keras
    else:
        import tf_keras as keras
    if weights:
        with open(path) as file:
            model = keras.models.model_from_json(file.read())
        model.load_weights(weights)
    else:
        model = keras.models.load_model(path, compile=False)
    return model, keras


def as_list(value):
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else [value]


def layer_outputs(model):
    """Name and first output of every layer, in the model's order."""
    found = []
    for layer in model.layers:
        try:
            output = layer.get_output_at(0) if hasattr(layer, "get_output_at") else layer.output
        except (AttributeError, ValueError, RuntimeError):
            try:
                output = layer._inbound_nodes[0].outputs
            except (AttributeError, IndexError):
                continue
        found.append((layer.name, as_list(output)[0]))
    return found


def make_inputs(model, arguments):
    if arguments.inputs:
        with np.load(arguments.inputs) as arrays:
            return [arrays[name].astype("float32") for name in arrays.files]
    random = np.random.default_rng(arguments.seed)
    inputs = []
    for tensor in model.inputs:
        shape = [extent if extent is not None else arguments.free for extent in tensor.shape[1:]]
        size = (arguments.batch, *shape)
        inputs.append(random.uniform(arguments.low, arguments.high, size).astype("float32"))
    return inputs


def main():
    parser = argparse.ArgumentParser(description="Golden outputs of a Keras model, by layer.")
    parser.add_argument("model")
    parser.add_argument("--out", help="default: MODEL with .golden.h5 in place of its ending")
    parser.add_argument("--weights", help="weights for a MODEL that is the text of to_json()")
    parser.add_argument("--inputs", help="an .npz with one array for each input")
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--low", type=float, default=0.0)
    parser.add_argument("--high", type=float, default=1.0)
    parser.add_argument("--free", type=int, default=64, help="extent of free dimensions")
    parser.add_argument("--keras", type=int, choices=[2, 3])
    arguments = parser.parse_args()
    version = file_version(arguments.model)
    major = arguments.keras or (3 if version.startswith("3") else 2)
    model, keras = load(arguments.model, arguments.weights, major)
    inputs = make_inputs(model, arguments)
    layers = layer_outputs(model)
    probe = keras.Model(model.inputs, [output for _, output in layers])
    feed = inputs if len(inputs) > 1 else inputs[0]
    values = [np.asarray(value) for value in as_list(probe(feed, training=False))]
    outputs = [np.asarray(value) for value in as_list(model(feed, training=False))]
    policies = {str(getattr(layer, "dtype_policy", None) and layer.dtype_policy.name)
                for layer in model.layers}
    policy = next((name for name in sorted(policies) if name.endswith("float16")), "float32")
    path = arguments.out or os.path.splitext(arguments.model)[0] + ".golden.h5"
    with h5py.File(path, "w") as file:
        file.attrs["golden_form"] = "1"
        file.attrs["golden_policy"] = policy
        file.attrs["keras_version"] = keras.__version__
        names = [name.encode() for name, _ in layers]
        # An attribute holds less than 64 KiB; longer lists go into parts, as Keras does it.
        parts = max(1, -(-sum(len(name) + 16 for name in names) // 48_000))
        for index, part in enumerate(np.array_split(np.array(names, dtype=object), parts)):
            key = "golden_layers" if parts == 1 else f"golden_layers{index}"
            file.attrs.create(key, list(part), dtype=h5py.string_dtype("utf-8"))
        for group, arrays in (("inputs", inputs), ("layers", values), ("outputs", outputs)):
            parent = file.create_group(group)
            for index, array in enumerate(arrays):
                parent[str(index)] = np.ascontiguousarray(array, dtype="<f4")
    print(f"{path}: {len(layers)} layers, {len(outputs)} outputs, Keras {keras.__version__}")


if __name__ == "__main__":
    sys.exit(main())
