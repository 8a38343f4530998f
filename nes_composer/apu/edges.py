"""From edge to edge: what the voices do while no register and no frame step changes them.

Each mixer ladder has moving voices of its own. Their edges are merged in order of time, the mix is looked up after
each, and its change becomes one band-limited step: mixing comes before band limiting, as on the console.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import dmc as dmc_unit
from nes_composer.apu import mixer, pulse, timer
from nes_composer.apu import noise as noise_unit
from nes_composer.apu import triangle as triangle_unit
from nes_composer.apu.band_limited import LEVEL_UNITS, add_step, step_table
from nes_composer.apu.frame_counter import NEVER
from nes_composer.apu.instructions import trailing_zeros
from nes_composer.apu.jit import State, compiled

OUTPUTS = np.dtype([("pulses", "f8"), ("tnd", "f8"), ("settled", "i8")])
"""Latest output of each ladder in level units; unsettled before the first cycle."""

CLOCK = np.dtype([("cycle", "i8"), ("sample", "i8"), ("samples_per_cycle", "i8")])
"""A cycle, its time in samples of the buffer, and samples per cycle, both with TIME_BITS fraction bits."""


class Tables(NamedTuple):
    """What the kernel looks up, all float64 of whole numbers.

    Parameters
    ----------
    pulses : [31]
        Output of the pulses in level units by the sum of their levels.
    tnd : [32768]
        Output of triangle, noise and DMC in level units, see :func:`nes_composer.apu.mixer.tnd_row`.
    steps : [n, WIDTH]
        Steps by their place between two samples.
    """

    pulses: NDArray[np.float64]
    tnd: NDArray[np.float64]
    steps: NDArray[np.float64]


@cache
def tables() -> Tables:
    """Return the tables."""
    return Tables(
        np.rint(mixer.pulse_output() * LEVEL_UNITS), np.rint(mixer.tnd_output() * LEVEL_UNITS).ravel(), step_table()
    )


@compiled
def pulse_edges(
    p1: State,
    p2: State,
    volume_1: int,
    volume_2: int,
    out: State,
    clock: State,
    end: int,
    ladder: NDArray[np.float64],
    steps: NDArray[np.float64],
    differences: NDArray[np.float64],
) -> None:
    """Add the steps of both pulses from the clock's cycle to `end`."""
    start, origin, rate = clock.cycle, clock.sample, clock.samples_per_cycle
    high_1, high_2 = pulse.SEQUENCES[p1.duty, p1.step], pulse.SEQUENCES[p2.duty, p2.step]
    interval_1, interval_2 = pulse.clock_interval(p1), pulse.clock_interval(p2)
    up_1, up_2 = pulse.HIGH_CLOCKS[p1.duty] * interval_1, pulse.HIGH_CLOCKS[p2.duty] * interval_2
    edge_1 = p1.next_clock + (pulse.CLOCKS_TO_EDGE[p1.duty, p1.step] - 1) * interval_1 if volume_1 else NEVER
    edge_2 = p2.next_clock + (pulse.CLOCKS_TO_EDGE[p2.duty, p2.step] - 1) * interval_2 if volume_2 else NEVER
    total = volume_1 * high_1 + volume_2 * high_2
    output = out.pulses if out.settled else ladder[total]
    now = start
    while True:
        level = ladder[total]
        if level != output:
            add_step(differences, level > output, steps, origin + (now - start) * rate, level - output)
            output = level
        if edge_1 <= edge_2:
            now = edge_1
            if now >= end:
                break
            high_1 = 1 - high_1
            total += volume_1 if high_1 else -volume_1
            edge_1 += up_1 if high_1 else 8 * interval_1 - up_1
        else:
            now = edge_2
            if now >= end:
                break
            high_2 = 1 - high_2
            total += volume_2 if high_2 else -volume_2
            edge_2 += up_2 if high_2 else 8 * interval_2 - up_2
    pulse.skip(p1, end)
    pulse.skip(p2, end)
    out.pulses = output


