"""How an envelope looks: bars, the numbers of the ticks, the handles of its points."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nes_composer.score.instrument import Envelope, Vibrato
from nes_composer.ui import theme
from nes_composer.ui.envelope_kinds import Kind
from nes_composer.ui.envelope_view import BAND, HEAD, RULER, EnvelopeView

_NUMBER_WIDTH = 26
_THIN = 2.0
_GAP = 1.0
_NARROW = 4.0


class EnvelopePicture:
    """One envelope on a lane.

    Parameters
    ----------
    kind
        With the values that are seen.
    envelope
        What is shown; None is left to the notes.
    values
        The same, or what a drawing would begin with.
    view
        Where all of it is.
    voice
        Whose colour it has.
    """

    def __init__(self, kind: Kind, envelope: Envelope | None, values: Envelope, view: EnvelopeView, voice: int) -> None:
        self._kind, self._envelope, self._values, self._view, self._voice = kind, envelope, values, view, voice

    def paint(self, painter: QPainter, under_mouse: str) -> None:
        """Paint all of it, and in the title what is under the mouse."""
        view = self._view
        painter.fillRect(QRectF(0, 0, view.width, view.height), theme.PANEL)
        painter.fillRect(QRectF(0, view.top, view.width, view.bottom - view.top), theme.LANE_BLACK)
        self._paint_title(painter, under_mouse)
        if self._kind.silent:
            return
        self._paint_lines(painter)
        self._paint_ruler(painter)
        if self._envelope is not None:
            self._paint_bars(painter)
            self._paint_end(painter)
        envelope = self._values
        held = len(envelope.values) if envelope.release is None else envelope.release
        self._paint_band(painter, 0, "loop", envelope.loop, held)
        self._paint_band(painter, 1, "release", envelope.release, len(envelope.values))

    def paint_vibrato(self, painter: QPainter, vibrato: Vibrato) -> None:
        """Paint a line where vibrato and envelope come to together."""
        view, zero = self._view, self._kind.row(0)
        swung = [self._values.at(tick) + vibrato.at(tick) for tick in range(view.ticks)]
        points = [QPointF(view.x(tick + 0.5), view.y(zero + cents + 0.5)) for tick, cents in enumerate(swung)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(0, view.top, view.width, view.bottom - view.top))
        painter.setPen(QPen(theme.TEXT, 1))
        painter.drawPolyline(QPolygonF(points))
        painter.setClipping(False)

    def paint_cursor(self, painter: QPainter, tick: int) -> None:
        """Paint where the keyboard edits."""
        view = self._view
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.SELECTION, 1))
        painter.drawRect(QRectF(view.x(tick), view.top, view.tick_width, view.bottom - view.top - 1))

    def _paint_title(self, painter: QPainter, under_mouse: str) -> None:
        place = QRectF(6, 0, self._view.width - 12, HEAD)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(11, bold=True))
        painter.setPen(theme.FAINT if self._kind.silent else theme.TEXT)
        painter.drawText(place, left | middle, self._kind.title)
        painter.setFont(theme.font(11))
        painter.setPen(theme.DIM)
        painter.drawText(place, right | middle, under_mouse or self._summary())
        if self._kind.silent:
            body = QRectF(6, self._view.top, self._view.width - 12, self._view.bottom - self._view.top)
            painter.drawText(body, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._kind.silent)

    def _summary(self) -> str:
        if self._kind.silent:
            return ""
        if self._envelope is None:
            return "as the notes"
        if self._kind.reaches:
            return f"±{self._kind.values[-1]}{self._kind.unit}"
        return ""

    def _paint_lines(self, painter: QPainter) -> None:
        """Paint the values' lines where there is room for them, and that of 0."""
        view, rows = self._view, len(self._kind.values)
        if view.row_height >= _NARROW:
            painter.setPen(theme.ROW_LINE)
            for row in range(rows + 1):
                y = round(view.y(row))
                painter.drawLine(0, y, round(view.width), y)
        if self._kind.reaches:
            painter.setPen(theme.BAR_LINE)
            y = round(view.y(self._kind.row(0) + 0.5))
            painter.drawLine(0, y, round(view.width), y)

    def _paint_bars(self, painter: QPainter) -> None:
        view = self._view
        color = theme.VOICES[self._voice]
        release = self._values.release
        gap = _GAP if view.tick_width >= _NARROW else 0.0
        for tick, value in enumerate(self._values.values):
            top, height = self._bar(self._kind.row(value))
            after_end = release is not None and tick >= release
            shade = theme.mix(color, theme.LANE_BLACK, 0.45) if after_end else color
            painter.fillRect(QRectF(view.x(tick), top, max(view.tick_width - gap, 1.0), height), shade)

    def _bar(self, row: int) -> tuple[float, float]:
        """Return top and height of the bar of a value."""
        view = self._view
        if self._kind.reaches:
            zero, end = view.y(self._kind.row(0) + 0.5), view.y(row + 0.5)
            return min(zero, end) - _THIN / 2, abs(zero - end) + _THIN
        if self._kind.as_notes:  # a shape, neither more nor less than another
            return view.y(row + 1), view.row_height
        if row == 0:
            return view.y(0) - _THIN, _THIN
        return view.y(row + 1), view.y(0) - view.y(row + 1)

    def _paint_ruler(self, painter: QPainter) -> None:
        view = self._view
        painter.setFont(theme.font(9))
        painter.setPen(theme.DIM)
        step = next(n for n in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512) if n * view.tick_width >= _NUMBER_WIDTH)
        for tick in range(0, view.ticks, step):
            place = QRectF(view.x(tick), HEAD, _NUMBER_WIDTH, RULER)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(tick + 1))

    def _paint_end(self, painter: QPainter) -> None:
        view, count = self._view, len(self._values.values)
        self._paint_handle(painter, view.x(count), HEAD + RULER, -1, theme.TEXT)
        painter.setPen(theme.DIM)
        painter.drawLine(QPointF(view.x(count), view.top), QPointF(view.x(count), view.bottom))

    def _paint_band(self, painter: QPainter, band: int, name: str, tick: int | None, end: int) -> None:
        """Paint the band of the loop or the release point, with the stretch that it is about."""
        view = self._view
        top = view.bottom + band * BAND
        painter.setPen(theme.LANE_EDGE)
        painter.drawLine(QPointF(0, top), QPointF(view.width, top))
        painter.setFont(theme.font(9))
        place = QRectF(6, top, view.width - 12, BAND)
        if tick is None:
            painter.setPen(theme.FAINT)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            return
        color = theme.ACCENT if band == 0 else theme.ERROR
        stretch = QRectF(view.x(tick), top + 3, view.x(end) - view.x(tick), BAND - 6)
        painter.fillRect(stretch, theme.translucent(color, 110))
        self._paint_handle(painter, view.x(tick), top, 1, color)
        painter.setPen(theme.DIM)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(theme.translucent(color, 150))
        painter.drawLine(QPointF(view.x(tick), view.top), QPointF(view.x(tick), view.bottom))

    def _paint_handle(self, painter: QPainter, x: float, y: float, way: int, color: QColor) -> None:
        """Paint a flag on the line at `x` that hangs down from `y`, or stands on it where `way` is -1."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        size = BAND - 4
        shape = [QPointF(x - 1, y), QPointF(x + size - 2, y + way * size / 2), QPointF(x - 1, y + way * size)]
        painter.drawPolygon(QPolygonF(shape))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
