"""Writes tiny models as Keras saves them, with inputs and outputs beside, for the tests of Keras.

    python make_keras_goldens.py            # everything; needs keras 3, tf_keras, tensorflow, h5py
    python make_keras_goldens.py keras3     # the models of one generation only

Files are called NAME.GENERATION.h5 with GENERATION keras3 or tfkeras. Each is a file of `model.save`
to which one group is added: /golden/input_0…, /golden/output_0…, in the model's order.
The models are graphs with one output per case, so that one file covers many settings.
"""
import itertools
import json
import os
import subprocess
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 2


def main():
    if len(sys.argv) < 2:
        # One process each: the two generations share names of environment and state.
        for generation in ("keras3", "tfkeras"):
            subprocess.run([sys.executable, os.path.abspath(__file__), generation], check=True)
        subprocess.run([sys.executable, os.path.abspath(__file__), "variants"], check=True)
        return
    if sys.argv[1] == "variants":
        variants()
    else:
        layers(sys.argv[1])


# ---------------------------------------------------------------------------------------------------
# Layers


def layers(generation):
    import h5py
    import numpy as np

    if generation == "keras3":
        import keras
    else:
        import tf_keras as keras
    L = keras.layers
    random = np.random.default_rng(20240607)
    keras.utils.set_random_seed(20240607)

    def randomise(model):
        for weight in model.weights:
            name = getattr(weight, "path", weight.name)
            if "seed" in name:
                continue
            shape = tuple(weight.shape)
            low, high = (0.5, 1.5) if "variance" in name or "gamma" in name else (-0.5, 0.5)
            # Values that halves hold exactly, so that a copy in another type is the same model.
            weight.assign(random.uniform(low, high, shape).astype("float16").astype("float32"))

    def save(name, model, inputs=None, randomised=False):
        if not randomised:
            randomise(model)
        if inputs is None:
            inputs = [
                random.normal(size=(BATCH,) + tuple(t.shape[1:])).astype("float32")
                for t in model.inputs
            ]
        path = os.path.join(HERE, f"{name}.{generation}.h5")
        model.save(path)
        outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
        if isinstance(outputs, dict):
            outputs = list(outputs.values())
        if not isinstance(outputs, (list, tuple)):
            outputs = [outputs]
        with h5py.File(path, "r+") as file:
            for index, value in enumerate(inputs):
                file[f"golden/input_{index}"] = np.asarray(value, "float32")
            for index, value in enumerate(outputs):
                file[f"golden/output_{index}"] = np.asarray(value, "float32")
        print(os.path.basename(path), os.path.getsize(path), len(outputs))

    def branches(name, shape, cases):
        """One input, one output for each function of `cases`."""
        x = L.Input(shape)
        save(name, keras.Model(x, [case(x) for case in cases]))

    # Odd height, even width: both parities in one input.
    size = (7, 10)
    paddings = ("same", "valid")
    kernels = ((3, 3), (2, 4), (1, 1))
    strides = ((1, 1), (2, 2), (3, 2))

    cases = []
    for kernel, stride, padding in itertools.product(kernels, strides, paddings):
        cases.append(L.Conv2D(3, kernel, strides=stride, padding=padding, use_bias=stride == (2, 2)))
    for kernel, padding in itertools.product(((3, 3), (2, 3)), paddings):
        cases.append(L.Conv2D(2, kernel, dilation_rate=2, padding=padding))
    cases.append(L.Conv2D(2, 3, dilation_rate=(1, 3), padding="same", activation="relu"))
    cases.append(L.Conv2D(4, 3, activation="softmax"))
    branches("Conv2D", size + (2,), cases)

    cases = []
    for kernel, stride, padding in itertools.product(kernels, (1, 2, 3), paddings):
        cases.append(
            L.DepthwiseConv2D(
                kernel, strides=stride, padding=padding,
                depth_multiplier=1 + (kernel == (2, 4)), use_bias=stride == 2))
    for padding in paddings:
        cases.append(L.DepthwiseConv2D(3, dilation_rate=2, padding=padding, depth_multiplier=3))
    cases.append(L.DepthwiseConv2D(3, activation="relu"))
    branches("DepthwiseConv2D", size + (3,), cases)

    cases = []
    for kernel, stride, padding in itertools.product(((3, 3), (2, 4)), (1, 2), paddings):
        cases.append(
            L.SeparableConv2D(
                3, kernel, strides=stride, padding=padding,
                depth_multiplier=1 + (kernel == (2, 4)), use_bias=stride == 2))
    for padding in paddings:
        cases.append(
            L.SeparableConv2D(2, 3, dilation_rate=2, padding=padding, activation="sigmoid"))
    branches("SeparableConv2D", size + (2,), cases)

    for kind in ("MaxPooling2D", "AveragePooling2D"):
        cases = []
        for pool, stride, padding in itertools.product(
            ((2, 2), (3, 2), (3, 3)), (None, (1, 1), (2, 2), (3, 2)), paddings):
            cases.append(getattr(L, kind)(pool, strides=stride, padding=padding))
        branches(kind, size + (2,), cases)

    branches("GlobalAveragePooling2D", size + (3,),
             [L.GlobalAveragePooling2D(), L.GlobalAveragePooling2D(keepdims=True)])
    branches("ZeroPadding2D", (3, 4, 2), [
        L.ZeroPadding2D(), L.ZeroPadding2D(2), L.ZeroPadding2D((1, 3)),
        L.ZeroPadding2D(((0, 1), (2, 0)))])
    branches("BatchNormalization", (3, 4, 5), [
        L.BatchNormalization(), L.BatchNormalization(axis=3), L.BatchNormalization(scale=False),
        L.BatchNormalization(center=False), L.BatchNormalization(scale=False, center=False),
        L.BatchNormalization(epsilon=0.1)])
    branches("BatchNormalization1D", (6,), [L.BatchNormalization(), L.BatchNormalization(axis=1)])
    branches("Dense", (6,), [
        L.Dense(4), L.Dense(3, use_bias=False), L.Dense(5, activation="relu"),
        L.Dense(7, activation="softmax")])
    branches("DenseMap", (3, 4, 5), [L.Dense(4), L.Flatten(), L.Dense(2, activation="tanh")])
    names = ["linear", "relu", "relu6", "elu", "selu", "sigmoid", "hard_sigmoid", "tanh", "softplus",
             "softsign", "exponential", "swish", "gelu", "mish", "softmax"]
    if generation == "keras3":
        names += ["silu", "leaky_relu"]
    else:
        names.remove("relu6")
    x = L.Input((3, 4, 5))
    wide = random.uniform(-6, 6, size=(BATCH, 3, 4, 5)).astype("float32")
    save("Activation", keras.Model(x, [L.Activation(name)(x) for name in names]), [wide])
    x = L.Input((3, 4, 5))
    cases = [L.ReLU(), L.ReLU(max_value=6.0), L.ReLU(negative_slope=0.1), L.Softmax(),
             L.ReLU(max_value=3.0, negative_slope=0.2, threshold=1.0), L.ReLU(threshold=0.5)]
    save("ReLU", keras.Model(x, [case(x) for case in cases]), [wide])
    branches("Identity", (3, 4, 2), [
        L.Dropout(0.5), L.SpatialDropout2D(0.3), L.GaussianNoise(0.2), L.GaussianDropout(0.2),
        L.AlphaDropout(0.2), L.ActivityRegularization(l1=0.1)])
    # A layer as activation.
    branches("ActivationLayer", (3, 4, 2), [
        L.Conv2D(3, 2, activation=L.ReLU(max_value=0.25)), L.Dense(4, activation=L.Softmax())])

    # ----- Models

    s = keras.Sequential([
        L.Input((9, 8, 1)), L.Conv2D(3, 3, activation="relu"), L.BatchNormalization(),
        L.MaxPooling2D(2), L.Dropout(0.25), L.Flatten(), L.Dense(4, activation="softmax")],
        name="small")
    save("Sequential", s)

    if generation == "tfkeras":
        s = keras.Sequential([L.Conv2D(2, 3, input_shape=(6, 6, 1)), L.Flatten(), L.Dense(3)])
        save("SequentialInputShape", s)
        s = keras.Sequential([L.Conv2D(2, 3), L.Flatten(), L.Dense(3)])
        s.build((None, 6, 6, 1))
        save("SequentialBuilt", s, [random.normal(size=(2, 6, 6, 1)).astype("float32")])

    def block(x, filters, stride):
        y = L.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
        y = L.ReLU(6.0)(L.BatchNormalization()(y))
        y = L.BatchNormalization()(L.Conv2D(filters, 1, use_bias=False)(y))
        z = L.Conv2D(filters, 1, strides=stride, padding="same", use_bias=False)(x)
        return L.Activation("relu")(L.Add()([y, z]))

    x = L.Input((11, 10, 1), name="image")
    y = block(block(L.Conv2D(4, 3, padding="same")(x), 6, 2), 6, 1)
    y = L.Dense(5, activation="softmax", name="prediction")(L.GlobalAveragePooling2D()(y))
    save("Residual", keras.Model(x, y, name="residual"))

    # Free height and width.
    x = L.Input((None, None, 2))
    y = L.GlobalAveragePooling2D()(L.Conv2D(3, 3, strides=2, padding="same")(x))
    save("FreeSize", keras.Model(x, y), [random.normal(size=(2, 7, 9, 2)).astype("float32")])

    # Two inputs, a shared layer, two outputs.
    a, b = L.Input((4,), name="a"), L.Input((4,), name="b")
    shared = L.Dense(4, activation="tanh", name="shared")
    total = L.Add(name="total")([shared(a), shared(shared(b))])
    save("SharedLayers", keras.Model([b, a], [L.Dense(2, name="head")(total), total]))

    x = L.Input((4,), name="x")
    save("DictionaryOutputs", keras.Model(
        x, {"p": L.Dense(2, name="dp")(x), "q": L.Dense(3, name="dq")(x)}))

    if generation == "keras3":
        x = L.Input((4,), name="x")
        save("Operator", keras.Model(x, L.Dense(4, name="d")(x) + x))

    # Names with a slash become nested groups.
    s = keras.Sequential([L.Input((3,)), L.Dense(2, name="block1_dense" if generation == "keras3" else "block1/dense")])
    save("NestedName", s)

    # Half precision policy: float32 weights; outputs as float32 Keras would compute them.
    if generation == "keras3":
        policy = keras.DTypePolicy("mixed_float16")
    else:
        policy = keras.mixed_precision.Policy("mixed_float16")
    s = keras.Sequential([L.Input((4,)), L.Dense(3, dtype=policy, name="d")], name="half")
    randomise(s)
    full = keras.Sequential([L.Input((4,)), L.Dense(3, name="d")], name="half")
    full.set_weights(s.get_weights())
    x = random.normal(size=(2, 4)).astype("float32")
    save("MixedPrecision", s, [x], randomised=True)
    with h5py.File(os.path.join(HERE, f"MixedPrecision.{generation}.h5"), "r+") as file:
        file["golden/output_0"][...] = full.predict(x, verbose=0)

    # ----- To be refused

    x = L.Input((6, 6, 2))
    y = L.LayerNormalization(axis=2, name="rows")(x)
    y = L.Softmax(axis=0, name="across")(y)
    y = L.Lambda(lambda v: v * 2.0, name="twice")(y)
    y = L.Resizing(4, 4, interpolation="bicubic", name="smooth")(y)
    y = L.TimeDistributed(L.Dense(2), name="steps")(y)
    y = L.Reshape((8, 4), name="sequence")(y)
    y = L.GRU(3, name="recurrent")(y)
    keras.Model(x, y).save(os.path.join(HERE, f"refused.{generation}.h5"))

    @keras.saving.register_keras_serializable(package="own")
    class Twice(L.Layer):
        def call(self, x):
            return x * 2.0

    inner = keras.Sequential([L.Input((4,)), L.Dense(4)], name="inner")
    x = L.Input((4,))
    keras.Model(x, inner(Twice(name="custom")(x))).save(
        os.path.join(HERE, f"refusedCustom.{generation}.h5"))

    s = keras.Sequential([L.Input((4,)), L.Dense(3)])
    s.save_weights(os.path.join(HERE, f"kindD.{generation}.weights.h5"))
    if generation == "keras3":
        s.save(os.path.join(HERE, "kindE.keras3.keras"))
    else:
        s.save_weights(os.path.join(HERE, "kindB.tfkeras.h5"))


