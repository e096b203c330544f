"""Trains an emotion network on FER2013 with FER+ votes; a checkpoint is kept after every epoch.

Two phases. The plateau has a constant learning rate and smaller images, so that an epoch is short;
it can be resumed and made longer at will. The decline starts from a plateau, has whole images and
a learning rate that falls to zero; what it leaves is exported. The budget of a phase is minutes
(ends on time on a machine of any speed or load) or epochs (repeatable step by step).

Example: python train.py plateau --data fer2013.npz --checkpoint plateau.pt --minutes 70
         python train.py decline --data fer2013.npz --start plateau.pt --checkpoint final.pt \
             --minutes 30
"""

import argparse
import copy
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from augment import augment, draw_mixture
from data import CLASSES, load_splits
from import_keras import import_network
from network import ARCHITECTURES, IMAGE_SIZE, Architecture, EmotionNetwork, count_multiply_adds
from objective import History, Objective, ObjectiveOptions, Teachers, Tensors, class_shifts

WARM_UP_STEPS = 150
PLATEAU_SIDE = 40  # pixels: an epoch takes seven tenths of the time of 48
FINAL_LEARNING_RATE_SHARE = 0.002
GRADIENT_NORM_LIMIT = 5.0
EVALUATION_BATCH = 512
STATISTICS_FACES = 3072  # for the batch normalization of imported weights


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("phase", choices=("plateau", "decline"))
    parser.add_argument("--data", type=Path, required=True, help="the .npz described in README.md")
    parser.add_argument("--checkpoint", type=Path, required=True, help="written; resumed if there")
    parser.add_argument(
        "--start", type=Path, help="a checkpoint, or an exported .h5, whose weights a new run takes"
    )
    parser.add_argument(
        "--start-votes", type=Path, metavar="VOTES.h5",
        help="beside an .h5 to start from: the same network exported with its FER+ head",
    )
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="standard")
    parser.add_argument(
        "--teachers", nargs="+", metavar="TEACHER",
        help="to distil from: checkpoints, or pairs of exports MODEL.h5,VOTES.h5",
    )
    parser.add_argument(
        "--mix", action=argparse.BooleanOptionalAction, default=False,
        help="mix some faces with others (mixup); needs teachers",
    )
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--minutes", type=float, help="wall time, over all resumed parts together")
    budget.add_argument("--epochs", type=int, help="passes over the training images")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--draw", type=int,
        help="seed of order and augmentation, for a decline that is to differ from another one",
    )
    parser.add_argument(
        "--validation-share", type=float, default=0.06, help="0 trains on every image"
    )
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--label-smoothing", type=float, default=0.05)
    parser.add_argument("--votes-weight", type=float, default=0.7, help="of the FER+ loss")
    parser.add_argument(
        "--balance", type=float, default=0.3,
        help="logit adjustment: 0 keeps the class frequencies, 1 treats all classes alike",
    )
    parser.add_argument(
        "--guide-weight", type=float, default=0.5,
        help="share of the targets that are the network's own or the teacher's predictions",
    )
    parser.add_argument("--average-decay", type=float, default=0.999, help="of the weight average")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument(
        "--bfloat16", action=argparse.BooleanOptionalAction, default=None,
        help="autocast; default: on a GPU only (slower on CPU for these small layers)",
    )
    parser.add_argument(
        "--compile", action=argparse.BooleanOptionalAction, default=False,
        help="compile the network (needs a C++ compiler); steps take an eighth less time",
    )
    options = parser.parse_args()
    if options.phase == "decline" and options.start is None:
        parser.error("a decline needs the checkpoint of a plateau: --start FILE")
    if (options.start_votes is not None) != _is_export(options.start):
        parser.error("--start FILE.h5 and --start-votes VOTES.h5 go together")
    if options.mix and options.teachers is None:
        parser.error("--mix needs --teachers: a mixed face has no history of its own")
    if options.bfloat16 is None:
        options.bfloat16 = torch.device(options.device).type == "cuda"
    return options


def _is_export(start: Path | None) -> bool:
    return start is not None and start.suffix == ".h5"


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
    """How much of the phase is done, by wall time or by steps."""

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


