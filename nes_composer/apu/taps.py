"""What each voice hands to its converter over time, before the mixer: the levels that an oscilloscope shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import noise, pulse, triangle
from nes_composer.apu.jit import State, compiled
from nes_composer.apu.tap_rate import CYCLES


@compiled
def first_tap(cycle: int) -> int:
    """Return the number of the first tap that is not before a cycle."""
    return -(-cycle // CYCLES)


@compiled
def record(chip: State, start: int, end: int, origin: int, taps: NDArray[np.uint8]) -> None:
    """Write the levels of P1, P2, TR, NO, audible or not, while no register and no frame step changes them.

    Parameters
    ----------
    chip
        As it is at `start`; only what the noise owes is done.
    start, end
        Cycles, the end exclusive.
    origin
        Number of the tap that is the first of `taps`.
    taps : uint8 [n, 4]
        Levels, 0-15.
    """
    first, last = first_tap(start), first_tap(end)
    _record_pulse(chip.p1, first, last, origin, 0, taps)
    _record_pulse(chip.p2, first, last, origin, 1, taps)
    _record_triangle(chip.tr, first, last, origin, taps)
    _record_noise(chip.no, first, last, origin, taps)


@compiled
def _record_pulse(unit: State, first: int, last: int, origin: int, voice: int, taps: NDArray[np.uint8]) -> None:
    volume, interval = pulse.level(unit), pulse.clock_interval(unit)
    clock, step = unit.next_clock, unit.step
    for tap in range(first, last):
        while clock <= tap * CYCLES:
            clock += interval
            step += 1
        taps[tap - origin, voice] = volume * pulse.SEQUENCES[unit.duty, step & 7]


@compiled
def _record_triangle(unit: State, first: int, last: int, origin: int, taps: NDArray[np.uint8]) -> None:
    interval, moves = triangle.clock_interval(unit), triangle.runs(unit)
    clock, step = unit.next_clock, unit.step
    for tap in range(first, last):
        while moves and clock <= tap * CYCLES:
            clock += interval
            step += 1
        taps[tap - origin, 2] = triangle.SEQUENCE[step & 31]


@compiled
def _record_noise(unit: State, first: int, last: int, origin: int, taps: NDArray[np.uint8]) -> None:
    volume = noise.level(unit)
    if volume:
        noise.settle(unit)
    clock, register = unit.next_clock, unit.register
    for tap in range(first, last):
        while volume and clock <= tap * CYCLES:
            clock += unit.interval
            register = noise.after(noise.sequence(register, unit.tap), 1)
        taps[tap - origin, 3] = 0 if register & 1 else volume
