"""The longest passage that a score shares with the songs of a training set, found in an index of hashes.

A passage is shared if all four voices have the same tokens in both, P1, P2 and TR moved by a common interval. It begins
and ends on rows on which notes start, and there are at least `LEAST_ONSETS` such rows: silence and held notes are
nobody's. `train.copied_runs` counts the same for evaluation, in the songs themselves, which are not shipped.

The index has one number of 32 bits for each row on which a note starts, the hash of all rows from there to the next
such row: numbers that can be compared with those of other music, but not played. Two passages share a run where hashes
in a chain are equal. A chain of three, the shortest that counts, is equal by chance with odds of 2⁻⁹⁶; for the 350,000
transposed rows of a song of 2,000 and the 750,000 hashes of NES-MDB that is 10⁻¹⁷ a song. A run that is found is longer
than it should be with odds of 2⁻³¹.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nes_composer.models import array_file, codec
from nes_composer.models.array_file import ArrayFileError
from nes_composer.models.hash_chain import LEAST_ONSETS, LINKS, Chain, followed, link_hashes, moves_of, onset_rows
from nes_composer.score.score import Score

FAR_ROWS = 64
"""A run of so many rows, four bars, leaves no novelty."""

_WHAT = "novelty index"
_VERSION = 1
_DTYPES: Mapping[str, type[np.generic]] = {
    "hash": np.uint32,
    "gap": np.uint32,
    "first": np.uint32,
    "count": np.uint32,
    "name": np.uint8,
}


@dataclass(frozen=True)
class SharedRun:
    """A passage that is in a song of the training set, too.

    Parameters
    ----------
    row, rows
        Where it is in the score.
    song
        Name of the song.
    song_row
        Where it begins there.
    semitones
        How much higher the score has it.
    """

    row: int
    rows: int
    song: str
    song_row: int
    semitones: int


def novelty(run: SharedRun | None) -> float:
    """Return 1 for a score that shares no run, 0 for one that shares `FAR_ROWS` or more, in between their share."""
    return 1.0 if run is None else max(0.0, 1.0 - run.rows / FAR_ROWS)


@dataclass(frozen=True)
class TrainingIndex:
    """Hashes of a training set's songs, one song after the other.

    Parameters
    ----------
    hash : uint32 [E]
        Of the rows from one row with an onset to the next one, both included.
    gap : uint32 [E]
        Rows from the one to the other.
    first : uint32 [S]
        Row of each song's first onset.
    count : uint32 [S]
        Hashes of each song.
    names
        Of the songs.
    data_hash
        SHA-256 of the data set.
    """

    hash: NDArray[np.uint32]
    gap: NDArray[np.uint32]
    first: NDArray[np.uint32]
    count: NDArray[np.uint32]
    names: tuple[str, ...]
    data_hash: str = ""

    @classmethod
    def of(cls, songs: Iterable[tuple[str, NDArray[np.uint8]]], data_hash: str = "") -> TrainingIndex:
        """Return the index of songs: the name and the tokens, uint8 [rows, 4], of each."""
        hashes, gaps, firsts, counts, names = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], [], [], []
        for name, tokens in songs:
            onsets = onset_rows(tokens)
            hashes.append(link_hashes(tokens, onsets, 0))
            gaps.append(np.diff(onsets))
            firsts.append(onsets[0] if len(onsets) else 0)
            counts.append(len(hashes[-1]))
            names.append(" ".join(name.split()))
        return cls(
            np.concatenate(hashes),
            np.concatenate(gaps).astype(np.uint32),
            np.array(firsts, np.uint32),
            np.array(counts, np.uint32),
            tuple(names),
            data_hash,
        )

    def save(self, path: Path) -> None:
        """Write the index, wholly or not at all.

        Raises
        ------
        OSError
            The file cannot be written.
        """
        arrays = {name: getattr(self, name) for name in _DTYPES if name != "name"}
        about = {"version": _VERSION, "data_hash": self.data_hash}
        array_file.write(path, _WHAT, about, {**arrays, "name": array_file.packed(self.names)})

    @classmethod
    def load(cls, path: Path) -> TrainingIndex:
        """Read an index.

        Raises
        ------
        ArrayFileError
            The file is missing, damaged or another kind of file.
        """
        about, arrays = array_file.read(path, _WHAT, _DTYPES)
        if about.get("version") != _VERSION:
            raise ArrayFileError(
                f"{path}: a {_WHAT} of version {about.get('version')}, where this program has {_VERSION}"
            )
        try:
            names = array_file.unpacked(arrays.pop("name"))
        except UnicodeDecodeError as error:
            raise ArrayFileError(f"{path}: the names of a {_WHAT} are no text") from error
        index = cls(**arrays, names=names, data_hash=str(about.get("data_hash", "")))
        songs = (len(names),)
        if (
            index.hash.ndim != 1
            or index.gap.shape != index.hash.shape
            or index.first.shape != songs
            or index.count.shape != songs
            or index.count.sum(dtype=np.uint64) != len(index.hash)
        ):
            raise ArrayFileError(f"{path}: the songs and the hashes of a {_WHAT} do not agree")
        return index

    def longest_run(self, score: Score) -> SharedRun | None:
        """Return the longest passage of a score that is in a song of the index, too; None if none is.

        Of several it is the one that is moved least, and of those the first.
        """
        tokens = codec.encode(score)
        onsets = onset_rows(tokens)
        if len(onsets) < LEAST_ONSETS or not len(self.hash):
            return None
        moves = moves_of(score)
        chains = [Chain.of(link_hashes(tokens, onsets, -move), onsets) for move in moves]
        known, links = self._known, len(onsets) - 1
        mine = np.stack([known.ranks(chain.hash) for chain in chains])  # [moves, links]
        # Which links have their like in the other, and are followed by enough that do.
        common = np.zeros(len(known.different) + 1, np.bool_)
        common[mine.ravel()] = True
        common[-1] = False
        theirs = followed(common[known.rank], LINKS)
        theirs &= self._song_end - np.arange(len(theirs)) >= LINKS
        places = np.flatnonzero(theirs)
        own = np.argwhere(followed(mine < len(known.different), LINKS))  # [K, (move, link)]
        own = own[own[:, 1] <= links - LINKS]
        rows, own, places = self._longest(chains, own, places)
        if not rows:
            return None
        best = min(own.tolist(), key=lambda each: (abs(moves[each[0]]), each[1]))
        move, link = best
        length = chains[move].links(np.array([link]), rows)
        keys = self._chain.keys(places, self._chain.links(places, rows))
        place = int(places[np.flatnonzero(keys == chains[move].keys(np.array([link]), length))[0]])
        song = int(np.searchsorted(np.cumsum(self.count), place, side="right"))
        song_row = int(self._chain.row[place] - self._chain.row[self._song_start[song]]) + int(self.first[song])
        return SharedRun(int(onsets[link]), rows, self.names[song], song_row, moves[move])

    def _longest(
        self, chains: Sequence[Chain], own: NDArray[np.int64], places: NDArray[np.int64]
    ) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of the longest run, and where it begins: moves and links of the score, links of the index.

        What is shared by so many rows is shared by fewer, too: the number is doubled, then halved.
        """
        rows, step = 0, LEAST_ONSETS
        growing = True
        while step:
            found_own, found = self._shared(chains, own, places, rows + step)
            if len(found):
                rows, own, places = rows + step, found_own, found
                step = 2 * step if growing else step // 2
            else:
                growing = False
                step //= 2
        return rows, own, places

    def _shared(
        self, chains: Sequence[Chain], own: NDArray[np.int64], places: NDArray[np.int64], rows: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return those places in the score and in the index from which a run of so many rows or more is shared."""
        length = self._chain.links(places, rows)
        within = places + length <= self._song_end[places]
        places, length = places[within], length[within]
        theirs = self._chain.keys(places, length)
        kept, keys = [], []
        for move in np.unique(own[:, 0]):
            chain, mine = chains[move], own[own[:, 0] == move]
            length = chain.links(mine[:, 1], rows)
            within = mine[:, 1] + length <= len(chain.hash)
            kept.append(mine[within])
            keys.append(chain.keys(mine[within, 1], length[within]))
        if not kept:
            return own[:0], places[:0]
        mine, ours = np.concatenate(kept), np.concatenate(keys)
        return mine[np.isin(ours, theirs)], places[np.isin(theirs, ours)]

    @cached_property
    def _known(self) -> _Known:
        different, rank = np.unique(self.hash, return_inverse=True)
        return _Known(different, rank)

    @cached_property
    def _chain(self) -> Chain:
        """All songs as one; where each ends is to be minded."""
        return Chain.of(self.hash, np.concatenate([[0], np.cumsum(self.gap, dtype=np.int64)]))

    @cached_property
    def _song_start(self) -> NDArray[np.int64]:
        """First link of each song, int64 [S]."""
        return np.asarray(np.cumsum(self.count, dtype=np.int64) - self.count)

    @cached_property
    def _song_end(self) -> NDArray[np.int64]:
        """End of the song that each link is in, int64 [E]."""
        return np.repeat(np.cumsum(self.count, dtype=np.int64), self.count)


@dataclass(frozen=True)
class _Known:
    """The different hashes of an index in order, and for each of its links which of them it has."""

    different: NDArray[np.uint32]
    rank: NDArray[np.int64]

    def ranks(self, hashes: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return which of them each hash is; their number for one that is none of them."""
        at = np.searchsorted(self.different, hashes)
        found = self.different[np.minimum(at, len(self.different) - 1)] == hashes
        return np.where(found, at, len(self.different))
