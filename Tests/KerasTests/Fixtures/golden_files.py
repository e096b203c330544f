"""What the scripts that write fixtures for the tests of Keras have in common."""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 2


class GoldenFiles:
    """Saves models of one generation (keras3 or tfkeras) with inputs and outputs beside."""

    def __init__(self, generation, seed):
        import numpy

        if generation == "keras3":
            import keras
        else:
            import tf_keras as keras
        self.generation = generation
        self.keras = keras
        self.layers = keras.layers
        self.numpy = numpy
        self.random = numpy.random.default_rng(seed)
        self.cases = 0
        keras.utils.set_random_seed(seed)

    @property
    def is_keras3(self):
        return self.generation == "keras3"

    def path(self, name, ending="h5"):
        return os.path.join(HERE, f"{name}.{self.generation}.{ending}")

    def randomise(self, model):
        for weight in model.weights:
            name = getattr(weight, "path", weight.name)
            shape, kind = tuple(weight.shape), str(weight.dtype)
            if "seed" in name or "int" in kind or "float" not in kind:
                continue
            positive = "variance" in name or "gamma" in name or name.endswith("scale")
            low, high = (0.5, 1.5) if positive else (-0.5, 0.5)
            # Values that halves hold exactly, so that a copy in another type is the same model.
            value = self.random.uniform(low, high, shape).astype("float16")
            weight.assign(self.numpy.asarray(value, "float32"))

    def normal(self, *shape):
        return self.random.normal(size=(BATCH,) + shape).astype("float32")

    def inputs(self, model):
        return [self.normal(*t.shape[1:]) for t in model.inputs]

    def predict(self, model, inputs):
        outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
        if isinstance(outputs, dict):
            outputs = list(outputs.values())
        return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]

    def add_golden(self, path, inputs, outputs, mode="r+"):
        import h5py

        with h5py.File(path, mode) as file:
            for index, value in enumerate(inputs):
                file[f"golden/input_{index}"] = self.numpy.asarray(value, "float32")
            for index, value in enumerate(outputs):
                file[f"golden/output_{index}"] = self.numpy.asarray(value, "float32")
        self.cases += len(outputs)
        print(os.path.basename(path), os.path.getsize(path), len(outputs), flush=True)

    def save(self, name, model, inputs=None, outputs=None, randomised=False):
        if not randomised:
            self.randomise(model)
        inputs = inputs if inputs is not None else self.inputs(model)
        outputs = outputs if outputs is not None else self.predict(model, inputs)
        path = self.path(name)
        model.save(path, include_optimizer=False)
        self.add_golden(path, inputs, outputs)

    def branches(self, name, shape, cases, values=None):
        """One input, one output for each function of `cases`."""
        x = self.layers.Input(shape)
        inputs = None if values is None else [values]
        self.save(name, self.keras.Model(x, [case(x) for case in cases]), inputs)
