"""Writes models in all the forms in which files and graphs come, for the tests of Keras.

    python make_model_goldens.py            # needs keras 3, tf_keras, tensorflow, h5py
    python make_model_goldens.py tfkeras    # one generation only; "keras1" for Keras 1

Inner models, operations, weights with the structure elsewhere, archives, channels first, other
precisions, and files as Keras 1 wrote them. Names are as in make_keras_goldens.py; NAME.keras has its
inputs and outputs in NAME.keras.golden.h5.
"""
import json
import os
import shutil
import subprocess
import sys
import zipfile

from golden_files import HERE, GoldenFiles


def inner_models(g):
    L, keras = g.layers, g.keras
    # Functional and Sequential, called twice, shared, one without an input of its own.
    i = L.Input((4,))
    functional = keras.Model(i, L.Dense(4, name="fd")(i), name="func")
    sequence = keras.Sequential([L.Input((4,)), L.Dense(4, name="sd")], name="seq")
    lazy = keras.Sequential([L.Dense(4, name="ld")], name="lazy")
    shared = L.Dense(4, name="shared")
    a, b = L.Input((4,), name="a"), L.Input((4,), name="b")
    y, y2 = functional(a), functional(b)
    z, z2 = sequence(y), sequence(y2)
    w, w2 = shared(lazy(z)), shared(lazy(z2))
    model = keras.Model([a, b], [L.Concatenate(name="cc")([w, w2]), functional(w)], name="outer")
    g.save("Nested", model)
    # Several outputs, which stand in the middle and at the end, and models three deep.
    i = L.Input((6, 6, 2))
    two = keras.Model(i, [L.Conv2D(2, 3, name="left")(i), L.Conv2D(2, 3, name="right")(i)], name="two")
    deep = keras.Sequential([L.Input((6, 6, 2)), L.BatchNormalization(name="db"),
                             keras.Sequential([L.Input((6, 6, 2)), L.Conv2D(2, 1, name="dc")], name="deepest")],
                            name="deep")
    x = L.Input((6, 6, 2), name="x")
    p, q = two(deep(x))
    g.save("NestedOutputs", keras.Model(x, [q, L.Add(name="sum")([p, q]), deep(x)]))
    # Two inputs within.
    i, j = L.Input((3,), name="i"), L.Input((3,), name="j")
    pair = keras.Model([i, j], L.Subtract(name="less")([L.Dense(3, name="pi")(i), j]), name="pair")
    x, y = L.Input((3,), name="x"), L.Input((3,), name="y")
    g.save("NestedInputs", keras.Model([x, y], [pair([x, y]), pair([y, x])]))
    # Weights in the order that training leaves them (specs/keras-h5.md §6.3).
    def base(name):
        return keras.Sequential(
            [L.Input((4,)), L.Dense(4, name="n1"), L.BatchNormalization(name="n2"), L.Dense(4, name="n3")], name=name)
    part, whole, none = base("part"), base("whole"), base("none")
    part.layers[0].trainable = False
    whole.trainable = False
    x = L.Input((4,))
    g.save("Frozen", keras.Model(x, [part(x), whole(x), none(x)]))
    # As transfer learning makes it: a model first in a sequence, its top replaced.
    i = L.Input((8, 8, 1))
    y = L.Conv2D(3, 3, padding="same", name="conv1")(i)
    y = L.ReLU(6.0, name="relu1")(L.BatchNormalization(name="bn1")(y))
    y = L.Add(name="add1")([y, L.DepthwiseConv2D(3, padding="same", name="dw1")(y)])
    features = keras.Model(i, y, name="features")
    features.trainable = False
    first = [L.Input((8, 8, 1))] if g.is_keras3 else []
    g.save("Transfer", keras.Sequential(
        first + [features, L.GlobalAveragePooling2D(), L.Dense(3, activation="softmax", name="top")], name="transfer"))
    # Inputs and outputs by key; the order of the keys is neither that of the names nor the alphabet's.
    b, a = L.Input((3,), name="b"), L.Input((2,), name="a")
    keyed = keras.Model({"b": b, "a": a}, {
        "q": L.Dense(2, name="kq")(b), "p": L.Concatenate(name="kc")([a, L.Dense(3, name="kp")(b)])}, name="keyed")
    x, y = L.Input((3,), name="x"), L.Input((2,), name="y")
    found = keyed({"a": y, "b": x})
    g.save("NestedKeys", keras.Model([x, y], [L.Dense(2, name="last")(found["p"]), found["q"]]))
    if g.is_keras3:
        x = L.Input((5, 5, 2))
        model = keras.Model(x, [
            L.SpectralNormalization(L.Conv2D(3, 2, name="sc"), name="sn")(x),
            L.SpectralNormalization(L.Dense(3, name="sdense"), name="sdn")(x)])
        g.save("Spectral", model)
        inputs = g.inputs(model)
        weights = g.path("SpectralCheckpoint", "weights.h5")
        model.save_weights(weights)
        g.add_golden(weights, inputs, g.predict(model, inputs))
        with open(g.path("SpectralCheckpoint", "json"), "w") as file:
            file.write(model.to_json())
    # A model within that gives its input on, and one without weights.
    i = L.Input((4, 4, 2))
    plain = keras.Model(i, [i, L.MaxPooling2D(2)(i)], name="plain")
    x = L.Input((4, 4, 2))
    same, small = plain(L.Conv2D(2, 1)(x))
    g.save("NestedPlain", keras.Model(x, [same, small]))


