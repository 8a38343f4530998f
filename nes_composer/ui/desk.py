"""What the four rolls and their gestures share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from nes_composer.score.lines import Lines
from nes_composer.score.notes import Note
from nes_composer.score.score import Score
from nes_composer.score.song import Song
from nes_composer.ui.document import Document
from nes_composer.ui.focus import Focus
from nes_composer.ui.ghosts import Ghosts
from nes_composer.ui.highlight import Highlight
from nes_composer.ui.selection import Selection
from nes_composer.ui.time_view import TimeView
from nes_composer.ui.tools import Tools
from nes_composer.ui.value_steps import ValueSteps


@dataclass
class Pen:
    """What a drawn note is like: as the last note that was touched in its voice.

    Parameters
    ----------
    length
        In rows.
    velocity, timbre
        As in a score.
    """

    length: int = 4
    velocity: int = 12
    timbre: int = 0


@dataclass
class Desk:
    """The song, what is chosen and seen of it, and how a single note is heard.

    Parameters
    ----------
    sound
        Called with voice, pitch, velocity and timbre: sounds at once, also while the song is stopped.
    grid
        Lines that drawn, moved and pasted notes and chosen rows keep to.
    ghosts
        What is offered and not in the song yet.
    tools
        What a left press in a roll is for.

    Attributes
    ----------
    focus : Focus
        Whether the voice in focus has the rolls' room for itself.
    highlight : Highlight
        The key whose lanes are brighter.
    values : ValueSteps
        Steps of velocity and timbre.
    """

    document: Document
    selection: Selection
    time: TimeView
    sound: Callable[[int, int, int, int], object]
    grid: Lines = field(default_factory=Lines)
    ghosts: Ghosts = field(default_factory=Ghosts)
    tools: Tools = field(default_factory=Tools)
    pens: tuple[Pen, ...] = field(default_factory=lambda: (Pen(timbre=2), Pen(timbre=2), Pen(), Pen(length=1)))

    def __post_init__(self) -> None:
        self.focus, self.highlight = Focus(self.selection), Highlight(self.document)
        self.values = ValueSteps(self)

    @property
    def step(self) -> int:
        """Whole rows of a step of the grid."""
        return self.grid.step

    @step.setter
    def step(self, rows: int) -> None:
        self.grid = Lines(Fraction(rows))

    def edit(self, text: str, change: Callable[[Score], Score], key: object = None) -> None:
        """Apply an edit of the score as one undo step; see :meth:`Document.change`."""

        def edit_song(song: Song) -> Song:
            return replace(song, score=change(song.score))

        self.document.change(text, edit_song, key)

    def sound_note(self, note: Note) -> None:
        """Let a note be heard."""
        self.sound(note.voice, note.pitch, note.velocity, note.timbre)

    def touch(self, note: Note) -> None:
        """Choose a note; the next one drawn in its voice is like it."""
        self.selection.choose_notes((note,))
        self.take_up(note)

    def take_up(self, note: Note) -> None:
        """Draw the next note of its voice like a note; what is chosen stays."""
        self.selection.choose_voice(note.voice)
        pen = self.pens[note.voice]
        pen.length, pen.velocity, pen.timbre = note.length, note.velocity, note.timbre
