"""Writes network_goldens.json: faces that MediaPipe's short-range detector finds.

Run: python make_network_goldens.py [WHEEL]
     python make_network_goldens.py WHEEL --fit ../../../../shared/media
Needs tensorflow, opencv-python-headless 4.x and numpy; WHEEL is that of mediapipe 0.10.21, which pip
downloads otherwise. The original .tflite runs in TensorFlow Lite; decoding follows MediaPipe's
SsdAnchorsCalculator, TensorsToDetectionsCalculator and NonMaxSuppressionCalculator as its graph
face_detection_short_range sets them.

--fit prints, for frames in which OpenCV's cascade and the network find one face each, how the
cascade's square lies in the network's box: what NetworkFace.cascadeBox uses.
"""

import argparse
import json
import pathlib
import sys

import cv2
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "Tools" / "convert"))
import sources  # noqa: E402

SAMPLE = ROOT / "Tools" / "sample" / "eileen-collins.mp4"
CASCADE = ROOT / "models" / "haarcascade_frontalface_default.xml"
FRAMES = (0, 80, 180)
SIZE = 128


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def square(image):
    """The whole image in a square of 128×128, as ColorImage.warp makes it: red, green, blue in 0…1."""
    h, w = image.shape[:2]
    side = max(h, w)
    scale = side / SIZE
    m = max(1, int(np.ceil(scale / 2)))
    padded = np.zeros((h + 2, w + 2, 3))
    padded[1:-1, 1:-1] = image
    total = np.zeros((SIZE, SIZE, 3))
    for j in range(m):
        for i in range(m):
            v, u = np.mgrid[0:SIZE, 0:SIZE].astype(float)
            x = (u + (i + 0.5) / m - SIZE / 2) * scale + w / 2 - 0.5
            y = (v + (j + 0.5) / m - SIZE / 2) * scale + h / 2 - 0.5
            x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
            dx, dy = (x - x0)[..., None], (y - y0)[..., None]

            def at(yy, xx):
                return padded[np.clip(yy + 1, 0, h + 1), np.clip(xx + 1, 0, w + 1)]

            total += (at(y0, x0) * (1 - dx) + at(y0, x0 + 1) * dx) * (1 - dy) \
                + (at(y0 + 1, x0) * (1 - dx) + at(y0 + 1, x0 + 1) * dx) * dy
    return (total / (m * m) / 255)[..., ::-1].astype(np.float32)


def anchors():
    places = []
    for stride, count in ((8, 2), (16, 6)):
        cells = SIZE // stride
        for y in range(cells):
            for x in range(cells):
                places += [((x + 0.5) / cells, (y + 0.5) / cells)] * count
    return np.array(places)


def overlap(a, b):
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    if (high <= low).any():
        return 0
    shared = np.prod(high - low)
    return shared / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - shared)


class Detector:
    def __init__(self, wheel):
        self.network = tf.lite.Interpreter(
            model_content=sources.FACES.read(wheel), num_threads=1)
        self.network.allocate_tensors()
        self.outputs = {o["name"]: o["index"] for o in self.network.get_output_details()}
        self.anchors = anchors()

    def detect(self, image):
        """Faces as score and x, y, x, y in pixels of the image, best first."""
        self.network.set_tensor(
            self.network.get_input_details()[0]["index"], square(image)[None] * 2 - 1)
        self.network.invoke()
        boxes = self.network.get_tensor(self.outputs["regressors"])[0].astype(np.float64)
        logits = self.network.get_tensor(self.outputs["classificators"])[0, :, 0].astype(np.float64)
        scores = 1 / (1 + np.exp(-np.clip(logits, -100, 100)))
        kept = np.flatnonzero(scores >= 0.5)
        centers = boxes[kept, :2] / SIZE + self.anchors[kept]
        half = boxes[kept, 2:4] / SIZE / 2
        corners = np.concatenate([centers - half, centers + half], 1)
        remaining = sorted(range(len(kept)), key=lambda i: -scores[kept[i]])
        side = max(image.shape[:2])
        shift = np.array([image.shape[1] - side, image.shape[0] - side] * 2) / 2
        faces = []
        while remaining:
            best = remaining[0]
            near = [i for i in remaining if overlap(corners[i], corners[best]) > 0.3]
            weights = scores[kept[near]]
            mean = (corners[near] * weights[:, None]).sum(0) / weights.sum()
            faces.append((scores[kept[best]], mean * side + shift))
            remaining = [i for i in remaining if i not in near]
        return faces


def frames(path):
    video = cv2.VideoCapture(str(path))
    while True:
        present, image = video.read()
        if not present:
            return
        yield video.get(cv2.CAP_PROP_POS_MSEC) / 1000, image


def fit(detector, folder):
    cascade = cv2.CascadeClassifier(str(CASCADE))
    medians = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith("bench"):
            continue  # The same pictures as fer_woman2.mp4.
        found, last = [], -1
        for time, image in frames(path):
            if int(time * 6 + 1e-6) == last:
                continue
            last = int(time * 6 + 1e-6)
            squares = cascade.detectMultiScale(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), 1.3, 5)
            faces = detector.detect(image)
            if len(squares) != 1 or len(faces) != 1:
                continue
            x, y, side, _ = squares[0]
            box = faces[0][1]
            middle, width = (box[:2] + box[2:]) / 2, box[2] - box[0]
            offset = (np.array([x, y]) + side / 2 - middle) / width
            if np.abs(offset).max() < 0.5:
                found.append([side / width, *offset])
        if found:
            medians.append(np.median(found, 0))
            print(f"{path.name:28} {len(found):3} frames: side, x, y", medians[-1].round(3))
    print("median over clips: side, x, y", np.median(medians, 0).round(3))


def pair(image):
    """The face of a picture and its mirror image, side by side."""
    part = image[30:330, 130:430]
    return np.ascontiguousarray(np.hstack([part, part[:, ::-1]]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("wheel", type=pathlib.Path, nargs="?")
    parser.add_argument("--fit", type=pathlib.Path)
    arguments = parser.parse_args()
    detector = Detector(arguments.wheel)
    if arguments.fit:
        fit(detector, arguments.fit)
        return
    pictures = {}
    for index, (_, image) in enumerate(frames(SAMPLE)):
        if index in FRAMES:
            pictures[index] = image
    first = pictures[FRAMES[0]]
    goldens = []
    for frame, image in [*pictures.items(), (-1, pair(first))]:
        goldens.append({
            "frame": frame, "hash": fnv1a(image.tobytes()),
            "faces": [{"score": round(float(s), 6), "box": [round(float(v), 4) for v in box]}
                      for s, box in detector.detect(image)]})
    (HERE / "network_goldens.json").write_text(json.dumps(goldens, indent=1) + "\n")


if __name__ == "__main__":
    main()
