"""Sharpness-aware minimization (Foret et al. 2021): the gradient is taken where the loss is larger.

Weights at which the loss stays low all around generalize better, above all where labels are wrong.
The first gradient only shows the way up: half of the batch does for it, at half of the cost.
"""

import torch
from torch import Tensor, nn


class Ascent:
    """Moves weights up the slope of the loss, and back."""

    def __init__(self, network: nn.Module, radius: float):
        """`radius` is the length of the move, over all weights together."""
        self.weights = list(network.parameters())
        self.radius = radius
        self.moves: tuple[Tensor, ...] = ()

    @torch.no_grad()
    def climb(self) -> None:
        """Moves along the gradients, which are then cleared."""
        gradients = [weight.grad for weight in self.weights]
        norm = nn.utils.get_total_norm(gradients)
        self.moves = torch._foreach_mul(gradients, self.radius / norm.clamp(min=1e-12))
        torch._foreach_add_(self.weights, self.moves)
        for weight in self.weights:
            weight.grad = None

    @torch.no_grad()
    def descend(self) -> None:
        """Undoes the last `climb`."""
        torch._foreach_sub_(self.weights, self.moves)
