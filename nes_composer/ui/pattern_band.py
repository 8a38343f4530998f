"""The chain of patterns over the rolls."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from nes_composer.score.chain import MOST_NAME
from nes_composer.ui import icons, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.inline_edit import InlineEdit
from nes_composer.ui.note_raster import image
from nes_composer.ui.pattern_overview import MOST_ROWS, compass, overview
from nes_composer.ui.time_strip import TimeStrip

HEIGHT = 26
_DRAG_FROM_PIXELS = 6.0
_NARROWEST_EDITOR = 90.0

_NARROWEST = 14.0
"""Width in pixels of a block from which its letter is shown."""

_INSET = 3.0
"""Pixels between the edge of a block and what is in it."""
_LABEL_GROUND = 200
"""Opacity of what is behind a name, so that it is read over notes."""


class PatternBand(TimeStrip):
    """A block for each pattern. A click chooses one, Shift-click up to it, Ctrl-click one more; a drag moves them.

    Signals
    -------
    dropped
        Before which pattern the chosen ones shall go.
    renamed
        Index and new name of a pattern.
    menu_wanted
        A place on the screen.
    """

    dropped = Signal(int)
    renamed = Signal(int, str)
    menu_wanted = Signal(QPoint)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, HEIGHT)
        self._pressed: QPointF | None = None
        self._place: int | None = None
        self._measured, self._compass = desk.document.score, compass(desk.document.score)
        self.setAccessibleName("Patterns")
        self.setToolTip(
            "Click a pattern to choose it; Shift-click chooses up to it, Ctrl-click one more. Drag moves, "
            "double-click names, right-click shows what else can be done."
        )
        desk.selection.pattern_changed.connect(self.update)

    def block(self, index: int) -> QRectF:
        """Return where a pattern is."""
        c, song = self.coordinates, self.desk.document.song
        start, end = index * song.rows_per_pattern, min((index + 1) * song.rows_per_pattern, len(song.score))
        return QRectF(c.x(float(start)) + 1, 3, (end - start) * c.row_width - 2, HEIGHT - 5)

    def edit_name(self, index: int) -> None:
        """Let a pattern be named."""
        block, song = self.block(index), self.desk.document.song
        left = max(block.left(), 0.0)
        place = QRect(round(left), 1, round(max(block.right() - left, _NARROWEST_EDITOR)), HEIGHT - 2)
        editor = InlineEdit(
            self, place, song.patterns[index].name, "Name of the pattern", lambda name: self.renamed.emit(index, name)
        )
        editor.setMaxLength(MOST_NAME)
        editor.setPlaceholderText(song.name_of(index))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the blocks with what is in them, and where they would be dropped."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.PANEL)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, song = self.coordinates, self.desk.document.song
        first = max(0, math.floor(c.first_row / song.rows_per_pattern))
        last = min(len(song.patterns), math.ceil((c.first_row + c.rows) / song.rows_per_pattern))
        for index in range(first, last):
            self._paint_block(painter, index)
        self._paint_notes(painter)
        for index in range(first, last):
            self._paint_name(painter, index)
        if self._place is not None:
            x = min(max(c.x(float(self._place * song.rows_per_pattern)), 1.0), self.width() - 2.0)
            painter.fillRect(QRectF(x - 1, 0, 3, HEIGHT), theme.TEXT)

    def _paint_block(self, painter: QPainter, index: int) -> None:
        selection, block = self.desk.selection, self.block(index)
        chosen, shown = index in selection.patterns, index == selection.pattern
        if block.width() < _NARROWEST:  # of a long song all are seen at once: no letter has room
            painter.fillRect(block.adjusted(0, 0.5, -1, -0.5), theme.ACCENT if chosen else theme.RAISED)
            return
        painter.setPen(
            QPen(theme.ACCENT if chosen else theme.BORDER, 2 if shown and len(selection.patterns) > 1 else 1)
        )
        painter.setBrush(_ground(chosen))
        painter.drawRoundedRect(block.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_notes(self, painter: QPainter) -> None:
        """Paint all rows that are seen as one picture, stretched over the blocks."""
        c, score, ratio = self.coordinates, self.desk.document.score, self.devicePixelRatioF()
        first = max(0, math.floor(c.first_row))
        last = min(len(score), math.ceil(c.first_row + c.rows))
        if not 0 < last - first <= MOST_ROWS:
            return
        block = self.block(0)
        height = block.height() - 2 * _INSET
        place = QRectF(c.x(float(first)), block.top() + _INSET, (last - first) * c.row_width, height)
        if score is not self._measured:  # not at each step of a scroll: of a long song it takes a while
            self._measured, self._compass = score, compass(score)
        picture = overview(score, first, last, self._compass, round(place.height() * ratio), max(round(ratio), 1))
        painter.drawImage(place, image(picture, 1.0))

    def _paint_name(self, painter: QPainter, index: int) -> None:
        song, block = self.desk.document.song, self.block(index)
        if block.width() < _NARROWEST:
            return
        chosen = index in self.desk.selection.patterns
        color = theme.ACCENT if chosen else theme.DIM
        left = max(block.left(), 0.0) + 8
        mark = 12 if song.patterns[index].z is not None and block.width() > 30 else 0
        painter.setFont(theme.font(11, bold=True))
        place = QRectF(left + mark, block.top(), max(block.right() - left - mark - 2, 0), block.height())
        metrics = painter.fontMetrics()
        name = metrics.elidedText(song.name_of(index), Qt.TextElideMode.ElideRight, int(place.width()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.translucent(_ground(chosen), _LABEL_GROUND))
        behind = mark + metrics.horizontalAdvance(name) + 8
        painter.drawRoundedRect(QRectF(left - 4, block.top() + 2, behind, block.height() - 4), 3, 3)
        painter.setBrush(color)
        if mark:
            painter.drawPath(icons.diamond(QPointF(left + 3, block.center().y()), 3.5))
        painter.setPen(color)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)

    # The mouse

    def _pattern_at(self, x: float) -> int:
        song = self.desk.document.song
        return min(max(int(self.coordinates.row(x)) // song.rows_per_pattern, 0), len(song.patterns) - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose; a drag may follow."""
        index, selection = self._pattern_at(event.position().x()), self.desk.selection
        if event.button() == Qt.MouseButton.RightButton:
            if index not in selection.patterns:
                selection.choose_pattern(index)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                first, last = sorted((selection.pattern, index))
                selection.choose_patterns(range(first, last + 1), selection.pattern)
            elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                chosen = set(selection.patterns) ^ {index}
                selection.choose_patterns(chosen, index if index in chosen or not chosen else min(chosen))
            elif index not in selection.patterns:
                selection.choose_pattern(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show where the chosen patterns would go."""
        if self._pressed is None:
            return
        if abs(event.position().x() - self._pressed.x()) >= _DRAG_FROM_PIXELS or self._place is not None:
            song = self.desk.document.song
            place = round(self.coordinates.row(event.position().x()) / song.rows_per_pattern)
            self._place = min(max(place, 0), len(song.patterns))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drop them; a plain click on one of several chooses that one alone."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place, self._place, pressed, self._pressed = self._place, None, self._pressed, None
        self.update()
        if place is not None:
            self.dropped.emit(place)
        elif pressed is not None and not event.modifiers():
            self.desk.selection.choose_pattern(self._pattern_at(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let the pattern be named."""
        self._pressed = None
        if event.button() == Qt.MouseButton.LeftButton:
            self.edit_name(self._pattern_at(event.position().x()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu."""
        self.menu_wanted.emit(event.globalPos())


def _ground(chosen: bool) -> QColor:
    return theme.mix(theme.RAISED, theme.ACCENT, 0.2) if chosen else theme.RAISED
