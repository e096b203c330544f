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
`1`, ... of float32. Every call of every layer is written, in the order in which Keras computes
them: a layer's second call is named `dense@1`, its third `dense@2`; a layer within a model that is
used as a layer has that model's name and a slash before its own, `encoder@1/dense` in that model's
second call. Of several outputs of a layer the first is written.
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


class Tracer:
    """Runs a model call by call and keeps the first output of each."""

    def __init__(self, keras, major):
        self.keras = keras
        self.major = major
        self.found = []

    def trace(self, model, inputs, prefix=""):
        """Calls every layer of a model on a list of values."""
        if isinstance(model, self.keras.Sequential):
            for layer in model.layers:
                if not isinstance(layer, self.keras.layers.InputLayer):
                    inputs = [self.call(layer, prefix + layer.name, inputs, {})]
            return
        values = {id(tensor): value for tensor, value in zip(model.inputs, inputs)}
        counts = self.call_numbers(model)
        for depth in sorted(model._nodes_by_depth, reverse=True):
            for node in model._nodes_by_depth[depth]:
                operation = node.operation if self.major >= 3 else node.layer
                if node.is_input or operation is None:
                    continue
                arguments, keywords = self.arguments(node, values)
                count = counts[id(node)]
                name = prefix + operation.name + (f"@{count}" if count else "")
                output = self.call(operation, name, arguments, keywords)
                for tensor, value in zip(self.flat(node.outputs), self.flat(output)):
                    values[id(tensor)] = value

    def call_numbers(self, model):
        """Which of its calls within a model each node is."""
        nodes = [node for group in model._nodes_by_depth.values() for node in group]
        kept = {id(node) for node in nodes}
        numbers = {}
        for node in nodes:
            operation = node.operation if self.major >= 3 else node.layer
            own = [other for other in operation._inbound_nodes if id(other) in kept]
            numbers[id(node)] = next(index for index, other in enumerate(own) if other is node)
        return numbers

    def arguments(self, node, values):
        if self.major >= 3:
            return node.arguments.fill_in(values)
        # One list of values for each tensor, of which one is taken for each use.
        return node.map_arguments({str(key): [value] * 1000 for key, value in values.items()})

    def call(self, layer, name, arguments, keywords):
        """Calls a layer, and traces it first where it is a model."""
        keywords = dict(keywords)
        if getattr(layer, "_call_has_training_arg", False) or getattr(
                layer, "_expects_training_arg", False):
            keywords["training"] = False
        if isinstance(layer, self.keras.Model):
            self.trace(layer, self.model_inputs(layer, arguments[0]), name + "/")
        output = layer(*arguments, **keywords)
        self.found.append((name, self.flat(output)[0]))
        return output

    def model_inputs(self, model, value):
        """The values in the order of a model's inputs."""
        if isinstance(model, self.keras.Sequential):
            return self.flat(value)
        if self.major >= 3:
            return model._standardize_inputs(value)
        return model._flatten_to_reference_inputs(value)

    def flat(self, value):
        if self.major >= 3:
            return self.keras.tree.flatten(value)
        import tensorflow as tf
        return tf.nest.flatten(value)


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
    feed = inputs if len(inputs) > 1 else inputs[0]
    tracer = Tracer(keras, major)
    tracer.trace(model, [keras.ops.convert_to_tensor(value) if major >= 3
                         else keras.backend.constant(value) for value in inputs])
    layers = tracer.found
    values = [np.asarray(value) for _, value in layers]
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
    print(f"{path}: {len(layers)} calls of layers, {len(outputs)} outputs, Keras {keras.__version__}")


if __name__ == "__main__":
    sys.exit(main())
