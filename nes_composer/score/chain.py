"""The chain of patterns that a song is: adding, copying, moving, deleting and naming them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

from nes_composer.score import edits
from nes_composer.score.locks import Locks
from nes_composer.score.score import MAX_ROWS, ScoreError
from nes_composer.score.song import Pattern, Song, letter

MOST_NAME = 24
"""Characters of a pattern's name."""


def rearranged(song: Song, order: Sequence[int | None]) -> Song:
    """Return the song with its patterns in another order.

    Notes, latent points, names and locked bars go with their patterns. A short last pattern is filled up with silence
    unless it stays the last.

    Parameters
    ----------
    order
        For each pattern to come which one it was; one may come several times or not at all. None is a new, silent one.

    Raises
    ------
    ScoreError
        None is left, or more rows than a score may have.
    """
    if not order:
        raise ScoreError("a song has at least one pattern")
    rows, last = song.rows_per_pattern, len(song.patterns) - 1
    if len(order) * rows > MAX_ROWS + rows - 1:
        raise ScoreError(f"{len(order)} patterns are more than the {MAX_ROWS} rows that a song may have")
    pieces = []
    for first, end in _neighbours(order):
        index = order[first]
        if index is None:
            pieces.append(edits.with_length(edits.rows_between(song.score, 0, 0), rows))
            continue
        # What stays side by side is cut out in one piece: a note held from one pattern into the next stays whole.
        piece = edits.rows_between(song.score, index * rows, (index + end - first) * rows)
        pieces.append(
            piece if end == len(order) and order[-1] == last else edits.with_length(piece, rows * (end - first))
        )
    # Names stay with what they name, also those that were a place's letter.
    names = [song.name_of(index) for index in range(len(song.patterns))]
    named = iter(unused_names(names))
    patterns = [
        Pattern(name=next(named)) if index is None else replace(song.patterns[index], name=names[index])
        for index in order
    ]
    locks = Locks(song.locks.voices, _bars(song, order))
    return replace(song, score=edits.join(pieces), patterns=tuple(patterns), locks=locks)


def added(song: Song, place: int) -> Song:
    """Return the song with a silent pattern before the one at `place`, or after the last."""
    order: list[int | None] = list(range(len(song.patterns)))
    return rearranged(song, [*order[:place], None, *order[place:]])


def duplicated(song: Song, chosen: Iterable[int]) -> Song:
    """Return the song with copies of the chosen patterns after the last of them, each named as its original."""
    order, copies = list(range(len(song.patterns))), sorted(chosen)
    place = copies[-1] + 1
    return rearranged(song, [*order[:place], *copies, *order[place:]])


def deleted(song: Song, chosen: Iterable[int]) -> Song:
    """Return the song without the chosen patterns; if that were all of them, with one silent one."""
    gone = set(chosen)
    return rearranged(song, [index for index in range(len(song.patterns)) if index not in gone] or [None])


def moved(song: Song, chosen: Iterable[int], place: int) -> Song:
    """Return the song with the chosen patterns, in their order, before the one that was at `place`, or at the end."""
    taken = sorted(chosen)
    before = [index for index in range(place) if index not in taken]
    after = [index for index in range(place, len(song.patterns)) if index not in taken]
    return rearranged(song, [*before, *taken, *after])


def renamed(song: Song, index: int, name: str) -> Song:
    """Return the song with another name of a pattern; an empty one is the letter of its place."""
    patterns = list(song.patterns)
    patterns[index] = replace(patterns[index], name=" ".join(name.split())[:MOST_NAME])
    return replace(song, patterns=tuple(patterns))


def _neighbours(order: Sequence[int | None]) -> list[tuple[int, int]]:
    """Return the longest stretches [first, end) of `order` in which patterns follow each other as before."""
    before = [None, *order[:-1]]
    starts = [place for place, (a, b) in enumerate(zip(before, order, strict=True)) if a is None or b != a + 1]
    return list(zip(starts, [*starts[1:], len(order)], strict=True))


def unused_names(names: Sequence[str]) -> Iterable[str]:
    """Yield the letters that no pattern has."""
    return (name for name in map(letter, count()) if name not in names)


def _bars(song: Song, order: Sequence[int | None]) -> frozenset[int]:
    """Return the locked bars where they are after `order`, each known by the row that it begins on."""
    bar, rows = song.score.rows_per_bar, song.rows_per_pattern
    places = [(b * bar // rows, b * bar % rows) for b in song.locks.bars]
    return frozenset(
        (place * rows + row) // bar for place, index in enumerate(order) for at, row in places if at == index
    )
