"""Which module reads and writes which file, by the end of its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from nes_composer import bounded
from nes_composer.apu.trace import Trace
from nes_composer.formats.report import FormatError, Imported, Tags
from nes_composer.formats.sound import Progress, Sound, without_dmc
from nes_composer.score.score import VOICES
from nes_composer.score.song import Song


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Parameters
    ----------
    description
        For people.
    module
        The module of this package that reads and writes it. It is imported when it is needed: some bring the chip's
        compiled kernels, which a program that only opens projects does not wait for.
    reads
        The module has ``read(path, data)``.
    writes
        The module has ``write(path, song)``.
    on_grid
        The file has no rows of its own: ``read(path, data, grid)`` puts it on some.
    sound
        The file holds samples: ``write(path, music, sound)`` takes a song or a register trace.
    log
        The file holds register writes: ``read`` gives their trace too, ``write_trace(path, trace, tags)`` saves it.
    """

    description: str
    module: str
    reads: bool = False
    writes: bool = False
    on_grid: bool = False
    sound: bool = False
    log: bool = False


FORMATS = {
    ".nesproj": Format("nes_composer project", "project", reads=True, writes=True),
    ".wav": Format("WAV sound", "wav", writes=True, sound=True),
    ".flac": Format("FLAC sound", "flac", writes=True, sound=True),
    ".vgm": Format("VGM register log", "vgm", reads=True, writes=True, on_grid=True, log=True),
    ".vgz": Format("VGM register log, gzipped", "vgm", reads=True, writes=True, on_grid=True, log=True),
    ".nsf": Format("NSF music file", "nsf", reads=True, writes=True, on_grid=True, log=True),
    ".mid": Format("MIDI", "midi", reads=True, writes=True, on_grid=True),
    ".nesmdb.mid": Format("NES-MDB MIDI", "nesmdb_midi", reads=True, writes=True, on_grid=True),
    ".exprsco.pkl": Format("NES-MDB expressive score", "nesmdb", reads=True, writes=True),
    ".seprsco.pkl": Format("NES-MDB separated score", "nesmdb", reads=True, writes=True),
    ".famistudio.txt": Format("FamiStudio text", "famistudio", writes=True),
    ".famitracker.txt": Format("FamiTracker text", "famitracker", writes=True),
}
"""All kinds of files by the end of the name, in the order in which people are shown them."""

READABLE = {end: kind.description for end, kind in FORMATS.items() if kind.reads}
"""What can be opened as a song: end of the name and description."""

WRITABLE = {end: kind.description for end, kind in FORMATS.items() if kind.writes}
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
    kind = readable_kind(path)
    data = read_bytes(path)
    imported: Imported = _module(kind).read(path, data, *([grid] if kind.on_grid else []))
    return imported


def read_bytes(path: Path) -> bytes:
    """Return a file's content, refused before it fills the memory.

    Raises
    ------
    FormatError
        The file is larger than any song.
    OSError
        The file cannot be read.
    """
    try:
        return bounded.read(path, MAX_BYTES)
    except bounded.TooLargeError as error:
        raise FormatError(f"{path}: {error}") from error


def write_song(path: Path, song: Song, sound: Sound | None = None, progress: Progress | None = None) -> None:
    """Save a song as what the end of the file's name says.

    Parameters
    ----------
    path
        The file to make or to replace, wholly or not at all.
    song
        What to save.
    sound
        How it becomes sound, for a sound file.
    progress
        Told the share that is written, of a sound file.

    Raises
    ------
    FormatError
        The kind of file is unknown, or cannot hold the song.
    OSError
        The file cannot be written; an older one is kept.
    """
    kind = writable_kind(path)
    _module(kind).write(path, song, *([sound or Sound(), progress] if kind.sound else []))


def write_trace(path: Path, trace: Trace, tags: Tags | None = None, sound: Sound | None = None) -> None:
    """Save a register trace as a register log or as sound: exactly as it is, with all that a score drops.

    Raises
    ------
    FormatError
        The kind of file is unknown, is neither log nor sound, or cannot hold the trace.
    OSError
        The file cannot be written; an older one is kept.
    """
    kind = writable_kind(path)
    if kind.sound:
        _module(kind).write(path, trace, sound or Sound())
    elif kind.log:
        _module(kind).write_trace(path, trace, tags or Tags())
    else:
        raise FormatError(f"{path}: a {kind.description} holds neither register writes nor sound")


def write_stems(
    path: Path, music: Song | Trace, sound: Sound | None = None, progress: Progress | None = None
) -> list[Path]:
    """Save the sound of each voice by itself: ``NAME-P1.EXT`` … ``NAME-NO.EXT``, and ``NAME-DMC.EXT`` if a log uses it.

    The chip's mixer is not linear, so they do not add up to the sound of the whole.

    Parameters
    ----------
    path
        NAME.EXT; no file of this name is made.
    music
        What is played.
    sound
        How; a voice that it does not let be heard is silent.
    progress
        Told the share of all files that is written.

    Returns
    -------
    list
        The files, in the order of the voices.

    Raises
    ------
    FormatError
        It is no sound file, or cannot hold the song.
    OSError
        A file cannot be written; those before it are there.
    """
    kind = writable_kind(path)
    if not kind.sound:
        raise FormatError(f"{path}: a {kind.description} is no sound, so it has no stems")
    sound = sound or Sound()
    end = _end(path, WRITABLE, "save")
    module = _module(kind)
    stems: list[Path] = []
    by_voice = without_dmc(music) if isinstance(music, Trace) else music
    names = VOICES if by_voice is music else (*VOICES, "DMC")

    def told(share: float) -> None:
        if progress:
            progress((len(stems) + share) / len(names))

    for voice, name in enumerate(names):
        p1, p2, tr, no = (flag and index == voice for index, flag in enumerate(sound.audible))
        stem = path.with_name(f"{path.name[: -len(end)]}-{name}{path.name[-len(end) :]}")
        module.write(stem, music if name == "DMC" else by_voice, replace(sound, audible=(p1, p2, tr, no)), told)
        stems.append(stem)
    return stems


def readable_kind(path: Path) -> Format:
    """Return what a file of this name would be read as.

    Raises
    ------
    FormatError
        The kind of file is unknown.
    """
    return FORMATS[_end(path, READABLE, "open")]


def writable_kind(path: Path) -> Format:
    """Return what a file of this name would be written as; as :func:`readable_kind`."""
    return FORMATS[_end(path, WRITABLE, "save")]


def _module(kind: Format) -> Any:
    return import_module(f"nes_composer.formats.{kind.module}")


def _end(path: Path, known: Mapping[str, str], verb: str) -> str:
    """Return the longest known end that a file's name has."""
    ends = [end for end in known if path.name.lower().endswith(end)]
    if not ends:
        listed = ", ".join(f"{end} ({description})" for end, description in known.items())
        raise FormatError(f"{path}: cannot {verb} this kind of file, only {listed}")
    return max(ends, key=len)
