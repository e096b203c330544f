"""Writes the architectures of keras.applications, with random weights, and what Keras computes.

    python make_application_goldens.py FOLDER      # hundreds of megabytes, not for the repository

The test of applications reads FOLDER from the environment variable MIEN_KERAS_APPLICATIONS.
"""
import os
import subprocess
import sys

from golden_files import GoldenFiles

NAMES = {
    "MobileNet": 64, "MobileNetV2": 64, "MobileNetV3Small": 64, "EfficientNetB0": 64, "EfficientNetV2B0": 64,
    "Xception": 71, "InceptionV3": 75, "DenseNet121": 64, "ResNet50": 64, "ResNet50V2": 64, "NASNetMobile": 64,
    "VGG16": 48, "ConvNeXtTiny": 64,
}


def main(folder, generation):
    g = GoldenFiles(generation, 11)
    for name, size in NAMES.items():
        g.keras.backend.clear_session()
        try:
            model = getattr(g.keras.applications, name)(
                weights=None, input_shape=(size, size, 3), include_top=False, pooling="avg")
            # Statistics that are not those of an untrained model, and values that stay in bounds.
            for layer in model.layers:
                if type(layer).__name__ == "BatchNormalization":
                    for weight in layer.weights:
                        low, high = (0.8, 1.2) if "variance" in weight.name or "gamma" in weight.name else (-0.1, 0.1)
                        weight.assign(g.random.uniform(low, high, weight.shape).astype("float32"))
            inputs = [g.random.uniform(0, 1, size=(2, size, size, 3)).astype("float32")]
            path = os.path.join(folder, f"{name}.{generation}.h5")
            model.save(path)
            g.add_golden(path, inputs, g.predict(model, inputs))
        except Exception as error:
            print("skipped", name, type(error).__name__, str(error).splitlines()[0][:120])


if len(sys.argv) == 3:
    main(*sys.argv[1:])
else:
    os.makedirs(sys.argv[1], exist_ok=True)
    for part in ("keras3", "tfkeras"):
        subprocess.run([sys.executable, os.path.abspath(__file__), sys.argv[1], part], check=True)
