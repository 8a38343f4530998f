"""Frame counter, $4017: clocks envelopes, sweeps, length and linear counters (NESdev: APU Frame Counter)."""

from __future__ import annotations

import numpy as np

from nes_composer.apu.jit import State, compiled, int_fields

DTYPE = np.dtype(int_fields("mode", "written_mode", "step", "next_step", "reset_at"))

STEPS = np.array([[7457, 14913, 22371, 29829, 0], [7457, 14913, 22371, 29829, 37281]], np.int64)
"""Cycles after the reset at which each step happens, by mode: four steps, five steps."""

PERIODS = np.array([29830, 37282], np.int64)
"""Cycles from reset to reset, by mode."""

NOTHING, QUARTER, HALF = 0, 1, 2
ACTIONS = np.array([[QUARTER, HALF, QUARTER, HALF, 0], [QUARTER, HALF, QUARTER, NOTHING, HALF]], np.int64)
"""What each step clocks, by mode; a half frame is a quarter frame, too."""

NEVER = 1 << 62


@compiled
def write(unit: State, cycle: int, value: int) -> None:
    """Take $4017: ``MI-- ----``; the sequence starts again 3 cycles later, or 4 between two cycles of the APU."""
    unit.written_mode = value >> 7
    unit.reset_at = cycle + 3 + (cycle & 1)


@compiled
def due(unit: State) -> int:
    """Return the cycle of the next step or reset."""
    return int(min(unit.next_step, unit.reset_at))


@compiled
def advance(unit: State) -> int:
    """Do what is due, and return what it clocks."""
    if unit.reset_at <= unit.next_step:
        unit.mode = unit.written_mode
        unit.step = 0
        unit.next_step = unit.reset_at + STEPS[unit.mode, 0]
        unit.reset_at = NEVER
        return HALF if unit.mode else NOTHING
    action = ACTIONS[unit.mode, unit.step]
    origin = unit.next_step - STEPS[unit.mode, unit.step]
    unit.step += 1
    if unit.step == 4 + unit.mode:
        unit.step = 0
        origin += PERIODS[unit.mode]
    unit.next_step = origin + STEPS[unit.mode, unit.step]
    return int(action)
