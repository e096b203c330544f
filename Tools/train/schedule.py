"""How long a phase lasts, and its learning rate."""

import math
import time

WARM_UP_STEPS = 150
FINAL_LEARNING_RATE_SHARE = 0.002


class Budget:
    """How much of the phase is done, by wall time or by steps."""

    def __init__(
        self, minutes: float | None, epochs: int | None, steps_per_epoch: int, seconds_before: float
    ):
        """Either minutes or epochs; `seconds_before` were spent on the phase in earlier runs."""
        self.seconds = minutes * 60 if minutes is not None else None
        self.steps = epochs * steps_per_epoch if epochs is not None else None
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
