"""Triangle voice TR, $4008, $400A, $400B (NESdev: APU Triangle).

::

    timer → gate (linear counter, length counter) → 32-step sequencer → mixer

It has no volume: it stands still where the gate finds it, so ending a note makes no step.
"""

from __future__ import annotations

import numpy as np

from nes_composer.apu import length_counter, timer
from nes_composer.apu.jit import State, compiled, int_fields

DTYPE = np.dtype(
    length_counter.FIELDS + int_fields("linear_reload_value", "linear_reload", "linear", "period", "step", "next_clock")
)

SEQUENCE = np.concatenate([np.arange(15, -1, -1), np.arange(16)]).astype(np.int64)
"""Output of the sequencer by step."""

STEP_AT_0 = 15
"""A step at which the output is 0."""

SHORTEST_PERIOD = 2
"""Below it the pitch is 28 kHz and more. Games use that to silence the voice; it stands still then, without the pop of
the jump to its mean."""


@compiled
def write(unit: State, register: int, value: int) -> None:
    """Take register 0, 2 or 3 of the voice ($4009 is unused)."""
    if register == 0:
        unit.halt = value >> 7
        unit.linear_reload_value = value & 0x7F
    elif register == 2:
        unit.period = unit.period & 0x700 | value
    elif register == 3:
        unit.period = unit.period & 0xFF | (value & 7) << 8
        length_counter.load(unit, value)
        unit.linear_reload = 1


@compiled
def clock_linear(unit: State) -> None:
    """Do a quarter frame of the linear counter; its control bit is the length counter's halt."""
    if unit.linear_reload:
        unit.linear = unit.linear_reload_value
    elif unit.linear:
        unit.linear -= 1
    if not unit.halt:
        unit.linear_reload = 0


@compiled
def clock_interval(unit: State) -> int:
    """Return the cycles between two steps."""
    return int(unit.period + 1)


@compiled
def runs(unit: State) -> bool:
    """Return whether the sequencer moves."""
    return bool(unit.length > 0 and unit.linear > 0 and unit.period >= SHORTEST_PERIOD)


@compiled
def skip(unit: State, end: int) -> None:
    """Let the timer run up to cycle `end`, and the sequencer where the gate lets it."""
    clocks = timer.skip(unit, clock_interval(unit), end)
    if runs(unit):
        unit.step = unit.step + clocks & 31


@compiled
def is_steady(unit: State) -> bool:
    """Return whether frame steps change nothing that is heard."""
    target = unit.linear_reload_value if unit.linear_reload else 0
    return bool(unit.linear == target and (unit.halt or not unit.linear_reload)) and length_counter.is_steady(unit)
