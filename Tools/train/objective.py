"""What the network is trained for: FER2013 labels and FER+ votes, both softened."""

import itertools
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from augment import Mixture
from data import CLASSES, Faces, class_shares

SMALLEST_SHARE = 1e-4  # of a class, so that an absent one has a finite shift
HISTORY_MOMENTUM = 0.7
GUIDE_EPOCHS = 20  # until a network's own predictions weigh in full


@dataclass(frozen=True)
class ObjectiveOptions:
    """`balance` is that of logit adjustment: 0 keeps the class frequencies, 1 treats all alike.

    `guide_weight` is the share of the targets that comes from predictions, the network's own
    earlier ones or a teacher's.
    """

    balance: float
    label_smoothing: float
    votes_weight: float
    guide_weight: float


class Tensors:
    """One split as tensors on the device: images in 0…1 and the two targets."""

    def __init__(self, faces: Faces, device: str):
        self.images = torch.from_numpy(faces.images).to(device).float().div_(255).unsqueeze_(1)
        self.labels = torch.from_numpy(faces.labels).to(device)
        self.votes = torch.from_numpy(faces.votes).to(device)
        self.has_votes = torch.from_numpy(faces.has_votes).to(device)

    def __len__(self) -> int:
        return len(self.labels)


class History:
    """What the network itself lately predicted for each training image, averaged over epochs.

    As part of the targets (progressive self-distillation, Kim et al. 2021; temporal ensembling,
    Laine & Aila 2017) it keeps a long training from learning wrong labels by heart.
    """

    def __init__(self, count: int, device: str):
        self.shares = torch.zeros(2, count, len(CLASSES), device=device)
        self.seen = torch.zeros(count, dtype=torch.bool, device=device)

    def weight(self, rows: Tensor, epoch: int) -> Tensor:
        return self.seen[rows].float() * min(1.0, (epoch - 1) / GUIDE_EPOCHS)

    def guide(self, _images: Tensor, rows: Tensor) -> Tensor:
        return self.shares[:, rows]

    def update(self, rows: Tensor, shares: Tensor) -> None:
        kept = torch.where(self.seen[rows], HISTORY_MOMENTUM, 0.0)[:, None]
        self.shares[:, rows] = kept * self.shares[:, rows] + (1 - kept) * shares
        self.seen[rows] = True

    def state(self) -> dict:
        return {"shares": self.shares, "seen": self.seen}

    def restore(self, state: dict) -> None:
        self.shares.copy_(state["shares"])
        self.seen.copy_(state["seen"])


class Teachers:
    """Trained networks' predictions for the very images the learner sees (distillation).

    They take turns, batch by batch, and each sees the faces as they are and mirrored by turns:
    over the epochs the learner is taught what all of them predict on average, at the cost of one.
    """

    def __init__(
        self, networks: list[nn.Module], shifts: Tensor, compiled: bool, use_bfloat16: bool
    ):
        for network in networks:
            network.eval().requires_grad_(False)
        networks = [torch.compile(n) if compiled else n for n in networks]
        self.turns = itertools.cycle([(n, mirrored) for n in networks for mirrored in (False, True)])
        self.shifts = shifts
        self.use_bfloat16 = use_bfloat16

    def weight(self, rows: Tensor, _epoch: int) -> Tensor:
        return torch.ones(len(rows), device=rows.device)

    @torch.no_grad()
    def guide(self, images: Tensor, _rows: Tensor) -> Tensor:
        network, mirrored = next(self.turns)
        if mirrored:
            images = images.flip(-1)
        with torch.autocast(images.device.type, torch.bfloat16, enabled=self.use_bfloat16):
            logits = torch.stack(network(images))
        return (logits.float() + self.shifts[:, None]).softmax(-1)

    def update(self, _rows: Tensor, _shares: Tensor) -> None:
        pass

    def state(self) -> dict:
        return {}

    def restore(self, _state: dict) -> None:
        pass


def class_shifts(faces: Faces, balance: float, device: str) -> Tensor:
    """What is added to the logits of both heads while training, (2, 7).

    Shifted logits let the plain logits give rare classes more than their share (logit adjustment,
    Menon et al. 2021), so that disgust and fear are not given up.
    """
    shares = np.stack(class_shares(faces))
    shifts = balance * np.log(np.maximum(shares, SMALLEST_SHARE))
    return torch.tensor(shifts, dtype=torch.float32, device=device)


class Objective:
    """Cross-entropy of both heads; the targets are partly what a guide predicts."""

    def __init__(self, options: ObjectiveOptions, shifts: Tensor, guide: History | Teachers):
        self.options = options
        self.shifts = shifts
        self.guide = guide

    def loss(
        self, outputs: tuple[Tensor, Tensor], targets: Tensors, rows: Tensor, images: Tensor,
        epoch: int, mixture: Mixture | None = None,
    ) -> Tensor:
        """The mean loss of a batch; `mixture` is how its images were mixed, if they were."""
        logits = torch.stack(outputs).float() + self.shifts[:, None]
        log_shares = logits.log_softmax(-1)
        smoothing = self.options.label_smoothing
        labels = functional.one_hot(targets.labels[rows], len(CLASSES)).float()
        wanted = torch.stack(
            [labels * (1 - smoothing) + smoothing / len(CLASSES), targets.votes[rows]]
        )
        has_votes = targets.has_votes[rows].float()
        if mixture is not None:
            wanted = mixture.of(wanted, axis=1)
            has_votes = mixture.of(has_votes)
        weight = self.options.guide_weight * self.guide.weight(rows, epoch)
        wanted = torch.lerp(wanted, self.guide.guide(images, rows), weight[None, :, None])
        losses = -(wanted * log_shares).sum(-1)
        votes_loss = (losses[1] * has_votes).sum() / has_votes.sum().clamp(min=1)
        self.guide.update(rows, log_shares.detach().exp())
        return losses[0].mean() + self.options.votes_weight * votes_loss
