"""Rows put into a song and taken out of it, with what is known of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from nes_composer.score import edits
from nes_composer.score.bundle import Ints, without_lost_rows
from nes_composer.score.chain import unused_names
from nes_composer.score.locks import Locks
from nes_composer.score.score import FIELDS, MAX_ROWS, ScoreError
from nes_composer.score.song import Pattern, Song


def inserted(song: Song, row: int, count: int) -> Song:
    """Return the song with `count` more rows before `row`: silent, but a note that is held over the place lasts longer.

    Raises
    ------
    ScoreError
        The song would have too many rows.
    """
    score = song.score
    if len(score) + count > MAX_ROWS:
        raise ScoreError(f"{len(score) + count} rows are more than the {MAX_ROWS} that a song may have")
    held = score.sounding[row] & ~score.onset[row] if row < len(score) else np.zeros(4, np.bool_)
    arrays: dict[str, Any] = {}
    for name in FIELDS:
        values = getattr(score, name)
        last = values[row - 1] * held if row and name != "onset" else np.zeros(4, values.dtype)
        arrays[name] = np.concatenate(
            [values[:row], np.repeat(last[None].astype(values.dtype), count, 0), values[row:]]
        )
    came_from = np.concatenate([np.arange(row), np.full(count, -1), np.arange(row, len(score))])
    return _rearranged(song, replace(song, score=replace(score, **arrays)), came_from)


def deleted(song: Song, first: int, end: int) -> Song:
    """Return the song without the rows `first` to `end` (exclusive); one silent pattern if those were all.

    What is left of a note whose start is taken out goes with it.
    """
    score = song.score
    left = np.concatenate([np.arange(first), np.arange(end, len(score))])
    if not len(left):
        silent = edits.with_length(edits.rows_between(score, 0, 0), song.rows_per_pattern)
        return replace(song, score=silent, patterns=(Pattern(),), locks=Locks(song.locks.voices))
    owner = np.cumsum(score.onset, axis=0, dtype=np.int64)[left]
    shorter = without_lost_rows(score, {name: getattr(score, name)[left] for name in FIELDS}, owner)
    return _rearranged(song, replace(song, score=shorter), left)


def _rearranged(before: Song, after: Song, came_from: Ints) -> Song:
    """Return `after` with the patterns and locked bars of `before` where their rows are now.

    A pattern whose rows are together and begin it keeps all that is known of it; of one that has other rows, its name
    at most. A bar with rows of a locked one is locked.

    Parameters
    ----------
    came_from : int64 [N]
        Which row of `before` each row of `after` was, -1 for none.
    """
    rows, bar = before.rows_per_pattern, before.score.rows_per_bar
    whole = [
        _whole(came_from[first : first + rows], rows, len(before.score)) for first in range(0, len(came_from), rows)
    ]
    moved = any(index is not None and index != place for place, index in enumerate(whole))
    names = [before.name_of(index) for index in range(len(before.patterns))]
    new = iter(unused_names(names))
    patterns = []
    for place, index in enumerate(whole):
        if index is not None:
            kept = before.patterns[index]
            patterns.append(replace(kept, name=names[index]) if moved else kept)
        elif moved:
            patterns.append(Pattern(name=next(new)))
        else:
            patterns.append(Pattern(name=before.patterns[place].name if place < len(before.patterns) else ""))
    locked = np.isin(came_from // bar, list(before.locks.bars)) & (came_from >= 0)
    bars = frozenset(np.unique(np.flatnonzero(locked) // bar).tolist())
    return replace(after, patterns=tuple(patterns), locks=Locks(before.locks.voices, bars))


def _whole(came_from: Ints, rows: int, end: int) -> int | None:
    """Return which pattern rows are that came from there: all of one, in their order; None if of no single one."""
    index = int(came_from[0]) // rows
    count = min(rows, end - index * rows)
    same = len(came_from) == count and (came_from == index * rows + np.arange(count)).all()
    return index if came_from[0] >= 0 and same else None
