"""Writes imaging_goldens.json: what opencv-python makes of pseudo-random pictures.

Run: python make_imaging_goldens.py  (needs opencv-python-headless 4.x and numpy)
The pictures are not stored: noise() is repeated in Swift (Tests/ImagingTests/Noise.swift), and of
most results only an FNV-1a hash is kept.
"""

import json
import pathlib

import cv2
import numpy as np

MASK = (1 << 64) - 1


def noise(seed, count):
    """The high bytes of splitmix64(seed + i), i = 0..<count."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(56)).astype(np.uint8)


def picture(seed, width, height):
    return noise(seed, width * height).reshape(height, width)


def fnv1a(data, start=0xCBF29CE484222325):
    value = start
    for byte in data.tobytes():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def axis_pairs(interpolation):
    """For each source width 1…64 one hash over the results of all target widths 1…64."""
    hashes = []
    for m in range(1, 65):
        value = 0xCBF29CE484222325
        for n in range(1, 65):
            source = picture(m * 64 + n, m, 1 + (5 * m + 3 * n) % 64)
            size = (n, 1 + (7 * m + 11 * n) % 64)
            value = fnv1a(cv2.resize(source, size, interpolation=interpolation), value)
        hashes.append(f"{value:016x}")
    return hashes


def face_crops():
    """Crops of 20…600 pixels of one picture, resized to 48×48; a hash for each size."""
    source = picture(7, 600, 600)
    hashes = []
    for width in range(20, 601):
        height = 20 + (13 * width) % 581
        x, y = (600 - width) // 2, (600 - height) // 3
        crop = source[y : y + height, x : x + width]
        hashes.append(f"{fnv1a(cv2.resize(crop, (48, 48))):016x}")
    return hashes


def halvings(interpolation):
    hashes = []
    for n in range(1, 41):
        source = picture(1000 + n, 2 * n, 82 - 2 * n)
        hashes.append(f"{fnv1a(cv2.resize(source, (n, 41 - n), interpolation=interpolation)):016x}")
    return hashes


def large(interpolation):
    cases = []
    for seed, (width, height, w, h) in enumerate(
        [(640, 480, 492, 369), (640, 480, 379, 284), (640, 480, 130, 98), (333, 251, 500, 400)]
    ):
        out = cv2.resize(picture(seed, width, height), (w, h), interpolation=interpolation)
        cases.append(
            {"seed": seed, "source": [width, height], "target": [w, h], "hash": f"{fnv1a(out):016x}"}
        )
    return cases


def pixels(interpolation):
    cases = []
    for seed, (width, height, w, h) in enumerate(
        [(5, 4, 3, 7), (3, 3, 5, 5), (8, 6, 4, 3), (1, 5, 4, 2), (7, 1, 3, 3), (6, 6, 6, 6), (9, 7, 2, 5)]
    ):
        source = picture(50 + seed, width, height)
        out = cv2.resize(source, (w, h), interpolation=interpolation)
        cases.append(
            {
                "source": [width, height],
                "sourcePixels": source.flatten().tolist(),
                "target": [w, h],
                "targetPixels": out.flatten().tolist(),
            }
        )
    return cases


def gray():
    cases = []
    for seed, (width, height, padding) in enumerate([(1, 1, 0), (17, 9, 0), (40, 30, 8), (101, 64, 5)]):
        stride = 3 * width + padding
        data = noise(300 + seed, stride * height).reshape(height, stride)
        colour = np.ascontiguousarray(data[:, : 3 * width].reshape(height, width, 3))
        out = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
        cases.append(
            {
                "seed": 300 + seed,
                "size": [width, height],
                "stride": stride,
                "hash": f"{fnv1a(out):016x}",
            }
        )
    # Every combination of 33 levels a channel.
    levels = np.array(list(range(0, 256, 8)) + [255], dtype=np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(1, -1, 3)
    return {"noise": cases, "cube": f"{fnv1a(cv2.cvtColor(cube, cv2.COLOR_BGR2GRAY)):016x}"}


if __name__ == "__main__":
    cv2.setNumThreads(1)
    goldens = {"opencv": cv2.__version__, "gray": gray(), "faceCrops": face_crops()}
    for name, interpolation in (("exact", cv2.INTER_LINEAR_EXACT), ("bilinear", cv2.INTER_LINEAR)):
        goldens[name] = {
            "axisPairs": axis_pairs(interpolation),
            "halvings": halvings(interpolation),
            "large": large(interpolation),
            "pixels": pixels(interpolation),
        }
    path = pathlib.Path(__file__).with_name("imaging_goldens.json")
    path.write_text(json.dumps(goldens, indent=1) + "\n")
