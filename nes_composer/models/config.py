"""What every model is told: voices and grid."""

from __future__ import annotations

from dataclasses import dataclass

from nes_composer.models.codec import VOCABULARY
from nes_composer.models.grids import GRIDS, ModelGrid


@dataclass(frozen=True)
class ModelConfig:
    """What a model is about.

    Parameters
    ----------
    voices
        Which columns of a score.
    grid
        ``rows`` or ``24hz``.

    Raises
    ------
    ValueError
        There are no such voices, or no such grid.
    """

    voices: tuple[int, ...] = (0, 1, 2, 3)
    grid: str = "rows"

    def __post_init__(self) -> None:
        # A list where it comes from a file.
        object.__setattr__(self, "voices", tuple(self.voices))
        if self.grid not in GRIDS:
            raise ValueError(f"{self.grid!r} is not a grid")
        if not self.voices or not set(self.voices) <= set(range(len(VOCABULARY))):
            raise ValueError(f"{self.voices} are not voices")

    @property
    def shape(self) -> ModelGrid:
        """The grid's measures."""
        return GRIDS[self.grid]

    @property
    def vocabulary(self) -> tuple[int, ...]:
        """Tokens of each voice."""
        return tuple(VOCABULARY[voice] for voice in self.voices)
