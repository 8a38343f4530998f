"""The sound chip of the NES, 2A03: register writes in, samples out (NESdev: APU)."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu import band_limited, chip, console_filters, dmc, edges, kernel, tap_rate
from nes_composer.apu.console_filters import Console
from nes_composer.apu.voice_state import VoiceState

_CPU_RATE = Fraction(39_375_000, 22)
_NO_TAPS = np.empty((0, 4), np.uint8)


class Apu:
    """A chip after reset: every voice is disabled until $4015 is written.

    Parameters
    ----------
    sample_rate
        Samples per second.
    console
        Whose filters follow the mixer.

    Attributes
    ----------
    tapped : bool
        Whether the levels of the voices are kept, too.
    taps : uint8 [n, 4]
        Level, 0-15, of P1, P2, TR, NO, audible or not, at each tap (:mod:`tap_rate`) of the latest block; of none
        unless `tapped`.

    Raises
    ------
    ValueError
        The sample rate is outside 8,000-384,000, or there is no such console.
    """

    def __init__(self, sample_rate: int = 48_000, console: Console = "nes") -> None:
        if not 8_000 <= sample_rate <= 384_000:
            raise ValueError(f"a sample rate of {sample_rate} is outside 8000-384000")
        self._state = np.zeros(1, kernel.DTYPE)
        self._state["chip"] = chip.power_on()
        self._clock = self._state["clock"]
        self._clock["samples_per_cycle"] = round(sample_rate / _CPU_RATE * (1 << band_limited.TIME_BITS))
        self._sample_rate = sample_rate
        self.console = console
        self._tables = edges.tables()
        self._differences = np.zeros(
            2 * (self._sample_count(kernel.CHUNK_CYCLES) + band_limited.WIDTH + 3 * console_filters.GROUP)
        )
        self._memory = np.zeros(dmc.MEMORY_BYTES, np.uint8)
        self._audible = np.ones(4, np.bool_)
        self._writes: list[tuple[int, int, int]] = []
        self.tapped = False
        self.taps = _NO_TAPS
        self.end_block(0)  # loads or compiles the kernel now, not at the first note

    @property
    def audible(self) -> tuple[bool, bool, bool, bool]:
        """Which of P1, P2, TR, NO reach the mixer; takes effect with the next block. The DMC always does."""
        p1, p2, tr, no = (bool(flag) for flag in self._audible)
        return p1, p2, tr, no

    @audible.setter
    def audible(self, flags: tuple[bool, bool, bool, bool]) -> None:
        self._audible[:] = flags

    @property
    def console(self) -> Console:
        """Whose filters follow the mixer; others begin at rest with the next block."""
        return self._console

    @console.setter
    def console(self, console: Console) -> None:
        if console not in console_filters.HIGH_PASS:
            raise ValueError(f"{console!r} is none of {', '.join(console_filters.HIGH_PASS)}")
        self._console = console
        self._factors = console_filters.factors(self._sample_rate, console, band_limited.UNIT_HEIGHT)
        self._state["filters"] = 0

    def load(self, address: int, data: bytes) -> None:
        """Put bytes into the memory from which the DMC plays, before anything that the current block does.

        Raises
        ------
        ValueError
            They do not lie within $8000-$FFFF.
        """
        first = address - dmc.MEMORY_START
        if first < 0 or first + len(data) > dmc.MEMORY_BYTES:
            raise ValueError(f"{len(data)} bytes at ${address:04X} are outside $8000-$FFFF")
        self._memory[first : first + len(data)] = np.frombuffer(data, np.uint8)

    def write(self, cycle: int, address: int, value: int) -> None:
        """Write a register, $4000-$4017; any other address is ignored.

        Parameters
        ----------
        cycle
            When, in cycles from the start of the current block; not before the previous write.
        address, value
            What, 16 and 8 bits.

        Raises
        ------
        ValueError
            The cycle is before that of the previous write.
        """
        if cycle < (self._writes[-1][0] if self._writes else 0):
            raise ValueError(f"a write at cycle {cycle} comes after a later one")
        self._writes.append((cycle, address, value))

    def end_block(self, cycles: int) -> NDArray[np.float32]:
        """Return the samples of the block, which ends after `cycles` and starts the next one.

        Parameters
        ----------
        cycles
            Length of the block in CPU cycles, at least as far as the latest write.

        Returns
        -------
        float32 [n]
            About -1 to 1. Blocks of any size give the same samples as one that holds them all.

        Raises
        ------
        ValueError
            A write of this block comes after its end.
        """
        writes = np.array(self._writes, np.int64).reshape(-1, 3)
        self._writes.clear()
        return self.run(writes[:, 0], writes[:, 1].astype(np.uint16), writes[:, 2].astype(np.uint8), cycles)

    def run(
        self, cycle: NDArray[np.int64], address: NDArray[np.uint16], value: NDArray[np.uint8], cycles: int
    ) -> NDArray[np.float32]:
        """Return the samples of a block with these writes: `write` and `end_block` for arrays [n]."""
        if len(cycle) and not (cycle[0] >= 0 and cycle[-1] <= cycles):
            raise ValueError(f"a write at cycle {cycle[-1]} is outside the block of {cycles} cycles")
        start = int(self._clock["cycle"][0])
        # The latest group of samples is made anew, and not all of it is new.
        made, count = self._made, self._sample_count(cycles)
        samples = np.empty(made + count + console_filters.GROUP, np.float32)
        self.taps = (
            np.empty((_taps_before(start + cycles) - _taps_before(start), 4), np.uint8) if self.tapped else _NO_TAPS
        )
        kernel.run(
            np.ascontiguousarray(cycle + start),
            np.ascontiguousarray(address),
            np.ascontiguousarray(value),
            start + cycles,
            self._state,
            self._memory,
            self._audible,
            self._tables,
            self._factors,
            self._differences,
            samples,
            self.taps,
        )
        return samples[made : made + count]

    def snapshot(self) -> tuple[VoiceState, ...]:
        """Return what P1, P2, TR and NO do at the end of the latest block, whether audible or not."""
        return tuple(
            VoiceState(volume > 0, volume, period, timbre)
            for volume, period, timbre in self._state["voices"][0].tolist()
        )

    @property
    def _made(self) -> int:
        """How many samples of the group that is not complete were returned before."""
        return int(self._clock["sample"][0]) >> band_limited.TIME_BITS

    def _sample_count(self, cycles: int) -> int:
        """Return how many samples `cycles` from now on complete."""
        end = int(self._clock["sample"][0]) + cycles * int(self._clock["samples_per_cycle"][0])
        return (end >> band_limited.TIME_BITS) - self._made


def _taps_before(cycle: int) -> int:
    """Return how many taps there are before a cycle."""
    return -(-cycle // tap_rate.CYCLES)
