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

_VOLUMES = (0x4000, 0x4004, 0x4008, 0x400C)
"""Registers that make a voice sound."""


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


def perform_endless(score: Score, instruments: Instruments) -> Trace:
    """Return one pass of a score that loops, as the music of games does.

    The loop begins at tick 1 and ends with the last row. In every pass each register holds at every tick what it
    holds when the song is played from silence, so what rings over the end is cut off there.

    Parameters
    ----------
    score, instruments
        What to play. A score without rows gives silence that does not loop.
    """
    if not len(score):
        return perform(score, instruments)
    sequencer = Sequencer(score, instruments)
    sequencer.loop = (0, len(score))
    bursts = [sequencer.tick()]
    while sequencer.row:
        bursts.append(sequencer.tick())
    # Tick 0 resets the chip and sets everything that cannot be heard while the volumes are 0, above all the upper
    # timer bits, whose phase reset clicks. Left to the loop's first tick is what sounds there, and what the end of the
    # song leaves otherwise. So one burst is right for both passes.
    silence = dict(reversed(bursts[0]))
    reset = [write for write in bursts[0] if write[0] not in _VOLUMES or write[1] == silence[write[0]]]
    start, before, end = dict(bursts[0]), dict(reset), dict(write for burst in bursts for write in burst)
    opening = [write for write in start.items() if not write[1] == before[write[0]] == end[write[0]]]
    opening.sort(key=lambda write: write[0] in _VOLUMES)
    writes = [(tick_cycle(tick), *write) for tick, burst in enumerate([reset, opening, *bursts[1:]]) for write in burst]
    cycles, addresses, values = np.array(writes, np.int64).T
    end_cycle = tick_cycle(len(bursts) + 1)
    return Trace(cycles, addresses.astype(np.uint16), values.astype(np.uint8), end_cycle, tick_cycle(1))