# ---------------------------------------------------------------------------------------------------
# The same model as other writers store it


def variants():
    import h5py
    import numpy as np

    def source(generation="tfkeras", origin="Sequential"):
        return os.path.join(HERE, f"{origin}.{generation}.h5")

    def copy(name, change, generation="tfkeras", origin="Sequential"):
        """A copy made object by object, so that `change` leaves no holes."""
        path = os.path.join(HERE, f"variant{name}.h5")
        with h5py.File(source(generation, origin), "r") as old, h5py.File(path, "w") as new:
            for key in ("model_config", "keras_version", "backend"):
                new.attrs[key] = old.attrs[key]
            old.copy("model_weights", new)
            old.copy("golden", new)
            change(new)
        print(os.path.basename(path), os.path.getsize(path))
        return path

    def datasets(file):
        found = []
        file["model_weights"].visititems(
            lambda name, item: found.append(item.name) if isinstance(item, h5py.Dataset) else None)
        return found

    def restore(file, **options):
        for name in datasets(file):
            value = file[name][...]
            del file[name]
            chosen = dict(options)
            kind = chosen.pop("dtype", "<f4")
            file.create_dataset(name, data=value.astype(kind), dtype=kind, **chosen)

    def to(**options):
        return lambda file: restore(file, **options)

    copy("Float16", to(dtype="<f2"))
    copy("Float64", to(dtype="<f8"))
    copy("BigEndian", to(dtype=">f4"))
    copy("Gzip", lambda f: restore(f, chunks=True, shuffle=True, compression="gzip", fletcher32=True))

    def compact(file):
        for name in datasets(file):
            value = file[name][...]
            del file[name]
            plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            plist.set_layout(h5py.h5d.COMPACT)
            parent, leaf = name.rsplit("/", 1)
            space = h5py.h5s.create_simple(value.shape)
            made = h5py.h5d.create(
                file[parent].id, leaf.encode(), h5py.h5t.IEEE_F32LE, space, plist)
            made.write(h5py.h5s.ALL, h5py.h5s.ALL, np.ascontiguousarray(value, "<f4"))

    copy("Compact", compact)

    # Keras up to 2.2.2: the configuration of a sequence is a list, and has no input layer.
    def as_list(file):
        config = json.loads(file.attrs["model_config"])
        entries = config["config"]["layers"]
        shape = entries[0]["config"]["batch_input_shape"]
        entries = entries[1:]
        entries[0]["config"]["batch_input_shape"] = shape
        config["config"] = entries
        file.attrs["model_config"] = np.bytes_(json.dumps(config))
        file["model_weights"].attrs["keras_version"] = np.bytes_("2.1.6")

    copy("ListConfiguration", as_list)

    # Values that some versions wrap in objects, and lists of references within lists.
    def wrapped(file):
        config = json.loads(file.attrs["model_config"])
        model = config["config"]
        for layer in model["layers"]:
            settings = layer["config"]
            if "batch_input_shape" in settings:
                settings["batch_input_shape"] = {
                    "class_name": "TensorShape", "items": settings["batch_input_shape"]}
            if "kernel_size" in settings:
                settings["kernel_size"] = {
                    "class_name": "__tuple__", "items": settings["kernel_size"]}
            activation = settings.get("activation")
            if isinstance(activation, dict) and "max_value" in activation["config"]:
                activation["config"]["max_value"] = {
                    "class_name": "__numpy__",
                    "config": {"value": [activation["config"]["max_value"]], "dtype": "float32"}}
        model["input_layers"] = [model["input_layers"]]
        file.attrs["model_config"] = np.bytes_(json.dumps(config))

    copy("Wrapped", wrapped, origin="ActivationLayer")

    def rewrite(group, key, value):
        del group.attrs[key]
        group.attrs[key] = value

    # h5py 2: arrays of fixed-length strings.
    def fixed(file):
        group = file["model_weights"]
        names = [n if isinstance(n, bytes) else n.encode() for n in group.attrs["layer_names"]]
        rewrite(group, "layer_names", np.array(names, dtype="S"))
        for name in names:
            inner = group[name.decode()]
            weights = [n if isinstance(n, bytes) else n.encode() for n in inner.attrs["weight_names"]]
            if weights:
                rewrite(inner, "weight_names", np.array(weights, dtype="S"))

    copy("FixedText", fixed)

    # Fixed-length strings padded with spaces, as other libraries write them.
    def spaces(file):
        group = file["model_weights"]
        names = [n if isinstance(n, bytes) else n.encode() for n in group.attrs["layer_names"]]
        width = max(map(len, names)) + 3
        del group.attrs["layer_names"]
        kind = h5py.h5t.C_S1.copy()
        kind.set_size(width)
        kind.set_strpad(h5py.h5t.STR_SPACEPAD)
        attribute = h5py.h5a.create(
            group.id, b"layer_names", kind, h5py.h5s.create_simple((len(names),)))
        attribute.write(np.array([n.ljust(width) for n in names], dtype=f"S{width}"), mtype=kind)

    copy("SpacePadded", spaces)

    # layer_names in parts, as Keras writes long lists.
    def chunked(file):
        group = file["model_weights"]
        names = [n if isinstance(n, bytes) else n.encode() for n in group.attrs["layer_names"]]
        del group.attrs["layer_names"]
        for index, part in enumerate(np.array_split(np.array(names, dtype="S"), 3)):
            group.attrs[f"layer_names{index}"] = part

    copy("ChunkedNames", chunked)

    # Layers renumbered in the configuration: bound by position.
    def renamed(file):
        text = file.attrs["model_config"]
        text = text if isinstance(text, str) else text.decode()
        for name in ("conv2d", "batch_normalization", "dense"):
            start = text.index(f'"name": "{name}') + len('"name": "')
            stop = text.index('"', start)
            old = text[start:stop]
            text = text.replace(f'"{old}"', f'"other_{old}"')
        file.attrs["model_config"] = text

    copy("Renamed", renamed)

    # A dropout that keeps the state of its generator among its weights.
    def seed_state(file):
        name = next(n for n in file["model_weights"] if n.startswith("dropout"))
        group = file["model_weights"][name]
        rewrite(group, "weight_names", [f"{name}/seed_generator_state".encode()])
        group[f"{name}/seed_generator_state"] = np.array([0, 1337], "<u4")

    copy("SeedState", seed_state)

    # A convolution kernel as Theano's Keras stored it.
    def theano(file):
        for name in datasets(file):
            value = file[name][...]
            if value.ndim == 4:
                file[name][...] = value[::-1, ::-1]
        for group in (file, file["model_weights"]):
            group.attrs["backend"] = np.bytes_("theano")
        file["model_weights"].attrs["keras_version"] = np.bytes_("2.2.4")

    copy("Theano", theano)

    # A kernel (in old files only) in the order that Keras transposes by (3, 2, 0, 1).
    def transposed(file):
        for name in datasets(file):
            value = file[name][...]
            if value.ndim == 4:
                # The stored shape whose transposition is the kernel's.
                stored = np.transpose(value, np.argsort((3, 2, 0, 1)))
                del file[name]
                file[name] = stored
        file["model_weights"].attrs["keras_version"] = np.bytes_("2.1.6")

    copy("Transposed", transposed)

    # Other tools leave attributes, groups and tokens of their own.
    def additions(file):
        file.attrs["classes"] = np.array([1, 2, 3])
        file.attrs["training_config"] = np.bytes_("{not json")
        file["optimizer_weights/iterations"] = np.int64(7)
        config = json.loads(file.attrs["model_config"])
        config["config"]["layers"][1]["config"]["kernel_initializer"]["config"]["seed"] = float("nan")
        file.attrs["model_config"] = json.dumps(config)

    copy("Additions", additions)

    # ----- To be refused or found invalid

    def weight(file, part):
        return next(name for name in datasets(file) if part in name)

    def not_finite(file):
        name = weight(file, "kernel")
        value = file[name][...]
        value.flat[:2] = [np.nan, np.inf]
        file[name][...] = value

    copy("NotFinite", not_finite)

    def wrong_shape(file):
        name = weight(file, "dense")
        value = file[name][...]
        del file[name]
        file[name] = np.concatenate([value, value])

    copy("WrongShape", wrong_shape)

    def wrong_order(file):
        group = next(g for g in file["model_weights"].values() if len(g.attrs["weight_names"]) == 4)
        rewrite(group, "weight_names", list(group.attrs["weight_names"])[::-1])

    copy("WrongOrder", wrong_order)

    def missing(file):
        del file[weight(file, "bias")]

    copy("MissingDataset", missing)

    def fewer(file):
        group = next(g for g in file["model_weights"].values() if len(g.attrs["weight_names"]) == 4)
        rewrite(group, "weight_names", list(group.attrs["weight_names"])[:3])

    copy("FewerWeights", fewer)

    def duplicate_key(file):
        text = file.attrs["model_config"]
        text = text if isinstance(text, str) else text.decode()
        file.attrs["model_config"] = text.replace('"units": 4', '"units": 4, "units": 4', 1)

    copy("DuplicateKey", duplicate_key)

    def keras1(file):
        del file["model_weights"].attrs["keras_version"]
        rewrite(file, "keras_version", np.bytes_("1.2.2"))

    # As Keras 1, with keys of Keras 2: nothing in it is ambiguous.
    copy("Keras1", keras1)

    def subclassed(file):
        config = json.loads(file.attrs["model_config"])
        config["class_name"] = "MyModel"
        file.attrs["model_config"] = json.dumps(config)

    copy("Subclassed", subclassed)

    def double(file):
        text = file.attrs["model_config"]
        text = text if isinstance(text, str) else text.decode()
        file.attrs["model_config"] = text.replace('"float32"', '"float64"')

    copy("Float64Policy", double)

    def quantised(file):
        config = json.loads(file.attrs["model_config"])
        config["config"]["layers"][-1]["config"]["lora_rank"] = 4
        file.attrs["model_config"] = json.dumps(config)

    copy("LowRank", quantised)

    def top_level(file):
        group = file["model_weights"].require_group("top_level_model_weights")
        group.attrs["weight_names"] = [b"scale:0"]
        group["scale:0"] = np.float32(2)

    copy("TopLevelWeights", top_level)

    def cyclic(file):
        config = {"class_name": "Model", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "name": "i", "inbound_nodes": [],
             "config": {"name": "i", "batch_input_shape": [None, 4], "dtype": "float32"}},
            {"class_name": "Add", "name": "p", "config": {"name": "p"},
             "inbound_nodes": [[["i", 0, 0, {}], ["q", 0, 0, {}]]]},
            {"class_name": "Dropout", "name": "q", "config": {"name": "q", "rate": 0.5},
             "inbound_nodes": [[["p", 0, 0, {}]]]}],
            "input_layers": [["i", 0, 0]], "output_layers": [["q", 0, 0]]}}
        file.attrs["model_config"] = json.dumps(config)
        rewrite(file["model_weights"], "layer_names", np.zeros(0))

    copy("Cyclic", cyclic)

    with h5py.File(os.path.join(HERE, "kindC.h5"), "w") as file:
        file.attrs["nb_layers"] = 1
        group = file.create_group("layer_0")
        group.attrs["nb_params"] = 0
    with h5py.File(os.path.join(HERE, "kindF.h5"), "w") as file, h5py.File(source(), "r") as old:
        old.copy("model_weights", file)
    # Weights of models without weights, for tests that bring a structure.
    for name, version in (("noWeights.h5", "2.15.0"), ("noWeights1.h5", None), ("noWeightsLegacy.h5", "2.2.4")):
        with h5py.File(os.path.join(HERE, name), "w") as file:
            file.attrs["layer_names"] = np.zeros(0)
            file.attrs["backend"] = np.bytes_("tensorflow")
            if version:
                file.attrs["keras_version"] = np.bytes_(version)
    with h5py.File(os.path.join(HERE, "notKeras.h5"), "w") as file:
        file["table"] = np.zeros(3)


main()