def learning_rate_share(phase: str, fraction: float, total_steps: int) -> float:
    """Of the full learning rate, at a fraction of the phase and after steps of all phases."""
    warm_up = min(1.0, (total_steps + 1) / WARM_UP_STEPS)
    if phase == "plateau":
        return warm_up
    return warm_up * max(FINAL_LEARNING_RATE_SHARE, 0.5 * (1 + math.cos(math.pi * fraction)))


def load_checkpoint(path: Path, device: str) -> dict:
    if not path.exists():
        raise SystemExit(f"there is no checkpoint {path}")
    return torch.load(path, map_location=device, weights_only=True)


def averaged_network(state: dict) -> EmotionNetwork:
    """The network of a checkpoint, with averaged weights."""
    network = EmotionNetwork(Architecture.from_dict(state["architecture"]))
    network.load_state_dict(state["average"])
    return network


def read_exports(
    architecture: str, labels: Path, votes: Path, images: torch.Tensor | None
) -> EmotionNetwork:
    """The network of two exports; `images` as for `import_network`."""
    try:
        return import_network(ARCHITECTURES[architecture], labels, votes, images)
    except (KeyError, OSError, RuntimeError) as error:
        raise SystemExit(
            f"{labels} and {votes} are not a network that export_keras.py wrote of --architecture"
            f" {architecture}: {error}"
        ) from error


def load_teacher(name: str, options: argparse.Namespace) -> EmotionNetwork:
    """The network of a checkpoint, or of two exports with a comma between their names."""
    exports = name.split(",")
    if len(exports) == 2:
        network = read_exports(options.architecture, Path(exports[0]), Path(exports[1]), None)
    elif name.endswith(".h5"):
        raise SystemExit(f"{name} has one head of two: --teachers MODEL.h5,VOTES.h5 takes both")
    else:
        network = averaged_network(load_checkpoint(Path(name), options.device))
    return network.to(device=options.device, memory_format=torch.channels_last)


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
    agrees = (votes_logits.argmax(1) == tensors.votes.argmax(1))[tensors.has_votes].float()
    return " ".join(figures) + f" balanced {np.mean(recalls):.4f} FER+ {agrees.mean().item():.4f}"


