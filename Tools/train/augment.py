"""Random changes to a batch of faces, all on tensors and all per image.

Shift and scale are generous: the crops of a Haar cascade are framed less evenly than FER2013's.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

ROTATION_DEGREES = 7.0  # standard deviations; draws are clipped at LIMIT of them
LOG_SCALE = 0.11
LOG_ASPECT = 0.04
SHIFT = 0.09  # of half the image
LIMIT = 2.5
LOG_CONTRAST = 0.25
BRIGHTNESS = 0.13
LOW_RESOLUTION_SHARE = 0.10
BLUR_SHARE = 0.10
BLUR_DEVIATIONS = (0.5, 2.0)  # pixels
BLUR_RADIUS = 4
COMPRESSION_SHARE = 0.10
COMPRESSION_SCALES = (0.5, 2.5)  # of JPEG's luminance table: qualities 80 to 20
NOISE_SHARE = 0.20
NOISE_DEVIATION = 0.06
ERASING_SHARE = 0.25
ERASING_SIDES = (0.125, 0.375)  # of the image
MIXING_SHARE = 0.5
MIXING_WEIGHTS = (0.5, 1.0)  # of the image itself; its partner has the rest

# The discrete cosine transform of 8 samples, and the table of JPEG (ITU-T T.81, K.1).
COSINES = torch.tensor([
    [math.sqrt((1 if k == 0 else 2) / 8) * math.cos(math.pi * k * (2 * n + 1) / 16)
     for n in range(8)]
    for k in range(8)
])
LUMINANCE_STEPS = torch.tensor([
    [16, 11, 10, 16, 24, 40, 51, 61],
    [12, 12, 14, 19, 26, 58, 60, 55],
    [14, 13, 16, 24, 40, 57, 69, 56],
    [14, 17, 22, 29, 51, 87, 80, 62],
    [18, 22, 37, 56, 68, 109, 103, 77],
    [24, 35, 55, 64, 81, 104, 113, 92],
    [49, 64, 78, 87, 103, 121, 120, 101],
    [72, 92, 95, 98, 112, 100, 103, 99],
], dtype=torch.float32)


def augment(images: Tensor, side: int, generator: torch.Generator) -> Tensor:
    """Images (N, 1, H, W) in 0…1 to changed ones (N, 1, side, side) in 0…1."""
    images = _warp(images, side, generator)
    images = _lower_resolution(images, generator)
    images = _blur(images, generator)
    images = _relight(images, generator).clamp_(0, 1)
    images = _compress(images, generator)
    images = _add_noise(images, generator)
    return _erase(images, generator).clamp_(0, 1)


@dataclass(frozen=True)
class Mixture:
    """Which image of the batch each one is mixed with, and its own weight; both (N)."""

    partners: Tensor
    weights: Tensor

    def of(self, values: Tensor, axis: int = 0) -> Tensor:
        """Values that lie along an axis, one for each image, mixed as the images are."""
        shape = [1] * values.ndim
        shape[axis] = -1
        partners = values.index_select(axis, self.partners)
        return torch.lerp(partners, values, self.weights.view(shape))


def draw_mixture(count: int, generator: torch.Generator) -> Mixture:
    """Some faces with another one shining through (mixup, Zhang et al. 2018)."""
    low, high = MIXING_WEIGHTS
    mixed = _uniform(count, generator) < MIXING_SHARE
    weights = low + _uniform(count, generator) * (high - low)
    partners = torch.randperm(count, generator=generator, device=generator.device)
    return Mixture(partners, torch.where(mixed, weights, 1.0))


def _normal(count: int, deviation: float, generator: torch.Generator) -> Tensor:
    draws = torch.randn(count, generator=generator, device=generator.device)
    return draws.clamp_(-LIMIT, LIMIT) * deviation


def _uniform(count: int, generator: torch.Generator) -> Tensor:
    return torch.rand(count, generator=generator, device=generator.device)


def _chosen(images: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """The numbers of a random share of the images."""
    return (_uniform(len(images), generator) < share).nonzero().flatten()


def _warp(images: Tensor, side: int, generator: torch.Generator) -> Tensor:
    count = len(images)
    angle = _normal(count, math.radians(ROTATION_DEGREES), generator)
    scale = _normal(count, LOG_SCALE, generator).exp()
    aspect = _normal(count, LOG_ASPECT, generator).exp()
    mirror = torch.where(_uniform(count, generator) < 0.5, -1.0, 1.0)
    cosine, sine = angle.cos() * scale, angle.sin() * scale
    transform = images.new_empty(count, 2, 3)
    transform[:, 0, 0] = mirror * cosine * aspect
    transform[:, 0, 1] = -sine * aspect
    transform[:, 1, 0] = mirror * sine / aspect
    transform[:, 1, 1] = cosine / aspect
    transform[:, 0, 2] = _normal(count, SHIFT, generator)
    transform[:, 1, 2] = _normal(count, SHIFT, generator)
    grid = functional.affine_grid(transform, [count, 1, side, side], align_corners=False)
    return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)


def _lower_resolution(images: Tensor, generator: torch.Generator) -> Tensor:
    """Some faces as a distant one looks: halved and enlarged again."""
    rows = _chosen(images, LOW_RESOLUTION_SHARE, generator)
    if len(rows) > 0:
        side = images.shape[-1]
        small = functional.avg_pool2d(images[rows], 2)
        images[rows] = functional.interpolate(
            small, size=(side, side), mode="bilinear", align_corners=False
        )
    return images


def _blur(images: Tensor, generator: torch.Generator) -> Tensor:
    """Some faces out of focus: a Gaussian, rows and then columns."""
    rows = _chosen(images, BLUR_SHARE, generator)
    if len(rows) > 0:
        low, high = BLUR_DEVIATIONS
        deviation = low + _uniform(len(rows), generator) * (high - low)
        positions = torch.arange(-BLUR_RADIUS, BLUR_RADIUS + 1, device=images.device)
        kernel = torch.exp(-0.5 * (positions / deviation[:, None]) ** 2)
        kernel = (kernel / kernel.sum(1, keepdim=True))[:, None, None, :]
        blurred = images[rows].transpose(0, 1)  # one channel for each image: its own kernel
        for shape, padding in ((kernel, (BLUR_RADIUS, BLUR_RADIUS, 0, 0)),
                               (kernel.transpose(2, 3), (0, 0, BLUR_RADIUS, BLUR_RADIUS))):
            padded = functional.pad(blurred, padding, mode="replicate")
            blurred = functional.conv2d(padded, shape, groups=len(rows))
        images[rows] = blurred.transpose(0, 1)
    return images


def _compress(images: Tensor, generator: torch.Generator) -> Tensor:
    """Some faces as JPEG leaves them: cosine coefficients of 8×8 blocks are rounded."""
    rows = _chosen(images, COMPRESSION_SHARE, generator)
    if len(rows) > 0:
        side = images.shape[-1]
        cosines, steps = COSINES.to(images.device), LUMINANCE_STEPS.to(images.device)
        low, high = COMPRESSION_SCALES
        scale = low + _uniform(len(rows), generator) * (high - low)
        steps = steps * scale.view(-1, 1, 1, 1, 1)
        blocks = images[rows, 0].reshape(-1, side // 8, 8, side // 8, 8).transpose(2, 3)
        coefficients = cosines @ (blocks * 255 - 128) @ cosines.T
        blocks = cosines.T @ ((coefficients / steps).round() * steps) @ cosines
        images[rows, 0] = ((blocks + 128) / 255).transpose(2, 3).reshape(-1, side, side)
    return images


def _add_noise(images: Tensor, generator: torch.Generator) -> Tensor:
    rows = _chosen(images, NOISE_SHARE, generator)
    deviation = _uniform(len(rows), generator).view(-1, 1, 1, 1) * NOISE_DEVIATION
    shape = images[rows].shape
    noise = torch.randn(shape, generator=generator, device=images.device)
    images[rows] = images[rows] + noise * deviation
    return images


def _relight(images: Tensor, generator: torch.Generator) -> Tensor:
    count = len(images)
    mean = images.mean((1, 2, 3), keepdim=True)
    contrast = _normal(count, LOG_CONTRAST, generator).exp().view(-1, 1, 1, 1)
    brightness = _normal(count, BRIGHTNESS, generator).view(-1, 1, 1, 1)
    return (images - mean) * contrast + mean + brightness


def _erase(images: Tensor, generator: torch.Generator) -> Tensor:
    """A rectangle of one gray over some faces, so that no single feature decides."""
    count, side = len(images), images.shape[-1]
    low, high = (share * side for share in ERASING_SIDES)
    positions = torch.arange(side, device=images.device)

    def inside() -> Tensor:
        length = low + _uniform(count, generator) * (high - low)
        start = _uniform(count, generator) * (side - length)
        return (positions >= start[:, None]) & (positions < (start + length)[:, None])

    chosen = _uniform(count, generator) < ERASING_SHARE
    mask = inside()[:, None, :, None] & inside()[:, None, None, :] & chosen[:, None, None, None]
    gray = _uniform(count, generator).view(-1, 1, 1, 1)
    return torch.where(mask, gray, images)
