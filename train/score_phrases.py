"""Phrases as text: the tokens of a line become events with rows. `score_text` says how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

REST, BAR_LINE = "-", "|"

_TOKEN = re.compile(r"(?P<symbol>[^\s:'*|]+)(?P<short>')?(?::(?P<rows>[1-9]\d?))?(?:\*(?P<times>[1-9]\d?))?")
_NOTE = re.compile(r"([A-G])([#b]?)(\d)")
_CHORD = re.compile(r"([A-G])([#b]?)(m7|maj7|dim7|dim|aug|sus4|m|7|)")
_DEGREE = re.compile(r"([1-9]\d?)(,*)")

_SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"#": 1, "b": -1, "": 0}
_QUALITIES = {
    "": (4, 7, 10),
    "7": (4, 7, 10),
    "maj7": (4, 7, 11),
    "m": (3, 7, 10),
    "m7": (3, 7, 10),
    "sus4": (5, 7, 10),
    "dim": (3, 6, 9),
    "dim7": (3, 6, 9),
    "aug": (4, 8, 10),
}
"""Third, fifth and seventh of a chord in semitones above its root."""


class ScoreTextError(ValueError):
    """Text that is no score; the message names the line and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")


@dataclass(frozen=True)
class Event:
    """A token of a line.

    Parameters
    ----------
    symbol
        Note, degree, drum, chord, rest or bar line.
    rows
        Length; 0 for a bar line.
    short
        It sounds for half of its length only.
    line
        Where it stands, from 1.
    """

    symbol: str
    rows: int
    short: bool
    line: int


@dataclass(frozen=True)
class Chord:
    """A chord: pitch class of its root, and its third, fifth and seventh in semitones above that."""

    root: int
    third: int
    fifth: int
    seventh: int

    def degree(self, degree: int) -> int:
        """Return how many semitones a degree lies above the root; 8 is the octave, 10 the third above it."""
        octave, step = divmod(degree - 1, 7)
        return 12 * octave + (0, 2, self.third, 5, self.fifth, 9, self.seventh)[step]


def expand(
    text: str, line: int, phrases: Mapping[str, Sequence[Event]], length: int, each_bar: bool = False
) -> Iterator[Event]:
    """Yield the events of a line, its phrases and repetitions written out.

    Parameters
    ----------
    text
        Tokens with spaces between them.
    line
        Where it stands.
    phrases
        By name, with the leading ``~``.
    length
        Rows of the first events, until one has its own.
    each_bar
        A bar line brings that length back.

    Raises
    ------
    ScoreTextError
        A token cannot be read, or its phrase is not known yet.
    """
    rows = length
    for token in text.split():
        if token == BAR_LINE:
            rows = length if each_bar else rows
            yield Event(BAR_LINE, 0, False, line)
            continue
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise ScoreTextError(line, f"{token!r} is no note, rest, phrase or bar line")
        times = int(match["times"] or 1)
        if match["symbol"].startswith("~"):
            if match["symbol"] not in phrases:
                raise ScoreTextError(line, f"no phrase {match['symbol']} stands above")
            for _ in range(times):
                yield from phrases[match["symbol"]]
        else:
            rows = int(match["rows"] or rows)
            for _ in range(times):
                yield Event(match["symbol"], rows, match["short"] is not None, line)


def placed(events: Iterable[Event], rows_per_bar: int) -> list[tuple[int, Event]]:
    """Return events with the row on which each starts.

    Raises
    ------
    ScoreTextError
        A bar line does not stand between bars.
    """
    row, result = 0, []
    for event in events:
        if event.symbol == BAR_LINE and row % rows_per_bar:
            raise ScoreTextError(
                event.line, f"bar {row // rows_per_bar + 1} has {row % rows_per_bar} rows of {rows_per_bar}"
            )
        if event.symbol != BAR_LINE:
            result.append((row, event))
        row += event.rows
    return result


def chord_of(event: Event) -> Chord:
    """Return the chord that an event names; raises `ScoreTextError` if it names none."""
    match = _CHORD.fullmatch(event.symbol)
    if match is None:
        raise ScoreTextError(event.line, f"{event.symbol!r} is no chord")
    letter, accidental, quality = match.groups()
    return Chord((_SEMITONES[letter] + _ACCIDENTALS[accidental]) % 12, *_QUALITIES[quality])


def note_number(name: str) -> int | None:
    """Return the MIDI number of a note name, C4 = 60; None if it is no note name."""
    match = _NOTE.fullmatch(name)
    if match is None:
        return None
    letter, accidental, octave = match.groups()
    return 12 * (int(octave) + 1) + _SEMITONES[letter] + _ACCIDENTALS[accidental]


def pitch_of(event: Event, chord: Chord | None, lowest_root: int) -> int:
    """Return the MIDI number of a note or of a degree of the chord, whose root is put next above `lowest_root`.

    Raises
    ------
    ScoreTextError
        It is neither, or there is no chord.
    """
    note = note_number(event.symbol)
    if note is not None:
        return note
    match = _DEGREE.fullmatch(event.symbol)
    if match is None:
        raise ScoreTextError(event.line, f"{event.symbol!r} is no note")
    if chord is None:
        raise ScoreTextError(event.line, f"degree {event.symbol} without a chord")
    root = lowest_root + (chord.root - lowest_root) % 12
    return root + chord.degree(int(match[1])) - 12 * len(match[2])
