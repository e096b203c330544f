"""Turns a part of a TFLite graph into Keras layers of the same arithmetic.

16-bit weights become 32-bit ones.
"""

import numpy as np
import tf_keras
import tflite

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
    """The model from some tensors to others, and its layers with their weights."""
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
        elif kind == "RELU":
            values[result] = layers.ReLU()(values[sources[0]])
        elif kind == "RESHAPE":
            values[result] = layers.Reshape(graph.shape(result)[1:])(values[sources[0]])
        elif kind == "CONCATENATION":
            o = options(operation, tflite.ConcatenationOptions)
            values[result] = layers.Concatenate(axis=o.Axis())([values[s] for s in sources])
        else:
            raise SystemExit(f"operation {kind} is not converted")
    model = tf_keras.Model(list(begin.values()), [values[t] for t in outputs], name=name)
    return model, weights
