"""The emotion network: a small residual convolutional network with two heads over shared features.

Everything in it exists in Keras 2 as well. Convolutions with stride 2 pad as Keras' 'same' does on
an even size: nothing at the top and left, one row and one column at the bottom and right.
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

BATCH_NORM_EPSILON = 1e-3  # the default of Keras
CLASS_COUNT = 7
IMAGE_SIZE = 48


@dataclass(frozen=True)
class Architecture:
    """Channel counts and depths; enough to rebuild the network in PyTorch and in Keras."""

    stem_channels: tuple[int, int] = (16, 24)
    stage_channels: tuple[int, ...] = (24, 48, 112)
    stage_blocks: tuple[int, ...] = (1, 2, 2)
    dropout: float = 0.25

    def to_dict(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_dict(values: dict) -> "Architecture":
        return Architecture(
            **{name: tuple(v) if isinstance(v, (list, tuple)) else v for name, v in values.items()}
        )

    def blocks(self) -> list[tuple[int, int, int]]:
        """The residual blocks in order, as (input channels, output channels, stride)."""
        result = []
        input_channels = self.stem_channels[1]
        for stage, (channels, count) in enumerate(zip(self.stage_channels, self.stage_blocks)):
            for block in range(count):
                stride = 2 if stage > 0 and block == 0 else 1
                result.append((input_channels, channels, stride))
                input_channels = channels
        return result


class ConvolutionBatchNorm(nn.Module):
    """A convolution without bias, padded as Keras' 'same', then batch normalization."""

    def __init__(self, input_channels: int, output_channels: int, kernel: int = 3, stride: int = 1):
        super().__init__()
        self.pads_bottom_right = kernel == 3 and stride == 2
        padding = 1 if kernel == 3 and stride == 1 else 0
        self.convolution = nn.Conv2d(
            input_channels, output_channels, kernel, stride, padding, bias=False
        )
        self.batch_norm = nn.BatchNorm2d(output_channels, eps=BATCH_NORM_EPSILON)
        nn.init.kaiming_normal_(self.convolution.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, features: Tensor) -> Tensor:
        if self.pads_bottom_right:
            features = functional.pad(features, (0, 1, 0, 1))
        return self.batch_norm(self.convolution(features))


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions beside an identity, or a 1×1 convolution where the shape changes."""

    def __init__(self, input_channels: int, output_channels: int, stride: int):
        super().__init__()
        self.first = ConvolutionBatchNorm(input_channels, output_channels, stride=stride)
        self.second = ConvolutionBatchNorm(output_channels, output_channels)
        self.shortcut = None
        if stride != 1 or input_channels != output_channels:
            self.shortcut = ConvolutionBatchNorm(input_channels, output_channels, 1, stride)
        # Each block starts as its shortcut, which steadies the first steps.
        nn.init.zeros_(self.second.batch_norm.weight)

    def forward(self, features: Tensor) -> Tensor:
        shortcut = features if self.shortcut is None else self.shortcut(features)
        residual = self.second(functional.relu(self.first(features)))
        return functional.relu(residual + shortcut)


class EmotionNetwork(nn.Module):
    """Images (N, 1, 48, 48) in 0…1 to two sets of logits (N, 7): FER2013 labels, FER+ votes."""

    def __init__(self, architecture: Architecture):
        super().__init__()
        self.architecture = architecture
        first, second = architecture.stem_channels
        self.stem_first = ConvolutionBatchNorm(1, first)
        self.stem_second = ConvolutionBatchNorm(first, second, stride=2)
        self.blocks = nn.ModuleList(ResidualBlock(*shape) for shape in architecture.blocks())
        self.dropout = nn.Dropout(architecture.dropout)
        feature_count = architecture.stage_channels[-1]
        self.fer_head = nn.Linear(feature_count, CLASS_COUNT)
        self.votes_head = nn.Linear(feature_count, CLASS_COUNT)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        features = functional.relu(self.stem_first(images))
        features = functional.relu(self.stem_second(features))
        for block in self.blocks:
            features = block(features)
        features = self.dropout(features.mean((2, 3)))
        return self.fer_head(features), self.votes_head(features)


def count_multiply_adds(network: EmotionNetwork) -> int:
    """The multiply-adds of one image through the exported network (one head)."""
    total = 0

    def add(layer, _inputs, output):
        nonlocal total
        total += output[0].numel() * layer.weight[0].numel()

    layers = [m for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    layers.remove(network.votes_head)
    hooks = [layer.register_forward_hook(add) for layer in layers]
    was_training = network.training
    network.eval()
    with torch.no_grad():
        network(torch.zeros(1, 1, IMAGE_SIZE, IMAGE_SIZE))
    network.train(was_training)
    for hook in hooks:
        hook.remove()
    return total
