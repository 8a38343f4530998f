"""What reading a file gave, and what it had to leave out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from nes_composer.apu.trace import Trace
from nes_composer.score.grid import Grid
from nes_composer.score.song import Song


class FormatError(ValueError):
    """A file that cannot be read or written; the message says in one sentence what is wrong and where."""


class Tags(NamedTuple):
    """What a register log says of its music, as in a song."""

    title: str = ""
    author: str = ""
    game: str = ""

    @classmethod
    def of(cls, song: Song) -> Tags:
        """Return those of a song."""
        return cls(song.title, song.author, song.game)


@dataclass(frozen=True)
class Imported:
    """A song read from a file.

    Parameters
    ----------
    song
        What was read.
    format
        The format's name for people.
    grid
        The recovered row grid, or None where the format has rows of its own.
    dropped
        How many of what kind the score cannot hold, as ``{"sub-row notes": 3}``.
    trace
        What the file writes to the chip, for a register log: it plays as it is, with all that the score drops.
    untraced
        What of `dropped` is not in the trace either, because it is for other chips.
    """

    song: Song
    format: str
    grid: Grid | None = None
    dropped: dict[str, int] = field(default_factory=dict)
    trace: Trace | None = None
    untraced: tuple[str, ...] = ()
