"""Takes on offer: seen as ghosts, heard at the playhead, mixed voice by voice; in the song once they are accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from nes_composer.generation import passages
from nes_composer.generation.passages import Passage
from nes_composer.models.take import Take, merged
from nes_composer.score.edits import rows_between
from nes_composer.score.score import VOICES, Score
from nes_composer.score.song import Origin, Song
from nes_composer.ui.document import Document
from nes_composer.ui.ghosts import Ghost, Ghosts
from nes_composer.ui.throttle import Throttle
from nes_composer.ui.transport import Transport

_SEEN_MS, _HEARD_MS = 200, 400
"""How often takes that are still being drawn are shown, and handed to the sound."""

_SOURCE = "takes"


class State(Enum):
    """How far takes are."""

    NONE = auto()
    DRAWING = auto()
    OFFERED = auto()
    ACCEPTED = auto()
    ASIDE = auto()
    """They were accepted and that was undone; they are at hand, and the song is shown and heard as it is."""


@dataclass(frozen=True)
class Offer:
    """What takes are for, and how they are made.

    Parameters
    ----------
    text
        What is done, ``Continue`` or ``Fill``, with its length, for the undo step.
    passage
        The rows that they are for.
    origin
        The same for the pattern that takes one, with model, seed and settings.
    """

    text: str
    passage: Passage
    origin: Origin

    def taken(self, takes: str) -> Origin:
        """Return the origin of a take by its number, or of what has voices of several."""
        return replace(self.origin, settings=(*self.origin.settings, ("take", takes)))


class Takes(QObject):
    """Several takes of the same rows, and for each voice the one that is chosen.

    Signals
    -------
    changed
        There are others or more rows of them, another choice, or another state.
    accepted
        The row where the song has a take now.

    Attributes
    ----------
    offer : Offer or None
        What the takes are for.
    takes : tuple of Take
        As far as they are drawn.
    choice : tuple of int
        For each voice the number of its take, from 0.
    state : State
    """

    changed = Signal()
    accepted = Signal(int)

    def __init__(self, document: Document, ghosts: Ghosts, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._ghosts, self._transport = document, ghosts, transport
        self.offer: Offer | None = None
        self.takes: tuple[Take, ...] = ()
        self.choice = (0,) * len(VOICES)
        self.state = State.NONE
        self._made: list[tuple[Song, tuple[int, ...]]] = []
        self._locks = document.song.locks
        self._see, self._hear = Throttle(self._show, _SEEN_MS, self), Throttle(self._sound, _HEARD_MS, self)
        document.song_changed.connect(self._song_changed)

    @property
    def on_offer(self) -> bool:
        """Whether they are shown and heard."""
        return self.state in (State.DRAWING, State.OFFERED)

    @property
    def rows(self) -> int:
        """How many rows of each take there are."""
        return len(self.takes[0].rows) if self.takes else 0

    @property
    def partial(self) -> bool:
        """Whether they are shorter than they were to be: no more rows come."""
        return self.state is State.OFFERED and self.offer is not None and self.rows < self.offer.passage.rows

    @property
    def merged(self) -> Take:
        """Each voice from the take that is chosen for it."""
        return merged(self.takes, self.choice)

    @property
    def first_heard(self) -> int:
        """The row to play from: a bar before the takes."""
        if self.offer is None:
            return 0
        return max(self.offer.passage.row - self._document.score.rows_per_bar, 0)

    # How they come

    def begin(self, offer: Offer) -> None:
        """Make room for takes in place of those before."""
        self.offer, self.takes, self.choice, self._made = offer, (), (0,) * len(VOICES), []
        self.state = State.DRAWING
        self._refresh()

    def stream(self, takes: tuple[Take, ...]) -> None:
        """Show takes as far as they are drawn."""
        if self.state is State.DRAWING and takes and len(takes[0].rows):
            self.takes = takes
            self._see()
            self._hear()

    def finish(self, takes: tuple[Take, ...]) -> None:
        """Show the takes as they are now; of a hole, the one that leads best to what follows is the first."""
        if self.offer is not None and self.offer.passage.after is not None:
            self.choice = (0,) * len(VOICES)
        self.takes, self.state = takes, State.OFFERED
        self._refresh()

    def stop(self) -> None:
        """No more rows come: offer those that are there."""
        if self.state is State.DRAWING and self.takes:
            self.state = State.OFFERED
            self._refresh()
        elif self.state is State.DRAWING:
            self.drop()

    # What the person does

    def choose(self, take: int) -> None:
        """Choose a take for all voices."""
        self._choose((take,) * len(VOICES), f"Take {take + 1} instead")

    def choose_voice(self, take: int, voice: int) -> None:
        """Choose a take for one voice."""
        choice = tuple(take if v == voice else old for v, old in enumerate(self.choice))
        self._choose(choice, f"Take {VOICES[voice]} of take {take + 1}")

    def step(self, by: int) -> None:
        """Choose the next take, or the one before, for all voices."""
        if self.on_offer and self.takes:
            self.choose((self.choice[self._voices[0]] + by) % len(self.takes))

    def accept(self) -> bool:
        """Put what is chosen into the song, as one undo step; return whether that changed anything."""
        if self.state is not State.OFFERED or self.offer is None:
            return False
        numbers = sorted({self.choice[voice] + 1 for voice in self._voices})
        which = f"take{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
        return self._write(f"{self.offer.text} ({which}, seed {self.offer.origin.seed})", self._voices)

    def drop(self) -> None:
        """Take them away; what was accepted stays in the song."""
        self.offer, self.takes, self.state, self._made = None, (), State.NONE, []
        self._refresh()

    def follow(self) -> bool:
        """Find out what of this holds after undo or redo; drop takes of another state of the song.

        Returns
        -------
        bool
            Whether they are still there.
        """
        if self.offer is None:
            return True
        known = [choice for song, choice in self._made if song is self._document.song]
        if known:
            self.choice, self.state = known[-1], State.ACCEPTED
        elif not self.offer.passage.follows(self._document.score):
            self.drop()
            return False
        elif self.state is State.ACCEPTED:
            self.state = State.ASIDE
        self._refresh()
        return True

    # How that is done

    @property
    def _voices(self) -> tuple[int, ...]:
        return self.offer.passage.voices if self.offer is not None else ()

    def _choose(self, choice: tuple[int, ...], text: str) -> None:
        if self.offer is None or not all(0 <= choice[voice] < len(self.takes) for voice in self._voices):
            return
        if self.state is State.ACCEPTED:
            swapped = tuple(voice for voice in self._voices if choice[voice] != self.choice[voice])
            self.choice = choice
            if swapped:
                self._write(text, swapped)
        else:
            self.choice = choice
            if self.state is State.ASIDE:
                self.state = State.OFFERED
        self._refresh()

    def _write(self, text: str, voices: tuple[int, ...]) -> bool:
        assert self.offer is not None
        offer, take = self.offer, self.merged
        numbers = [self.choice[voice] + 1 for voice in self._voices]
        named = " ".join(f"{VOICES[v]}:{n}" for v, n in zip(self._voices, numbers, strict=True))
        origin = offer.taken(str(numbers[0]) if len(set(numbers)) == 1 else named)
        before = self._document.song
        self._document.change(text, lambda song: passages.with_take(song, offer.passage.row, take, voices, origin))
        self.state = State.ACCEPTED
        self._made.append((self._document.song, self.choice))
        self._refresh()
        self.accepted.emit(offer.passage.row)
        return self._document.song is not before

    def _applied(self, song: Song) -> Song:
        """Return a song with what is chosen now."""
        assert self.offer is not None
        return passages.with_take(song, self.offer.passage.row, self.merged, self._voices)

    def _refresh(self) -> None:
        """Show and hear at once what is chosen."""
        self._show()
        self._sound()

    def _sound(self) -> None:
        self._transport.audition(self._applied if self.on_offer and self.takes else None, _SOURCE)

    def _show(self) -> None:
        ghosts, self._locks = [], self._document.song.locks
        if self.on_offer and self.offer is not None:
            row, rows = self.offer.passage.row, self.offer.passage.rows
            ghosts.append(Ghost(row, Score.silent(rows), ()))  # the room that they will need
            for number, take in enumerate(self.takes):
                faint = tuple(voice for voice in self._voices if self.choice[voice] != number)
                ghosts.append(Ghost(row, take.rows, faint))
            if self.takes:
                ghosts.append(Ghost(row, self._chosen_rows(), self._voices, strong=True, replaces=True))
        self._ghosts.show(_SOURCE, ghosts)
        self.changed.emit()

    def _song_changed(self) -> None:
        """Show what other locks leave of the takes; the sound finds that out itself."""
        if self.on_offer and self._document.song.locks != self._locks:
            self._see()

    def _chosen_rows(self) -> Score:
        """Return what would be in the song: where it is locked, what is there already."""
        assert self.offer is not None
        song, row = self._document.song, self.offer.passage.row
        if not song.locks:
            return self.merged.rows
        return rows_between(self._applied(song).score, row, row + self.rows)
