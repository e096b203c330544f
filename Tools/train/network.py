"""The emotion networks: small residual networks with squeeze-and-excitation and two heads.

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
SMALLEST_SQUEEZE = 8  # channels between the two layers of squeeze-and-excitation


@dataclass(frozen=True)
class Architecture:
    """Channel counts and depths; enough to rebuild the network in PyTorch and in Keras."""

    stem_channels: tuple[int, int]
    stage_channels: tuple[int, ...]
    stage_blocks: tuple[int, ...]
    separable: bool
    dropout: float

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


ARCHITECTURES = {
    # Multiples of 16 channels: with AVX-512 fewer train hardly faster.
    "standard": Architecture((16, 32), (32, 64, 144), (1, 2, 2), separable=False, dropout=0.25),
    "tiny": Architecture((8, 16), (32, 64, 96), (1, 3, 3), separable=True, dropout=0.1),
}


class ConvolutionBatchNorm(nn.Module):
    """A convolution without bias, padded as Keras' 'same', then batch normalization.

    A separable one filters each channel by itself before it mixes them (Keras' SeparableConv2D).
    """

    def __init__(
        self, input_channels: int, output_channels: int, kernel: int = 3, stride: int = 1,
        separable: bool = False,
    ):
        super().__init__()
        self.pads_bottom_right = kernel == 3 and stride == 2
        padding = 1 if kernel == 3 and stride == 1 else 0
        self.depthwise = None
        if separable:
            self.depthwise = nn.Conv2d(
                input_channels, input_channels, kernel, stride, padding, groups=input_channels,
                bias=False,
            )
            kernel, stride, padding = 1, 1, 0
        self.convolution = nn.Conv2d(
            input_channels, output_channels, kernel, stride, padding, bias=False
        )
        self.batch_norm = nn.BatchNorm2d(output_channels, eps=BATCH_NORM_EPSILON)
        nn.init.kaiming_normal_(self.convolution.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, features: Tensor) -> Tensor:
        if self.pads_bottom_right:
            features = functional.pad(features, (0, 1, 0, 1))
        if self.depthwise is not None:
            features = self.depthwise(features)
        return self.batch_norm(self.convolution(features))

    @torch.no_grad()
    def folded(self) -> tuple[list[Tensor], Tensor]:
        """Kernels and a bias that compute the same, batch normalization included."""
        norm = self.batch_norm
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        kernels = [] if self.depthwise is None else [self.depthwise.weight]
        kernels.append(self.convolution.weight * scale[:, None, None, None])
        return kernels, norm.bias - norm.running_mean * scale


class SqueezeExcitation(nn.Module):
    """Scales each channel by a share computed from the means of all (Hu et al. 2018)."""

    def __init__(self, channels: int):
        super().__init__()
        squeezed = squeezed_channels(channels)
        self.squeeze = nn.Linear(channels, squeezed)
        self.excite = nn.Linear(squeezed, channels)

    def forward(self, features: Tensor) -> Tensor:
        shares = functional.relu(self.squeeze(features.mean((2, 3))))
        return features * self.excite(shares).sigmoid()[:, :, None, None]


def keras_name(path: str) -> str:
    """The Keras layer, or the stem of its name, that a PyTorch module is exported as."""
    return path.replace("blocks.", "block").replace(".", "_")


def squeezed_channels(channels: int) -> int:
    return max(SMALLEST_SQUEEZE, channels // 8)


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions, scaled, beside an identity or, where the shape changes, a 1×1 one."""

    def __init__(self, input_channels: int, output_channels: int, stride: int, separable: bool):
        super().__init__()
        self.first = ConvolutionBatchNorm(
            input_channels, output_channels, stride=stride, separable=separable
        )
        self.second = ConvolutionBatchNorm(output_channels, output_channels, separable=separable)
        self.scale = SqueezeExcitation(output_channels)
        self.shortcut = None
        if stride != 1 or input_channels != output_channels:
            self.shortcut = ConvolutionBatchNorm(input_channels, output_channels, 1, stride)
        # Each block starts as its shortcut, which steadies the first steps.
        nn.init.zeros_(self.second.batch_norm.weight)

    def forward(self, features: Tensor) -> Tensor:
        shortcut = features if self.shortcut is None else self.shortcut(features)
        residual = self.scale(self.second(functional.relu(self.first(features))))
        return functional.relu(residual + shortcut)


class EmotionNetwork(nn.Module):
    """Images (N, 1, 48, 48) in 0…1 to two sets of logits (N, 7): FER2013 labels, FER+ votes."""

    def __init__(self, architecture: Architecture):
        super().__init__()
        self.architecture = architecture
        first, second = architecture.stem_channels
        self.stem_first = ConvolutionBatchNorm(1, first)
        self.stem_second = ConvolutionBatchNorm(first, second, stride=2)
        self.blocks = nn.ModuleList(
            ResidualBlock(*shape, architecture.separable) for shape in architecture.blocks()
        )
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
        device = network.fer_head.weight.device
        network(torch.zeros(1, 1, IMAGE_SIZE, IMAGE_SIZE, device=device))
    network.train(was_training)
    for hook in hooks:
        hook.remove()
    return total
