"""The song that is being edited, and every state that it has been in. No widgets."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nes_composer.driver.presets import default_instruments
from nes_composer.generation.passages import silence
from nes_composer.models.grids import GRIDS, ModelGrid
from nes_composer.score.score import Score
from nes_composer.score.song import Song
from nes_composer.ui.undo_states import BUDGET, States

_SAME_STEP_SECONDS = 0.8


class StepKey:
    """What makes small changes in quick succession, as of a wheel or a held arrow key, one undo step."""

    def __init__(self) -> None:
        self._key: object = object()
        self._used = 0.0

    def get(self) -> object:
        """Return the key of the latest step, or a new one after a pause."""
        now = time.monotonic()
        if now - self._used > _SAME_STEP_SECONDS:
            self._key = object()
        self._used = now
        return self._key

    def keep(self) -> object:
        """Return the key of the latest step, however long ago that was."""
        self._used = time.monotonic()
        return self._key

    def renew(self) -> None:
        """Start a new step."""
        self._key = object()


class Document(QObject):
    """The current song with undo and redo, as far back as `budget` bytes reach.

    Signals
    -------
    song_changed
        There is another song: an edit, undo, redo, or a file.
    history_changed
        What can be undone or redone, the path, or whether there are unsaved changes.
    travelled
        The song was replaced otherwise than by an edit (undo, redo, a file): what is still on its way
        belonged to the one before.
    opened
        A new song is being edited.
    told
        The first of its steps were given up, because there is no more memory for them.
    """

    song_changed = Signal()
    history_changed = Signal()
    travelled = Signal()
    opened = Signal()
    told = Signal(str)

    def __init__(self, parent: QObject | None = None, budget: int = BUDGET) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._states = States(empty_song(), budget)
        self._open_key: object = None
        self._saved = self.song

    @property
    def song(self) -> Song:
        """The song as it is now."""
        return self._states.song

    @property
    def score(self) -> Score:
        """The score of the song."""
        return self.song.score

    @property
    def open_key(self) -> object:
        """The key of the step that another change with the same key would replace; None after any other change."""
        return self._open_key

    @property
    def dirty(self) -> bool:
        """Whether the song differs from what was opened or saved last."""
        return self.song is not self._saved

    @property
    def untouched(self) -> bool:
        """Whether nothing was done since the song was opened."""
        return len(self._states) == 1 and not self.dirty

    @property
    def undo_text(self) -> str:
        """What undo would take back; empty if nothing."""
        return self._states.undo_text

    @property
    def redo_text(self) -> str:
        """What redo would do again; empty if nothing."""
        return self._states.redo_text

    def open(self, song: Song, path: Path | None = None) -> None:
        """Edit another song, from a file or a new one; the history begins anew."""
        self._states.begin(song)
        self._open_key = None
        self.path, self._saved = path, song
        self.travelled.emit()
        self.opened.emit()
        self.song_changed.emit()
        self.history_changed.emit()

    def change(self, text: str, edit: Callable[[Song], Song], key: object = None) -> None:
        """Apply an edit as one undo step.

        Parameters
        ----------
        text
            What is done, for the Edit menu: "Draw note".
        edit
            Song to song. Within a drag it always gets the song from before the drag, so that each
            movement of the mouse replaces the one before and nothing that was passed over is lost.
        key
            The same object for all calls of one drag makes them one step.

        Raises
        ------
        ScoreError
            The edit has no legal result; the song is as it was.
        """
        again = key is not None and key is self._open_key
        base = self._states.before if again else self.song
        song = edit(base)
        if _same(song, base):
            if again:
                self.cancel(key)
            return
        lost = self._states.lost
        if again:
            self._states.drop()
        self._states.add(song, text)
        self._open_key = key
        self.song_changed.emit()
        self.history_changed.emit()
        if self._states.lost and not lost:
            self.told.emit("The memory for undo is full: from now on the oldest steps are given up")

    def cancel(self, key: object) -> None:
        """Take back the step of a drag that is not over."""
        if key is not None and key is self._open_key:
            self._states.drop()
            self._open_key = None
            self.song_changed.emit()
            self.history_changed.emit()

    def annotate(self, edit: Callable[[Song], Song]) -> None:
        """Replace the song without an undo step: for what is learned about it, and for its first notes."""
        before = self.song
        self._states.replace(edit(before))
        if self._saved is before:
            self._saved = self.song
        self._open_key = None
        self.song_changed.emit()

    def undo(self) -> None:
        """Go back one step, also past a save."""
        self._travel(-1)

    def redo(self) -> None:
        """Go forward again."""
        self._travel(1)

    def mark_saved(self, song: Song, path: Path) -> None:
        """Note that `song`, which may be older than the current one, is what `path` holds."""
        self._saved, self.path = song, path
        self.history_changed.emit()

    def _travel(self, steps: int) -> None:
        if self._states.travel(steps):
            self._open_key = None
            self.travelled.emit()
            self.song_changed.emit()
            self.history_changed.emit()


def empty_song(patterns: int = 4, grid: ModelGrid = GRIDS["rows"]) -> Song:
    """Return a song of silent patterns on a model's grid, with the instruments that are shipped for it."""
    score = silence(grid, patterns * grid.pattern_rows)
    return Song(score, instruments=default_instruments(), rows_per_pattern=grid.pattern_rows)


def _same(a: Song, b: Song) -> bool:
    if a is b:
        return True
    texts = (a.title, a.author, a.game, a.model) == (b.title, b.author, b.game, b.model)
    texts = texts and (a.rows_per_pattern, a.locks) == (b.rows_per_pattern, b.locks)
    return texts and a.instruments == b.instruments and a.patterns == b.patterns and a.score == b.score
