"""Length counter of every voice: silences it after a number of half frames (NESdev: APU Length Counter)."""

from __future__ import annotations

import numpy as np

from nes_composer.apu.jit import State, compiled, int_fields

FIELDS = int_fields("enabled", "halt", "length")

LENGTHS = np.array(
    [
        [10, 254, 20, 2, 40, 4, 80, 6, 160, 8, 60, 10, 14, 12, 26, 14],
        [12, 16, 24, 18, 48, 20, 96, 22, 192, 24, 72, 26, 16, 28, 32, 30],
    ],
    np.int64,
).ravel()
"""Half frames by the upper five bits of $4003, $4007, $400B and $400F."""


@compiled
def load(unit: State, value: int) -> None:
    """Take $4003, $4007, $400B or $400F: ``LLLL L---``. Ignored while the voice is disabled."""
    if unit.enabled:
        unit.length = LENGTHS[value >> 3]


@compiled
def enable(unit: State, flag: int) -> None:
    """Take the voice's bit of $4015; disabling it clears the counter at once."""
    unit.enabled = flag
    if not flag:
        unit.length = 0


@compiled
def clock(unit: State) -> None:
    """Do a half frame."""
    if unit.length and not unit.halt:
        unit.length -= 1


@compiled
def is_steady(unit: State) -> bool:
    """Return whether a half frame leaves the counter as it is."""
    return bool(unit.halt or not unit.length)
