"""Everything that a model ever made here: kept in a file, and put back into the song when it is wanted."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal

from nes_composer.formats import history
from nes_composer.formats.history import Entry, Generation, Page
from nes_composer.formats.report import FormatError
from nes_composer.generation import passages
from nes_composer.generation.requests import Died, Event, VaeReady
from nes_composer.models.grids import GRIDS
from nes_composer.score.edits import put, with_length
from nes_composer.score.score import MAX_ROWS
from nes_composer.score.song import Song
from nes_composer.ui.document import Document
from nes_composer.ui.model_link import ModelLink
from nes_composer.ui.selection import Selection
from nes_composer.ui.tasks import Tasks

__all__ = ["Entry", "Generation", "History"]

_PAGE = 100
_MOST_HELD = 200
"""Entries that are held at least; the file has the others, for whoever scrolls that far."""
_REST_MS = 1000


class History(QObject):
    """Collects generations; the file is read and written on other threads.

    Signals
    -------
    changed
        There are other entries.
    failed
        Why the file cannot be read or written, or an entry not be restored, in one sentence.

    Parameters
    ----------
    path
        The file; None keeps the latest entries only, and only as long as the program runs.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        link: ModelLink,
        tasks: Tasks,
        path: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._selection, self._tasks, self._path = document, selection, tasks, path
        self._model, self._grid = "", GRIDS["rows"]
        self._entries: list[Entry] = []
        self._step: object = None
        self._pending: dict[int, Entry] = {}
        self._lines: deque[tuple[Entry, bytes]] = deque()
        self._places: dict[int, int] = {}  # where the lines of entries begin, by id
        self._writing = Lock()
        self._reading = False
        # What this window adds itself stands after this byte: it is not read again.
        self._start = 0 if path is None else history.size(path)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._settle)
        link.arrived.connect(self._receive)
        self.read_older()

    @property
    def entries(self) -> Sequence[Entry]:
        """The latest entries that were made or read so far, the latest first."""
        return self._entries

    def add(self, generation: Generation, step: object = None) -> None:
        """Keep a generation.

        Parameters
        ----------
        generation
            What was made.
        step
            Of all that one drag makes at one row only the last is kept: pass the same object until it is over.
        """
        entry = Entry(round(time.time(), 3), generation)
        if step is None or step is not self._step:
            self._settle()
            self._step = step
        replaced = self._pending.pop(generation.row, None)
        if replaced is not None:
            # Pending ones are the latest, so that this looks at a few.
            del self._entries[next(i for i, other in enumerate(self._entries) if other is replaced)]
        self._entries.insert(0, entry)
        self._pending[generation.row] = entry
        if step is None:
            self._settle()
        else:
            self._rest.start()
        self.changed.emit()
        self._let_go()

    def read_older(self) -> None:
        """Read more of the file, if there is more."""
        path = self._path
        if path is not None and self._start and not self._reading:
            self._reading = True
            end = self._start
            self._tasks.run(lambda: history.latest(path, _PAGE, end), self._take_in)

    def restore(self, entry: Entry) -> None:
        """Put an entry back into the song as one undo step, but for what is locked."""
        made = entry.generation
        if self._end(self._document.song, made) > MAX_ROWS:
            self.failed.emit(f"A song has at most {MAX_ROWS} rows")
            return
        seed = "" if made.origin.seed is None else f" (seed {made.origin.seed})"
        self._document.change(f"Restore {made.origin.action}{seed}", lambda song: self.restored(song, entry))

    def restored(self, song: Song, entry: Entry) -> Song:
        """Return the song with an entry put back.

        Where the entry has a latent point, that is the chosen pattern; else the rows that it was made for, and the
        song grows as far as they need. Points of another checkpoint than the one in use mean nothing: the notes come
        back alone.
        """
        made = entry.generation
        if self._is_point(song, made):
            return self._with_point(song, made)
        room = with_length(song.score, max(len(song.score), min(self._end(song, made), MAX_ROWS)))
        return song.by_model(put(room, self._row(song, made), made.rows, made.voices))

    def close(self) -> None:
        """Write what is not written yet; the tasks have to go on until that is done."""
        self._settle()

    def _is_point(self, song: Song, made: Generation) -> bool:
        known = made.z is not None and made.origin.model == self._model and len(made.rows) == self._grid.pattern_rows
        return known and passages.fits(self._grid, song.score)

    def _with_point(self, song: Song, made: Generation) -> Song:
        assert made.z is not None
        if song.model != made.origin.model or song.rows_per_pattern != self._grid.pattern_rows:
            song = song.divided(made.origin.model, self._grid.pattern_rows)
        index = min(self._selection.pattern, len(song.patterns) - 1)
        return song.with_point(index, made.z, made.rows, made.voices, made.origin)

    def _row(self, song: Song, made: Generation) -> int:
        return made.row if made.z is None else self._selection.pattern * song.rows_per_pattern

    def _end(self, song: Song, made: Generation) -> int:
        return self._row(song, made) + len(made.rows)

    def _settle(self) -> None:
        """Take the pending entries for final."""
        self._rest.stop()
        entries, self._pending, self._step = list(self._pending.values()), {}, None
        if self._path is None:
            return
        for entry in entries:
            try:
                self._lines.append((entry, history.encoded(entry)))
            except FormatError as error:
                self.failed.emit(str(error))
        if self._lines:
            self._tasks.run(self._write, lambda _, error: self.failed.emit(str(error)) if error else None)

    def _write(self) -> None:
        """Write all lines that wait, in their order; one that cannot be written goes on waiting."""
        assert self._path is not None
        with self._writing:
            while self._lines:
                entry, line = self._lines[0]
                self._places[id(entry)] = history.append(self._path, line)
                self._lines.popleft()

    def _let_go(self) -> None:
        """Hold no more entries than anybody looks at, a page at a time."""
        if len(self._entries) < _MOST_HELD + _PAGE or self._reading:
            return
        if self._path is not None:
            start = self._places.get(id(self._entries[_MOST_HELD - 1]))
            if start is None:  # not written yet, perhaps because the disk is full
                return
            self._start = start
        for entry in self._entries[_MOST_HELD:]:
            self._places.pop(id(entry), None)
        del self._entries[_MOST_HELD:]
        self.changed.emit()

    def _take_in(self, page: Page | None, error: Exception | None) -> None:
        self._reading = False
        if page is None:
            self._start = 0
            self.failed.emit(str(error))
            return
        self._start = page.start
        if page.entries:
            self._entries.extend(page.entries)
            self._places.update(zip(map(id, page.entries), page.places, strict=True))
            self.changed.emit()

    def _receive(self, event: Event) -> None:
        match event:
            case VaeReady():
                self._model, self._grid = event.model, event.grid
            case Died():
                self._model = ""
