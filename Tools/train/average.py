"""Averages the weights of two checkpoints of one run (model soups, Wortsman et al. 2022).

Declines that start from one plateau at different epochs end in the same valley; a point between
them generalizes as an ensemble of them would, at the cost of one. The statistics of the batch
normalization are measured anew.

Example: python average.py --checkpoints first.pt second.pt --share 0.3 --data fer2013.npz \
    --output averaged.pt
"""

import argparse
from pathlib import Path

import torch
from torch import nn

from data import load_splits
from network import EmotionNetwork
from objective import Tensors
from train import averaged_network, load_checkpoint, save

BATCH = 256


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoints", type=Path, nargs=2, required=True)
    parser.add_argument("--share", type=float, default=0.5, help="of the second")
    parser.add_argument("--data", type=Path, required=True, help="as given to train.py")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1, help="as given to train.py")
    parser.add_argument("--validation-share", type=float, default=0.06, help="as for train.py")
    return parser.parse_args()


@torch.no_grad()
def measure_statistics(network: EmotionNetwork, images: torch.Tensor) -> None:
    """Means and variances of all batch normalizations over the images."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # the plain mean of all batches
    network.train()
    for part in images.split(BATCH):
        network(part)
    network.eval()


def main() -> None:
    options = parse_arguments()
    first, second = (load_checkpoint(path, "cpu") for path in options.checkpoints)
    if first["architecture"] != second["architecture"]:
        raise SystemExit("the checkpoints are of different architectures")
    for name, value in first["average"].items():
        if value.dtype.is_floating_point:
            value.lerp_(second["average"][name], options.share)
    network = averaged_network(first)
    splits = load_splits(options.data, options.validation_share, options.seed)
    measure_statistics(network, Tensors(splits.training, "cpu").images)
    first["average"] = network.state_dict()
    save(options.output, first)
    print(f"{options.output}: {options.share} of {options.checkpoints[1]}, the rest of"
          f" {options.checkpoints[0]}")


if __name__ == "__main__":
    main()
