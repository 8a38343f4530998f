"""From NES-MDB's MIDI archive to a corpus: read, grid, trim to one pass of the loop, leave out what leaked."""

from __future__ import annotations

import csv
import lzma
import multiprocessing
import tarfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from tqdm import tqdm

from nes_composer.formats import midi_file, nesmdb_midi
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import rows_between
from nes_composer.score.performance import to_rows
from nes_composer.score.score import Score
from train.corpus import Corpus, CorpusError

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

ARCHIVE = "nesmdb_midi.tar.xz"
SONG_TABLE = "nesmdb_songs.csv"


@dataclass(frozen=True)
class GriddedSong:
    """One song of the data set on its rows; `fit` is 0 where no grid fits, `onsets` counts the rhythmic ones."""

    name: str
    valid: bool
    score: Score
    fit: float
    onsets: int
    unreadable: str = ""


def read_songs(folder: Path, splits: Container[str] = ("train", "valid")) -> list[GriddedSong]:
    """Read the MIDI archive in `folder` over all cores, and put its songs on their rows.

    Raises
    ------
    CorpusError
        The archive is missing or damaged.
    """
    lengths = _song_lengths(folder / SONG_TABLE)
    jobs = ((name, split == "valid", data, lengths.get(name)) for name, split, data in song_files(folder, splits))
    with multiprocessing.Pool() as pool:
        return list(tqdm(pool.imap(_grid_song, jobs, 32), "grid", unit=" songs"))


def corpus_of(songs: Iterable[GriddedSong]) -> Corpus:
    """Return the corpus of all songs that have a grid.

    Raises
    ------
    CorpusError
        None has.
    """
    gridded = [song for song in songs if song.fit > 0]
    if not gridded:
        raise CorpusError("no song has a row grid")
    return Corpus(
        pitch=np.concatenate([song.score.pitch for song in gridded]),
        onset=np.concatenate([song.score.onset for song in gridded]),
        start=np.cumsum([0] + [len(song.score) for song in gridded]),
        fit=np.array([song.fit for song in gridded], np.float32),
        ticks_per_row=np.array([song.score.ticks_per_row for song in gridded], np.float32),
        name=np.array([song.name for song in gridded]),
        split=np.array([song.valid for song in gridded], np.uint8),
    )


def song_files(folder: Path, splits: Container[str] = ("train", "valid")) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, split and bytes of each song of the MIDI archive in `folder`, in its order, without what leaked.

    Raises
    ------
    CorpusError
        The archive is missing or damaged.
    """
    archive = folder / ARCHIVE
    if not archive.is_file():
        raise CorpusError(f"{archive}: no such file")
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                wanted = member.isfile() and path.suffix == ".mid" and path.parent.name in splits
                file = tar.extractfile(member) if wanted and member.size <= midi_file.MAX_BYTES else None
                if file and path.stem not in LEAKED:
                    yield path.stem, path.parent.name, file.read()
    except (tarfile.TarError, lzma.LZMAError, EOFError) as error:
        raise CorpusError(f"{archive}: damaged: {error}") from error


def _song_lengths(table: Path) -> dict[str, float]:
    """Return the seconds of intro and one pass of the loop by song name."""
    if not table.is_file():
        return {}
    with table.open(newline="") as file:
        return {
            row["song"]: float(row["intro_plus_loop_seconds"])
            for row in csv.DictReader(file)
            if row["intro_plus_loop_seconds"]
        }


def _grid_song(job: tuple[str, bool, bytes, float | None]) -> GriddedSong:
    name, valid, data, seconds = job
    try:
        performance = nesmdb_midi.read_performance(Path(name), data)
        score, grid, _ = to_rows(performance)
    except FormatError as error:
        return GriddedSong(name, valid, Score.silent(0), 0.0, 0, str(error))
    if seconds:
        score = rows_between(score, 0, round(seconds * score.rows_per_second))
    return GriddedSong(name, valid, score, grid.fit if grid else 0.0, len(performance.rhythmic_onsets()))
