"""Which songs are taken, and into which split: nothing of a held-out song is in `train`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nes_composer.models.grids import GRIDS
from nes_composer.score.score import PATTERN_ROWS
from train.corpus import SPLITS, VALID_FIT
from train.gridded_song import GriddedSong
from train.near_duplicates import near_duplicates

_HELD_OUT = {"valid": 5, "test": 5}
"""Of a hundred groups of songs whose sources give no split."""


@dataclass(frozen=True)
class Selection:
    """Songs by name, each with a split and at least one tune, and what was left out.

    Parameters
    ----------
    songs
    leaking
        Songs that their source has in `train` and that were left out, being the same or nearly the same as held-out
        ones.
    duplicates
        Tunes that were left out, being note for note another of the grid.
    grouped
        Songs without a given split that share it with nearly the same ones.
    """

    songs: list[GriddedSong]
    leaking: int
    duplicates: dict[str, int]
    grouped: int


def select(songs: Iterable[GriddedSong]) -> Selection:
    """Choose splits, then leave out what is in two of them, or twice in one.

    Songs whose sources give no split are grouped with all that they are nearly the same as, directly or by others. A
    group with given songs goes to the first of `test`, `valid` and `train` that one of those is in; else the hash of
    its first name decides: neither the order of the sources nor other songs change it, unless there would be nothing to
    measure a training on, as of a dozen songs there often is: then one group goes to `valid`. Then the songs of a
    given `train` that are nearly the same as a held-out one are left out, and of equal tunes all but one.

    What was selected from parts can be selected from again, and is then what would be selected from the whole.
    """
    songs = sorted(songs, key=lambda song: song.name)
    digests = [song.digests() for song in songs]
    near = near_duplicates([song.tunes.get("rows") or song.tunes["24hz"] for song in songs])
    groups = _groups(len(songs), near + _equal_pairs(digests))
    for group in groups:
        split = _split_of([songs[index] for index in group])
        for index in group:
            if not songs[index].given:
                songs[index] = replace(songs[index], split=split)
    for index in _held_out_for_want(songs, groups):
        songs[index] = replace(songs[index], split="valid")
    leaking = _leaking(songs, digests, near)
    kept = [index for index in range(len(songs)) if index not in leaking]
    different = _without_equals([songs[index] for index in kept], [digests[index] for index in kept])
    duplicates = {
        grid: sum(grid in songs[index].tunes for index in kept) - sum(grid in song.tunes for song in different)
        for grid in GRIDS
    }
    chosen = {song.name for song in different if not song.given}
    together = [sum(songs[index].name in chosen for index in group) for group in groups if len(group) > 1]
    return Selection(different, len(leaking), duplicates, sum(count for count in together if count > 1))


def _equal_pairs(digests: Sequence[dict[str, bytes]]) -> list[tuple[int, int]]:
    """Return each song that has a tune in common with an earlier one, and the first of those."""
    first: dict[bytes, int] = {}
    pairs = [(first.setdefault(digest, index), index) for index, of in enumerate(digests) for digest in of.values()]
    return [pair for pair in pairs if pair[0] != pair[1]]


def _groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the indices below `count`, those that pairs connect together, each group ascending."""
    parent = list(range(count))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for one, other in pairs:
        parent[root(one)] = root(other)
    groups: dict[int, list[int]] = {}
    for index in range(count):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())


def _split_of(group: Sequence[GriddedSong]) -> str:
    """Return the split of the songs of a group, in the order of names, that have none given."""
    given = {song.split for song in group if song.given}
    for split in reversed(SPLITS):
        if split in given:
            return split
    percent = _hash(group[0]) % 100
    for split, share in _HELD_OUT.items():
        if percent < share:
            return split
        percent -= share
    return "train"


def _held_out_for_want(songs: Sequence[GriddedSong], groups: Iterable[list[int]]) -> list[int]:
    """Return the songs of the group that goes to `valid` where no song there can be measured on; the smallest one."""
    if any(song.split == "valid" and _is_measured_on(song) for song in songs):
        return []
    free = [group for group in groups if not any(songs[index].given for index in group)]
    fit = [group for group in free if any(_is_measured_on(songs[index]) for index in group)]
    return min(fit, key=lambda group: (len(group), _hash(songs[group[0]]))) if len(fit) > 1 else []


def _is_measured_on(song: GriddedSong) -> bool:
    """Return whether a training can be measured on a song: it has a pattern, and rows that its notes lie on."""
    tune = song.tunes.get("rows")
    return tune is not None and len(tune) >= PATTERN_ROWS and tune.fit >= VALID_FIT


def _hash(song: GriddedSong) -> int:
    return int.from_bytes(hashlib.sha256(song.name.encode()).digest()[:8])


def _leaking(songs: list[GriddedSong], digests: list[dict[str, bytes]], near: list[tuple[int, int]]) -> set[int]:
    """Return the songs of a given `train` that are the same or nearly the same as held-out ones."""
    held_out = {index for index, song in enumerate(songs) if song.split != "train"}
    held_out_tunes = {digest for index in held_out for digest in digests[index].values()}
    like_held_out = {one for pair in near for one, other in (pair, pair[::-1]) if other in held_out}
    like_held_out |= {index for index, of in enumerate(digests) if not held_out_tunes.isdisjoint(of.values())}
    return {index for index in like_held_out - held_out if songs[index].given}


def _without_equals(songs: list[GriddedSong], digests: list[dict[str, bytes]]) -> list[GriddedSong]:
    """Return the songs with those tunes that no better song has; better are given held-out ones, then given ones."""
    kept: dict[bytes, int] = {}
    for index in sorted(range(len(songs)), key=lambda i: (songs[i].split == "train", not songs[i].given)):
        for digest in digests[index].values():
            kept.setdefault(digest, index)
    different = [
        replace(song, tunes={grid: tune for grid, tune in song.tunes.items() if kept[of[grid]] == index})
        for index, (song, of) in enumerate(zip(songs, digests, strict=True))
    ]
    return [song for song in different if song.tunes]
