"""Writes three networks that people use for expressions, with random weights, as .h5 and .onnx, and
what Keras computes of random faces with them as .npz.

A is the network of the tutorials (77 million multiply-adds), B one like VGG with batch normalization
(470 million), C mini_XCEPTION (Arriaga et al. 2017; 5.5 million).

Run: python networks.py FOLDER
"""

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras import layers

INPUT = (48, 48, 1)
OPSET = 17
FACES = 32


def tutorial() -> tf_keras.Model:
    return tf_keras.Sequential([
        layers.Input(INPUT),
        layers.Conv2D(32, 3, activation="relu"),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(128, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(128, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(1024, activation="relu"),
        layers.Dense(7, activation="softmax"),
    ])


def vgg_like() -> tf_keras.Model:
    model = tf_keras.Sequential([layers.Input(INPUT)])
    for channels in (64, 128, 256, 512):
        for _ in range(2):
            model.add(layers.Conv2D(channels, 3, padding="same"))
            model.add(layers.BatchNormalization())
            model.add(layers.Activation("relu"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dense(256))
    model.add(layers.BatchNormalization())
    model.add(layers.Activation("relu"))
    model.add(layers.Dense(7, activation="softmax"))
    return model


def mini_xception() -> tf_keras.Model:
    face = tensor = layers.Input(INPUT)
    for _ in range(2):
        tensor = layers.Conv2D(8, 3, use_bias=False)(tensor)
        tensor = layers.Activation("relu")(layers.BatchNormalization()(tensor))
    for channels in (16, 32, 64, 128):
        shortcut = layers.Conv2D(channels, 1, strides=2, padding="same", use_bias=False)(tensor)
        shortcut = layers.BatchNormalization()(shortcut)
        for has_activation in (True, False):
            tensor = layers.SeparableConv2D(channels, 3, padding="same", use_bias=False)(tensor)
            tensor = layers.BatchNormalization()(tensor)
            if has_activation:
                tensor = layers.Activation("relu")(tensor)
        tensor = layers.MaxPooling2D(3, strides=2, padding="same")(tensor)
        tensor = layers.Add()([tensor, shortcut])
    tensor = layers.GlobalAveragePooling2D()(layers.Conv2D(7, 3, padding="same")(tensor))
    return tf_keras.Model(face, layers.Activation("softmax")(tensor))


NETWORKS = {"A": tutorial, "B": vgg_like, "C": mini_xception}


def main() -> None:
    import tf2onnx

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    for name, make in NETWORKS.items():
        tf_keras.utils.set_random_seed(1)
        model = make()
        for layer in model.layers:
            if isinstance(layer, layers.BatchNormalization):
                count = layer.get_weights()[0].shape[0]
                layer.set_weights([
                    random.uniform(0.8, 1.2, count), random.normal(0, 0.1, count),
                    random.normal(0, 0.1, count), random.uniform(0.5, 1.5, count),
                ])
        faces = random.random((FACES, *INPUT), dtype=np.float32)
        np.savez(folder / f"{name}.npz", faces=faces, expected=model.predict(faces, verbose=0))
        model.save(folder / f"{name}.h5", save_format="h5")
        signature = [tf.TensorSpec((None, *INPUT), tf.float32, name="face")]
        function = tf.function(lambda face, m=model: m(face, training=False), signature)
        tf2onnx.convert.from_function(
            function, signature, opset=OPSET, output_path=str(folder / f"{name}.onnx")
        )


if __name__ == "__main__":
    main()
