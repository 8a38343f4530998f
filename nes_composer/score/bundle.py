"""Notes taken out of a score with all their rows, as arrays: what operations on many notes at once work on.

Where a note is written over another, the older one ends there; the rest of a note whose start is
overwritten goes with it, as in :mod:`nes_composer.score.edits`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.score.edits import with_length
from nes_composer.score.notes import Note, note_at, note_table
from nes_composer.score.score import FIELDS, VOICES, Score

Ints = NDArray[np.int64]

_FIELDS = ("start", "length", "pitch", "velocity")
"""Of a note and of a row of its voice's table."""

_FEW = 64
"""Notes that are looked for one by one sooner than all at once."""


@dataclass(frozen=True, eq=False)
class Bundle:
    """Notes with velocity and timbre row by row.

    Parameters
    ----------
    voice, start, length, pitch : int64 [n]
        One of each for a note; lengths in rows, at least 1.
    velocity, timbre : uint8 [m]
        One of each for a row of a note, note after note; m is the sum of all lengths.
    """

    voice: Ints
    start: Ints
    length: Ints
    pitch: Ints
    velocity: NDArray[np.uint8]
    timbre: NDArray[np.uint8]

    def __len__(self) -> int:
        """Return the number of notes."""
        return len(self.start)

    @property
    def end(self) -> Ints:
        """The first row after each note, int64 [n]."""
        return self.start + self.length

    @property
    def first(self) -> int:
        """The row on which the first of them starts; 0 without any."""
        return int(self.start.min()) if len(self) else 0

    @property
    def last(self) -> int:
        """The first row after all of them; 0 without any."""
        return int(self.end.max()) if len(self) else 0

    @property
    def number(self) -> Ints:
        """Which note each row is of, int64 [m]."""
        return np.repeat(np.arange(len(self)), self.length)

    @property
    def place(self) -> Ints:
        """Which row of its note each row is, from 0, int64 [m]."""
        return np.arange(len(self.velocity)) - np.repeat(np.cumsum(self.length) - self.length, self.length)

    def picked(self, which: NDArray[np.bool_] | Ints) -> Bundle:
        """Return some of the notes, by a mask or by their numbers."""
        return self.cut(np.arange(len(self))[which])

    def cut(self, numbers: Ints, lengths: Ints | None = None, places: Ints | None = None) -> Bundle:
        """Return notes by their numbers, in other lengths if told so.

        Parameters
        ----------
        numbers : int64 [k]
            Which note each one is; one may come several times.
        lengths : int64 [k]
            How long each becomes; as long as it is unless told otherwise.
        places : int64 [sum of lengths]
            Which of its rows each row sounds like; the same one, or its last, unless told otherwise.
        """
        lengths = self.length[numbers] if lengths is None else lengths
        of = np.repeat(numbers, lengths)
        if places is None:
            places = np.arange(len(of)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        row = (np.cumsum(self.length) - self.length)[of] + np.minimum(places, self.length[of] - 1)
        return Bundle(
            self.voice[numbers],
            self.start[numbers],
            lengths,
            self.pitch[numbers],
            self.velocity[row],
            self.timbre[row],
        )


Change = Callable[[Bundle], Bundle]
"""An operation: what becomes of the notes."""


def take(score: Score, notes: Sequence[Note]) -> Bundle:
    """Return notes of a score with their rows, ordered by start and voice; what lies outside the score is left out."""
    voice, start, length, pitch = columns(notes, "voice", "start", "length", "pitch")
    inside = np.flatnonzero((start >= 0) & (length > 0) & (start + length <= len(score)))
    order = inside[np.lexsort((voice[inside], start[inside]))]
    voice, start, length, pitch = voice[order], start[order], length[order], pitch[order]
    of = np.repeat(np.arange(len(start)), length)
    row = start[of] + np.arange(len(of)) - np.repeat(np.cumsum(length) - length, length)
    return Bundle(voice, start, length, pitch, score.velocity[row, voice[of]], score.timbre[row, voice[of]])


def write(score: Score, bundle: Bundle, instead_of: Bundle | None = None) -> Score:
    """Write notes into a score, later ones over earlier ones; those they come instead of are erased before.

    A score that is too short grows to whole bars.

    Raises
    ------
    ScoreError
        A note is not one that its voice can play, or the score would have too many rows.
    ValueError
        A note starts before the score.
    """
    if bundle.first < 0:
        raise ValueError(f"a note starts on row {bundle.first}")
    if bundle.last > len(score):
        score = with_length(score, -(-bundle.last // score.rows_per_bar) * score.rows_per_bar)
    arrays: dict[str, Any] = {name: getattr(score, name).copy() for name in FIELDS}
    # Which note each cell is of: those of the score by their count, those that are written after them.
    owner = np.cumsum(score.onset, axis=0, dtype=np.int64)
    if instead_of is not None:
        gone = instead_of.start[instead_of.number] + instead_of.place, instead_of.voice[instead_of.number]
        for name in FIELDS:
            arrays[name][gone] = 0
    bundle = bundle.picked(np.argsort(bundle.start, kind="stable"))
    number, place = bundle.number, bundle.place
    cells = bundle.start[number] + place, bundle.voice[number]
    # Of values for the same cell the last one stays: where notes overlap, the later one ends the earlier one.
    arrays["pitch"][cells] = np.clip(bundle.pitch, 0, 255)[number]
    arrays["onset"][cells] = place == 0
    arrays["velocity"][cells] = bundle.velocity
    arrays["timbre"][cells] = bundle.timbre
    owner[cells] = len(score) + 1 + number
    return without_lost_rows(score, arrays, owner)


def without_lost_rows(score: Score, arrays: dict[str, Any], owner: Ints) -> Score:
    """Return the score with new arrays [N, 4], where held rows are silenced whose note is no longer before them.

    Parameters
    ----------
    arrays
        The four arrays of a score by name; they are changed.
    owner : int64 [N, 4]
        Which note each cell is of, where it sounds.
    """
    sounding, row = arrays["pitch"] > 0, np.arange(len(owner))[:, None]
    # A stretch of cells of one note sounds only if the note starts with it.
    begins = sounding.copy()
    begins[1:] &= (owner[1:] != owner[:-1]) | ~sounding[:-1]
    begin = np.maximum.accumulate(np.where(begins, row, 0), axis=0)
    lost = sounding & ~np.take_along_axis(arrays["onset"], begin, axis=0)
    for name in FIELDS:
        arrays[name][lost] = 0
    return replace(score, **arrays)


def change(score: Score, notes: Sequence[Note], operation: Change) -> tuple[Score, tuple[Note, ...]]:
    """Return the score after an operation on some of its notes, and what these are then, as far as they are left.

    Raises
    ------
    ScoreError
        As of :func:`write`.
    """
    before = take(score, notes)
    after = operation(before)
    score = write(score, after, before)
    return score, starting(score, after)


def starting(score: Score, bundle: Bundle) -> tuple[Note, ...]:
    """Return the notes of a score that start where those of the bundle do."""
    return tuple(chain(*(notes_on(score, voice, bundle.start[bundle.voice == voice]) for voice in range(len(VOICES)))))


def notes_on(score: Score, voice: int, rows: Ints | None = None) -> list[Note]:
    """Return the notes of a voice that start on given rows, or all of them, ordered by start."""
    table = note_table(score, voice)
    if rows is not None:
        table = table[np.isin(table["start"], rows)]
    timbre = score.timbre[table["start"], voice].tolist()
    notes = zip(table.tolist(), timbre, strict=True)
    return [_note(voice, start, length, pitch, velocity, t) for (start, length, pitch, velocity), t in notes]


def _note(voice: int, start: int, length: int, pitch: int, velocity: int, timbre: int) -> Note:
    """Return a note in a third of the time that its constructor takes: a whole song has 20,000 of them."""
    note: Note = object.__new__(Note)
    values = note.__dict__
    values["voice"], values["start"], values["length"] = voice, start, length
    values["pitch"], values["velocity"], values["timbre"] = pitch, velocity, timbre
    return note


def still_there(score: Score, notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return those of the notes that a score has."""
    if len(notes) <= _FEW:
        return tuple(note for note in notes if note_at(score, note.voice, note.start) == note)
    voices, *values, timbre = columns(notes, "voice", *_FIELDS, "timbre")
    kept = np.zeros(len(notes), np.bool_)
    for voice in range(len(VOICES)):
        table, of = note_table(score, voice), np.flatnonzero(voices == voice)
        place = np.searchsorted(table["start"], values[0][of])
        of, place = of[place < len(table)], place[place < len(table)]
        found = table[place]
        same = score.timbre[found["start"], voice] == timbre[of]
        for name, column in zip(_FIELDS, values, strict=True):
            same &= found[name] == column[of]
        kept[of] = same
    return (
        tuple(notes) if kept.all() else tuple(note for note, there in zip(notes, kept.tolist(), strict=True) if there)
    )


def columns(notes: Sequence[Note], *names: str) -> list[Ints]:
    """Return fields of notes by their names, int64 [n] each."""
    return [np.fromiter(map(attrgetter(name), notes), np.int64, len(notes)) for name in names]
