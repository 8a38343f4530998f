"""How a model's tokens are drawn from the odds that it gives them. No torch: the window uses it too."""

from __future__ import annotations

from dataclasses import dataclass

from nes_composer.score.keys import Key


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn.

    Parameters
    ----------
    temperature
        Above 0. What logits are divided by: below 1 the likely becomes likelier, towards 0 only the likeliest is left.
    top_p
        Above 0, at most 1. Where a note starts, it is drawn from the smallest set of the likeliest ones whose odds sum
        to so much. Whether one starts is left to the odds: a nucleus of rests would never end.
    seed
        At least 0. The same seed draws the same.
    key
        Every note of P1, P2 and TR that starts is one of this key, if given.

    Raises
    ------
    ValueError
        A number is out of its range.
    """

    temperature: float = 0.9
    top_p: float = 0.95
    seed: int = 0
    key: Key | None = None

    def __post_init__(self) -> None:
        if not 0 < self.temperature < float("inf"):
            raise ValueError(f"a temperature is a number above 0, not {self.temperature}")
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top-p is above 0 and at most 1, not {self.top_p}")
        if self.seed < 0:
            raise ValueError(f"a seed is a whole number from 0, not {self.seed}")
