"""Operations in time: where notes start and how long they are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from nes_composer.score.bundle import Bundle, Ints
from nes_composer.score.lines import Lines
from nes_composer.score.notes import note_table
from nes_composer.score.score import Score


def moved(bundle: Bundle, rows: int, end: int) -> Bundle:
    """Shift notes by `rows`, all by the same, as far as they stay within rows 0 to `end` (exclusive)."""
    rows = max(-bundle.first, min(rows, max(end - bundle.last, 0)))
    return replace(bundle, start=bundle.start + rows)


def reversed_in_time(bundle: Bundle, first: int | None = None, end: int | None = None) -> Bundle:
    """Let the last note come first within rows `first` to `end`, or from the first note to the end of the last.

    Each note itself sounds forwards, as it begins with its attack.
    """
    first = bundle.first if first is None else first
    end = bundle.last if end is None else end
    return replace(bundle, start=first + end - bundle.end)


def stretched(bundle: Bundle, factor: Fraction) -> Bundle:
    """Give notes `factor` times their length and their distance from the first one, in whole rows and at least one."""
    first = bundle.first
    # Both ends are rounded: what touched still touches.
    start, end = (_scaled(rows - first, factor) for rows in (bundle.start, bundle.end))
    lengths = np.maximum(end - start, 1)
    number = np.repeat(np.arange(len(bundle)), lengths)
    place = np.arange(len(number)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    longer = bundle.cut(np.arange(len(bundle)), lengths, place * bundle.length[number] // lengths[number])
    return replace(longer, start=first + start)


def quantised(bundle: Bundle, lines: Lines, share: float, end: int) -> Bundle:
    """Move starts by a share (0-1) of the way to the nearest line before `end`; only what would go beyond `end` is cut.

    Of notes of a voice that come to the same row the last one is left.
    """
    last = lines.down(end - 1)
    nearest = np.array([min(lines.nearest(row), last) for row in bundle.start.tolist()], np.int64)
    start = bundle.start + np.floor((nearest - bundle.start) * share + 0.5).astype(np.int64)
    shorter = bundle.cut(np.arange(len(bundle)), np.minimum(bundle.length, end - start))
    return replace(shorter, start=start)


def lengthened(bundle: Bundle, rows: int, end: int) -> Bundle:
    """Make notes longer by `rows`, or shorter where negative: at least one row, at most up to `end`.

    The rows that a note gains sound like its last one.
    """
    lengths = np.clip(bundle.length + rows, 1, np.maximum(end - bundle.start, 1))
    return bundle.cut(np.arange(len(bundle)), lengths)


def legato(bundle: Bundle, score: Score) -> Bundle:
    """Let each note last up to the next one of its voice in the score; the last one of a voice stays as it is."""
    lengths = bundle.length.copy()
    for voice in np.unique(bundle.voice).tolist():
        starts, of = note_table(score, voice)["start"], np.flatnonzero(bundle.voice == voice)
        after = np.searchsorted(starts, bundle.start[of], side="right")
        of, after = of[after < len(starts)], after[after < len(starts)]
        lengths[of] = starts[after] - bundle.start[of]
    return bundle.cut(np.arange(len(bundle)), lengths)


def _scaled(rows: Ints, factor: Fraction) -> Ints:
    """Return `rows` times `factor`, rounded to whole ones, halves upwards."""
    return (2 * rows * factor.numerator + factor.denominator) // (2 * factor.denominator)
