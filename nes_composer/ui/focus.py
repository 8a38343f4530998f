"""Whether the voice in focus has the rolls' room for itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nes_composer.ui.selection import Selection


class Focus(QObject):
    """Four rolls, or one large one of the chosen voice with the notes of the others as ghosts.

    Signals
    -------
    changed
        Another voice is alone, or none any more.
    """

    changed = Signal()

    def __init__(self, selection: Selection) -> None:
        super().__init__(selection)
        self._selection = selection
        self._alone = False
        selection.voice_changed.connect(self._follow)

    @property
    def voice(self) -> int | None:
        """The voice that is alone; None while four are seen."""
        return self._selection.voice if self._alone else None

    def toggle(self, voice: int) -> None:
        """Choose a voice and give it the room; the one that has it already gives it back."""
        if self.voice == voice:
            self.leave()
        else:
            self.enter(voice)

    def enter(self, voice: int) -> None:
        """Choose a voice and give it the room."""
        was, same = self._alone, self._selection.voice == voice
        self._alone = True
        self._selection.choose_voice(voice)
        if same and not was:  # another voice has been told of
            self.changed.emit()

    def leave(self) -> bool:
        """Show four rolls; return whether one was alone."""
        was, self._alone = self._alone, False
        if was:
            self.changed.emit()
        return was

    def _follow(self) -> None:
        if self._alone:
            self.changed.emit()
