"""The songs of NES-MDB's MIDI archive, for measurements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from nes_composer.formats import archive
from train.song_table import LEAKED
from train.sources import MIDI_ARCHIVE


def midi_songs(folder: Path, split: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each song of a split, in the order of the archive in `folder`, without what leaked.

    Raises
    ------
    FormatError
        The archive is damaged.
    OSError
        It is missing.
    """
    for name, data in archive.files(folder / MIDI_ARCHIVE, (".mid",)):
        path = PurePosixPath(name)
        if path.parent.name == split and path.stem not in LEAKED:
            yield path.stem, data