def save(path: Path, state: dict) -> None:
    """Whole or not at all: an interrupted run keeps its last checkpoint."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


class Run:
    """The state of a training run: what a checkpoint holds."""

    def __init__(self, options: argparse.Namespace, training: Tensors, shifts: torch.Tensor):
        device = options.device
        self.network = EmotionNetwork(ARCHITECTURES[options.architecture])
        self.network.to(device=device, memory_format=torch.channels_last)
        self.forward = torch.compile(self.network) if options.compile else self.network
        self.average = WeightAverage(self.network, options.average_decay)
        self.optimizer = make_optimizer(self.network, options)
        self.generator = torch.Generator(device=device).manual_seed(options.seed)
        if options.teachers is not None:
            teachers = [load_teacher(name, options) for name in options.teachers]
            self.guide = Teachers(teachers, shifts, options.compile, options.bfloat16)
        else:
            self.guide = History(len(training), device)
        self.phase_steps, self.total_steps, self.epoch, self.seconds = 0, 0, 0, 0.0
        if options.checkpoint.exists():
            self._restore(load_checkpoint(options.checkpoint, device), same_phase=True)
        elif options.start is not None:
            if _is_export(options.start):
                self._import(options, training)
            else:
                self._restore(load_checkpoint(options.start, device), same_phase=False)
            if options.draw is not None:
                self.generator.manual_seed(options.draw)

    def _import(self, options: argparse.Namespace, training: Tensors) -> None:
        """Begins with the weights of an export; batch normalization sees augmented faces."""
        faces = training.images[:STATISTICS_FACES].clone()
        images = augment(faces, IMAGE_SIZE, self.generator).cpu()
        network = read_exports(options.architecture, options.start, options.start_votes, images)
        self.network.load_state_dict(network.state_dict())
        self.average.network.load_state_dict(network.state_dict())

    def _restore(self, state: dict, same_phase: bool) -> None:
        self.network.load_state_dict(state["network"])
        self.average.network.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.generator.set_state(state["generator"].cpu())
        self.guide.restore(state["guide"])
        self.total_steps, self.epoch = state["total_steps"], state["epoch"]
        if same_phase:
            self.phase_steps, self.seconds = state["phase_steps"], state["seconds"]

    def state(self, seconds: float) -> dict:
        return {
            "architecture": self.network.architecture.to_dict(),
            "network": self.network.state_dict(),
            "average": self.average.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "generator": self.generator.get_state(),
            "guide": self.guide.state(),
            "phase_steps": self.phase_steps,
            "total_steps": self.total_steps,
            "epoch": self.epoch,
            "seconds": seconds,
        }


def train_epoch(
    run: Run, training: Tensors, objective: Objective, budget: Budget, options: argparse.Namespace
) -> float:
    """One pass over the training images, or what the budget leaves of it; the mean loss."""
    device_type = torch.device(options.device).type
    side = PLATEAU_SIDE if options.phase == "plateau" else IMAGE_SIZE
    order = torch.randperm(len(training), generator=run.generator, device=options.device)
    batches = order.split(options.batch)[: len(training) // options.batch]
    loss_sum, steps = torch.zeros((), device=options.device), 0
    run.network.train()
    for rows in batches:
        fraction = budget.fraction(run.phase_steps)
        if fraction >= 1:
            break
        share = learning_rate_share(options.phase, fraction, run.total_steps)
        for group in run.optimizer.param_groups:
            group["lr"] = options.learning_rate * share

        images = augment(training.images[rows], side, run.generator)
        mixture = None
        if options.mix:
            mixture = draw_mixture(len(rows), run.generator)
            images = mixture.of(images)
        images = images.contiguous(memory_format=torch.channels_last)
        with torch.autocast(device_type, torch.bfloat16, enabled=options.bfloat16):
            outputs = run.forward(images)
        loss = objective.loss(outputs, training, rows, images, run.epoch, mixture)
        run.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(run.network.parameters(), GRADIENT_NORM_LIMIT)
        run.optimizer.step()
        run.phase_steps += 1
        run.total_steps += 1
        steps += 1
        run.average.update(run.network, run.total_steps)
        loss_sum += loss.detach()
    return loss_sum.item() / max(1, steps)


def main() -> None:
    options = parse_arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    splits = load_splits(options.data, options.validation_share, options.seed)
    training = Tensors(splits.training, options.device)
    validation = Tensors(splits.validation, options.device)
    if len(training) < options.batch:
        raise SystemExit(f"{len(training)} training images are too few for --batch {options.batch}")
    shifts = class_shifts(splits.training, options.balance, options.device)
    run = Run(options, training, shifts)
    weights = ObjectiveOptions(
        options.balance, options.label_smoothing, options.votes_weight, options.guide_weight
    )
    objective = Objective(weights, shifts, run.guide)
    print(
        f"{len(training)} training images, {len(validation)} for validation,"
        f" {splits.dropped} dropped; {sum(w.numel() for w in run.network.parameters())} parameters,"
        f" {count_multiply_adds(run.network)} multiply-adds;"
        f" {options.device}, {options.threads} threads; {options.phase} from epoch {run.epoch}",
        flush=True,
    )
    budget = Budget(options, len(training) // options.batch, run.seconds)
    while budget.fraction(run.phase_steps) < 1:
        run.epoch += 1
        started = time.monotonic()
        loss = train_epoch(run, training, objective, budget, options)
        figures = validate(run.average.network, validation) if len(validation) > 0 else "none"
        print(
            f"epoch {run.epoch} ({time.monotonic() - started:.1f} s,"
            f" {budget.elapsed() / 60:.1f} min, {budget.fraction(run.phase_steps):.1%})"
            f" loss {loss:.4f} validation: {figures}",
            flush=True,
        )
        save(options.checkpoint, run.state(budget.elapsed()))


if __name__ == "__main__":
    main()
