"""Which rows are on the screen: one time axis for the ruler, the four rolls and the scroll bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

SHORTEST_SPAN = 8.0
_ZOOMED_SPAN = 128.0


class TimeView(QObject):
    """The visible part of the song.

    Attributes
    ----------
    first, span : float
        The row at the left edge, and how many rows are seen.
    length : int
        Rows of the song.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first, self.span, self.length = 0.0, _ZOOMED_SPAN, int(_ZOOMED_SPAN)

    @property
    def last(self) -> float:
        """The row at the right edge."""
        return self.first + self.span

    def set_length(self, rows: int) -> None:
        """Take over the length of the song; what is seen stays as far as it can."""
        if rows != self.length:
            self.length = rows
            self.show_rows(self.first, self.span)

    def show_rows(self, first: float, span: float) -> None:
        """Show `span` rows from `first` on, within the song."""
        span = min(max(span, SHORTEST_SPAN), max(self.length, SHORTEST_SPAN))
        first = min(max(first, 0.0), max(self.length - span, 0.0))
        if (first, span) != (self.first, self.span):
            self.first, self.span = first, span
            self.changed.emit()

    def show_start(self) -> None:
        """Show the beginning at a readable size."""
        self.show_rows(0.0, _ZOOMED_SPAN)

    def show_all(self) -> None:
        """Show the whole song."""
        self.show_rows(0.0, self.length)

    def scroll(self, rows: float) -> None:
        """Move by a number of rows."""
        self.show_rows(self.first + rows, self.span)

    def zoom(self, factor: float, at: float) -> None:
        """Show `factor` times as many rows; the row `at` stays where it is."""
        span = min(max(self.span * factor, SHORTEST_SPAN), max(self.length, SHORTEST_SPAN))
        self.show_rows(at - (at - self.first) * span / self.span, span)

    def follow(self, before: float, now: float) -> None:
        """Turn the page when a playhead that was seen at `before` has left at `now`."""
        if self.first <= before <= self.last and not self.first <= now < self.last:
            self.show_rows(now - self.span / 32, self.span)

    def reveal(self, row: float) -> None:
        """Scroll so that `row` is seen."""
        if not self.first <= row < self.last:
            self.show_rows(row - self.span / 32, self.span)
