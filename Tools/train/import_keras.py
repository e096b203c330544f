"""Exported .h5 files back into the network they came from, to train on where no checkpoint is left.

An export has one head: the FER2013 head is read from one file, the FER+ head from another one of
the same network (`--label-share 1` and `0` of export_keras.py). What calibration changed in them
stays. Batch normalization, which the export folded into the convolutions, is taken out of them
again: its statistics are those of given images, its scale and shift undo them.
"""

from pathlib import Path

import h5py
import numpy as np
import torch
from torch import Tensor, nn

from network import (
    Architecture, ConvolutionBatchNorm, EmotionNetwork, SqueezeExcitation, keras_name,
)

STATISTICS_BATCH = 256


def import_network(
    architecture: Architecture, labels: Path, votes: Path, images: Tensor | None
) -> EmotionNetwork:
    """The network of both files, which computes what they do.

    `images` (N, 1, H, W) in 0…1 give the statistics of batch normalization; a network that is not
    trained on needs none.
    """
    network = EmotionNetwork(architecture).eval()
    weights, votes_weights = _read(labels), _read(votes)
    with torch.no_grad():
        for path, module in network.named_modules():
            name = keras_name(path)
            if isinstance(module, ConvolutionBatchNorm):
                _set_convolution(module, weights[name])
            elif isinstance(module, SqueezeExcitation):
                _set_linear(module.squeeze, weights[f"{name}_squeeze"])
                _set_linear(module.excite, weights[f"{name}_excite"])
        _set_linear(network.fer_head, weights["emotion"])
        _set_linear(network.votes_head, votes_weights["emotion"])
        if images is not None:
            _take_statistics(network, images)
    return network


def _read(path: Path) -> dict[str, dict[str, Tensor]]:
    """The weights of each layer by their names."""
    layers: dict[str, dict[str, Tensor]] = {}

    def add(name: str, entry: h5py.Group | h5py.Dataset) -> None:
        if isinstance(entry, h5py.Dataset):
            layer, *_, weight = name.split("/")
            values = torch.from_numpy(entry[()].astype(np.float32))
            layers.setdefault(layer, {})[weight.removesuffix(":0")] = values

    with h5py.File(path) as file:
        file["model_weights"].visititems(add)
    return layers


def _set_convolution(module: ConvolutionBatchNorm, weights: dict[str, Tensor]) -> None:
    if module.depthwise is None:
        kernel = weights["kernel"]
    else:
        module.depthwise.weight.copy_(weights["depthwise_kernel"].permute(2, 3, 0, 1))
        kernel = weights["pointwise_kernel"]
    module.convolution.weight.copy_(kernel.permute(3, 2, 0, 1))
    norm = module.batch_norm
    norm.running_mean.zero_()
    norm.running_var.fill_(1 - norm.eps)
    norm.weight.fill_(1)
    norm.bias.copy_(weights["bias"])


def _set_linear(module: nn.Linear, weights: dict[str, Tensor]) -> None:
    module.weight.copy_(weights["kernel"].T)
    module.bias.copy_(weights["bias"])


def _take_statistics(network: EmotionNetwork, images: Tensor) -> None:
    """Normalizes with the mean and variance that the images have, and scales back."""
    normalized = [m for m in network.modules() if isinstance(m, ConvolutionBatchNorm)]
    sums = {m.convolution: torch.zeros(3, m.convolution.out_channels).double() for m in normalized}

    def add(convolution: nn.Conv2d, _inputs: tuple, output: Tensor) -> None:
        values = output.double().transpose(0, 1).flatten(1)
        sums[convolution] += torch.stack(
            [torch.full_like(values[:, 0], values.shape[1]), values.sum(1), values.square().sum(1)]
        )

    hooks = [m.convolution.register_forward_hook(add) for m in normalized]
    for batch in images.split(STATISTICS_BATCH):
        network(batch)
    for hook in hooks:
        hook.remove()
    for module in normalized:
        count, total, squares = sums[module.convolution]
        mean = total / count
        variance = squares / count - mean.square()
        norm = module.batch_norm
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.add_(mean)
