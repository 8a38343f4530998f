"""WAV sound: what the chip plays, mono, 16 bit."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from nes_composer.apu.render import render_blocks
from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.atomic import replacing
from nes_composer.driver.perform import perform
from nes_composer.formats.report import FormatError
from nes_composer.score.song import Song

_MAX_BYTES = (1 << 32) - 1000
"""The format counts its bytes in 32 bits."""


def write(path: Path, song: Song, sample_rate: int = 48_000, loops: int = 1) -> None:
    """Save the sound of a song.

    Parameters
    ----------
    path
        The file to make or to replace, wholly or not at all.
    song
        What to play.
    sample_rate
        Samples per second.
    loops
        How many times the song is played.

    Raises
    ------
    FormatError
        The chip cannot be rendered at this sample rate, or the sound is too long for the format.
    OSError
        The file cannot be written; an older one is kept.
    """
    _check_size(path, song.score.seconds * loops, sample_rate)
    write_trace(path, perform(song.score, song.instruments, loops), sample_rate)


def write_trace(path: Path, trace: Trace, sample_rate: int = 48_000) -> None:
    """Save the sound of a register trace; as :func:`write`."""
    _check_size(path, trace.cycles / CPU_RATE, sample_rate)
    with (
        replacing(path) as temporary,
        # The system's own errors, such as a full disk, come through this; libsndfile hides them.
        temporary.open("wb") as raw,
        wave.open(raw, "wb") as file,
    ):
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        for block in render_blocks(trace, sample_rate):
            file.writeframes(np.rint(np.clip(block, -1, 1) * 32_767).astype("<i2").tobytes())


def _check_size(path: Path, seconds: float, sample_rate: int) -> None:
    """Refuse what cannot be rendered or saved before the work on it begins."""
    if not 8_000 <= sample_rate <= 384_000:
        raise FormatError(f"{path}: a sample rate of {sample_rate} is outside 8000-384000")
    if seconds * sample_rate * 2 > _MAX_BYTES:
        raise FormatError(f"{path}: {seconds / 3600:.0f} hours at {sample_rate} Hz are more than a .wav can hold")
