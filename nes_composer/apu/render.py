"""A whole register trace as samples."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.apu import Apu
from nes_composer.apu.console_filters import Console
from nes_composer.apu.trace import Trace

_BLOCK_CYCLES = 1 << 21
_ALL = (True, True, True, True)


def render_blocks(
    trace: Trace,
    sample_rate: int = 48_000,
    audible: tuple[bool, bool, bool, bool] = _ALL,
    console: Console = "nes",
) -> Iterator[NDArray[np.float32]]:
    """Yield the samples of a trace in blocks of a second at most, for what does not fit into memory."""
    return _blocks(trace, sample_rate, audible, console, _BLOCK_CYCLES)


def render(
    trace: Trace,
    sample_rate: int = 48_000,
    audible: tuple[bool, bool, bool, bool] = _ALL,
    console: Console = "nes",
) -> NDArray[np.float32]:
    """Return the samples of a trace, mono: float32 [n].

    Parameters
    ----------
    trace
        What is written to the chip, and what the DMC plays.
    sample_rate
        Samples per second.
    audible
        Which of P1, P2, TR, NO are heard; the DMC always is.
    console
        Whose filters follow the mixer.
    """
    blocks = list(_blocks(trace, sample_rate, audible, console, max(trace.cycles, 1)))
    return blocks[0] if len(blocks) == 1 else np.concatenate([np.empty(0, np.float32), *blocks])


def _blocks(
    trace: Trace, sample_rate: int, audible: tuple[bool, bool, bool, bool], console: Console, most_cycles: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the samples in blocks of so many cycles at most; each load of the DMC's memory begins one."""
    apu = Apu(sample_rate, console)
    apu.audible = audible
    loads = deque(trace.memory)
    starts = sorted(
        {*range(0, trace.cycles, most_cycles), *(load.cycle for load in loads if load.cycle < trace.cycles)}
    )
    for start, end in pairwise([*starts, trace.cycles]):
        while loads and loads[0].cycle <= start:
            load = loads.popleft()
            apu.load(load.address, load.data)
        # A write at the very end of a block is the first one of the next.
        first, after = np.searchsorted(trace.cycle, [start, end])
        part = slice(int(first), int(after))
        yield apu.run(trace.cycle[part] - start, trace.address[part], trace.value[part], end - start)
