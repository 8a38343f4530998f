"""What of the song is chosen: the pattern that the sliders move, the voice in focus, the notes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import Score


class Selection(QObject):
    """The chosen pattern, voice and notes.

    Attributes
    ----------
    pattern, voice : int
        Indices; always there.
    notes : tuple of Note
        Chosen notes; may be none.
    """

    pattern_changed = Signal()
    voice_changed = Signal()
    notes_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pattern = 0
        self.voice = 0
        self.notes: tuple[Note, ...] = ()

    def choose_pattern(self, index: int) -> None:
        """Choose the pattern that the sliders act on."""
        if index != self.pattern:
            self.pattern = index
            self.pattern_changed.emit()

    def choose_voice(self, voice: int) -> None:
        """Choose the voice that keys without a mouse position act on."""
        if voice != self.voice:
            self.voice = voice
            self.voice_changed.emit()

    def choose_notes(self, notes: tuple[Note, ...]) -> None:
        """Choose notes, in place of those before."""
        if notes != self.notes:
            self.notes = notes
            self.notes_changed.emit()

    def keep_within(self, score: Score, patterns: int) -> None:
        """Drop what the song no longer has."""
        self.choose_pattern(min(self.pattern, max(patterns - 1, 0)))
        self.choose_notes(tuple(note for note in self.notes if note_at(score, note.voice, note.start) == note))
