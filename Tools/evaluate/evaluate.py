"""Measures models with Mien's own runtime (`mien classify`) and prints the tables of the model card.

Nothing may be chosen by the public test split: its figures are for the report only. Choices are
made with `--split validation`, the part of the training split that is not trained on. A network
that `Tools/train/run` trained once more on every image has seen it: choices are its learner's.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tools" / "train"))

from data import CLASSES, Faces, load_public_test, load_splits  # noqa: E402
from metrics import measure  # noqa: E402
from variants import VARIANTS, changed  # noqa: E402

CARD = ROOT / "models" / "README.md"
SHIPPED = ("emotion_detction_model.h5", "emotion_tiny.h5", "emotion_votes.h5")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Tools/evaluate-model", description=__doc__)
    parser.add_argument("data", type=Path, help="the .npz described in Tools/train/README.md")
    parser.add_argument(
        "models", type=Path, nargs="*", help="Keras files; default: those that are shipped"
    )
    parser.add_argument("--mien", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--split", choices=("test", "validation"), default="test")
    parser.add_argument("--seed", type=int, default=1, help="of the validation split")
    parser.add_argument("--validation-share", type=float, default=0.06)
    parser.add_argument(
        "--update", action="store_true", help="put the tables into models/README.md as well"
    )
    return parser.parse_args()


def classify(mien: Path, model: Path, images: np.ndarray, *options: str) -> np.ndarray:
    """Probabilities (N, 7) of gray faces (N, height, width), by the runtime."""
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        np.save(file, np.ascontiguousarray(images, np.uint8))
        file.flush()
        printed = subprocess.run(
            [mien, "classify", file.name, "--model", model, *options],
            check=True, stdout=subprocess.PIPE, text=True,
        ).stdout
    header, *rows = csv.reader(printed.splitlines())
    order = [header.index(name) for name in CLASSES]
    return np.array(rows, np.float64)[:, order]


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def summary(figures: dict) -> str:
    majority = figures["images with a FER+ majority"]
    return table(["figure", "value"], [
        ["accuracy", percent(figures["accuracy"])],
        ["balanced accuracy (mean recall)", percent(figures["balanced accuracy"])],
        [
            f"agreement with the FER+ majority (≥ 5 of 10 votes, {majority} images)",
            percent(figures["agreement with the FER+ majority"]),
        ],
        [
            "for comparison: agreement of FER2013's own labels with that majority",
            percent(figures["agreement of FER2013 labels with the FER+ majority"]),
        ],
        [
            "expected calibration error (15 bins)",
            f"{figures['expected calibration error']:.3f},"
            f" at a mean confidence of {figures['mean confidence']:.3f}",
        ],
    ])


def classes(figures: dict) -> str:
    matrix = np.array(figures["confusion"])
    return table(
        ["class", "images", "recall", "precision", *(f"→ {name}" for name in CLASSES)],
        [
            [
                name, str(matrix[row].sum()), percent(figures["recall"][name]),
                percent(figures["precision"][name]), *map(str, matrix[row]),
            ]
            for row, name in enumerate(CLASSES)
        ],
    )


def robustness(mien: Path, model: Path, faces: Faces) -> str:
    def row(name: str, images: np.ndarray, *options: str) -> list[str]:
        figures = measure(classify(mien, model, images, *options), faces)
        agreement = figures["agreement with the FER+ majority"]
        return [
            name, percent(figures["accuracy"]), percent(figures["balanced accuracy"]),
            percent(agreement), f"{figures['expected calibration error']:.3f}",
        ]

    rows = [row(variant, changed(faces.images, variant)) for variant in VARIANTS]
    both = "as it is, mean with its mirror image (`--mirrored`)"
    rows.append(row(both, faces.images, "--mirrored"))
    return table(["the face", "accuracy", "balanced", "FER+ majority", "calibration error"], rows)


def report(mien: Path, model: Path, faces: Faces, split: str) -> str:
    figures = measure(classify(mien, model, faces.images), faces)
    return "\n\n".join([
        f"{len(faces)} images of the {split} split, computed by `mien classify`.",
        summary(figures), "Each row of the right part says what a class is taken for:",
        classes(figures), "How the figures hold for faces that are less neatly cut out:",
        robustness(mien, model, faces),
    ])


def update_card(name: str, text: str) -> None:
    """Replaces what stands between the two marks of a model in the model card."""
    start, end = f"<!-- figures of {name}: Tools/evaluate-model -->\n", f"<!-- end of {name} -->"
    card = CARD.read_text()
    if card.count(start) != 1 or card.count(end) != 1:
        raise SystemExit(f"evaluate-model: {CARD} needs the lines {start.strip()} and {end} once")
    before, rest = card.split(start)
    CARD.write_text(before + start + "\n" + text + "\n\n" + end + rest.split(end)[1])


def main() -> None:
    options = parse_arguments()
    if options.update and (options.models or options.split != "test"):
        raise SystemExit("evaluate-model: --update takes the shipped models and the test split")
    if options.split == "test":
        faces, split = load_public_test(options.data), "FER2013 public test"
    else:
        splits = load_splits(options.data, options.validation_share, options.seed)
        faces, split = splits.validation, "validation"
    for model in options.models or [ROOT / "models" / name for name in SHIPPED]:
        text = report(options.mien, model, faces, split)
        print(f"## {model.name}\n\n{text}\n")
        if options.update:
            update_card(model.name, text)


if __name__ == "__main__":
    main()
