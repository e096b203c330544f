"""Trains the emotion network on FER2013 with FER+ votes and keeps a checkpoint after every epoch.

The learning rate follows a cosine over the budget, which is a number of minutes (`--minutes`: ends
on time on a machine of any speed or load) or of epochs (`--epochs`: repeatable step by step).
Started again with the same `--checkpoint`, the run goes on from its last whole epoch.

Example: python train.py --data fer2013_train_public.npz --checkpoint run/checkpoint.pt --minutes 65
"""

import argparse
import copy
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from augment import augment
from data import CLASSES, Faces, class_shares, load_splits
from network import Architecture, EmotionNetwork, count_multiply_adds

WARM_UP_STEPS = 150
FINAL_LEARNING_RATE_SHARE = 0.002
GRADIENT_NORM_LIMIT = 5.0
EVALUATION_BATCH = 512
SMALLEST_SHARE = 1e-4  # of a class, so that an absent one has a finite shift


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the .npz described in README.md")
    parser.add_argument("--checkpoint", type=Path, required=True, help="written; resumed if there")
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--minutes", type=float, help="wall time, over all resumed parts together")
    budget.add_argument("--epochs", type=int, help="passes over the training images")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--validation-share", type=float, default=0.06)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--label-smoothing", type=float, default=0.05)
    parser.add_argument("--votes-weight", type=float, default=0.7, help="of the FER+ loss")
    parser.add_argument(
        "--balance", type=float, default=0.3,
        help="logit adjustment: 0 keeps the class frequencies, 1 treats all classes alike",
    )
    parser.add_argument("--average-decay", type=float, default=0.999, help="of the weight average")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument(
        "--bfloat16", action=argparse.BooleanOptionalAction, default=None,
        help="autocast; default: on a GPU only (slower on CPU for these small layers)",
    )
    return parser.parse_args()


class Tensors:
    """One split as tensors on the device: images in 0…1 and the two targets."""

    def __init__(self, faces: Faces, device: str):
        self.images = torch.from_numpy(faces.images).to(device).float().div_(255).unsqueeze_(1)
        self.labels = torch.from_numpy(faces.labels).to(device)
        self.votes = torch.from_numpy(faces.votes).to(device)
        self.has_votes = torch.from_numpy(faces.has_votes).to(device)

    def __len__(self) -> int:
        return len(self.labels)


class Objective:
    """Cross-entropy of both heads, with the logits shifted by the class frequencies.

    Shifted logits while training let the plain logits give rare classes more than their share
    (logit adjustment, Menon et al. 2021), so that disgust and fear are not given up.
    """

    def __init__(self, faces: Faces, options: argparse.Namespace):
        shifts = [
            options.balance * np.log(np.maximum(shares, SMALLEST_SHARE))
            for shares in class_shares(faces)
        ]
        self.label_shift, self.votes_shift = (
            torch.tensor(shift, dtype=torch.float32, device=options.device) for shift in shifts
        )
        self.label_smoothing = options.label_smoothing
        self.votes_weight = options.votes_weight

    def loss(self, outputs: tuple[Tensor, Tensor], targets: Tensors, rows: Tensor) -> Tensor:
        label_logits, votes_logits = (logits.float() for logits in outputs)
        label_loss = functional.cross_entropy(
            label_logits + self.label_shift,
            targets.labels[rows],
            label_smoothing=self.label_smoothing,
        )
        # Rows without votes have all-zero targets, so they add nothing to the sum.
        log_shares = (votes_logits + self.votes_shift).log_softmax(1)
        votes_loss = -(targets.votes[rows] * log_shares).sum()
        votes_loss = votes_loss / targets.has_votes[rows].sum().clamp(min=1)
        return label_loss + self.votes_weight * votes_loss


class WeightAverage:
    """An exponential moving average of the weights: what is validated and exported."""

    def __init__(self, network: nn.Module, decay: float):
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        pairs = zip(self.network.state_dict().values(), network.state_dict().values())
        for average, value in pairs:
            if average.dtype.is_floating_point:
                average.lerp_(value, 1 - decay)
            else:
                average.copy_(value)


class Budget:
    """How much of the run is done, by wall time or by steps."""

    def __init__(self, options: argparse.Namespace, steps_per_epoch: int, seconds_before: float):
        self.seconds = options.minutes * 60 if options.minutes is not None else None
        self.steps = options.epochs * steps_per_epoch if options.epochs is not None else None
        self.started = time.monotonic() - seconds_before

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def fraction(self, step: int) -> float:
        if self.steps is not None:
            return min(1.0, step / self.steps)
        return min(1.0, self.elapsed() / self.seconds)


