#!/usr/bin/env python3
"""Runs the whole pipeline over the sample video with OpenCV and Keras and writes
pipeline_golden.json: for every sampled frame its time, the largest face and its probabilities, and
the percentages over the whole. Also writes small models that break the contract.

Needs ffprobe, opencv-python-headless < 5, tf_keras. Run it again when the model in models/ changes.
"""

import json
import os
import subprocess

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import cv2
import numpy as np
import tf_keras

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
VIDEO = os.path.join(ROOT, "Tools", "sample", "eileen-collins.mp4")
MODEL = os.path.join(ROOT, "models", "emotion_detction_model.h5")
CASCADE = os.path.join(ROOT, "models", "haarcascade_frontalface_default.xml")
RATE = 6


def presentation_times(path):
    printed = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries",
         "frame=best_effort_timestamp_time", "-of", "json", path],
        check=True, capture_output=True, text=True).stdout
    times = [float(frame["best_effort_timestamp_time"]) for frame in json.loads(printed)["frames"]]
    return [time - times[0] for time in times]


def whole_percentages(mean):
    exact = 100 * mean / mean.sum()
    whole = np.floor(exact).astype(int)
    order = sorted(range(len(exact)), key=lambda i: (-(exact[i] - whole[i]), i))
    for index in order[: 100 - whole.sum()]:
        whole[index] += 1
    return [int(value) for value in whole]


def main():
    cv2.setNumThreads(1)
    cascade = cv2.CascadeClassifier(CASCADE)
    model = tf_keras.models.load_model(MODEL, compile=False)
    capture = cv2.VideoCapture(VIDEO)
    samples, crops, due = [], [], 0
    for number, time in enumerate(presentation_times(VIDEO)):
        ok, picture = capture.read()
        assert ok
        if time < due / RATE - 1e-4:
            continue
        due = int(np.floor((time + 1e-4) * RATE)) + 1
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        faces = cascade.detectMultiScale(gray, 1.3, 5)
        sample = {"frame": number, "time": round(time, 6), "faces": len(faces)}
        if len(faces):
            x, y, width, height = (int(v) for v in max(faces, key=lambda face: face[2] * face[3]))
            crop = cv2.resize(gray[y:y + height, x:x + width], (48, 48), interpolation=cv2.INTER_LINEAR)
            sample["face"] = {"x": x, "y": y, "width": width, "height": height}
            crops.append((sample, crop))
        samples.append(sample)
    inputs = np.stack([crop for _, crop in crops]).astype(np.float32)[..., None] / np.float32(255)
    probabilities = model.predict(inputs, verbose=0)
    for (sample, _), values in zip(crops, probabilities):
        sample["probabilities"] = [round(float(value), 7) for value in values]
    golden = {"samples": samples, "percentages": whole_percentages(probabilities.astype(np.float64).mean(0))}
    with open(os.path.join(HERE, "pipeline_golden.json"), "w") as file:
        json.dump(golden, file, indent=0)
        file.write("\n")
    make_wrong_models()


def make_wrong_models():
    layers = tf_keras.layers
    for name, shape, classes in (("wrong_input.h5", (64, 64, 1), 7), ("wrong_channels.h5", (48, 48, 3), 7),
                                 ("wrong_output.h5", (48, 48, 1), 3)):
        model = tf_keras.Sequential([
            layers.Input(shape), layers.MaxPooling2D(8), layers.Flatten(), layers.Dense(classes, activation="softmax")])
        path = os.path.join(HERE, name)
        if not os.path.exists(path):  # HDF5 files carry times: the same model is other bytes
            model.save(path, include_optimizer=False)


if __name__ == "__main__":
    main()
