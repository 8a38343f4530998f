"""Songs by themselves, and as a corpus."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from train.corpus import SPLITS, Corpus, DataSet
from train.song_reading import Tune


@dataclass(frozen=True)
class GriddedSong:
    """A song on all grids that it is told on.

    Parameters
    ----------
    name
    split
        One of `SPLITS`; empty until one is chosen.
    given
        Its source gives the split.
    tunes
        By grid.
    """

    name: str
    split: str
    given: bool
    tunes: dict[str, Tune]

    def digests(self) -> dict[str, bytes]:
        """Return what equal tunes have in common, by grid."""
        return {
            grid: hashlib.sha256(grid.encode() + tune.pitch.tobytes() + tune.onset.tobytes()).digest()
            for grid, tune in self.tunes.items()
        }


def corpus_of(songs: Iterable[GriddedSong], grid: str) -> Corpus | None:
    """Return the songs that have a tune on a grid, None if none has."""
    chosen = [(song, song.tunes[grid]) for song in songs if grid in song.tunes]
    if not chosen:
        return None
    tunes = [tune for _, tune in chosen]
    return Corpus(
        pitch=np.concatenate([tune.pitch for tune in tunes]),
        onset=np.concatenate([tune.onset for tune in tunes]),
        start=np.cumsum([0] + [len(tune) for tune in tunes], dtype=np.int64),
        fit=np.array([tune.fit for tune in tunes], np.float32),
        ticks_per_row=np.array([tune.ticks_per_row for tune in tunes], np.float32),
        name=np.array([song.name for song, _ in chosen]),
        split=np.array([SPLITS.index(song.split) for song, _ in chosen], np.uint8),
        grid=grid,
    )


def songs_of(data_set: DataSet) -> list[GriddedSong]:
    """Return the songs of a data set."""
    given = set(data_set.given)
    songs: dict[str, GriddedSong] = {}
    for corpus in data_set.corpora:
        for index, name in enumerate(corpus.name.tolist()):
            rows = slice(corpus.start[index], corpus.start[index + 1])
            song = songs.setdefault(name, GriddedSong(name, SPLITS[corpus.split[index]], name in given, {}))
            fit, ticks_per_row = float(corpus.fit[index]), float(corpus.ticks_per_row[index])
            song.tunes[corpus.grid] = Tune(corpus.pitch[rows], corpus.onset[rows], fit, ticks_per_row)
    return list(songs.values())
