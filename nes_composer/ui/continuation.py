"""Going on and filling: what is asked of the LSTM, and what comes back."""

from __future__ import annotations

import random
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from nes_composer.formats.history import Generation
from nes_composer.generation import passages
from nes_composer.generation.passages import Passage
from nes_composer.generation.requests import Continued, Died, Event, Failed, LstmReady, NotLoaded, Progress
from nes_composer.models.grids import GRIDS
from nes_composer.score.score import MAX_ROWS, VOICES
from nes_composer.score.song import Origin
from nes_composer.ui import labels
from nes_composer.ui.continue_settings import MOST_BARS, MOST_SEED, ContinueSettings
from nes_composer.ui.desk import Desk
from nes_composer.ui.model_link import ModelLink
from nes_composer.ui.takes import Offer, State, Takes
from nes_composer.ui.transport import Transport


class Keeper(Protocol):
    """Who keeps everything that a model makes."""

    def add(self, generation: Generation) -> object:
        """Keep this, too."""


class Continuation(QObject):
    """Asks for takes: after the chosen rows, or in them, or after the last note.

    Signals
    -------
    ready_changed
        There is an LSTM, or no longer.
    settings_changed
        Other settings, or another latest seed.
    told
        How far it is.
    failed
        Why it cannot go on, in one sentence.
    begun
        The row where takes are being drawn.

    Attributes
    ----------
    model : str
        Name and hash of the loaded checkpoint; empty while there is none.
    problem : str
        Why none could be loaded; empty when all is well.
    voices : tuple of int
        Those that the model is about.
    settings : ContinueSettings
    latest_seed : int or None
        That of the latest takes.
    takes : Takes
    """

    ready_changed = Signal()
    settings_changed = Signal()
    told = Signal(str)
    failed = Signal(str)
    begun = Signal(int)

    def __init__(
        self,
        desk: Desk,
        link: ModelLink,
        transport: Transport,
        history: Keeper | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._document, self._link, self._history = desk, desk.document, link, history
        self.model, self.problem = "", ""
        self.voices: tuple[int, ...] = ()
        self.settings = ContinueSettings()
        self.latest_seed: int | None = None
        self.takes = Takes(desk.document, desk.ghosts, transport, self)
        self._grid = GRIDS["rows"]
        self._request: int | None = None
        link.arrived.connect(self._receive)
        desk.document.travelled.connect(self._travelled)
        desk.document.opened.connect(self._give_up)

    @property
    def ready(self) -> bool:
        """Whether there is an LSTM."""
        return bool(self.model)

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._request is not None

    def set(self, settings: ContinueSettings) -> None:
        """Want something else from the next time on."""
        if settings != self.settings:
            self.settings = settings
            self.settings_changed.emit()

    # What the person does

    def run(self) -> None:
        """Go on after the chosen rows, or after the last note; fill the chosen rows if they are a hole."""
        voices = self._drawable()
        if not voices:
            return
        score, rows = self._document.score, self._desk.selection.rows
        if rows is not None and passages.is_hole(score, *rows, voices):
            self.fill()
            return
        bars = self.settings.bars
        row = rows[1] if rows is not None else passages.row_after_last_note(self._grid, score)
        length = bars * passages.bar_rows(self._grid, score)
        if row + length > MAX_ROWS:
            self.failed.emit(f"A song has at most {MAX_ROWS} rows")
            return
        self._ask("Continue", f"Continue by {_bars(bars)}", passages.onward(score, row, length, voices))

    def fill(self) -> None:
        """Draw the chosen rows anew, as what leads from what is before them to what follows."""
        voices = self._drawable()
        if not voices:
            return
        score, rows = self._document.score, self._desk.selection.rows
        if rows is None:
            self.failed.emit("Choose the rows to fill: Ctrl-drag in the ruler or in a roll")
            return
        bars, rest = divmod(rows[1] - rows[0], passages.bar_rows(self._grid, score))
        if bars + bool(rest) > MOST_BARS:
            self.failed.emit(f"At most {MOST_BARS} bars are filled at once: choose fewer")
            return
        length = f"{rows[1] - rows[0]} rows" if rest else _bars(bars)
        self._ask("Fill", f"Fill {length}", passages.hole(score, *rows, voices))

    def accept(self) -> None:
        """Put what is chosen into the song."""
        if self.takes.state is State.DRAWING:
            self.told.emit("The takes are still being drawn; Esc stops and keeps what there is")
        elif self.takes.on_offer and self.takes.accept():
            self.told.emit(self._document.undo_text)
        elif self.takes.state is State.ACCEPTED:
            self.told.emit("The song is the same: what the take would change is locked, or is there already")

    def cancel(self) -> bool:
        """Stop drawing, else reject what is on offer; return whether there was either."""
        if self._request is not None:
            self._link.client.cancel(self._request)
            self._request = None
            self.takes.stop()
            rows = self.takes.rows
            what = f"; Return accepts the {rows} rows that there are, Esc rejects them" if rows else ""
            self.told.emit(f"The takes were cancelled{what}")
            return True
        if self.takes.on_offer:
            self.takes.drop()
            self.told.emit("The takes were rejected")
            return True
        return False

    def put_away(self) -> None:
        """Drop all takes; what was accepted stays in the song."""
        self.cancel()
        self.takes.drop()

    # How that is done

    def _drawable(self) -> tuple[int, ...]:
        """Return the voices to draw; say why if there are none."""
        score = self._document.score
        wanted = tuple(voice for voice in self.settings.voices if voice in self.voices)
        free = tuple(voice for voice in wanted if voice not in self._document.song.locks.voices)
        if not self.ready:
            return ()
        if not passages.fits(self._grid, score):
            self.failed.emit(labels.misfit(self.model, self._grid, score))
            return ()
        if not wanted:
            self.failed.emit(f"Choose a voice to draw: {', '.join(VOICES[voice] for voice in self.voices)}")
        elif not free:
            self.failed.emit(
                f"Locked: {', '.join(VOICES[voice] for voice in wanted)}. Unlock or choose a voice to draw"
            )
        return free

    def _ask(self, action: str, text: str, passage: Passage) -> None:
        wanted, score = self.settings, self._document.score
        locked = self._document.song.locks.cells(score)[passage.row : passage.end, list(passage.voices)]
        if len(locked) == passage.rows and locked.all():
            self.failed.emit("All of these bars are locked")
            return
        seed = wanted.seed if wanted.seed is not None else random.SystemRandom().randint(0, MOST_SEED)
        self.latest_seed = seed
        # Before the request: what was drawn until now has no place any more.
        self.takes.begin(Offer(text, passage, Origin(action, self.model, seed, wanted.told)))
        self._request = self._link.client.continue_rows(
            passage.before,
            passage.rows,
            wanted.takes,
            wanted.sampling(seed),
            first_row=passage.first_row,
            voices=passage.voices,
            conditions=passage.conditions,
            after=passage.after,
        )
        self.settings_changed.emit()
        self._show_progress(0)
        self.begun.emit(passage.row)

    def _show_progress(self, rows: int) -> None:
        if self.takes.offer is not None:
            offer = self.takes.offer
            doing = "Filling" if offer.origin.action == "Fill" else "Continuing"
            self.told.emit(f"{doing}, seed {offer.origin.seed}: {rows} of {offer.passage.rows} rows · Esc cancels")

    def _receive(self, event: Event) -> None:
        match event:
            case LstmReady():
                self.model, self.problem = event.model, ""
                self.voices, self._grid = event.voices, event.grid
                self.ready_changed.emit()
            case NotLoaded(kind="lstm") if not self.ready:
                self.problem = event.message
                self.ready_changed.emit()
            case Died():
                self.model, self.problem = "", event.message
                self._stopped()
                self.ready_changed.emit()
            case Progress() if self._request == event.id:
                self.takes.stream(event.takes)
                self._show_progress(event.rows)
            case Continued() if self._request == event.id:
                self._finish(event)
            case Failed() if self._request == event.id:
                self._stopped()
                self.failed.emit(event.message)

    def _finish(self, answer: Continued) -> None:
        self._request = None
        self.takes.finish(answer.takes)
        offer = self.takes.offer
        assert offer is not None
        for number, take in enumerate(answer.takes, 1):
            if self._history is not None:
                made = Generation(offer.taken(str(number)), offer.passage.row, take.rows, offer.passage.voices)
                self._history.add(made)
        count = f"{len(answer.takes)} takes" if len(answer.takes) > 1 else "1 take"
        self.told.emit(f"{count}, seed {offer.origin.seed} · Tab: next · Return: accept · Esc: reject")

    def _stopped(self) -> None:
        """No more comes of what was asked for; what there is stays."""
        self._request = None
        self.takes.stop()

    def _travelled(self) -> None:
        if not self.takes.follow():
            self._give_up()

    def _give_up(self) -> None:
        """Drop all takes: they belonged to another state of the song."""
        if self._request is not None:
            self._link.client.cancel(self._request)
            self._request = None
        self.takes.drop()


def _bars(count: int) -> str:
    return "1 bar" if count == 1 else f"{count} bars"
