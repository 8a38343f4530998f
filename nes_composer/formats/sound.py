"""What sound files have in common: which samples they hold, and in which encoding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.gain import GAIN
from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.driver.perform import perform
from nes_composer.formats.report import FormatError
from nes_composer.score.song import Song

Progress: TypeAlias = Callable[[float], object]
"""Told a share of the whole work that is done, 0-1."""

ENCODINGS = ("16", "24", "float")
CONSOLES = ("raw", "nes", "famicom")
LOWEST_RATE, HIGHEST_RATE = 8_000, 384_000
MOST_LOOPS = 100
LONGEST_FADE = 3600.0
LONGEST = 12 * 3600
"""Seconds of sound."""

_DMC_ENABLED = np.uint8(0x10)
"""In $4015 (NESdev: APU DMC)."""

_MAX_BYTES = (1 << 32) - 1000


@dataclass(frozen=True)
class Sound:
    """How a song or a register log becomes sound.

    Parameters
    ----------
    sample_rate
        Samples per second, 8,000-384,000.
    encoding
        ``"16"`` or ``"24"`` bits, or ``"float"``, of 32 bits.
    loops
        How many times the song is played; of a register log, how many times the part that it repeats.
    fade_s
        Over how many seconds the end fades out, evenly.
    console
        Whose filters: ``"nes"``, ``"famicom"``, or ``"raw"`` for none.
    audible
        Which of P1, P2, TR, NO are heard.

    Raises
    ------
    FormatError
        One of them is out of its range.
    """

    sample_rate: int = 48_000
    encoding: str = "16"
    loops: int = 1
    fade_s: float = 0.0
    console: str = "nes"
    audible: tuple[bool, bool, bool, bool] = (True, True, True, True)

    def __post_init__(self) -> None:
        for wrong, reason in (
            (
                not LOWEST_RATE <= self.sample_rate <= HIGHEST_RATE,
                f"a sample rate of {self.sample_rate} is outside {LOWEST_RATE}-{HIGHEST_RATE}",
            ),
            (
                self.encoding not in ENCODINGS,
                f"{self.encoding!r} bits a sample, where {', '.join(ENCODINGS)} are known",
            ),
            (not 1 <= self.loops <= MOST_LOOPS, f"{self.loops} loops are outside 1-{MOST_LOOPS}"),
            (not 0 <= self.fade_s <= LONGEST_FADE, f"a fade of {self.fade_s} s is outside 0-{LONGEST_FADE:.0f}"),
            (self.console not in CONSOLES, f"{self.console!r} is no console; {', '.join(CONSOLES)} are known"),
        ):
            if wrong:
                raise FormatError(reason)


def performed(path: Path, music: Song | Trace, sound: Sound, bytes_per_sample: float = 0) -> Trace:
    """Return the whole of what is played, as a register trace.

    Parameters
    ----------
    path
        Where it goes, for messages.
    music, sound
        What is played, and how often.
    bytes_per_sample
        What the file uses at least, where it cannot grow beyond 4 GiB.

    Raises
    ------
    FormatError
        It is longer than the file, or a log that repeats nothing is to be played more than once.
    """
    if isinstance(music, Song):
        seconds = music.score.seconds * sound.loops
    elif sound.loops > 1 and music.loop_cycle is None:
        raise FormatError(f"{path}: a log that repeats nothing cannot be played {sound.loops} times")
    else:
        seconds = (music.cycles + (sound.loops - 1) * (music.cycles - (music.loop_cycle or 0))) / CPU_RATE
    if seconds > LONGEST or seconds * sound.sample_rate * bytes_per_sample > _MAX_BYTES:
        raise FormatError(
            f"{path}: {seconds / 3600:.1f} hours at {sound.sample_rate} Hz are more than such a file can hold"
        )
    if isinstance(music, Song):
        return perform(music.score, music.instruments, sound.loops)
    return _repeated(music, sound.loops)


def _repeated(trace: Trace, loops: int) -> Trace:
    """Return a trace that plays the part that it repeats `loops` times."""
    if loops == 1 or trace.loop_cycle is None:
        return trace
    length, first = trace.cycles - trace.loop_cycle, int(np.searchsorted(trace.cycle, trace.loop_cycle))
    again = range(1, loops)
    loads = [load for load in trace.memory if load.cycle >= trace.loop_cycle]
    return Trace(
        np.concatenate([trace.cycle, *(trace.cycle[first:] + n * length for n in again)]),
        np.concatenate([trace.address, *(trace.address[first:] for _ in again)]),
        np.concatenate([trace.value, *(trace.value[first:] for _ in again)]),
        trace.cycles + (loops - 1) * length,
        memory=trace.memory + tuple(replace(load, cycle=load.cycle + n * length) for n in again for load in loads),
    )


def without_dmc(trace: Trace) -> Trace:
    """Return a trace that leaves the DMC alone; the trace itself if it does so already."""
    of_dmc = (trace.address >= 0x4010) & (trace.address <= 0x4013)
    enables = (trace.address == 0x4015) & (trace.value & _DMC_ENABLED > 0)
    if not (enables.any() or trace.value[trace.address == 0x4011].any()):
        return trace
    value = np.where(enables, trace.value & ~_DMC_ENABLED, trace.value)[~of_dmc]
    return replace(trace, cycle=trace.cycle[~of_dmc], address=trace.address[~of_dmc], value=value, memory=())


def samples(trace: Trace, sound: Sound, progress: Progress | None = None) -> Iterator[NDArray[np.float32]]:
    """Yield what a register trace sounds like from its beginning to its end, in blocks of about a second: float32 [n].

    `progress` is told after each block which share of the whole is done.

    They are as loud as :mod:`nes_composer.apu.gain` says, within -1 to 1 but for logs that overdrive the DMC.
    """
    # The chip's kernels are loaded when there is something to play.
    from nes_composer.apu.console_filters import Console
    from nes_composer.apu.render import render_blocks

    total = trace.cycles / CPU_RATE * sound.sample_rate
    fade = min(sound.fade_s * sound.sample_rate, total)
    done = 0
    for block in render_blocks(trace, sound.sample_rate, sound.audible, cast(Console, sound.console)):
        left = total - np.arange(done, done + len(block))
        done += len(block)
        share = np.clip(left / fade, 0, 1) if fade else np.ones(1)
        yield block * (GAIN * share).astype(np.float32)
        if progress:
            progress(min(done / max(total, 1), 1.0))


def encoded(block: NDArray[np.float32], encoding: str) -> NDArray[Any]:
    """Return samples as a file holds them: int16, int32 with 24 bits in use, or float32.

    They are rounded without dither: the chip's own steps are far coarser than those of 16 bits, so rounding distorts
    nothing that is quiet, as it would in a recording. Silence stays silent, and a song gives the same bytes again.
    """
    if encoding == "float":
        return block.astype("<f4")
    dtype, highest = ("<i2", (1 << 15) - 1) if encoding == "16" else ("<i4", (1 << 23) - 1)
    return np.rint(np.clip(block.astype(np.float64), -1, 1) * highest).astype(dtype)
