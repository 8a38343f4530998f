"""The whole chip in one compiled function: register writes in, samples out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import chip, console_filters, edges, frame_counter, noise, pulse, taps, voice_state
from nes_composer.apu.band_limited import TIME_BITS, WIDTH
from nes_composer.apu.console_filters import GROUP
from nes_composer.apu.jit import State, entry

DTYPE = np.dtype(
    [
        ("chip", chip.DTYPE),
        ("outputs", edges.OUTPUTS),
        ("clock", edges.CLOCK),
        ("filters", console_filters.DTYPE),
        ("voices", "i8", (4, 3)),
    ]
)
"""All that changes while the kernel runs but the buffer of differences; `voices` as :mod:`voice_state` writes it."""

CHUNK_CYCLES = 1 << 15
"""Cycles between two passes of the filters: their buffer stays in the first-level cache."""


@entry
def run(
    cycle: NDArray[np.int64],
    address: NDArray[np.uint16],
    value: NDArray[np.uint8],
    end: int,
    states: State,
    memory: NDArray[np.uint8],
    audible: NDArray[np.bool_],
    tables: edges.Tables,
    factors: NDArray[np.float64],
    differences: NDArray[np.float64],
    samples: NDArray[np.float32],
    tapped: NDArray[np.uint8],
) -> None:
    """Run to cycle `end`; see :meth:`nes_composer.apu.apu.Apu.run`."""
    state = states[0]
    unit, out, clock = state.chip, state.outputs, state.clock
    half = len(differences) // 2
    first_half, second_half = differences[:half], differences[half:]
    pulse_ladder, tnd_ladder, steps = tables
    written, first = 0, 0
    tap_origin = taps.first_tap(clock.cycle)
    while True:
        chunk_end = min(end, clock.cycle + CHUNK_CYCLES)
        while True:
            while frame_counter.due(unit.frame_counter) <= clock.cycle:
                chip.do_frame_step(unit)
            while written < len(cycle) and cycle[written] <= clock.cycle:
                chip.write(unit, memory, clock.cycle, address[written], value[written])
                written += 1
            if clock.cycle >= chunk_end:
                break
            until = chunk_end if written == len(cycle) else min(chunk_end, cycle[written])
            until = chip.do_unheard_frame_steps(unit, until)
            if len(tapped):
                taps.record(unit, clock.cycle, until, tap_origin, tapped)
            volume_1 = pulse.level(unit.p1) if audible[0] else 0
            volume_2 = pulse.level(unit.p2) if audible[1] else 0
            volume_no = noise.level(unit.no) if audible[3] else 0
            edges.pulse_edges(unit.p1, unit.p2, volume_1, volume_2, out, clock, until, pulse_ladder, steps, differences)
            edges.tnd_edges(
                unit.tr,
                unit.no,
                unit.dmc,
                memory,
                audible[2],
                volume_no,
                out,
                clock,
                until,
                tnd_ladder,
                steps,
                differences,
            )
            # The chip has been on for long: where its outputs stood at first was no step, so it made no click.
            out.settled = 1
            clock.sample += (until - clock.cycle) * clock.samples_per_cycle
            clock.cycle = until
        # Some of these have been made before: see the filters on groups.
        ready = clock.sample >> TIME_BITS
        console_filters.run(state.filters, factors, first_half, second_half, ready, samples[first:])
        whole = ready // GROUP * GROUP
        first += whole
        clock.sample -= whole << TIME_BITS
        for buffer in (first_half, second_half):
            for i in range(WIDTH + GROUP):
                buffer[i] = buffer[whole + i]
            buffer[WIDTH + GROUP : whole + WIDTH + GROUP] = 0
        if clock.cycle >= end:
            voice_state.observe(unit, state.voices)
            return
