"""Which files of music there are: in folders, in archives, and archives in folders."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nes_composer.formats import archive
from nes_composer.formats.registry import READABLE
from nes_composer.formats.report import FormatError
from train.corpus import SPLITS, CorpusError

MIDI_ARCHIVE = "nesmdb_midi.tar.xz"

FORMS = (".nesproj", ".exprsco.pkl", ".seprsco.pkl", ".nesmdb.mid", ".mid", ".nsf", ".vgm", ".vgz")
"""Of a song that is there in several forms, the first that tells what is asked for is taken."""

_OF_NESMDB = (".exprsco.pkl", ".seprsco.pkl", ".nesmdb.mid", ".mid")


@dataclass(frozen=True)
class SourceFile:
    """A file of music.

    Parameters
    ----------
    source
        The folder or the archive that it is in.
    inside
        Its path there, with forward slashes.
    stamp
        Tells whether it has changed: size and time of the file or its archive.
    """

    source: Path
    inside: str
    stamp: str

    @property
    def path(self) -> Path:
        """Where it is; a member of an archive is named as if the archive were a folder."""
        return self.source / self.inside

    @property
    def end(self) -> str:
        """The end of its name, one of `FORMS`."""
        return next(end for end in FORMS if self.inside.lower().endswith(end))

    @property
    def stem(self) -> str:
        """Its name without folders and end."""
        return self.path.name[: -len(self.end)]

    @property
    def split(self) -> str | None:
        """The split that the folder it is in is named after, as NES-MDB's are."""
        folder = self.path.parent.name
        return folder if folder in SPLITS and self.end in _OF_NESMDB else None

    def name(self, known: Collection[str]) -> str:
        """Return what its song is called: the stem of a song of NES-MDB, else where it is.

        NES-MDB's forms of a song have its name in common. In other people's folders many files have one name.
        """
        if self.split or self.stem in known:
            return printable(self.stem)
        return printable(f"{self.source.resolve().name}/{self.inside[: -len(self.end)]}")


def find_files(sources: Iterable[Path]) -> list[SourceFile]:
    """Return all readable files of folders with their archives, of archives, and those given by themselves.

    Raises
    ------
    CorpusError
        There is no such file, or it is of another kind.
    FormatError
        An archive is damaged.
    OSError
        The system cannot read one.
    """
    found: dict[SourceFile, None] = {}
    for source in sources:
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                if path.is_file():
                    found |= dict.fromkeys(_files(path, source))
        elif source.is_file():
            files = list(_files(source, source.parent))
            if not files and not source.name.endswith(archive.ARCHIVES):
                kinds = ", ".join((*archive.ARCHIVES, ".npz", *READABLE))
                raise CorpusError(f"{source}: neither a folder nor a file that can be read ({kinds})")
            found |= dict.fromkeys(files)
        else:
            raise CorpusError(f"{source}: no such file or folder")
    return list(found)


def _files(path: Path, source: Path) -> Iterator[SourceFile]:
    """Yield the file at a path in a folder, or all in the archive that is there."""
    stat = path.stat()
    stamp = f"{stat.st_size} {stat.st_mtime_ns}"
    if path.name.endswith(archive.ARCHIVES):
        for name, _ in archive.files(path, _ENDS):
            yield SourceFile(path, name, stamp)
    elif path.name.lower().endswith(FORMS):
        yield SourceFile(source, path.relative_to(source).as_posix(), stamp)


_ENDS = (*FORMS, *(end.upper() for end in FORMS))


def contents(files: Iterable[SourceFile]) -> Iterator[tuple[SourceFile, bytes | None]]:
    """Yield files with their bytes, read through each archive once; None where the file can be opened by itself.

    Raises
    ------
    FormatError
        An archive is damaged.
    OSError
        An archive cannot be read.
    """
    by_source: dict[Path, dict[str, SourceFile]] = {}
    for file in files:
        by_source.setdefault(file.source, {})[file.inside] = file
    for source, wanted in by_source.items():
        if source.is_dir():
            yield from ((file, None) for file in wanted.values())
            continue
        for name, data in archive.files(source, _ENDS):
            if name in wanted:
                yield wanted.pop(name), data
        if wanted:
            raise FormatError(f"{source}: has changed while it was read")


def named(files: Iterable[SourceFile], known: Mapping[str, object]) -> dict[str, list[SourceFile]]:
    """Return the files of each song by its name, its first form first.

    Raises
    ------
    CorpusError
        Two songs have one name.
    """
    songs: dict[str, list[SourceFile]] = {}
    for file in files:
        name = file.name(known)
        songs.setdefault(name, []).append(file)
        first = songs[name][0]
        if "/" in name and first.source != file.source:
            raise CorpusError(f"{first.path}, {file.path}: two songs of one name; give the folder above both")
    return {name: sorted(forms, key=lambda file: FORMS.index(file.end)) for name, forms in songs.items()}


def printable(text: str) -> str:
    """Return the name of a file, which may be no text, as text."""
    return text.encode(errors="backslashreplace").decode()


def in_shard(name: str, shard: tuple[int, int]) -> bool:
    """Return whether a song belongs to shard i of n, counted from 1: all forms of it do, on every machine."""
    index, count = shard
    return zlib.crc32(name.encode()) % count == index - 1
