"""What a gesture is: it begins with a press, follows the mouse, and leaves at most one undo step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt

from nes_composer.score.lines import Lines
from nes_composer.score.notes import Note
from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.desk import Desk


@dataclass(frozen=True)
class Pointer:
    """Where the mouse is.

    Parameters
    ----------
    x, y
        In pixels of the roll.
    row, pitch
        The same place in the song, with fractions.
    free
        Alt or Shift is held: the grid does not count.
    """

    x: float
    y: float
    row: float
    pitch: float
    free: bool = False


class Roll(Protocol):
    """What a gesture needs of the roll that it happens in."""

    voice: int
    desk: Desk

    @property
    def coordinates(self) -> Coordinates:
        """What is seen."""

    def other_at(self, at: Pointer) -> Note | None:
        """Return the ghost note of another voice under the mouse."""

    def show_pitches(self, lowest: float, pitches: float) -> None:
        """Scroll and zoom in pitch."""

    def show_band(self, band: tuple[float, float, float, float] | None) -> None:
        """Show a rubber band: first and last row, lowest lane and the end of the highest."""


class Gesture(Protocol):
    """A press with what follows until the release.

    Attributes
    ----------
    cursor : Qt.CursorShape
        Shown while it lasts.
    """

    cursor: Qt.CursorShape

    def drag(self, at: Pointer) -> None:
        """Follow the mouse."""

    def finish(self) -> None:
        """End at the place of the last `drag`: the button is released."""

    def cancel(self) -> None:
        """Take everything back."""


def lines(desk: Desk, at: Pointer) -> Lines:
    """Return the lines that a drag keeps to: single rows while Alt or Shift is held."""
    return Lines() if at.free else desk.grid
