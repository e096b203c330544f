"""Writes the pictures *.pgm and detection_goldens.json: what OpenCV's detector finds in them.

Run: python make_detection_goldens.py
Needs opencv-python-headless 4.x, numpy and scikit-image. All photographs are made from
skimage.data.astronaut(), NASA's portrait of Eileen Collins, which is in the public domain.
Generated pictures are repeated in Swift (Tests/FaceDetectionTests/DetectionGoldens.swift).
"""

import json
import pathlib

import cv2
import numpy as np
import skimage.data

HERE = pathlib.Path(__file__).parent
CASCADE = HERE.parents[2] / "models" / "haarcascade_frontalface_default.xml"


def noise(seed, count):
    """The high bytes of splitmix64(seed + i), i = 0..<count."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(56)).astype(np.uint8)


def photographs():
    gray = cv2.cvtColor(skimage.data.astronaut(), cv2.COLOR_RGB2GRAY)
    face = gray[20:260, 110:350]

    def scaled(image, width, height):
        return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)

    def rotated(image, degrees):
        h, w = image.shape
        turn = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1)
        return cv2.warpAffine(image, turn, (w, h), borderMode=cv2.BORDER_REFLECT)

    def noisy(image, deviation, seed):
        grain = np.random.default_rng(seed).normal(0, deviation, image.shape)
        return np.clip(image + grain, 0, 255).astype(np.uint8)

    def toned(image, factor, offset):
        return np.clip(image * factor + offset, 0, 255).astype(np.uint8)

    return {
        "portrait": scaled(face, 160, 160),
        "flipped": scaled(face[:, ::-1], 143, 151),
        "tilted": scaled(rotated(face, 9), 150, 131),
        "noisy": noisy(scaled(face, 140, 140), 14, 1),
        "bright": toned(scaled(face, 121, 133), 1.4, 30),
        "dim": toned(scaled(face, 128, 120), 0.25, 10),
        "pair": np.hstack([scaled(face, 110, 120), scaled(face[:, ::-1], 90, 120)]),
        "scene": scaled(gray, 220, 220),
        "wide": scaled(gray[0:300, :], 300, 180),
        "close": gray[50:230, 140:310],
        "crowd": np.vstack(
            [
                np.hstack([scaled(face, 64, 64), scaled(face[:, ::-1], 64, 64), scaled(face, 64, 64)]),
                np.hstack([scaled(rotated(face, a), 64, 64) for a in (-7, 5, 15)]),
            ]
        ),
    }


def generated():
    y, x = np.mgrid[0:70, 0:90]
    boxes = cv2.boxFilter(noise(5, 120 * 100).reshape(100, 120), -1, (5, 5))
    return {
        "white noise": noise(2, 97 * 83).reshape(83, 97),
        "smooth noise": boxes,
        "constant": np.full((60, 80), 128, np.uint8),
        "gradient": ((x * 2 + y) & 255).astype(np.uint8),
        "checkerboard 1": (((x ^ y) & 1) * 255).astype(np.uint8),
        "checkerboard 8": ((((x >> 3) ^ (y >> 3)) & 1) * 255).astype(np.uint8),
        "smaller than the window": noise(3, 23 * 40).reshape(40, 23),
        "as large as the window": noise(4, 24 * 24).reshape(24, 24),
        "one pixel larger": noise(6, 25 * 25).reshape(25, 25),
        "one pixel": np.array([[7]], np.uint8),
    }


PARAMETERS = [
    # scale factor, minimum neighbours, minimum size, maximum size
    (1.3, 5, None, None),
    (1.1, 0, None, None),
    (1.1, 3, None, None),
    (1.05, 5, (40, 40), (120, 120)),
    (1.3, 3, (30, 30), None),
    (1.2, 0, (500, 500), None),
    (1.5, 0, (70, 70), (75, 75)),
    (1.4, 0, (20, 60), (70, 200)),
    (6.0, 1, None, None),
]


def detect(detector, image, scale_factor, neighbors, minimum, maximum):
    found, counts = detector.detectMultiScale2(
        np.ascontiguousarray(image), scale_factor, neighbors, 0, minimum or (0, 0), maximum or (0, 0)
    )
    return {
        "rectangles": [int(v) for r in found for v in r],
        "neighbors": [int(c) for c in counts],
    }


def case(name, detector, image, parameters):
    scale_factor, neighbors, minimum, maximum = parameters
    return {
        "image": name,
        "scaleFactor": scale_factor,
        "minimumNeighbors": neighbors,
        "minimumSize": minimum,
        "maximumSize": maximum,
        **detect(detector, image, *parameters),
    }


def narrow_cases(detector, portrait):
    """Widths at which the number of stripes, and so the rows that are searched, changes."""
    cases = []
    for width in range(24, 91):
        height = 24 + (width * 7) % 75
        face = portrait[24:128, 28:124]
        image = cv2.resize(face, (width, height), interpolation=cv2.INTER_LINEAR_EXACT)
        cases.append({"size": [width, height], **detect(detector, image, 1.1, 0, None, None)})
    return cases


def grouping_cases():
    random = np.random.default_rng(11)
    cases = []
    for index in range(40):
        centres = random.integers(0, 200, (1 + index % 6, 2))
        rectangles = []
        for _ in range(int(random.integers(1, 70))):
            x, y = centres[random.integers(len(centres))] + random.integers(-7, 8, 2)
            side = int(random.integers(20, 60) if index % 3 else random.integers(36, 48))
            rectangles.append([int(x), int(y), side, side + int(random.integers(0, 1 + index % 4))])
        threshold = index % 5
        groups, weights = cv2.groupRectangles(rectangles, threshold, 0.2)
        cases.append(
            {
                "rectangles": [v for r in rectangles for v in r],
                "minimumNeighbors": threshold,
                "groups": [int(v) for g in groups for v in g],
                "counts": [int(w) for w in np.array(weights).flatten()] if threshold else None,
            }
        )
    return cases


if __name__ == "__main__":
    cv2.setNumThreads(1)
    detector = cv2.CascadeClassifier(str(CASCADE))
    pictures = photographs()
    for name, image in pictures.items():
        image = np.ascontiguousarray(image)
        header = b"P5\n%d %d\n255\n" % (image.shape[1], image.shape[0])
        (HERE / f"{name}.pgm").write_bytes(header + image.tobytes())
    everything = {**pictures, **generated()}
    goldens = {
        "opencv": cv2.__version__,
        "detection": [
            case(name, detector, image, parameters)
            for name, image in everything.items()
            for parameters in PARAMETERS
        ],
        "narrow": narrow_cases(detector, pictures["portrait"]),
        "grouping": grouping_cases(),
    }
    lines = ",\n".join(
        json.dumps(key) + ": "
        + (
            "[\n" + ",\n".join(json.dumps(v, separators=(",", ":")) for v in value) + "\n]"
            if isinstance(value, list)
            else json.dumps(value)
        )
        for key, value in goldens.items()
    )
    (HERE / "detection_goldens.json").write_text("{\n" + lines + "\n}\n")
    for c in goldens["detection"]:
        print(c["image"], c["scaleFactor"], c["minimumNeighbors"], len(c["rectangles"]) // 4)
    print("narrow", sum(len(c["rectangles"]) // 4 for c in goldens["narrow"]))
