"""How the two heads become one set of probabilities: a share for each, and one temperature.

Both heads are linear in the same features, so mixing their logits and dividing by a temperature
is one linear layer again: the exported network needs nothing more.
"""

from dataclasses import dataclass

import numpy as np

from data import Faces

TEMPERATURES = np.exp(np.linspace(np.log(0.4), np.log(2.5), 200))


@dataclass(frozen=True)
class Calibration:
    """`label_share` of the FER2013 head (the FER+ head has the rest); logits over `temperature`."""

    label_share: float
    temperature: float

    def combine(self, from_labels: np.ndarray, from_votes: np.ndarray) -> np.ndarray:
        """The same combination for logits, weights and biases."""
        mixed = self.label_share * from_labels + (1 - self.label_share) * from_votes
        return mixed / self.temperature


def fit_temperature(
    label_logits: np.ndarray, votes_logits: np.ndarray, faces: Faces, label_share: float
) -> Calibration:
    """The temperature with the smallest negative log-likelihood of the FER2013 labels."""
    def loss(temperature: float) -> float:
        logits = Calibration(label_share, temperature).combine(label_logits, votes_logits)
        right = probabilities(logits)[np.arange(len(faces)), faces.labels]
        return -np.log(right).mean()

    return Calibration(label_share, float(min(TEMPERATURES, key=loss)))


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return shifted / shifted.sum(-1, keepdims=True)