@compiled
def tnd_edges(
    triangle: State,
    noise: State,
    dmc: State,
    memory: NDArray[np.uint8],
    triangle_audible: bool,
    volume: int,
    out: State,
    clock: State,
    end: int,
    ladder: NDArray[np.float64],
    steps: NDArray[np.float64],
    differences: NDArray[np.float64],
) -> None:
    """Add the steps of triangle, noise and DMC from the clock's cycle to `end`.

    The noise has most edges of all, so the others' edges cut the time into stretches in which the noise alone moves,
    between two levels.
    """
    start, origin, rate = clock.cycle, clock.sample, clock.samples_per_cycle
    # Cycles become times in samples of the buffer here.
    end_time = origin + (end - start) * rate
    step = triangle.step if triangle_audible else triangle_unit.STEP_AT_0
    triangle_moves = triangle_audible and triangle_unit.runs(triangle)
    triangle_interval = triangle_unit.clock_interval(triangle) * rate
    triangle_time = origin + (triangle.next_clock - start) * rate if triangle_moves else NEVER
    dmc_time = origin + (dmc.next_clock - start) * rate if dmc_unit.plays(dmc) else NEVER
    if volume:
        noise_unit.settle(noise)
    noise_time = origin + (noise.next_clock - start) * rate if volume else NEVER
    bits = noise_unit.sequence(noise.register, noise.tap)
    edges = noise_unit.edges(bits)
    high = not noise.register & 1
    low_row = mixer.tnd_row(dmc.level, 0)
    high_row = mixer.tnd_row(dmc.level, volume)
    output = out.tnd if out.settled else ladder[(high_row if high else low_row) + triangle_unit.SEQUENCE[step]]
    time = origin
    while True:
        triangle_level = triangle_unit.SEQUENCE[step]
        low_level, high_level = ladder[low_row + triangle_level], ladder[high_row + triangle_level]
        level = high_level if high else low_level
        if level != output:
            add_step(differences, step & 1, steps, time, level - output)
        time = min(end_time, triangle_time, dmc_time)
        height = low_level - high_level if high else high_level - low_level
        noise_time, bits, edges, height = _noise_edges(
            noise_time, noise.interval * rate, noise.tap, bits, edges, height, time, steps, differences
        )
        high = height < 0
        output = high_level if high else low_level
        if time == end_time:
            break
        if time == triangle_time:
            step = step + 1 & 31
            triangle_time += triangle_interval
        else:
            dmc_unit.clock(dmc, memory)
            dmc_time = origin + (dmc.next_clock - start) * rate if dmc_unit.plays(dmc) else NEVER
            low_row = mixer.tnd_row(dmc.level, 0)
            high_row = mixer.tnd_row(dmc.level, volume)
    out.tnd = output
    triangle_unit.skip(triangle, end)
    dmc_unit.skip(dmc, end)
    if volume:
        # The bits began at the latest clock that `noise_time` names.
        noise.next_clock = start + (noise_time - origin) // rate
        noise.register = noise_unit.after(bits, timer.skip(noise, noise.interval, end))
    else:
        noise_unit.skip(noise, end)


@compiled
def _noise_edges(
    time: int,
    interval: int,
    tap: int,
    bits: int,
    edges: int,
    height: float,
    end_time: int,
    steps: NDArray[np.float64],
    differences: NDArray[np.float64],
) -> tuple[int, int, int, float]:
    """Add the steps of the noise before a time; the first of `height`, the others up and down in turn.

    Returns `time`, `bits`, `edges` and `height` as they are then: the time of the bits' first clock, the bits
    themselves, which of them are edges to come, and the height of the next one.
    """
    while True:
        clocks = trailing_zeros(edges)
        edge_time = time + clocks * interval
        if edge_time >= end_time:
            return time, bits, edges, height
        if clocks == noise_unit.AT_ONCE:
            time = edge_time
            bits = noise_unit.sequence(noise_unit.after(bits, clocks), tap)
            edges = noise_unit.edges(bits)
        else:
            edges &= edges - 1
            add_step(differences, height > 0, steps, edge_time, height)
            height = -height
