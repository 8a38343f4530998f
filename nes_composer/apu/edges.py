"""From edge to edge: what the voices do while no register and no frame step changes them.

Each mixer ladder has two moving voices. Their edges are merged in order of time, the mix is looked up after each, and
its change becomes one band-limited step: mixing comes before band limiting, as on the console.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import noise as noise_unit
from nes_composer.apu import pulse as pulse_unit
from nes_composer.apu import triangle as triangle_unit
from nes_composer.apu.band_limited import add_step
from nes_composer.apu.frame_counter import NEVER
from nes_composer.apu.jit import State, compiled

OUTPUTS = np.dtype([("pulses", "f8"), ("tnd", "f8"), ("settled", "i8")])
"""Latest output of each ladder in level units; unsettled before the first cycle."""

CLOCK = np.dtype([("cycle", "i8"), ("sample", "i8"), ("samples_per_cycle", "i8")])
"""A cycle, its time in samples of the buffer, and samples per cycle, both with TIME_BITS fraction bits."""


@compiled
def pulse_edges(
    p1: State,
    p2: State,
    volume_1: int,
    volume_2: int,
    output: float,
    end: int,
    clock: State,
    ladder: NDArray[np.float64],
    table: NDArray[np.float64],
    differences: NDArray[np.float64],
) -> float:
    """Add the steps of both pulses from the clock's cycle to `end`; return the output then."""
    start, origin, rate = clock.cycle, clock.sample, clock.samples_per_cycle
    high_1 = pulse_unit.SEQUENCES[p1.duty, p1.step]
    high_2 = pulse_unit.SEQUENCES[p2.duty, p2.step]
    interval_1, interval_2 = pulse_unit.clock_interval(p1), pulse_unit.clock_interval(p2)
    up_1, up_2 = pulse_unit.HIGH_CLOCKS[p1.duty] * interval_1, pulse_unit.HIGH_CLOCKS[p2.duty] * interval_2
    edge_1 = p1.next_clock + (pulse_unit.CLOCKS_TO_EDGE[p1.duty, p1.step] - 1) * interval_1 if volume_1 else NEVER
    edge_2 = p2.next_clock + (pulse_unit.CLOCKS_TO_EDGE[p2.duty, p2.step] - 1) * interval_2 if volume_2 else NEVER
    total = volume_1 * high_1 + volume_2 * high_2
    now = start
    while True:
        level = ladder[total]
        if level != output:
            add_step(differences, table, origin + (now - start) * rate, level - output)
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
    pulse_unit.skip(p1, end)
    pulse_unit.skip(p2, end)
    return output


@compiled
def tnd_edges(
    triangle: State,
    noise: State,
    triangle_audible: bool,
    volume: int,
    dmc_level: int,
    output: float,
    end: int,
    clock: State,
    ladders: NDArray[np.float64],
    table: NDArray[np.float64],
    differences: NDArray[np.float64],
) -> float:
    """Add the steps of triangle and noise from the clock's cycle to `end`; return the output then."""
    start, origin, rate = clock.cycle, clock.sample, clock.samples_per_cycle
    ladder = ladders[dmc_level]
    if volume:
        noise_unit.settle(noise)
    step, register, tap = triangle.step, noise.register, noise.tap
    triangle_interval, noise_interval = triangle_unit.clock_interval(triangle), noise.interval
    triangle_clock = triangle.next_clock if triangle_audible and triangle_unit.runs(triangle) else NEVER
    clocks = noise_unit.clocks_to_edge(register)
    noise_edge = noise.next_clock + (clocks - 1) * noise_interval if volume else NEVER
    triangle_level = triangle_unit.SEQUENCE[step] if triangle_audible else 0
    noise_level = 0 if register & 1 else volume
    now = start
    while True:
        level = ladder[noise_level, triangle_level]
        if level != output:
            add_step(differences, table, origin + (now - start) * rate, level - output)
            output = level
        if triangle_clock <= noise_edge:
            now = triangle_clock
            if now >= end:
                break
            step = step + 1 & 31
            triangle_level = triangle_unit.SEQUENCE[step]
            triangle_clock += triangle_interval
        else:
            now = noise_edge
            if now >= end:
                break
            register = noise_unit.shift(register, tap, clocks)
            noise_level = 0 if register & 1 else volume
            clocks = noise_unit.clocks_to_edge(register)
            noise_edge += clocks * noise_interval
    triangle_unit.skip(triangle, end)
    if volume:
        noise.register, noise.next_clock = register, noise_edge - (clocks - 1) * noise_interval
    noise_unit.skip(noise, end)
    return output
