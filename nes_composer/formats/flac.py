"""FLAC sound, mono, 16 or 24 bits: the samples of a .wav without loss in about half the bytes (RFC 9639)."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import numpy as np

from nes_composer.apu.trace import Trace
from nes_composer.atomic import replacing
from nes_composer.formats.report import FormatError
from nes_composer.formats.sound import Progress, Sound, encoded, performed, samples
from nes_composer.score.song import Song

_HIGHEST_ODD_RATE = 65_535
"""The format's sample rates above are multiples of ten."""


def write(path: Path, music: Song | Trace, sound: Sound, progress: Progress | None = None) -> None:
    """Save the sound of a song or of a register trace; as :func:`nes_composer.formats.wav.write`.

    Raises
    ------
    FormatError
        The format does not know the encoding or the sample rate, or the trace cannot be repeated.
    OSError
        The file cannot be written; an older one is kept.
    """
    # It brings a library of the system's, which nobody else needs.
    import soundfile

    if sound.encoding == "float":
        raise FormatError(f"{path}: a .flac holds 16 or 24 bits a sample, no floats; a .wav does")
    rate = sound.sample_rate
    if rate > _HIGHEST_ODD_RATE and rate % 10:
        raise FormatError(f"{path}: a .flac has no sample rate of {rate}; above {_HIGHEST_ODD_RATE} they end in 0")
    trace = performed(path, music, sound)
    with replacing(path) as temporary, temporary.open("wb+", buffering=0) as raw:
        watched = _Watched(raw)
        with soundfile.SoundFile(watched, "w", rate, 1, f"PCM_{sound.encoding}", format="FLAC") as file:
            for block in samples(trace, sound, progress):
                numbers = encoded(block, sound.encoding)
                # The library takes 24 bits from the upper end of 32.
                file.write(numbers << 8 if numbers.dtype == np.int32 else numbers)
                watched.check()
        watched.check()


class _Watched:
    """A file for libsndfile, which cannot say why it failed: it is told that all is well, and Python the reason."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._error: OSError | None = None
        self.seek, self.tell, self.readinto = raw.seek, raw.tell, raw.readinto  # type: ignore[attr-defined]

    def write(self, data: bytes) -> int:
        """Write, and keep the system's error."""
        left = memoryview(data)
        try:
            while left and not self._error:
                left = left[self._raw.write(left) :]
        except OSError as error:
            self._error = error
        return len(data)

    def check(self) -> None:
        """Raise what went wrong.

        Raises
        ------
        OSError
            The system's own error, such as a full disk.
        """
        if self._error:
            raise self._error
