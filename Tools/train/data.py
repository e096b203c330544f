"""FER2013 images with FER2013 labels and FER+ votes, split without leaks."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
# The FER+ columns that stand for our classes, in our order. FER+ also knows contempt, unknown and
# not-a-face; their votes are left out.
VOTE_COLUMNS = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
TRAINING_SPLIT, PUBLIC_TEST_SPLIT = 0, 1
MINIMUM_VOTES = 3  # fewer votes for our seven classes say too little to be a target
MAJORITY_VOTES = 5  # of the ten people who voted on each image


@dataclass(frozen=True)
class Faces:
    """One split: images (N, 48, 48) uint8, labels (N), vote shares (N, 7), two masks (N).

    `votes` holds shares that sum to 1 where `has_votes` is true and zeros elsewhere. `majority` is
    the class with the most votes, meaningful where `has_majority` is true.
    """

    images: np.ndarray
    labels: np.ndarray
    votes: np.ndarray
    has_votes: np.ndarray
    majority: np.ndarray
    has_majority: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def at(self, rows: np.ndarray) -> "Faces":
        return Faces(**{name: array[rows] for name, array in vars(self).items()})


@dataclass(frozen=True)
class Splits:
    training: Faces
    validation: Faces
    dropped: int  # training images left out: blank, or identical to a public test image


def load_public_test(path: Path) -> Faces:
    """The public test split, whole: every image that others report figures on."""
    faces, split = _load(path)
    return faces.at(np.flatnonzero(split == PUBLIC_TEST_SPLIT))


def load_splits(path: Path, validation_share: float, seed: int) -> Splits:
    """The training split without leaks, divided into training and validation by a seeded draw.

    Images that occur more than once go to the same side.
    """
    faces, split = _load(path)
    keys = np.array([image.tobytes() for image in faces.images], dtype=object)
    public_keys = set(keys[split == PUBLIC_TEST_SPLIT])
    candidates = np.flatnonzero(split == TRAINING_SPLIT)
    usable = np.array(
        [row for row in candidates if keys[row] not in public_keys and faces.images[row].std() > 1]
    )
    distinct = np.array(sorted(set(keys[usable])), dtype=object)
    chosen = np.random.default_rng(seed).permutation(len(distinct))
    validation_keys = set(distinct[chosen[: round(validation_share * len(distinct))]])
    in_validation = np.array([keys[row] in validation_keys for row in usable])
    return Splits(
        training=faces.at(usable[~in_validation]),
        validation=faces.at(usable[in_validation]),
        dropped=len(candidates) - len(usable),
    )


def class_shares(faces: Faces) -> tuple[np.ndarray, np.ndarray]:
    """How often each class occurs, in the labels and in the votes; each sums to 1."""
    labels = np.bincount(faces.labels, minlength=len(CLASSES)) / len(faces)
    votes = faces.votes[faces.has_votes].mean(0)
    return labels, votes / votes.sum()


def _load(path: Path) -> tuple[Faces, np.ndarray]:
    with np.load(path) as archive:
        columns = [str(name).lower() for name in archive["votes_columns"]]
        votes = archive["ferplus_votes"].astype(np.float32)
        images, labels = archive["images"], archive["label"].astype(np.int64)
        split = archive["split"]
    votes = votes[:, [columns.index(name) for name in VOTE_COLUMNS]]
    totals = votes.sum(1, keepdims=True)
    has_votes = totals[:, 0] >= MINIMUM_VOTES
    faces = Faces(
        images=images,
        labels=labels,
        votes=np.where(has_votes[:, None], votes / np.maximum(totals, 1), 0).astype(np.float32),
        has_votes=has_votes,
        majority=votes.argmax(1),
        has_majority=votes.max(1) >= MAJORITY_VOTES,
    )
    return faces, split
