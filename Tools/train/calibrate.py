"""How the two heads become one set of probabilities.

Both heads are linear in the same features, so mixing their logits, dividing by a temperature and
adding a shift for each class is one linear layer again: the exported network needs nothing more.
"""

from dataclasses import dataclass

import numpy as np

from data import CLASSES, Faces

NEWTON_STEPS = 20
RIDGE = 1e-3


@dataclass(frozen=True)
class Calibration:
    """`label_share` is the FER2013 head's (the FER+ head has the rest); `shift` has 7 values."""

    label_share: float
    temperature: float
    shift: np.ndarray

    def combine(self, from_labels: np.ndarray, from_votes: np.ndarray) -> np.ndarray:
        """Logits without the shift; the same for weights and biases."""
        mixed = self.label_share * from_labels + (1 - self.label_share) * from_votes
        return mixed / self.temperature

    def logits(self, label_logits: np.ndarray, votes_logits: np.ndarray) -> np.ndarray:
        return self.combine(label_logits, votes_logits) + self.shift

    def __str__(self) -> str:
        shifts = ", ".join(f"{name} {value:+.2f}" for name, value in zip(CLASSES, self.shift))
        return (
            f"{self.label_share:.0%} FER2013 head, temperature {self.temperature:.3f},"
            f" shift {shifts}"
        )


def fit(
    label_logits: np.ndarray,
    votes_logits: np.ndarray,
    faces: Faces,
    label_share: float,
    balance: float,
) -> Calibration:
    """Fits temperature and shifts, then adds `balance` × −log frequency to the shifts.

    The fit is that of the greatest likelihood (bias-corrected temperature scaling, Alexandari et
    al. 2020). Its targets mix labels and vote shares as `label_share` mixes the heads. It makes the
    mean probability of each class its mean target: `balance` 0 leaves it there, 1 treats all
    classes alike.
    """
    mixed = label_share * label_logits + (1 - label_share) * votes_logits
    classes = np.eye(len(CLASSES))
    targets = classes[faces.labels]
    targets[faces.has_votes] *= label_share
    targets[faces.has_votes] += (1 - label_share) * faces.votes[faces.has_votes]
    # One row of features for each image and class, so that the logit is features · parameters and
    # the likelihood is concave: Newton's method finds its top in a few steps.
    features = np.concatenate(
        [mixed[:, :, None], np.broadcast_to(classes, (len(faces), *classes.shape))], axis=2
    ).astype(np.float64)
    parameters = np.concatenate([[1.0], np.zeros(len(CLASSES))])  # 1 / temperature, then shifts
    for _ in range(NEWTON_STEPS):
        shares = probabilities(features @ parameters)
        means = np.einsum("nc,ncp->np", shares, features)
        gradient = (np.einsum("nc,ncp->np", targets, features) - means).sum(0)
        centred = features - means[:, None, :]
        curvature = np.einsum("nc,ncp,ncq->pq", shares, centred, centred)
        # The same shift for all classes changes nothing; the ridge keeps it from wandering.
        curvature += RIDGE * np.eye(len(parameters))
        parameters += np.linalg.solve(curvature, gradient)
    shift = parameters[1:] - balance * np.log(targets.mean(0))
    return Calibration(
        label_share, float(1 / parameters[0]), (shift - shift.mean()).astype(np.float32)
    )


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return shifted / shifted.sum(-1, keepdims=True)
