"""Figures of a classifier over faces: how often right, where wrong, how well calibrated."""

import numpy as np

from data import CLASSES, Faces

CALIBRATION_BINS = 15


def confusion_matrix(labels: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Counts [true class, predicted class]."""
    matrix = np.zeros((len(CLASSES), len(CLASSES)), dtype=int)
    np.add.at(matrix, (labels, predicted), 1)
    return matrix


def expected_calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean gap between confidence and accuracy over equal bins of confidence, weighted by count."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == labels
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).sum()
        for b in np.unique(bins)
    ]
    return float(sum(gaps) / len(labels))


def measure(probabilities: np.ndarray, faces: Faces) -> dict:
    """All figures, by name; `confusion` is a list of rows, one for each true class."""
    predicted = probabilities.argmax(1)
    matrix = confusion_matrix(faces.labels, predicted)
    recall = matrix.diagonal() / matrix.sum(1)
    precision = matrix.diagonal() / np.maximum(1, matrix.sum(0))
    agrees = (predicted == faces.majority)[faces.has_majority]
    labels_agree = (faces.labels == faces.majority)[faces.has_majority]
    return {
        "images": len(faces),
        "accuracy": float((predicted == faces.labels).mean()),
        "balanced accuracy": float(recall.mean()),
        "recall": dict(zip(CLASSES, recall.tolist())),
        "precision": dict(zip(CLASSES, precision.tolist())),
        "confusion": matrix.tolist(),
        "expected calibration error": expected_calibration_error(probabilities, faces.labels),
        "mean confidence": float(probabilities.max(1).mean()),
        "images with a FER+ majority": int(faces.has_majority.sum()),
        "agreement with the FER+ majority": float(agrees.mean()),
        "agreement of FER2013 labels with the FER+ majority": float(labels_agree.mean()),
    }


def describe(figures: dict) -> str:
    """The figures as text; rows of the confusion matrix are true classes."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, float):
            lines.append(f"{name}: {value:.4f}")
        elif isinstance(value, int):
            lines.append(f"{name}: {value}")
    lines.append(f"{'class':>10} {'recall':>8} {'precision':>10}")
    for name in CLASSES:
        lines.append(
            f"{name:>10} {figures['recall'][name]:8.4f} {figures['precision'][name]:10.4f}"
        )
    lines.append("confusion (rows: label, columns: prediction)")
    lines.append(" " * 10 + "".join(f"{name:>9}" for name in CLASSES))
    for name, row in zip(CLASSES, figures["confusion"]):
        lines.append(f"{name:>10}" + "".join(f"{count:9d}" for count in row))
    return "\n".join(lines)
