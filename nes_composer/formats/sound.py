"""What sound files have in common: which samples they hold, and in which encoding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.gain import GAIN
from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.driver.perform import perform
from nes_composer.formats.report import FormatError
from nes_composer.score.song import Song

ENCODINGS = ("16", "24", "float")
CONSOLES = ("raw", "nes", "famicom")
LOWEST_RATE, HIGHEST_RATE = 8_000, 384_000
MOST_LOOPS = 100
LONGEST_FADE = 3600.0


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


def seconds(music: Song | Trace, sound: Sound) -> float:
    """Return about how long music lasts as sound."""
    if isinstance(music, Song):
        return music.score.seconds * sound.loops
    repeated = 0 if music.loop_cycle is None else music.cycles - music.loop_cycle
    return (music.cycles + (sound.loops - 1) * repeated) / CPU_RATE


def samples(music: Song | Trace, sound: Sound) -> Iterator[NDArray[np.float32]]:
    """Yield what a song or a register trace sounds like, in blocks of about a second: float32 [n].

    They are as loud as :mod:`nes_composer.apu.gain` says, within -1 to 1 but for logs that overdrive the DMC.

    Raises
    ------
    FormatError
        The trace has no part to repeat, and more than one loop is asked for.
    """
    # The chip's kernels are loaded when there is something to play.
    from nes_composer.apu.render import render_blocks

    if isinstance(music, Song):
        trace = perform(music.score, music.instruments, sound.loops)
    else:
        trace = repeated(music, sound.loops)
    total = trace.cycles / CPU_RATE * sound.sample_rate
    fade = min(sound.fade_s * sound.sample_rate, total)
    done = 0
    for block in render_blocks(trace, sound.sample_rate, sound.audible):
        left = total - np.arange(done, done + len(block))
        done += len(block)
        share = np.clip(left / fade, 0, 1) if fade else np.ones(1)
        yield block * (GAIN * share).astype(np.float32)


def encoded(block: NDArray[np.float32], encoding: str) -> NDArray[Any]:
    """Return samples as a file holds them: int16, int32 with 24 bits in use, or float32.

    They are rounded without dither: the chip's own steps are far coarser than those of 16 bits, so rounding distorts
    nothing that is quiet, as it would in a recording. Silence stays silent, and a song gives the same bytes again.
    """
    if encoding == "float":
        return block.astype("<f4")
    dtype, highest = ("<i2", (1 << 15) - 1) if encoding == "16" else ("<i4", (1 << 23) - 1)
    return np.rint(np.clip(block.astype(np.float64), -1, 1) * highest).astype(dtype)


def repeated(trace: Trace, loops: int) -> Trace:
    """Return a trace that plays the part that it repeats `loops` times.

    Raises
    ------
    FormatError
        It repeats nothing, and more than one loop is asked for.
    """
    if loops == 1:
        return trace
    if trace.loop_cycle is None:
        raise FormatError("it has no part that is repeated, so it cannot be played more than once")
    length, first = trace.cycles - trace.loop_cycle, int(np.searchsorted(trace.cycle, trace.loop_cycle))
    again = range(1, loops)
    return Trace(
        np.concatenate([trace.cycle, *(trace.cycle[first:] + n * length for n in again)]),
        np.concatenate([trace.address, *(trace.address[first:] for _ in again)]),
        np.concatenate([trace.value, *(trace.value[first:] for _ in again)]),
        trace.cycles + (loops - 1) * length,
        memory=trace.memory
        + tuple(
            replace(load, cycle=load.cycle + n * length)
            for n in again
            for load in trace.memory
            if load.cycle >= trace.loop_cycle
        ),
    )
