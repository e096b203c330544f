"""Random changes to a batch of faces, all on tensors and all per image.

Shift and scale are generous: the crops of a Haar cascade are framed less evenly than FER2013's.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

ROTATION_DEGREES = 7.0  # standard deviations; draws are clipped at LIMIT of them
LOG_SCALE = 0.11
LOG_ASPECT = 0.04
SHIFT = 0.09  # of half the image
LIMIT = 2.5
LOG_CONTRAST = 0.25
BRIGHTNESS = 0.10
LOW_RESOLUTION_SHARE = 0.12
ERASING_SHARE = 0.25
ERASING_SIDES = (6, 18)  # pixels


def augment(images: Tensor, generator: torch.Generator) -> Tensor:
    """Images (N, 1, 48, 48) in 0…1 to changed ones of the same shape and range."""
    images = _warp(images, generator)
    images = _lower_resolution(images, generator)
    images = _relight(images, generator)
    return _erase(images, generator).clamp_(0, 1)


def _normal(count: int, deviation: float, generator: torch.Generator) -> Tensor:
    draws = torch.randn(count, generator=generator, device=generator.device)
    return draws.clamp_(-LIMIT, LIMIT) * deviation


def _uniform(count: int, generator: torch.Generator) -> Tensor:
    return torch.rand(count, generator=generator, device=generator.device)


def _warp(images: Tensor, generator: torch.Generator) -> Tensor:
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
    grid = functional.affine_grid(transform, list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)


def _lower_resolution(images: Tensor, generator: torch.Generator) -> Tensor:
    """Some faces as a distant one looks: halved and enlarged again."""
    rows = (_uniform(len(images), generator) < LOW_RESOLUTION_SHARE).nonzero().flatten()
    if len(rows) > 0:
        side = images.shape[-1]
        small = functional.avg_pool2d(images[rows], 2)
        images[rows] = functional.interpolate(
            small, size=(side, side), mode="bilinear", align_corners=False
        )
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
    low, high = ERASING_SIDES
    positions = torch.arange(side, device=images.device)

    def inside() -> Tensor:
        length = low + _uniform(count, generator) * (high - low)
        start = _uniform(count, generator) * (side - length)
        return (positions >= start[:, None]) & (positions < (start + length)[:, None])

    chosen = _uniform(count, generator) < ERASING_SHARE
    mask = inside()[:, None, :, None] & inside()[:, None, None, :] & chosen[:, None, None, None]
    gray = _uniform(count, generator).view(-1, 1, 1, 1)
    return torch.where(mask, gray, images)
