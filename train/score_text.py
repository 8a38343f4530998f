"""Scores as text: readable by a musician, comparable line by line, legal on the chip once they are read.

A file starts with lines ``field: value``, all of them except ``roots`` needed. Sections follow, and the form puts them
together::

    title: An example
    source: own composition
    key: A minor
    ticks per row: 6
    rows per beat: 4
    beats per bar: 4
    duty: 2 1
    roots: C5 G3 E2
    form: A A

    ~beat: k:2 h s h

    [A]
    chords: Am | G:8 E7
    P1: A4 B4:2 C5:6 E5':4 | D5:8 B4
    P2: 1:2 5 8 5 1 5 8 5 | 1 5 8 5 1 5 8 5
    TR: 1*4 | 1*4
    NO: ~beat*4

``C#5:6`` is a note of six rows, ``-`` a rest. A length holds for what follows it on the line, which starts with one
beat; a chord lasts a bar unless it says otherwise. ``'`` halves what sounds, ``*4`` repeats, ``|`` has
to stand between bars. A number is a degree of the chord above it, an octave lower for each comma; the chord's root is
the lowest one from the voice's ``roots`` on. ``~name`` is the phrase of that name, written above. Drums are k(ick),
s(nare), h(i-hat) and o(pen hi-hat). ``duty`` is that of P1 and P2. Further lines of a voice go on where it stopped; a
voice without a line is silent. Empty lines, and those that start with ``#``, say nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.score import HIGHEST, LOWEST, MAX_VELOCITY, NO, P1, P2, TICK_RATE, VOICES, Score
from train.score_phrases import REST, Chord, Event, ScoreTextError, chord_of, expand, note_number, pitch_of, placed

_CHORDS = "chords"
_NEEDED = ("title", "source", "key", "ticks per row", "rows per beat", "beats per bar", "duty", "form")
_ROOTS = "C5 G3 E2"

_VELOCITY = (12, 9, MAX_VELOCITY)
_DRUMS = {"k": (2, 13, 2), "s": (10, 12, 2), "h": (15, 6, 1), "o": (14, 8, 3)}
"""Pitch, velocity and most rows of each drum."""

_LINE = re.compile(r"([^:]+):\s*(.+)")
_SECTION = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True)
class Piece:
    """A score with what its text says about it.

    Parameters
    ----------
    title
        What it is called.
    source
        Who composed it and when.
    key
        Tonic and mode: ``A minor``.
    score
        All of its rows.
    """

    title: str
    source: str
    key: str
    score: Score


@dataclass
class _Section:
    """Events of the chords and of each voice by name; `line` is where the section starts."""

    line: int
    events: dict[str, list[Event]] = field(default_factory=dict)


class _Header(dict[str, tuple[int, str]]):
    """Line and value of each field."""

    def numbers(self, name: str, count: int, low: int, high: int) -> list[int]:
        line, value = self[name]
        numbers = [int(word) for word in value.split() if re.fullmatch(r"\d{1,3}", word)]
        if len(value.split()) != count or len(numbers) != count or not all(low <= n <= high for n in numbers):
            raise ScoreTextError(line, f"{name} is {value!r}, not {count} of {low}-{high}")
        return numbers

    def roots(self) -> list[int]:
        line, value = self["roots"]
        roots = [note for word in value.split() if (note := note_number(word)) is not None]
        if len(value.split()) != NO or len(roots) != NO:
            raise ScoreTextError(line, f"roots is {value!r}, not {NO} notes")
        return roots

    def check_complete(self, line: int) -> None:
        missing = [name for name in _NEEDED if name not in self]
        if missing:
            raise ScoreTextError(line, f"the header above lacks {', '.join(missing)}")


@dataclass(frozen=True)
class _Setting:
    """What the header says about all sections."""

    rows_per_beat: int
    beats_per_bar: int
    duty: list[int]
    roots: list[int]

    @property
    def rows_per_bar(self) -> int:
        return self.rows_per_beat * self.beats_per_bar

    @classmethod
    def of(cls, header: _Header, line: int) -> _Setting:
        """Return the setting of a header, which has to be complete above `line`."""
        header.check_complete(line)
        (beat,), (bar,) = header.numbers("rows per beat", 1, 1, 16), header.numbers("beats per bar", 1, 1, 16)
        return cls(beat, bar, header.numbers("duty", 2, 0, 3), header.roots())


def parse(text: str) -> Piece:
    """Return the piece that a text describes.

    Raises
    ------
    ScoreTextError
        It describes none; the message names the line and the reason.
    """
    header, sections = _read(text)
    setting = _Setting.of(header, len(text.splitlines()))
    (ticks,) = header.numbers("ticks per row", 1, 1, 32)
    line, value = header["form"]
    form = value.split()
    for name in form:
        if name not in sections:
            raise ScoreTextError(line, f"the form has a section {name} that is not there")
    for name, section in sections.items():
        if name not in form:
            raise ScoreTextError(section.line, f"section {name} is not in the form")
    arrays = {name: _arrays(section, setting) for name, section in sections.items()}
    score = Score(
        **{what: np.concatenate([arrays[name][what] for name in form]) for what in arrays[form[0]]},
        rows_per_second=TICK_RATE / ticks,
        rows_per_beat=setting.rows_per_beat,
        beats_per_bar=setting.beats_per_bar,
    )
    return Piece(header["title"][1], header["source"][1], header["key"][1], score)


def _read(text: str) -> tuple[_Header, dict[str, _Section]]:
    """Return the header and the sections of a text."""
    header = _Header(roots=(0, _ROOTS))
    phrases: dict[str, list[Event]] = {}
    sections: dict[str, _Section] = {}
    section: _Section | None = None
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        if head := _SECTION.fullmatch(line):
            if head[1] in sections:
                raise ScoreTextError(number, f"a section {head[1]} stands above")
            section = sections[head[1]] = _Section(number)
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ScoreTextError(number, f"{line!r} is no field, section or voice")
        name, value = match.groups()
        if section is None and name in (*_NEEDED, "roots"):
            header[name] = number, value
        elif name.startswith("~"):
            phrases[name] = list(expand(value, number, phrases, _Setting.of(header, number).rows_per_beat))
        elif section is not None and name in VOICES:
            beat = _Setting.of(header, number).rows_per_beat
            section.events.setdefault(name, []).extend(expand(value, number, phrases, beat))
        elif section is not None and name == _CHORDS:
            bar = _Setting.of(header, number).rows_per_bar
            section.events.setdefault(name, []).extend(expand(value, number, phrases, bar, each_bar=True))
        else:
            raise ScoreTextError(number, f"{name!r} is no {'field' if section is None else 'voice'}")
    return header, sections


def _arrays(section: _Section, setting: _Setting) -> dict[str, NDArray[Any]]:
    """Return pitch, onset, velocity and timbre of a section, each [N, 4]."""
    events = {name: placed(found, setting.rows_per_bar) for name, found in section.events.items()}
    lengths = {name: sum(event.rows for event in found) for name, found in section.events.items()}
    rows = max(lengths.values(), default=0)
    if not rows or rows % setting.rows_per_bar or min(lengths.values()) < rows:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items()) or "none"
        raise ScoreTextError(
            section.line, f"its lines are not as many whole bars of {setting.rows_per_bar} rows: {told}"
        )
    arrays: dict[str, NDArray[Any]] = {
        name: np.zeros((rows, len(VOICES)), np.uint8) for name in ("pitch", "velocity", "timbre")
    }
    arrays["onset"] = np.zeros((rows, len(VOICES)), np.bool_)
    chords: list[Chord | None] = [None] * rows
    for start, event in events.get(_CHORDS, []):
        chords[start : start + event.rows] = [chord_of(event)] * event.rows
    for voice, name in enumerate(VOICES):
        for start, event in events.get(name, []):
            if event.symbol == REST:
                continue
            pitch, velocity, longest = _sound(event, voice, chords[start], setting)
            if not LOWEST[voice] <= pitch <= HIGHEST[voice]:
                raise ScoreTextError(event.line, f"{event.symbol} is outside the range of {name}")
            end = start + min(longest, (event.rows + 1) // 2 if event.short else event.rows)
            arrays["onset"][start, voice] = True
            arrays["pitch"][start:end, voice] = pitch
            arrays["velocity"][start:end, voice] = velocity
            arrays["timbre"][start:end, voice] = setting.duty[voice] if voice in (P1, P2) else 0
    return arrays


def _sound(event: Event, voice: int, chord: Chord | None, setting: _Setting) -> tuple[int, int, int]:
    """Return pitch, velocity and most rows of a note or drum."""
    if voice != NO:
        return pitch_of(event, chord, setting.roots[voice]), _VELOCITY[voice], event.rows
    if event.symbol not in _DRUMS:
        raise ScoreTextError(event.line, f"{event.symbol!r} is no drum")
    return _DRUMS[event.symbol]
