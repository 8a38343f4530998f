"""The whole chip in one compiled function: register writes in, samples out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import (
    console_filters,
    dmc,
    edges,
    envelope,
    frame_counter,
    length_counter,
    noise,
    pulse,
    sweep,
    triangle,
    voice_state,
)
from nes_composer.apu.band_limited import TIME_BITS, WIDTH
from nes_composer.apu.jit import State, compiled

CHUNK_CYCLES = 1 << 16
"""Cycles between two passes of the filters: their buffer stays in the first-level cache."""


@compiled
def _write(
    cycle: int, address: int, value: int, p1: State, p2: State, tr: State, no: State, dm: State, fc: State
) -> None:
    """Take one register write; what is no register of the chip is ignored."""
    if address < 0x4000:
        return
    if address < 0x4004:
        pulse.write(p1, address & 3, value)
    elif address < 0x4008:
        pulse.write(p2, address & 3, value)
    elif address < 0x400C:
        triangle.write(tr, address & 3, value)
    elif address < 0x4010:
        noise.write(no, address & 3, value)
    elif address < 0x4014:
        dmc.write(dm, address & 3, value)
    elif address == 0x4015:
        length_counter.enable(p1, value & 1)
        length_counter.enable(p2, value >> 1 & 1)
        length_counter.enable(tr, value >> 2 & 1)
        length_counter.enable(no, value >> 3 & 1)
    elif address == 0x4017:
        frame_counter.write(fc, cycle, value)


@compiled
def _clock_frame(action: int, p1: State, p2: State, tr: State, no: State) -> None:
    """Do a quarter or a half frame."""
    if action == frame_counter.NOTHING:
        return
    envelope.clock(p1)
    envelope.clock(p2)
    envelope.clock(no)
    triangle.clock_linear(tr)
    if action == frame_counter.HALF:
        length_counter.clock(p1)
        length_counter.clock(p2)
        length_counter.clock(tr)
        length_counter.clock(no)
        sweep.clock(p1)
        sweep.clock(p2)


@compiled
def _frames_until(until: int, p1: State, p2: State, tr: State, no: State, fc: State) -> int:
    """Do the frame steps before cycle `until` as long as none is heard; return the cycle of the first that is.

    Most drivers hold volumes and lengths, so that nothing needs to stop four times per tick for the frame counter.
    """
    while frame_counter.due(fc) < until:
        if not (pulse.is_steady(p1) and pulse.is_steady(p2) and triangle.is_steady(tr) and noise.is_steady(no)):
            return frame_counter.due(fc)
        _clock_frame(frame_counter.advance(fc), p1, p2, tr, no)
    return until


@compiled
def _run(
    cycle: NDArray[np.int64],
    address: NDArray[np.uint16],
    value: NDArray[np.uint8],
    end: int,
    pulses: State,
    triangles: State,
    noises: State,
    dmcs: State,
    frame_counters: State,
    outputs: State,
    clocks: State,
    filters: State,
    audible: NDArray[np.bool_],
    states: NDArray[np.int64],
    factors: NDArray[np.float64],
    unit_height: float,
    pulse_ladder: NDArray[np.float64],
    tnd_ladders: NDArray[np.float64],
    table: NDArray[np.float64],
    differences: NDArray[np.float64],
    samples: NDArray[np.float32],
) -> int:
    """Run to cycle `end`; see :func:`run`."""
    p1, p2, tr, no, dm = pulses[0], pulses[1], triangles[0], noises[0], dmcs[0]
    fc, out, clock, filtered = frame_counters[0], outputs[0], clocks[0], filters[0]
    written, rendered = 0, 0
    while True:
        chunk_end = min(end, clock.cycle + CHUNK_CYCLES)
        while True:
            while frame_counter.due(fc) <= clock.cycle:
                _clock_frame(frame_counter.advance(fc), p1, p2, tr, no)
            while written < len(cycle) and cycle[written] <= clock.cycle:
                _write(clock.cycle, address[written], value[written], p1, p2, tr, no, dm, fc)
                written += 1
            if clock.cycle >= chunk_end:
                break
            until = chunk_end if written == len(cycle) else min(chunk_end, cycle[written])
            until = _frames_until(until, p1, p2, tr, no, fc)
            volume_1 = pulse.level(p1) if audible[0] else 0
            volume_2 = pulse.level(p2) if audible[1] else 0
            volume_no = noise.level(no) if audible[3] else 0
            if not out.settled:
                # The chip has been on for long: where its outputs stand is no step, so it makes no click.
                out.settled = 1
                total = volume_1 * pulse.SEQUENCES[p1.duty, p1.step] + volume_2 * pulse.SEQUENCES[p2.duty, p2.step]
                out.pulses = pulse_ladder[total]
                noise.settle(no)
                out.tnd = tnd_ladders[
                    dm.level, 0 if no.register & 1 else volume_no, triangle.SEQUENCE[tr.step] if audible[2] else 0
                ]
            out.pulses = edges.pulse_edges(
                p1, p2, volume_1, volume_2, out.pulses, until, clock, pulse_ladder, table, differences
            )
            out.tnd = edges.tnd_edges(
                tr, no, audible[2], volume_no, dm.level, out.tnd, until, clock, tnd_ladders, table, differences
            )
            clock.sample += (until - clock.cycle) * clock.samples_per_cycle
            clock.cycle = until
        ready = clock.sample >> TIME_BITS
        console_filters.run(filtered, factors, differences, unit_height, samples[rendered : rendered + ready])
        rendered += ready
        clock.sample -= ready << TIME_BITS
        for i in range(WIDTH):
            differences[i] = differences[ready + i]
        differences[WIDTH : ready + WIDTH] = 0
        if clock.cycle >= end:
            voice_state.observe(p1, p2, tr, no, states)
            return int(rendered)


def _cached_with_sources(checksum: int) -> Callable[..., int]:
    """Return the kernel, compiled once and kept on disk until a source of the chip changes.

    numba's cache looks at the file of the cached function only, but keys it by what the function captures.
    """

    @numba.njit(cache=True, nogil=True)
    def run(*arguments: Any) -> Any:
        if checksum < 0:
            return 0
        return _run(*arguments)

    return cast(Callable[..., int], run)


run = _cached_with_sources(
    zlib.crc32(b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))))
)
