"""A whole score at once, as a register trace."""

from __future__ import annotations

from math import ceil

import numpy as np

from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.driver.sequencer import Sequencer
from nes_composer.score.instrument import Instruments
from nes_composer.score.score import TICK_RATE, Score

TAIL_TICKS = 12
"""Ticks after the end, in which the filters settle: 0.2 s."""


def tick_cycle(tick: int) -> int:
    """Return the CPU cycle of a tick, counted without drift from tick 0."""
    return ceil(tick * (CPU_RATE / TICK_RATE))


def perform(score: Score, instruments: Instruments, loops: int = 1) -> Trace:
    """Return what the driver writes when it plays a score, until its last note has faded.

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
    while True:
        cycle = tick_cycle(tick)
        writes += [(cycle, *write) for write in sequencer.tick()]
        if not sequencer.ringing:
            break
        tick += 1
    cycles, addresses, values = np.array(writes, np.int64).reshape(-1, 3).T
    end = tick_cycle(tick + TAIL_TICKS)
    return Trace(cycles, addresses.astype(np.uint16), values.astype(np.uint8), end)
