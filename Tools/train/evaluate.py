"""Runs a Keras .h5 over the public test split of FER2013 and prints its figures.

Nothing may be chosen by these figures: they are for the report only.

Example: python evaluate.py --model emotion_detction_model.h5 --data fer2013_train_public.npz
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from data import load_public_test
from metrics import describe, measure


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--keras", type=int, choices=(2, 3), default=2, help="Keras 2 (tf_keras) or Keras 3"
    )
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    if options.keras == 2:
        import tf_keras as keras
    else:
        import keras

    faces = load_public_test(options.data)
    model = keras.models.load_model(options.model, compile=False)
    images = faces.images[..., None].astype(np.float32) / 255
    figures = measure(model.predict(images, batch_size=256, verbose=0), faces)
    print(f"{options.model} with Keras {keras.__version__}, FER2013 public test split")
    print(describe(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
