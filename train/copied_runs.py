"""How long the passages are that music copies from other music, note for note, in whatever key.

The names of Karp, Miller & Rosenberg, Rapid Identification of Repeated Patterns in Strings, Trees and Arrays (1972):
each passage of 1, 2, 4 … rows gets a number, equal for equal passages and in their order, found by sorting pairs of
numbers of passages half as long. Sorted by the longest, every passage stands beside those it has most in common with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.codec import FIRST_PITCH
from nes_composer.score.score import LOWEST, NO

LEAST_ONSETS = 4
"""A run with fewer is a coincidence."""


def longest_runs(
    songs: Sequence[NDArray[np.uint8]], windows: NDArray[np.uint8], voices: tuple[int, ...]
) -> NDArray[np.int64]:
    """Return the rows of each window's longest passage that is in the songs, too, int64 [W].

    A passage is in a song if all voices together have the same tokens there, P1, P2 and TR moved by a common interval.
    It begins and ends on a row with an onset, and has at least `LEAST_ONSETS` of them: silence and held notes are
    nobody's.

    Parameters
    ----------
    songs
        Tokens of each, uint8 [rows, voices].
    windows : uint8 [W, N, voices]
    voices
        What the columns are.
    """
    count, rows = windows.shape[:2]
    text = _Text.of([*songs, *windows], voices)
    mine = np.arange(len(text.opened)) >= len(text.opened) - count * (rows + 1)
    common = _common_with_others(text, rows, mine)[mine].reshape(count, rows + 1)[:, :rows]
    onsets = (windows >= FIRST_PITCH).sum(-1)
    before = np.pad(np.cumsum(onsets, axis=1), ((0, 0), (1, 0)))  # [W, N + 1]
    row = np.arange(rows)
    end = row + common
    last_onset = np.maximum.accumulate(np.where(onsets > 0, row, -1), axis=1)
    trimmed = np.take_along_axis(last_onset, np.maximum(end - 1, 0), axis=1) - row + 1
    enough = np.take_along_axis(before, end, axis=1) - before[:, :-1] >= LEAST_ONSETS
    return np.asarray(np.where((onsets > 0) & enough, trimmed, 0).max(axis=1))


@dataclass(frozen=True)
class _Text:
    """Pieces of music one after the other, with an end that is like no other row after each.

    Parameters
    ----------
    closed : int64 [R]
        Number of each row; pitches are intervals from the pitch before, in the order of rows and voices.
    opened : int64 [R]
        The same for a row whose first pitch has none before: what a passage begins with.
    pitched : bool [R]
        Which rows have a pitch.
    """

    closed: NDArray[np.int64]
    opened: NDArray[np.int64]
    pitched: NDArray[np.bool_]

    @classmethod
    def of(cls, pieces: Sequence[NDArray[np.uint8]], voices: tuple[int, ...]) -> _Text:
        lengths = np.array([len(piece) for piece in pieces])
        ends = np.cumsum(lengths + 1) - 1
        tokens = np.zeros((int(ends[-1]) + 1, len(voices)), np.int64)
        music = np.ones(len(tokens), np.bool_)
        music[ends] = False
        tokens[music] = np.concatenate(pieces)
        is_pitch = (tokens >= FIRST_PITCH) & (np.array(voices) != NO)
        pitches = (tokens + LOWEST[list(voices)])[is_pitch]
        # Token by token: what is no pitch stays what it is, below a thousand; intervals are around two thousand.
        closed_tokens = tokens.copy()
        closed_tokens[is_pitch] = 2000 + np.diff(pitches, prepend=0)
        first = is_pitch & (np.cumsum(is_pitch, axis=1) == 1)
        closed, opened = (
            np.where(music, _row_numbers(each), -1 - np.arange(len(music)))
            for each in (closed_tokens, np.where(first, 1000, closed_tokens))
        )
        return cls(closed, opened, is_pitch.any(axis=1))


def _row_numbers(tokens: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number for each row of tokens below 4096, equal for equal rows."""
    return np.asarray((tokens << (12 * np.arange(tokens.shape[1]))).sum(axis=1))


def _common_with_others(text: _Text, longest: int, mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many rows from each of my rows on, int64 [R], are somewhere in the rest of the text, too."""
    levels = [_Names.of_rows(text)]
    while levels[-1].rows < longest:
        levels.append(levels[-1].doubled())
    order = np.argsort(levels[-1].opened, kind="stable")
    # The nearest that is not mine, before and behind each in the order of the names, has most in common with it.
    place = np.arange(len(order))
    others = ~mine[order]
    before = np.maximum.accumulate(np.where(others, place, 0))
    behind = np.minimum.accumulate(np.where(others, place, len(order) - 1)[::-1])[::-1]
    common = np.zeros(len(order), np.int64)
    for neighbour in (before, behind):
        there = others[neighbour] & mine[order]
        here, other = order[there], order[neighbour[there]]
        common[here] = np.maximum(common[here], _common(levels, here, other))
    return common


@dataclass(frozen=True)
class _Names:
    """Numbers of all passages of `rows` rows, for those within a passage (`closed`) and those that begin one."""

    rows: int
    closed: NDArray[np.int32]
    opened: NDArray[np.int32]
    pitched: NDArray[np.bool_]

    @classmethod
    def of_rows(cls, text: _Text) -> _Names:
        return cls(1, _named(text.closed), _named(text.opened), text.pitched)

    def doubled(self) -> _Names:
        """Return the names of passages twice as long."""
        closed_after, opened_after, pitched_after = (
            _moved(array, self.rows) for array in (self.closed, self.opened, self.pitched)
        )
        after = np.where(self.pitched, closed_after, opened_after)
        return _Names(
            2 * self.rows,
            _named(_pairs(self.closed, closed_after)),
            _named(_pairs(self.opened, after)),
            self.pitched | pitched_after,
        )


def _moved(array: NDArray[Any], rows: int) -> NDArray[Any]:
    """Return an array whose elements are those `rows` later; the last one, an end, stands for what is behind it."""
    return array[np.minimum(np.arange(len(array)) + rows, len(array) - 1)]


def _pairs(first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.int64]:
    return (first.astype(np.int64) << 32) | second


def _named(keys: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the rank of each key among the different ones."""
    order = np.argsort(keys)
    ordered = keys[order]
    ranks = np.empty(len(keys), np.int32)
    ranks[order] = np.cumsum(np.concatenate([[False], ordered[1:] != ordered[:-1]]))
    return ranks


def _common(levels: Sequence[_Names], one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many rows the passages from rows `one` and `other` on have in common."""
    common = np.zeros(len(one), np.int64)
    began = np.zeros(len(one), np.bool_)
    last = len(levels[0].closed) - 1
    for names in reversed(levels):
        here, there = np.minimum(one + common, last), np.minimum(other + common, last)
        equal = np.where(began, names.closed[here] == names.closed[there], names.opened[here] == names.opened[there])
        began |= equal & names.pitched[here]
        common += np.where(equal, names.rows, 0)
    return common