def make_optimizer(network: nn.Module, options: argparse.Namespace) -> torch.optim.Optimizer:
    decayed = [weight for weight in network.parameters() if weight.ndim > 1]
    others = [weight for weight in network.parameters() if weight.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": options.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=options.learning_rate, fused=True)


@torch.no_grad()
def validate(network: nn.Module, tensors: Tensors) -> str:
    """Accuracy of each head and of their mean, and the balanced accuracy of the mean."""
    pieces = [network(images) for images in tensors.images.split(EVALUATION_BATCH)]
    label_logits, votes_logits = (torch.cat(parts) for parts in zip(*pieces))
    figures = []
    for name, logits in (
        ("labels", label_logits), ("votes", votes_logits), ("mean", label_logits + votes_logits)
    ):
        right = (logits.argmax(1) == tensors.labels).float()
        figures.append(f"{name} {right.mean().item():.4f}")
    recalls = [right[tensors.labels == index].mean().item() for index in range(len(CLASSES))]
    return " ".join(figures) + f" balanced {np.mean(recalls):.4f}"


def save(path: Path, state: dict) -> None:
    """Whole or not at all: an interrupted run keeps its last checkpoint."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def main() -> None:
    options = parse_arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    device_type = torch.device(options.device).type
    use_bfloat16 = device_type == "cuda" if options.bfloat16 is None else options.bfloat16

    splits = load_splits(options.data, options.validation_share, options.seed)
    training = Tensors(splits.training, options.device)
    validation = Tensors(splits.validation, options.device)
    objective = Objective(splits.training, options)

    network = EmotionNetwork(Architecture())
    multiply_adds = count_multiply_adds(network)
    network.to(device=options.device, memory_format=torch.channels_last)
    average = WeightAverage(network, options.average_decay)
    optimizer = make_optimizer(network, options)
    generator = torch.Generator(device=options.device).manual_seed(options.seed)
    step, epoch, seconds_before = 0, 0, 0.0
    if options.checkpoint.exists():
        state = torch.load(options.checkpoint, map_location=options.device, weights_only=True)
        network.load_state_dict(state["network"])
        average.network.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        generator.set_state(state["generator"].cpu())
        step, epoch, seconds_before = state["step"], state["epoch"], state["seconds"]

    print(
        f"{len(training)} training images, {len(validation)} for validation,"
        f" {splits.dropped} dropped; {sum(w.numel() for w in network.parameters())} parameters,"
        f" {multiply_adds} multiply-adds; {options.device}, {options.threads} threads,"
        f" {'bfloat16' if use_bfloat16 else 'float32'}; from epoch {epoch}",
        flush=True,
    )
    steps_per_epoch = len(training) // options.batch
    if steps_per_epoch == 0:
        raise SystemExit(f"{len(training)} training images are too few for --batch {options.batch}")
    budget = Budget(options, steps_per_epoch, seconds_before)
    while budget.fraction(step) < 1:
        epoch += 1
        epoch_started = time.monotonic()
        loss_sum = torch.zeros((), device=options.device)
        order = torch.randperm(len(training), generator=generator, device=options.device)
        network.train()
        steps_before = step
        for rows in order.split(options.batch)[:steps_per_epoch]:
            fraction = budget.fraction(step)
            if fraction >= 1:
                break
            decline = 0.5 * (1 + math.cos(math.pi * fraction))
            rate = options.learning_rate * min(1, (step + 1) / WARM_UP_STEPS)
            for group in optimizer.param_groups:
                group["lr"] = rate * max(FINAL_LEARNING_RATE_SHARE, decline)

            images = augment(training.images[rows], generator)
            images = images.contiguous(memory_format=torch.channels_last)
            with torch.autocast(device_type, torch.bfloat16, enabled=use_bfloat16):
                outputs = network(images)
            loss = objective.loss(outputs, training, rows)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), GRADIENT_NORM_LIMIT)
            optimizer.step()
            step += 1
            average.update(network, step)
            loss_sum += loss.detach()

        loss_mean = loss_sum.item() / max(1, step - steps_before)
        print(
            f"epoch {epoch} ({time.monotonic() - epoch_started:.1f} s,"
            f" {budget.elapsed() / 60:.1f} min, {budget.fraction(step):.1%}) loss {loss_mean:.4f}"
            f" validation: {validate(average.network, validation)}",
            flush=True,
        )
        save(options.checkpoint, {
            "architecture": network.architecture.to_dict(),
            "network": network.state_dict(),
            "average": average.network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "generator": generator.get_state(),
            "step": step,
            "epoch": epoch,
            "seconds": budget.elapsed(),
        })


if __name__ == "__main__":
    main()