def operations(g):
    L, keras = g.layers, g.keras
    numpy = g.numpy
    x = L.Input((4, 6), name="x")
    y = L.Dense(6, name="y")(x)
    constant = numpy.arange(1, 7, dtype="float32") / 4
    outputs = [x + y, x - y, x * y, x / (y * y + 1.0), x + 1.5, 1.5 + x, 2.0 - x, x - 2.0, x * 2, x / 2.0,
               2.0 / (y * y + 1.0), -x, x + constant, x - constant]
    if g.is_keras3:
        o = keras.ops
        outputs += [
            o.subtract(constant, x),
            o.relu(x), o.relu6(x * 4), o.sigmoid(x), o.tanh(x), o.softmax(x, axis=-1), o.softmax(x, axis=1),
            o.clip(x, -0.5, 0.25), o.reshape(x, (-1, 3, 8)), o.concatenate([x, y], axis=-1),
            o.concatenate([x, y], axis=1), o.mean(x, axis=[1], keepdims=True), o.mean(x, axis=-1),
            o.sum(x, axis=1), o.max(x, axis=2), o.min(x, axis=1, keepdims=True), o.maximum(x, 0.5),
            o.maximum(x, y), o.minimum(x, y), o.transpose(x, (0, 2, 1)), o.silu(x), o.gelu(x), o.leaky_relu(x),
            o.hard_sigmoid(x), o.hard_silu(x), o.elu(x), o.selu(x), o.celu(x), o.exp(x), o.softplus(x), o.softsign(x),
            o.log_softmax(x, axis=-1)]
    else:
        import tensorflow as tf
        outputs += [
            tf.nn.relu(x), tf.nn.relu6(x * 4), tf.nn.sigmoid(x), tf.math.tanh(x), tf.nn.softmax(x),
            tf.nn.softmax(x, axis=1), tf.clip_by_value(x, -0.5, 0.25), tf.reshape(x, (-1, 3, 8)),
            tf.concat([x, y], -1), tf.concat([x, y], 1), tf.reduce_mean(x, [1], keepdims=True),
            tf.math.reduce_mean(x, axis=-1), tf.reduce_sum(x, 1), tf.reduce_max(x, 2), tf.maximum(x, 0.5),
            tf.maximum(x, y), tf.minimum(x, y), tf.transpose(x, (0, 2, 1)), tf.nn.silu(x), tf.multiply(x, y),
            tf.math.add(x, y), tf.add(x, 2.0), tf.subtract(x, y), tf.divide(x, 3.0), tf.nn.elu(x), tf.exp(x),
            x * tf.nn.relu6(x + 3) * (1 / 6)]
    g.save("Operations", keras.Model(x, outputs))


