"""What the window tells the audio process: small frozen records that travel over a pipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nes_composer.score.instrument import Instruments
from nes_composer.score.score import Score

if TYPE_CHECKING:
    # It brings the chip's compiler, which the window has no use for.
    from nes_composer.apu.console_filters import Console


@dataclass(frozen=True)
class SetSong:
    """Play this score from now on; a newer one supersedes an older one that waits.

    Parameters
    ----------
    version
        Grows with every score; comes back in :class:`~nes_composer.playback.status.Status`.
    score
        What is to sound.
    """

    version: int
    score: Score


@dataclass(frozen=True)
class SetInstruments:
    """Play with these instruments from now on."""

    instruments: Instruments


@dataclass(frozen=True)
class Play:
    """Start at a row, after so many beats that are only counted."""

    row: int
    count_in: int = 0


@dataclass(frozen=True)
class Stop:
    """Silence the song; preview notes still sound."""


@dataclass(frozen=True)
class Seek:
    """Go to a row, playing or not."""

    row: int


@dataclass(frozen=True)
class SetLoop:
    """Repeat the rows from the first to the second, exclusive; None plays to the end."""

    rows: tuple[int, int] | None


@dataclass(frozen=True)
class SetAudible:
    """Mute voices: one flag for each of P1, P2, TR, NO."""

    voices: tuple[bool, bool, bool, bool]


@dataclass(frozen=True)
class SetGain:
    """Set the loudness: a factor, 1 for the chip's own level."""

    factor: float


@dataclass(frozen=True)
class SetConsole:
    """Sound like this console."""

    console: Console


@dataclass(frozen=True)
class Preview:
    """Sound one note at once, playing or not."""

    voice: int
    pitch: int
    velocity: int
    timbre: int


@dataclass(frozen=True)
class Press:
    """Sound a note on a voice, over the song, until it is let go."""

    voice: int
    pitch: int
    velocity: int
    timbre: int


@dataclass(frozen=True)
class LetGo:
    """End a note that was pressed."""

    voice: int
    pitch: int


@dataclass(frozen=True)
class SetMetronome:
    """Click on the beats of a song that plays, or do not."""

    on: bool


@dataclass(frozen=True)
class Close:
    """Fall silent and end."""


Message = (
    SetSong
    | SetInstruments
    | Play
    | Stop
    | Seek
    | SetLoop
    | SetAudible
    | SetGain
    | SetConsole
    | SetMetronome
    | Preview
    | Press
    | LetGo
    | Close
)
