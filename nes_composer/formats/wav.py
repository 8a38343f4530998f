"""WAV sound, mono: 16 or 24 bits, or 32-bit floats (RIFF WAVE; RFC 2361 lists its encodings)."""

from __future__ import annotations

import struct
from pathlib import Path

from nes_composer.apu.trace import Trace
from nes_composer.atomic import replacing
from nes_composer.formats.sound import Progress, Sound, encoded, performed, samples
from nes_composer.score.song import Song

_SAMPLE_BYTES = {"16": 2, "24": 3, "float": 4}
_PCM, _FLOAT = 1, 3


def write(path: Path, music: Song | Trace, sound: Sound, progress: Progress | None = None) -> None:
    """Save the sound of a song or of a register trace.

    Parameters
    ----------
    path
        The file to make or to replace, wholly or not at all.
    music
        What to play.
    sound
        How.
    progress
        Told the share that is written.

    Raises
    ------
    FormatError
        The sound is too long for the format, or the trace cannot be repeated.
    OSError
        The file cannot be written; an older one is kept.
    """
    # The format counts its bytes in 32 bits.
    trace, count = performed(path, music, sound, _SAMPLE_BYTES[sound.encoding]), 0
    with replacing(path) as temporary, temporary.open("wb") as file:
        file.write(_header(sound, 0))
        for block in samples(trace, sound, progress):
            numbers = encoded(block, sound.encoding)
            if sound.encoding == "24":
                # Of four bytes the first three, the lowest ones.
                numbers = numbers.view("u1").reshape(-1, 4)[:, :3]
            file.write(numbers.tobytes())
            count += len(block)
        if count * _SAMPLE_BYTES[sound.encoding] % 2:
            file.write(b"\0")
        file.seek(0)
        file.write(_header(sound, count))


def _header(sound: Sound, count: int) -> bytes:
    """Return what stands before so many samples."""
    size = _SAMPLE_BYTES[sound.encoding]
    rate, data_bytes = sound.sample_rate, count * size
    if sound.encoding == "float":
        # Anything but integers states its number of samples as well.
        kind = struct.pack("<4sIHHIIHHH", b"fmt ", 18, _FLOAT, 1, rate, rate * size, size, 8 * size, 0)
        kind += struct.pack("<4sII", b"fact", 4, count)
    else:
        kind = struct.pack("<4sIHHIIHH", b"fmt ", 16, _PCM, 1, rate, rate * size, size, 8 * size)
    riff_bytes = 4 + len(kind) + 8 + data_bytes + data_bytes % 2
    return struct.pack("<4sI4s", b"RIFF", riff_bytes, b"WAVE") + kind + struct.pack("<4sI", b"data", data_bytes)
