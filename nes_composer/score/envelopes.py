"""Edits of an envelope by hand. Each gives a legal envelope, wherever the hand goes."""

from __future__ import annotations

from dataclasses import replace

from nes_composer.score.instrument import LONGEST, Envelope

Place = tuple[int, int]
"""A tick from the onset on, and a value."""


def drawn(envelope: Envelope, start: Place, end: Place) -> Envelope:
    """Return the envelope with a straight line of values from one place to another, both included.

    Where the line goes beyond its end the envelope becomes longer; it keeps its last value up to the line.
    """
    start, end = _within(start), _within(end)
    longer = resized(envelope, max(len(envelope.values), start[0] + 1, end[0] + 1))
    values = list(longer.values)
    ticks, step = abs(end[0] - start[0]), 1 if end[0] > start[0] else -1
    for n in range(ticks + 1):
        share = n / ticks if ticks else 1.0
        values[start[0] + n * step] = round(start[1] + (end[1] - start[1]) * share)
    return replace(longer, values=tuple(values))


def resized(envelope: Envelope, count: int) -> Envelope:
    """Return the envelope with so many values, 1-LONGEST: cut off, or with the last one repeated.

    A loop or release point that is cut off is dropped.
    """
    count = min(max(count, 1), LONGEST)
    values = envelope.values[:count]
    values += values[-1:] * (count - len(values))
    release = envelope.release if envelope.release is not None and envelope.release < count else None
    loop = envelope.loop if envelope.loop is not None and envelope.loop < count else None
    return Envelope(values, loop, release)


def with_loop(envelope: Envelope, tick: int | None) -> Envelope:
    """Return the envelope with the loop point at a tick or the nearest possible one; None for without."""
    if tick is None:
        return replace(envelope, loop=None)
    held = len(envelope.values) if envelope.release is None else envelope.release
    return replace(envelope, loop=min(max(tick, 0), held - 1))


def with_release(envelope: Envelope, tick: int | None) -> Envelope:
    """Return the envelope with the release point at a tick or the nearest possible one; None for without.

    A loop point behind it moves before it. A single value is repeated, so that there is one to hold and one to end on.
    """
    if tick is None:
        return replace(envelope, release=None)
    longer = resized(envelope, max(len(envelope.values), 2))
    release = min(max(tick, 1), len(longer.values) - 1)
    loop = None if longer.loop is None else min(longer.loop, release - 1)
    return Envelope(longer.values, loop, release)


def _within(place: Place) -> Place:
    """Return a place that an envelope can have."""
    return min(max(place[0], 0), LONGEST - 1), place[1]
