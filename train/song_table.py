"""What is known of NES-MDB's songs beside their notes: split, length, and which of them leaked."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from train.corpus import SPLITS, CorpusError

SONG_TABLE = "nesmdb_songs.csv"

LEAKED = frozenset(
    {
        "151_Gumshoe_12_13NameEntry",
        "277_RainbowIslands_TheStoryofBubbleBobble2_15_16BubbleBobbleIslandBoss",
        "277_RainbowIslands_TheStoryofBubbleBobble2_21_22BubbleBobbleExtend",
        "277_RainbowIslands_TheStoryofBubbleBobble2_22_23BubbleBobbleNameEntry",
        "277_RainbowIslands_TheStoryofBubbleBobble2_23_24BubbleBobbleUnused",
        "348_TheLegendofZelda_02_03UnderworldBGM",
        "376_Vs_Hogan_sAlley_07_08NameEntry",
    }
)
"""Songs of `train` that are identical to held-out ones."""


class SongFacts(NamedTuple):
    """A song's split, and the seconds of its intro and one pass of its loop; 0 where they are not known."""

    split: str
    seconds: float


def read_song_tables(sources: Iterable[Path]) -> dict[str, SongFacts]:
    """Return what the tables in folders, and beside archives and files, say, by the name of the song.

    Raises
    ------
    CorpusError
        A table cannot be understood.
    """
    folders = dict.fromkeys(source if source.is_dir() else source.parent for source in sources)
    tables = [table for folder in folders for table in (folder / SONG_TABLE, folder.parent / SONG_TABLE)]
    facts: dict[str, SongFacts] = {}
    for table in dict.fromkeys(tables):
        if table.is_file():
            facts |= _read(table)
    return facts


def _read(table: Path) -> dict[str, SongFacts]:
    facts = {}
    with table.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        try:
            for row in rows:
                split, name, seconds = row["split"], row["song"], float(row["intro_plus_loop_seconds"] or 0)
                if split not in SPLITS or not name or not (seconds >= 0 and math.isfinite(seconds)):
                    raise ValueError(f"song {name!r} in split {split!r}, {seconds} seconds")
                facts[name] = SongFacts(split, seconds)
        except (KeyError, TypeError, ValueError, csv.Error) as error:
            raise CorpusError(f"{table}: line {rows.line_num}: not a table of NES-MDB's songs: {error}") from error
    return facts
