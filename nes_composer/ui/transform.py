"""A look and a listen at what an operation would make of the chosen notes, before it is done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from nes_composer.score import bundle, edits
from nes_composer.score.bundle import Change
from nes_composer.score.notes import notes_not_in
from nes_composer.score.score import Score, ScoreError
from nes_composer.score.song import Song
from nes_composer.ui.choice import chosen_notes, operate
from nes_composer.ui.desk import Desk
from nes_composer.ui.ghosts import Ghost
from nes_composer.ui.transport import Transport

_SOURCE = "transform"


class Transform(QObject):
    """Shows the result as ghosts and lets it be heard in place of the song, until it is taken or given up."""

    def __init__(self, desk: Desk, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._transport = desk, transport
        self._operation: Change | None = None
        desk.document.song_changed.connect(self._show)

    def show(self, operation: Change) -> str:
        """Show and sound what an operation would do; return why it cannot, empty if it can."""
        self._operation = operation
        return self._show()

    def hear(self) -> None:
        """Play from the first of the notes, or stop."""
        if self._transport.playing:
            self._transport.stop()
        else:
            self._transport.play(min((note.start for note in chosen_notes(self._desk)), default=0))

    def accept(self, verb: str) -> str:
        """Do it as one undo step; return why it cannot be done, empty if it is."""
        operation, self._operation = self._operation, None
        self._clear()
        try:
            if operation is not None:
                operate(self._desk, verb, operation)
        except ScoreError as error:
            return str(error)
        return ""

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._operation = None
        self._clear()

    def _show(self) -> str:
        operation = self._operation
        if operation is None:
            return ""
        score, notes = self._desk.document.score, chosen_notes(self._desk)
        try:
            result, _ = bundle.change(score, notes, operation)
        except ScoreError as error:
            self._clear()
            return str(error)
        self._desk.ghosts.show(_SOURCE, _ghosts(score, result, tuple({note.voice for note in notes})))
        self._transport.audition(lambda song: self._heard(song, score, result), _SOURCE)
        return ""

    def _heard(self, song: Song, score: Score, result: Score) -> Song:
        # A song that has changed meanwhile is shown anew in a moment.
        return replace(song, score=result) if song.score is score else song

    def _clear(self) -> None:
        self._desk.ghosts.show(_SOURCE, ())
        self._transport.audition(None, _SOURCE)


def _ghosts(before: Score, after: Score, voices: tuple[int, ...]) -> tuple[Ghost, ...]:
    """Return the notes that an operation makes otherwise."""
    new = notes_not_in(after, edits.with_length(before, len(after)))
    rows = np.flatnonzero(new.sounding.any(axis=1))
    if not len(rows):
        return ()
    first, end = int(rows[0]), int(rows[-1]) + 1
    return (Ghost(first, edits.rows_between(new, first, end), voices, strong=True),)
