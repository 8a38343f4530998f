"""The one form in which every part of the program holds music: rows by four monophonic voices."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

P1, P2, TR, NO = range(4)
VOICES = ("P1", "P2", "TR", "NO")

TICK_RATE = 60.0988
"""Calls of the sound driver per second: the NTSC console's frame rate (NESdev: Cycle reference chart)."""

PATTERN_ROWS = 64
"""Rows of a pattern, the unit that one latent point z describes: 4 bars of 16 rows."""

LOWEST = np.array([33, 33, 21, 1], np.uint8)
HIGHEST = np.array([108, 108, 108, 16], np.uint8)
"""Pitch limits per voice: MIDI numbers that an 11-bit timer reaches (TR sounds an octave lower), noise periods 1-16."""

HIGHEST_TIMBRE = np.array([3, 3, 0, 1], np.uint8)
"""Pulse duty 0-3, nothing on the triangle, noise mode 0-1."""

MAX_VELOCITY = 15
MAX_ROWS = 1_000_000
"""Longest score that is accepted: an hour and more at any tempo in use."""

FIELDS = ("pitch", "onset", "velocity", "timbre")
"""The arrays of a score by name, as they follow each other in its constructor."""

_DTYPES = {"pitch": np.uint8, "onset": np.bool_, "velocity": np.uint8, "timbre": np.uint8}


class ScoreError(ValueError):
    """A score that the chip cannot play; the message names the row, the voice and the reason."""


@dataclass(frozen=True, eq=False)
class Score:
    """Rows of four voices; equal by content, never changed in place.

    Parameters
    ----------
    pitch : uint8 [N, 4]
        MIDI number (NO: 1-16, 16 the highest), 0 = silent.
    onset : bool [N, 4]
        A new attack starts on this row; a sounding row without onset is held.
    velocity : uint8 [N, 4]
        1-15 where sounding (TR: 15), 0 where silent.
    timbre : uint8 [N, 4]
        Duty 0-3, noise mode 0-1 (1 is the short, metallic sequence), 0 on TR and where silent.
    rows_per_second : float
        24.0 for NES-MDB's frames; tick rate / ticks per row for a gridded song.
    rows_per_beat, beats_per_bar : int
        4 and 4 unless known otherwise.

    Raises
    ------
    ScoreError
        An array has the wrong shape, or a row is not one that the chip can play.
    """

    pitch: NDArray[np.uint8]
    onset: NDArray[np.bool_]
    velocity: NDArray[np.uint8]
    timbre: NDArray[np.uint8]
    rows_per_second: float = TICK_RATE / 6
    rows_per_beat: int = 4
    beats_per_bar: int = 4

    def __post_init__(self) -> None:
        shape = np.shape(self.pitch)
        for name, dtype in _DTYPES.items():
            array: NDArray[Any] = np.array(_checked_values(getattr(self, name), name, dtype), dtype)
            if array.ndim != 2 or array.shape[1] != len(VOICES) or array.shape != shape:
                raise ScoreError(f"{name} has the shape {array.shape}, expected rows by {len(VOICES)} voices")
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if len(self.pitch) > MAX_ROWS:
            raise ScoreError(f"{len(self.pitch)} rows are more than the {MAX_ROWS} that a score may have")
        if not 0.1 <= self.rows_per_second <= 1000:
            raise ScoreError(f"{self.rows_per_second} rows per second is outside 0.1-1000")
        if not (1 <= self.rows_per_beat <= 64 and 1 <= self.beats_per_bar <= 64):
            raise ScoreError("rows per beat and beats per bar must be within 1-64")
        self._check_rows()

    def _check_rows(self) -> None:
        """Raise for the first row that the chip cannot play."""
        pitch, sounding = self.pitch, self.sounding
        held = sounding & ~self.onset
        previous = np.vstack([np.zeros((1, 4), np.uint8), pitch[:-1]]) if len(pitch) else pitch
        full = np.array([1, 1, MAX_VELOCITY, 1], np.uint8)
        for wrong, reason in (
            (sounding & ((pitch < LOWEST) | (pitch > HIGHEST)), "pitch {pitch} is outside the range of the voice"),
            (sounding & ((self.velocity < full) | (self.velocity > MAX_VELOCITY)), "velocity {velocity} is not legal"),
            (sounding & (self.timbre > HIGHEST_TIMBRE), "timbre {timbre} is not one of the voice"),
            (~sounding & (self.onset | (self.velocity > 0) | (self.timbre > 0)), "a silent row has note data"),
            (held & (pitch != previous), "pitch {pitch} is held without an onset"),
        ):
            if wrong.any():
                row, voice = (int(i) for i in np.argwhere(wrong)[0])
                values = {name: int(getattr(self, name)[row, voice]) for name in ("pitch", "velocity", "timbre")}
                raise ScoreError(f"row {row}, voice {VOICES[voice]}: {reason.format(**values)}")

    @classmethod
    def silent(cls, rows: int, rows_per_second: float = TICK_RATE / 6) -> Score:
        """Return `rows` rows of silence."""
        empty = np.zeros((rows, len(VOICES)), np.uint8)
        return cls(empty, empty > 0, empty, empty, rows_per_second)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.pitch)

    def __eq__(self, other: object) -> bool:
        """Compare every field by content."""
        if not isinstance(other, Score):
            return NotImplemented
        return all(np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    __hash__ = None  # type: ignore[assignment]  # equal by content, too large to hash

    def __reduce__(self) -> tuple[Any, ...]:
        """Unpickle through the constructor: numpy forgets on the way that an array is read-only."""
        return Score, tuple(getattr(self, f.name) for f in fields(self))

    @property
    def sounding(self) -> NDArray[np.bool_]:
        """Where a voice is not silent: bool [N, 4]."""
        return self.pitch > 0

    @property
    def ticks_per_row(self) -> float:
        """Driver ticks of one row."""
        return TICK_RATE / self.rows_per_second

    @property
    def beats_per_minute(self) -> float:
        """Tempo."""
        return 60 * self.rows_per_second / self.rows_per_beat

    @property
    def rows_per_bar(self) -> int:
        """Rows of one bar."""
        return self.rows_per_beat * self.beats_per_bar

    @property
    def seconds(self) -> float:
        """Length of the song."""
        return len(self) / self.rows_per_second


def _checked_values(values: ArrayLike, name: str, dtype: type[np.generic]) -> NDArray[Any]:
    """Return the values as an array, refused if the conversion to `dtype` would change one."""
    array = np.asarray(values)
    if array.dtype != dtype and array.size and (array.dtype.kind not in "biu" or array.min() < 0 or array.max() > 255):
        raise ScoreError(f"{name} holds values that are not whole numbers within 0-255")
    return array
