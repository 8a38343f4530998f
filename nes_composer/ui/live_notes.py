"""The notes that somebody plays: by the computer's keyboard, by a MIDI keyboard."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from nes_composer.score.notes import Note
from nes_composer.score.score import HIGHEST, LOWEST, MAX_VELOCITY, NO, TR
from nes_composer.ui.desk import Desk
from nes_composer.ui.ports import Audio


@dataclass(frozen=True)
class Played:
    """A note while it is held.

    Parameters
    ----------
    voice, pitch, velocity, timbre
        As in a score.
    at
        When it began, on the clock of :func:`time.monotonic`.
    again
        It was held before, below another one, and sounds again now that that one has ended.
    """

    voice: int
    pitch: int
    velocity: int
    timbre: int
    at: float
    again: bool = False

    def note(self, start: int, length: int) -> Note:
        """Return it as a note of a score, with start and length in rows."""
        return Note(self.voice, start, length, self.pitch, self.velocity, self.timbre)


class LiveNotes(QObject):
    """Sounds what is held, one note per voice as the chip does: the latest, and after it the one before.

    Signals
    -------
    began
        A :class:`Played` sounds.
    ended
        What sounded on a voice does no longer: the voice, and when on the clock of :func:`time.monotonic`.
    changed
        Other keys are held.

    Attributes
    ----------
    latest : tuple of Played
        What sounded last: while keys are held, that; else what sounded when the last of them was let go.
    """

    began = Signal(object)
    ended = Signal(int, float)
    changed = Signal()

    def __init__(self, desk: Desk, audio: Audio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._audio = desk, audio
        self._held: dict[Hashable, Played] = {}
        self.latest: tuple[Played, ...] = ()

    @property
    def sounding(self) -> dict[int, Played]:
        """What sounds, by voice: of the keys that are held the one pressed last."""
        return {played.voice: played for played in self._held.values()}

    def press(
        self, key: Hashable, voice: int, pitch: int, velocity: int | None = None, at: float | None = None
    ) -> None:
        """Begin a note; a pitch out of the voice's reach sounds in the nearest octave within it.

        Parameters
        ----------
        key
            What was pressed: the same is given to :meth:`release`.
        voice, pitch
            As in a score.
        velocity
            1-15; that of the voice's pen if None.
        at
            When, on the clock of :func:`time.monotonic`; now if None.
        """
        self.release(key, at)
        pen = self._desk.pens[voice]
        loudness = MAX_VELOCITY if voice == TR else pen.velocity if velocity is None else velocity
        moment = time.monotonic() if at is None else at
        played = Played(voice, within_reach(voice, pitch), loudness, pen.timbre, moment)
        if voice in self.sounding:
            self.ended.emit(voice, moment)
        self._held[key] = played
        self._audio.press(voice, played.pitch, played.velocity, played.timbre)
        self.latest = tuple(self.sounding.values())
        self.began.emit(played)
        self.changed.emit()

    def release(self, key: Hashable, at: float | None = None) -> None:
        """End the note of a key; one that is not held is none."""
        if key not in self._held:
            return
        moment = time.monotonic() if at is None else at
        before = self.sounding
        played = self._held.pop(key)
        voice = played.voice
        if all((other.voice, other.pitch) != (voice, played.pitch) for other in self._held.values()):
            self._audio.let_go(voice, played.pitch)
        if before[voice] is played:
            self.ended.emit(voice, moment)
            below = self.sounding.get(voice)
            if below is not None:
                self.began.emit(replace(below, at=moment, again=True))
        self.changed.emit()

    def release_all(self, kind: str | None = None) -> None:
        """End all notes, or those whose key is a tuple that begins with `kind`."""
        for key in list(self._held):
            if kind is None or (isinstance(key, tuple) and key[:1] == (kind,)):
                self.release(key)


def within_reach(voice: int, pitch: int) -> int:
    """Return the pitch, or the nearest one an octave or more away that the voice can play.

    The noise has 16 pitches, not octaves: whatever is beyond the ends is at the end.
    """
    low, high = int(LOWEST[voice]), int(HIGHEST[voice])
    if voice == NO:
        return min(max(pitch, low), high)
    if pitch < low:
        return pitch + -(-(low - pitch) // 12) * 12
    return pitch - -(-(pitch - high) // 12) * 12 if pitch > high else pitch
