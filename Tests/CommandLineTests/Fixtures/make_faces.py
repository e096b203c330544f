#!/usr/bin/env python3
"""Writes faces.npy, pictures as numpy.save stores them, and faces_golden.csv, what Keras computes of
them with the shipped model. The pictures are smooth random patterns: no photograph is needed.

Needs numpy, tf_keras. Run it again when the model in models/ changes.
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tf_keras

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, "..", "..", "..", "models", "emotion_detction_model.h5")
COUNT, SIDE, WAVES = 3, 48, 6
LABELS = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]


def main():
    random = np.random.default_rng(3)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    faces = np.empty((COUNT, SIDE, SIDE), np.uint8)
    for face in faces:
        height, width, phase = random.uniform(-4, 4, (3, WAVES, 1, 1)) * np.pi
        pattern = np.cos(rows * height + columns * width + phase).mean(0)
        face[:] = np.round(127.5 * (1 + pattern / np.abs(pattern).max()))
    np.save(os.path.join(HERE, "faces.npy"), faces)
    model = tf_keras.models.load_model(MODEL, compile=False)
    shares = model.predict(faces[..., None].astype(np.float32) / 255, verbose=0)
    np.savetxt(
        os.path.join(HERE, "faces_golden.csv"), shares, "%.8f", ",", header=",".join(LABELS),
        comments="")


if __name__ == "__main__":
    main()
