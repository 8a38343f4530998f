"""What a person does with the chain of patterns, and with what in it is locked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from nes_composer.score import chain
from nes_composer.score.locks import Locks
from nes_composer.score.score import VOICES, ScoreError
from nes_composer.score.song import Song
from nes_composer.ui import labels
from nes_composer.ui.desk import Desk
from nes_composer.ui.latent import Latent


class Patterns(QObject):
    """Commands about the chosen patterns as parts of the song, each one undo step."""

    def __init__(self, desk: Desk, latent: Latent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._latent = desk, latent

    def add(self) -> None:
        """Put a silent pattern after the chosen ones."""
        place = self._chosen[-1] + 1
        self._rearrange("Add a pattern", lambda song: chain.added(song, place), (place,))

    def duplicate(self) -> None:
        """Put copies of the chosen patterns after them."""
        chosen = self._chosen
        first = chosen[-1] + 1
        copies = tuple(range(first, first + len(chosen)))
        self._rearrange(f"Duplicate {self._named}", lambda song: chain.duplicated(song, chosen), copies)

    def delete(self) -> None:
        """Take the chosen patterns out of the song."""
        chosen = self._chosen
        last = max(len(self._desk.document.song.patterns) - len(chosen) - 1, 0)
        self._rearrange(f"Delete {self._named}", lambda song: chain.deleted(song, chosen), (min(chosen[0], last),))

    def move(self, place: int) -> None:
        """Put the chosen patterns before the one at `place`, or at the end."""
        chosen = self._chosen
        first = place - sum(index < place for index in chosen)
        if chosen != tuple(range(first, first + len(chosen))):
            self._rearrange(
                f"Move {self._named}",
                lambda song: chain.moved(song, chosen, place),
                tuple(range(first, first + len(chosen))),
            )

    def shift(self, step: int) -> None:
        """Move the chosen patterns by one place, to the left (-1) or to the right (1)."""
        chosen, count = self._chosen, len(self._desk.document.song.patterns)
        place = chosen[0] - 1 if step < 0 else chosen[-1] + 2
        if 0 <= place <= count:
            self.move(place)

    def rename(self, index: int, name: str) -> None:
        """Give a pattern another name; an empty one is the letter of its place."""
        self._desk.document.change(f"Name pattern {name or index + 1}", lambda song: chain.renamed(song, index, name))

    # Locks

    def toggle_voice_lock(self, voice: int) -> None:
        """Lock a voice against all that models do, or no longer."""
        locked = voice in self._desk.document.song.locks.voices
        self._lock(
            f"{'Unlock' if locked else 'Lock'} {VOICES[voice]}",
            lambda locks: replace(locks, voices=locks.voices ^ {voice}),
        )

    def toggle_bar_locks(self, bars: range) -> None:
        """Lock bars against all that models do, or no longer if all of them are locked."""
        locked = set(bars) <= self._desk.document.song.locks.bars
        text = f"bar {bars[0] + 1}" if len(bars) == 1 else f"bars {bars[0] + 1}–{bars[-1] + 1}"
        self._lock(
            f"{'Unlock' if locked else 'Lock'} {text}",
            lambda locks: replace(locks, bars=locks.bars - set(bars) if locked else locks.bars | set(bars)),
        )

    def toggle_chosen_bar_locks(self) -> None:
        """Lock the bars of the chosen rows, or of the chosen patterns; or no longer."""
        selection, song = self._desk.selection, self._desk.document.song
        bar = song.score.rows_per_bar
        rows = selection.rows or (
            selection.patterns[0] * song.rows_per_pattern,
            min((selection.patterns[-1] + 1) * song.rows_per_pattern, len(song.score)),
        )
        self.toggle_bar_locks(range(rows[0] // bar, max(-(-rows[1] // bar), rows[0] // bar + 1)))

    # What they have in common

    @property
    def _chosen(self) -> tuple[int, ...]:
        return self._desk.selection.patterns

    @property
    def _named(self) -> str:
        return labels.pattern_names(self._desk.document.song, self._chosen)

    def _rearrange(self, text: str, edit: Callable[[Song], Song], chosen: tuple[int, ...]) -> None:
        """Change the chain and choose other patterns; what is on its way to a pattern would arrive at another one."""
        self._latent.forget()
        try:
            self._desk.document.change(text, edit)
        except ScoreError as error:
            self._latent.failed.emit(str(error))
            return
        self._desk.selection.choose_patterns(chosen, chosen[0])

    def _lock(self, text: str, edit: Callable[[Locks], Locks]) -> None:
        self._desk.document.change(text, lambda song: replace(song, locks=edit(song.locks)))
