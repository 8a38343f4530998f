"""Pulse voices P1, $4000-$4003, and P2, $4004-$4007 (NESdev: APU Pulse).

::

    sweep → timer → 8-step sequencer ┐
                         sweep mute ─┼→ 0 or volume → mixer
             length counter, envelope ┘
"""

from __future__ import annotations

import numpy as np

from nes_composer.apu import envelope, length_counter, sweep, timer
from nes_composer.apu.jit import State, compiled, int_fields

DTYPE = np.dtype(
    envelope.FIELDS + length_counter.FIELDS + sweep.FIELDS + int_fields("duty", "period", "step", "next_clock")
)

SEQUENCES = np.array(
    [[0, 1, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0, 0, 0], [0, 1, 1, 1, 1, 0, 0, 0], [1, 0, 0, 1, 1, 1, 1, 1]], np.int64
)
"""Output of the sequencer by duty and step, in the order of time."""

CLOCKS_TO_EDGE = np.array(
    [[next(k for k in range(1, 8) if row[(s + k) % 8] != row[s]) for s in range(8)] for row in SEQUENCES], np.int64
)
"""Clocks after which the output changes, by duty and step: each sequence has two edges only."""

HIGH_CLOCKS = SEQUENCES.sum(axis=1)
"""How many of the eight steps are high, by duty."""


@compiled
def write(unit: State, register: int, value: int) -> None:
    """Take register 0-3 of the voice."""
    if register == 0:
        unit.duty = value >> 6
        unit.halt = value >> 5 & 1
        envelope.write(unit, value)
    elif register == 1:
        sweep.write(unit, value)
    elif register == 2:
        unit.period = unit.period & 0x700 | value
    else:
        unit.period = unit.period & 0xFF | (value & 7) << 8
        length_counter.load(unit, value)
        envelope.restart(unit)
        unit.step = 0


@compiled
def clock_interval(unit: State) -> int:
    """Return the cycles between two steps: the timer counts every second CPU cycle."""
    return int(2 * (unit.period + 1))


@compiled
def level(unit: State) -> int:
    """Return the volume of the high steps, 0-15; 0 when the voice is silent."""
    if unit.length == 0 or sweep.mutes(unit):
        return 0
    return envelope.level(unit)


@compiled
def skip(unit: State, end: int) -> None:
    """Let the sequencer run up to cycle `end`."""
    unit.step = unit.step + timer.skip(unit, clock_interval(unit), end) & 7


@compiled
def is_steady(unit: State) -> bool:
    """Return whether frame steps change nothing that is heard."""
    volume_is_steady = not unit.length or (envelope.is_steady(unit) and length_counter.is_steady(unit))
    return bool(volume_is_steady and sweep.is_steady(unit))
