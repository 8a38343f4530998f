"""A whole score at once: as a register trace, and as samples."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.apu import Apu
from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.driver.instrument import Instruments
from nes_composer.driver.sequencer import Sequencer
from nes_composer.score.score import TICK_RATE, Score

TAIL_TICKS = 12
"""Ticks after the end, in which the filters settle: 0.2 s."""

_BLOCK_CYCLES = 1 << 21


def tick_cycle(tick: int) -> int:
    """Return the CPU cycle of a tick, counted without drift from tick 0."""
    return ceil(tick * (CPU_RATE / TICK_RATE))


def perform(score: Score, instruments: Instruments, loops: int = 1) -> Trace:
    """Return what the driver writes when it plays a score.

    Parameters
    ----------
    score, instruments
        What to play.
    loops
        How many times the whole score is played.
    """
    sequencer = Sequencer(score, instruments)
    writes: list[tuple[int, int, int]] = []
    tick = 0
    for _ in range(loops):
        sequencer.seek(0)
        while not sequencer.finished:
            cycle = tick_cycle(tick)
            writes += [(cycle, *write) for write in sequencer.tick()]
            tick += 1
    cycle = tick_cycle(tick)
    writes += [(cycle, *write) for write in sequencer.tick()]
    cycles, addresses, values = np.array(writes, np.int64).reshape(-1, 3).T
    end = tick_cycle(tick + TAIL_TICKS)
    return Trace(cycles, addresses.astype(np.uint16), values.astype(np.uint8), end)


def render_blocks(
    trace: Trace, sample_rate: int = 48_000, audible: tuple[bool, bool, bool, bool] = (True,) * 4
) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of a trace in blocks of about a second, for what does not fit into memory."""
    apu = Apu(sample_rate)
    apu.audible = audible
    for start in range(0, trace.cycles, _BLOCK_CYCLES):
        end = min(start + _BLOCK_CYCLES, trace.cycles)
        # A write at the very end of a block is the first one of the next.
        first, after = np.searchsorted(trace.cycle, [start, end])
        part = slice(int(first), int(after))
        yield apu.run(trace.cycle[part] - start, trace.address[part], trace.value[part], end - start)


def render(
    trace: Trace, sample_rate: int = 48_000, audible: tuple[bool, bool, bool, bool] = (True,) * 4
) -> NDArray[np.float32]:
    """Return the samples of a trace, mono: float32 [n].

    Parameters
    ----------
    trace
        What is written to the chip.
    sample_rate
        Samples per second.
    audible
        Which of P1, P2, TR, NO are heard.
    """
    return np.concatenate([np.empty(0, np.float32), *render_blocks(trace, sample_rate, audible)])
