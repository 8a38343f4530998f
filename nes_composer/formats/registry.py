"""Which module reads and writes which file, by the end of its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nes_composer.formats import midi, nesmdb, project
from nes_composer.formats.report import FormatError, Imported
from nes_composer.score.song import Song

READABLE = {
    ".nesproj": "nes_composer project",
    ".mid": "NES-MDB MIDI",
    ".exprsco.pkl": "NES-MDB expressive score",
    ".seprsco.pkl": "NES-MDB separated score",
}
"""What can be opened as a song: end of the name and description."""

WRITABLE = {
    ".nesproj": "nes_composer project",
    ".wav": "WAV sound",
    ".vgm": "VGM register log",
}
"""What a song can be saved as: end of the name and description."""

MAX_BYTES = 64 << 20


def read_song(path: Path, grid: str = "auto") -> Imported:
    """Open a file as a song.

    Parameters
    ----------
    path
        Its name says what it is, in upper or lower case.
    grid
        ``"auto"`` or ``"24hz"``: onto which rows a file without rows of its own is put.

    Raises
    ------
    FormatError
        The kind of file is unknown, or the file is damaged.
    OSError
        The file cannot be read.
    """
    if path.name.lower().endswith(".vgm"):
        raise FormatError(f"{path}: a register log can be converted to .wav, but not opened as a song")
    kind = _kind(path, READABLE, "open")
    data = read_bytes(path)
    if kind == ".nesproj":
        return project.read(path, data)
    if kind == ".mid":
        return midi.read(path, data, grid)
    return nesmdb.read(path, data)


def read_bytes(path: Path) -> bytes:
    """Return a file's content, refused before it fills the memory.

    Raises
    ------
    FormatError
        The file is larger than any song.
    OSError
        The file cannot be read.
    """
    with path.open("rb") as file:
        # One byte more than allowed tells a file that is too long, also where the system knows no size.
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FormatError(f"{path}: larger than the {MAX_BYTES} bytes that are read")
    return data


def write_song(
    path: Path,
    song: Song,
    sample_rate: int = 48_000,
    loops: int = 1,
) -> None:
    """Save a song as what the end of the file's name says.

    Parameters
    ----------
    path
        The file to make or to replace, wholly or not at all.
    song
        What to save.
    sample_rate, loops
        Samples per second, and how often the song is played: for a ``.wav``.

    Raises
    ------
    FormatError
        The kind of file is unknown, or cannot hold the song.
    OSError
        The file cannot be written; an older one is kept.
    """
    kind = _kind(path, WRITABLE, "save")
    if kind == ".nesproj":
        project.write(path, song)
        return
    # These bring the chip's compiled kernels, which a program that only opens projects does not wait for.
    from nes_composer.formats import vgm, wav

    if kind == ".vgm":
        vgm.write(path, song)
    else:
        wav.write(path, song, sample_rate, loops)


def _kind(path: Path, known: Mapping[str, str], verb: str) -> str:
    """Return the longest known end that a file's name has."""
    ends = [end for end in known if path.name.lower().endswith(end)]
    if not ends:
        listed = ", ".join(f"{end} ({description})" for end, description in known.items())
        raise FormatError(f"{path}: cannot {verb} this kind of file, only {listed}")
    return max(ends, key=len)
