"""The heart of the replaced system over a whole video: OpenCV decodes, finds the largest face six
times a second and Keras classifies each by itself; or, as the best that Python offers, ONNX Runtime
classifies them in batches. Emotions only; the web framework is left out.

Run: python replaced_system.py VIDEO --model MODEL.h5 --cascade CASCADE.xml [--onnx MODEL.onnx]
"""

import argparse
import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import cv2
import numpy as np

RATE = 6
BATCH = 32
SIDE = 48


def faces(video: str, cascade: cv2.CascadeClassifier):
    capture = cv2.VideoCapture(video)
    step = max(1, round((capture.get(cv2.CAP_PROP_FPS) or 30) / RATE))
    number = 0
    while True:
        is_read, image = capture.read()
        if not is_read:
            return
        if number % step == 0:
            gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
            boxes = cascade.detectMultiScale(gray, 1.3, 5)
            if len(boxes) > 0:
                x, y, width, height = max(boxes, key=lambda box: box[2] * box[3])
                face = cv2.resize(gray[y : y + height, x : x + width], (SIDE, SIDE))
                yield (face.astype(np.float32) / 255)[None, :, :, None]
        number += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video")
    parser.add_argument("--model", required=True)
    parser.add_argument("--cascade", required=True)
    parser.add_argument("--onnx")
    options = parser.parse_args()
    cascade = cv2.CascadeClassifier(options.cascade)
    if options.onnx:
        import onnxruntime

        session = onnxruntime.InferenceSession(options.onnx, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        inputs = np.concatenate(list(faces(options.video, cascade)))
        results = [
            session.run(None, {name: inputs[start : start + BATCH]})[0]
            for start in range(0, len(inputs), BATCH)
        ]
    else:
        import tf_keras

        model = tf_keras.models.load_model(options.model, compile=False)
        results = [model.predict(face, verbose=0) for face in faces(options.video, cascade)]
    means = np.concatenate(results).mean(0)
    print(json.dumps({"faces": sum(map(len, results)), "emotions": means.round(4).tolist()}))


if __name__ == "__main__":
    main()
