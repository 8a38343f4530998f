"""What the rendering thread leaves for oscilloscopes and the spectrum: rings in shared memory, without a lock."""

from __future__ import annotations

import ctypes
from multiprocessing.context import SpawnContext

import numpy as np
from numpy.typing import NDArray

_VOICES = 4
_LEVELS, _SOUND = 1 << 14, 1 << 15
_UNSAFE = 1 << 12
"""Oldest values that a writer may be about to replace: a reader does without them."""

MOST_LEVELS, MOST_SOUND = _LEVELS - _UNSAFE, _SOUND - _UNSAFE
"""How far back a reader may look."""


class TapBlock(ctypes.Structure):
    """Two rings, how much was ever written to each, and whether anybody wants it."""

    _fields_ = (
        ("levels_wanted", ctypes.c_bool),
        ("sound_wanted", ctypes.c_bool),
        ("levels_written", ctypes.c_uint64),
        ("sound_written", ctypes.c_uint64),
        ("levels", ctypes.c_uint8 * (_VOICES * _LEVELS)),
        ("sound", ctypes.c_float * _SOUND),
    )


class SharedTaps:
    """One writer, many readers. The rings are long, and what was just written is read: no reader meets a write.

    Parameters
    ----------
    context
        How processes are started; the memory is inherited by those it starts.
    """

    def __init__(self, context: SpawnContext) -> None:
        self._block = context.RawValue(TapBlock)

    @property
    def levels_wanted(self) -> bool:
        """Whether somebody looks at the voices' levels; without, none are written."""
        return bool(self._block.levels_wanted)

    @levels_wanted.setter
    def levels_wanted(self, wanted: bool) -> None:
        self._block.levels_wanted = wanted

    @property
    def sound_wanted(self) -> bool:
        """Whether somebody looks at the samples; without, none are written."""
        return bool(self._block.sound_wanted)

    @sound_wanted.setter
    def sound_wanted(self, wanted: bool) -> None:
        self._block.sound_wanted = wanted

    def write_levels(self, taps: NDArray[np.uint8]) -> None:
        """Append levels [n, 4], fewer than MOST_LEVELS."""
        ring = np.frombuffer(self._block.levels, np.uint8).reshape(_VOICES, _LEVELS)
        _append(ring, self._block.levels_written, taps.T)
        self._block.levels_written += len(taps)

    def write_sound(self, samples: NDArray[np.float32]) -> None:
        """Append samples [n], fewer than MOST_SOUND."""
        ring = np.frombuffer(self._block.sound, np.float32)[None]
        _append(ring, self._block.sound_written, samples[None])
        self._block.sound_written += len(samples)

    def levels(self, voice: int, count: int) -> NDArray[np.uint8]:
        """Return the latest levels of a voice, [count] or fewer, the newest last."""
        ring = np.frombuffer(self._block.levels, np.uint8).reshape(_VOICES, _LEVELS)[voice]
        return _latest(ring, self._block.levels_written, min(count, MOST_LEVELS))

    def sound(self, count: int) -> NDArray[np.float32]:
        """Return the latest samples, [count] or fewer, the newest last."""
        ring = np.frombuffer(self._block.sound, np.float32)
        return _latest(ring, self._block.sound_written, min(count, MOST_SOUND))


def _append(ring: NDArray, written: int, values: NDArray) -> None:  # type: ignore[type-arg]
    """Put values [m, n] behind the `written` ones of a ring [m, length]."""
    at = written % ring.shape[1]
    first = min(values.shape[1], ring.shape[1] - at)
    ring[:, at : at + first] = values[:, :first]
    ring[:, : values.shape[1] - first] = values[:, first:]


def _latest(ring: NDArray, written: int, count: int) -> NDArray:  # type: ignore[type-arg]
    """Return a copy of the last values of a ring [length], up to `count` of the `written` ones."""
    count = min(count, written)
    at = (written - count) % len(ring)
    return np.concatenate([ring[at : at + count], ring[: max(at + count - len(ring), 0)]])
