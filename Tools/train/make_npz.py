"""Makes the .npz that train.py reads from fer2013.csv and FER+'s fer2013new.csv.

The private test split is left out: nothing here looks at it.

Example: python make_npz.py --fer fer2013.csv --ferplus fer2013new.csv --output fer2013.npz
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from data import CLASSES, PUBLIC_TEST_SPLIT, TRAINING_SPLIT
from network import IMAGE_SIZE

SPLITS = {"Training": TRAINING_SPLIT, "PublicTest": PUBLIC_TEST_SPLIT}
VOTE_COLUMNS = (
    "neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt",
    "unknown", "NF",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fer", type=Path, required=True, help="emotion, pixels, Usage")
    parser.add_argument("--ferplus", type=Path, required=True, help="row by row with --fer")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()

    images, labels, splits, votes = [], [], [], []
    with options.fer.open(newline="") as fer, options.ferplus.open(newline="") as ferplus:
        rows = zip(csv.DictReader(fer), csv.DictReader(ferplus), strict=True)
        for number, (face, vote) in enumerate(rows, start=2):
            if face["Usage"] != vote["Usage"]:
                raise SystemExit(
                    f"line {number}: {options.fer} says {face['Usage']}, {options.ferplus} says"
                    f" {vote['Usage']}; the two files must belong together, row by row"
                )
            if face["Usage"] not in SPLITS:
                continue
            pixels = np.array(face["pixels"].split(), dtype=np.uint8)
            images.append(pixels.reshape(IMAGE_SIZE, IMAGE_SIZE))
            labels.append(int(face["emotion"]))
            splits.append(SPLITS[face["Usage"]])
            votes.append([int(vote[column]) for column in VOTE_COLUMNS])
    np.savez_compressed(
        options.output,
        images=np.stack(images),
        label=np.array(labels, dtype=np.uint8),
        split=np.array(splits, dtype=np.uint8),
        ferplus_votes=np.array(votes, dtype=np.uint8),
        votes_columns=np.array(VOTE_COLUMNS),
        classes=np.array(CLASSES),
    )
    print(f"{options.output}: {len(images)} images")


if __name__ == "__main__":
    main()