def kinds(g):
    """Weights in one file and structure in another, and archives."""
    L, keras = g.layers, g.keras
    i = L.Input((6, 6, 2))
    inner = keras.Sequential(
        [L.Input((6, 6, 2)), L.Conv2D(3, 3, name="ic"), L.BatchNormalization(name="ib")], name="inner")
    y = inner(i)
    y = L.SeparableConv2D(3, 2, name="sep")(y)
    y = L.Conv2D(3, 2, name="second")(L.Dropout(0.3)(L.PReLU(shared_axes=[1, 2])(y)))
    y = L.Activation("hard_sigmoid")(y)
    model = keras.Model(i, L.Dense(3, activation="softmax")(L.Flatten()(y)), name="kinds")
    g.randomise(model)
    inputs = g.inputs(model)
    outputs = g.predict(model, inputs)
    weights = g.path("Checkpoint", "weights.h5")
    model.save_weights(weights)
    g.add_golden(weights, inputs, outputs)
    with open(g.path("Checkpoint", "json"), "w") as file:
        file.write(model.to_json())
    if not g.is_keras3:
        model.save_weights(g.path("Weights"))
        g.add_golden(g.path("Weights"), inputs, outputs)
        with open(g.path("Weights", "json"), "w") as file:
            file.write(model.to_json())
    archive = g.path("Archive", "keras")
    model.save(archive)
    g.add_golden(archive + ".golden.h5", inputs, outputs, "w")
    # As other tools pack it: deflated.
    packed = g.path("ArchivePacked", "keras")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        new.comment = b"packed again"
        for name in old.namelist():
            new.writestr(name, old.read(name))
    g.add_golden(packed + ".golden.h5", inputs, outputs, "w")


def precisions(g):
    """float64, float16 and bfloat16 variables; outputs as float32 Keras would compute them."""
    L, keras = g.layers, g.keras

    def build(kind):
        return keras.Sequential(
            [L.Input((5, 5, 2), dtype="float32"), L.Conv2D(3, 3, name="c", dtype=kind),
             L.BatchNormalization(name="b", dtype=kind), L.Flatten(dtype=kind), L.Dense(3, name="d", dtype=kind)],
            name="precision")

    for kind in ("float64", "float16", "bfloat16"):
        model, full = build(kind), build("float32")
        g.randomise(full)
        # Eight bits of mantissa hold them in every type.
        full.set_weights([g.numpy.round(w * 64) / 64 for w in full.get_weights()])
        model.set_weights(full.get_weights())
        inputs = g.inputs(full)
        outputs = g.predict(full, inputs)
        name = "Precision" + kind.capitalize()
        if kind != "bfloat16":
            g.save(name, model, inputs, outputs, randomised=True)
        elif g.is_keras3:
            weights = g.path(name, "weights.h5")
            model.save_weights(weights)
            g.add_golden(weights, inputs, outputs)
            with open(g.path(name, "json"), "w") as file:
                file.write(model.to_json())


def channels_first(g):
    """Keras computes none of it on the CPU: a twin with channels last does, by the same weights."""
    L, keras, numpy = g.layers, g.keras, g.numpy
    first, last = "channels_first", "channels_last"

    def to_first(x):
        return L.Permute((3, 1, 2))(x)

    def branches(x, order):
        f = dict(data_format=order)
        axis = 1 if order == first else -1
        # What has no data_format sees the channels where the model has them.
        same = (lambda t: t) if order == first else to_first
        size = (2, 3, 1)
        y = L.Conv2D(4, 3, strides=2, padding="same", name="c1", **f)(x)
        y = L.BatchNormalization(axis=axis, name="b1")(y)
        y = L.Activation("relu")(y)
        z = L.DepthwiseConv2D(2, depth_multiplier=2, name="dw", **f)(y)
        z = L.SeparableConv2D(4, 2, padding="same", name="sep", **f)(z)
        pooled = L.MaxPooling2D(2, padding="same", **f)(y)
        average = L.AveragePooling2D((2, 1), **f)(y)
        padded = L.ZeroPadding2D(((1, 0), (0, 2)), **f)(y)
        merged = L.Concatenate(axis=axis, name="cat")([y, L.Add(name="add")([y, y])])
        larger = L.UpSampling2D(2, **f)(merged)
        back = L.Conv2DTranspose(2, 3, strides=2, padding="same", name="ct", **f)(larger)
        cropped = L.Cropping2D(1, **f)(back)
        dropped = L.SpatialDropout2D(0.2, **f)(L.LeakyReLU(0.1)(cropped))
        pair = L.Multiply(name="mul")([y, L.GlobalAveragePooling2D(keepdims=True, **f)(y)])
        outputs = [same(t) for t in (y, z, pooled, average, padded, merged, larger, back, dropped, pair)]
        # These have their axes where the model has them.
        outputs.append(L.Softmax(axis=1)(same(y)))
        outputs.append(L.PReLU(shared_axes=[2, 3], name="pr")(same(y)))
        outputs.append(L.Conv2D(3, 1, activation=None, name="cs", **f)(y) if order == first
                       else to_first(L.Conv2D(3, 1, name="cs", **f)(y)))
        outputs[-1] = L.Activation("softmax")(outputs[-1])
        outputs.append(L.Dense(3, name="last")(same(pooled)))
        outputs.append(L.Reshape((-1, 2))(same(y)))
        outputs.append(L.Permute((2, 3, 1))(same(y)))
        outputs.append(L.BatchNormalization(axis=3, name="b3")(same(y)))
        outputs.append(L.LayerNormalization(name="ln")(same(y)))
        outputs.append(L.GlobalAveragePooling2D(**f)(y))
        outputs.append(L.GlobalMaxPooling2D(**f)(y))
        # Flatten with channels_first goes back to channels last; without, it takes what it is given.
        outputs.append(L.Dense(2, name="d1")(L.Flatten(**f)(pooled)))
        outputs.append(L.Dense(2, name="d2")(L.Flatten()(same(pooled))))
        return outputs

    x = L.Input((2, 7, 6))
    model = keras.Model(x, branches(x, first))
    x = L.Input((7, 6, 2))
    twin = keras.Model(x, branches(x, last))
    g.randomise(twin)
    weights = {w.path.split("/", 0)[-1] if hasattr(w, "path") else w.name: w for w in twin.weights}
    for weight in model.weights:
        name = weight.path if hasattr(weight, "path") else weight.name
        weight.assign(numpy.asarray(weights[name]))
    value = g.normal(7, 6, 2)
    outputs = g.predict(twin, [value])
    g.save("ChannelsFirst", model, [value.transpose(0, 3, 1, 2)], outputs, randomised=True)


