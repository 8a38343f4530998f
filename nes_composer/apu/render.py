"""A whole register trace as samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.apu import Apu
from nes_composer.apu.trace import Trace

_BLOCK_CYCLES = 1 << 21


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