def keras1():
    """Files as Keras 1.2 wrote them, made of models of tf_keras by the rules of its conversion."""
    import h5py
    import numpy

    g = GoldenFiles("tfkeras", 20240701)
    L, keras = g.layers, g.keras

    def entry(class_name, name, **config):
        return {"class_name": class_name, "config": dict(name=name, trainable=True, **config)}

    def conv(class_name, name, filters, size, ordering, **config):
        rows = dict(nb_row=size, nb_col=size, subsample=[1, 1], dim_ordering=ordering)
        usual = dict(nb_filter=filters, init="glorot_uniform", activation="linear", border_mode="valid",
                     W_regularizer=None, b_regularizer=None, activity_regularizer=None, W_constraint=None,
                     b_constraint=None, bias=True)
        return entry(class_name, name, **{**usual, **rows, **config})

    def write(name, config, layers, model, inputs, kind="Sequential"):
        """`layers`: (name, [(weight name, value)]) in the order of the file."""
        path = os.path.join(HERE, f"{name}.keras1.h5")
        text = {"class_name": kind, "config": config}
        with h5py.File(path, "w") as file:
            file.attrs["keras_version"] = numpy.bytes_("1.2.1")
            file.attrs["model_config"] = numpy.bytes_(json.dumps(text))
            group = file.create_group("model_weights")
            group.attrs["layer_names"] = numpy.array([n for n, _ in layers], dtype="S")
            for layer, weights in layers:
                inner = group.create_group(layer)
                names = numpy.array([f"{layer}_{n}" for n, _ in weights], dtype="S")
                inner.attrs["weight_names"] = names if weights else numpy.zeros(0)
                for weight, value in weights:
                    inner[f"{layer}_{weight}"] = numpy.asarray(value, "float32")
        g.add_golden(path, inputs, g.predict(model, inputs_last(inputs, model)))

    def inputs_last(inputs, model):
        if tuple(model.inputs[0].shape[1:]) == inputs[0].shape[1:]:
            return inputs
        return [value.transpose(0, 2, 3, 1) for value in inputs]

    def weights(model, name):
        return model.get_layer(name).get_weights()

    # TensorFlow's order of axes.
    model = keras.Sequential([
        L.Input((9, 8, 1)), L.ZeroPadding2D(((1, 2), (0, 1))), L.Conv2D(3, 3, activation="relu", name="c1"),
        L.BatchNormalization(name="bn"), L.MaxPooling2D(2, padding="same"), L.Conv2D(2, 3, dilation_rate=2, padding="same", name="c2"),
        L.LeakyReLU(0.3), L.SeparableConv2D(4, 3, padding="same", depth_multiplier=2, name="sep"),
        L.UpSampling2D(2), L.Conv2DTranspose(2, 3, strides=2, padding="same", name="de"), L.Dropout(0.5), L.Flatten(),
        L.Dense(5, activation="hard_sigmoid", name="d1"), L.Dense(3, activation="softmax", name="d2")])
    g.randomise(model)
    inner = [
        entry("ZeroPadding2D", "pad", padding={"top_pad": 1, "bottom_pad": 2, "left_pad": 0, "right_pad": 1},
              dim_ordering="tf", batch_input_shape=[None, 9, 8, 1], input_dtype="float32"),
        conv("Convolution2D", "c1", 3, 3, "tf", activation="relu"),
        entry("BatchNormalization", "bn", mode=0, axis=-1, epsilon=0.001, momentum=0.99, beta_init="zero",
              gamma_init="one", gamma_regularizer=None, beta_regularizer=None)]
    config = [
        {"class_name": "Sequential", "config": inner},
        entry("MaxPooling2D", "pool", pool_size=[2, 2], strides=[2, 2], border_mode="same", dim_ordering="tf"),
        conv("AtrousConvolution2D", "c2", 2, 3, "tf", atrous_rate=[2, 2], border_mode="same"),
        entry("LeakyReLU", "leaky", alpha=0.3),
        conv("SeparableConvolution2D", "sep", 4, 3, "tf", border_mode="same", depth_multiplier=2,
             depthwise_regularizer=None, pointwise_regularizer=None),
        entry("UpSampling2D", "up", size=[2, 2], dim_ordering="tf"),
        conv("Deconvolution2D", "de", 2, 3, "tf", subsample=[2, 2], border_mode="same",
             output_shape=[None] + list(model.get_layer("de").output_shape[1:])),
        entry("Dropout", "drop", p=0.5), entry("Flatten", "flat"),
        entry("Dense", "d1", output_dim=5, init="uniform", activation="hard_sigmoid", bias=True, input_dim=None,
              W_regularizer=None),
        entry("Dense", "d2", output_dim=3, init="uniform", activation="softmax", bias=True, input_dim=None)]
    w = {n: weights(model, n) for n in ("c1", "bn", "c2", "sep", "de", "d1", "d2")}
    write("Sequence", config, [
        ("pad", []), ("c1", list(zip("Wb", w["c1"]))),
        ("bn", list(zip(("gamma", "beta", "running_mean", "running_std"), w["bn"]))), ("pool", []),
        ("c2", list(zip("Wb", w["c2"]))), ("leaky", []), ("sep", list(zip(("dW", "pW", "b"), w["sep"]))), ("up", []),
        # (rows, columns, filters, channels) was (rows, columns, channels, filters).
        ("de", [("W", w["de"][0].transpose(0, 1, 3, 2)), ("b", w["de"][1])]), ("drop", []), ("flat", []),
        ("d1", list(zip("Wb", w["d1"]))), ("d2", list(zip("Wb", w["d2"])))], model, [g.normal(9, 8, 1)])

    # Theano's order of axes, trained by either library; a dense layer sees the channels first.
    i = L.Input((6, 7, 2))
    y = L.Conv2D(3, 3, name="c1")(i)
    y = L.AveragePooling2D(2)(y)
    y = L.Conv2DTranspose(2, 3, strides=1, padding="valid", name="de")(y)
    y = L.Flatten()(L.Permute((3, 1, 2))(y))
    model = keras.Model(i, L.Dense(3, name="d1")(y))
    g.randomise(model)
    height, width = model.get_layer("de").output_shape[1:3]
    config = [
        conv("Convolution2D", "c1", 3, 3, "th", batch_input_shape=[None, 2, 6, 7]),
        entry("AveragePooling2D", "pool", pool_size=[2, 2], strides=[2, 2], border_mode="valid", dim_ordering="th"),
        conv("Deconvolution2D", "de", 2, 3, "th", output_shape=[None, 2, height, width]),
        entry("Flatten", "flat"), entry("Dense", "d1", output_dim=3, activation="linear", bias=True)]
    value = g.normal(2, 6, 7)
    for backend in ("TensorFlow", "Theano"):
        def turned(kernel):
            return kernel[::-1, ::-1] if backend == "Theano" else kernel
        c, d = weights(model, "c1"), weights(model, "de")
        write(backend, config, [
            ("c1", [("W", turned(c[0]).transpose(3, 2, 0, 1)), ("b", c[1])]), ("pool", []),
            ("de", [("W", turned(d[0]).transpose(2, 3, 0, 1)), ("b", d[1])]), ("flat", []),
            ("d1", list(zip("Wb", weights(model, "d1"))))], model, [value])

    # One dimension, in both old layouts.
    model = keras.Sequential([
        L.Input((9, 2)), L.Conv1D(3, 3, strides=2, name="c1"), L.MaxPooling1D(2, padding="same"), L.UpSampling1D(2),
        L.Conv1D(2, 2, padding="same", name="c2"), L.Flatten(), L.Dense(2, name="d1")])
    g.randomise(model)
    c1, c2 = weights(model, "c1"), weights(model, "c2")
    config = [
        entry("Convolution1D", "c1", nb_filter=3, filter_length=3, subsample_length=2, border_mode="valid",
              activation="linear", bias=True, batch_input_shape=[None, 9, 2], input_dim=2, input_length=9),
        entry("MaxPooling1D", "pool", pool_length=2, stride=2, border_mode="same"),
        entry("UpSampling1D", "up", length=2),
        entry("Convolution1D", "c2", nb_filter=2, filter_length=2, subsample_length=1, border_mode="same",
              activation="linear", bias=True),
        entry("Flatten", "flat"), entry("Dense", "d1", output_dim=2, activation="linear", bias=True)]
    write("Convolution1D", config, [
        ("c1", [("W", c1[0][:, None]), ("b", c1[1])]), ("pool", []), ("up", []),
        # (filters, channels, length, 1)
        ("c2", [("W", c2[0].transpose(2, 1, 0)[..., None]), ("b", c2[1])]), ("flat", []),
        ("d1", list(zip("Wb", weights(model, "d1"))))], model, [g.normal(9, 2)])

    # A graph with merges by mode.
    i = L.Input((4,))
    a, b = L.Dense(3, name="a")(i), L.Dense(3, name="b")(i)
    outputs = [L.Add()([a, b]), L.Multiply()([a, b]), L.Average()([a, b]), L.Maximum()([a, b]),
               L.Concatenate()([a, b]), L.Dot(-1)([a, b])]
    model = keras.Model(i, outputs)
    g.randomise(model)
    nodes = lambda *names: [[[n, 0, 0] for n in names]]
    modes = ["sum", "mul", "ave", "max", "concat", "dot"]
    graph = [dict(entry("InputLayer", "i", batch_input_shape=[None, 4], input_dtype="float32"), name="i", inbound_nodes=[])]
    for name in "ab":
        graph.append(dict(entry("Dense", name, output_dim=3, activation="linear", bias=True), name=name,
                          inbound_nodes=nodes("i")))
    for mode in modes:
        merge = entry("Merge", "m_" + mode, mode=mode, concat_axis=-1, dot_axes=-1, mode_type="raw", output_shape=None,
                      output_shape_type="raw", output_mask=None, output_mask_type="raw", arguments={})
        graph.append(dict(merge, name="m_" + mode, inbound_nodes=nodes("a", "b")))
    config = dict(name="merges", layers=graph, input_layers=[["i", 0, 0]],
                  output_layers=[["m_" + mode, 0, 0] for mode in modes])
    write("Merges", config, [("i", []), ("a", list(zip("Wb", weights(model, "a")))),
                             ("b", list(zip("Wb", weights(model, "b"))))] + [("m_" + m, []) for m in modes],
          model, [g.normal(4)], kind="Model")


GROUPS = {"inner": inner_models, "operations": operations, "kinds": kinds, "precisions": precisions,
          "channels": channels_first}


def main():
    if len(sys.argv) < 2:
        for part in ("keras3", "tfkeras", "keras1"):
            subprocess.run([sys.executable, os.path.abspath(__file__), part], check=True)
    elif sys.argv[1] == "keras1":
        keras1()
    else:
        for index, name in enumerate(GROUPS):
            if name in (sys.argv[2:] or GROUPS):
                # A seed for each group, so that one can be made again by itself.
                g = GoldenFiles(sys.argv[1], 20240801 + index)
                GROUPS[name](g)
                print(name, g.cases, "cases", flush=True)


main()
