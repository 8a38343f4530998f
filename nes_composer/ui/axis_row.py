"""One line of the latent panel: what a direction does, where the pattern is on it, and its lock."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nes_composer.score.score import VOICES
from nes_composer.ui import icons, theme
from nes_composer.ui.inline_edit import InlineEdit
from nes_composer.ui.sigma_slider import RANGE, SigmaSlider

_HOVER_MS = 350
_LOCK_WIDTH = 16
_VALUE_WIDTH = 42
_HEAD_HEIGHT = 13


class AxisRow(QWidget):
    """A head with number, name, share, value and lock, and a slider below.

    Signals
    -------
    moved
        The slider is at another value, in σ.
    lock_clicked
        The lock was clicked.
    rested
        The mouse rests here: True; it has gone: False.

    Attributes
    ----------
    slider : SigmaSlider
    head : AxisHead
    """

    moved = Signal(float)
    lock_clicked = Signal()
    rested = Signal(bool)

    def __init__(self, lockable: bool) -> None:
        super().__init__()
        self.slider = SigmaSlider()
        self.slider.valueChanged.connect(lambda _: self.moved.emit(self.slider.sigma))
        self.head = AxisHead(lockable)
        self.head.typed.connect(self.moved)
        self.head.lock_clicked.connect(self.lock_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.slider)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_HOVER_MS)
        self._rest.timeout.connect(lambda: self.rested.emit(True))
        self._name = ""
        theme.follow(self, self._show_color)

    def show_direction(self, number: int, name: str, share: float, known: bool) -> None:
        """Show which direction this is: its place, its name, and what part of all variance it is, 0 for none."""
        self.head.show_direction(number, name, share, known)
        self._name = name
        self._show_color()
        self.slider.setAccessibleName(name if known else f"Slider {number}")
        self.head.setAccessibleName(f"Value of {self.slider.accessibleName()}")
        part = f"{share:.1%} of what varies between songs\n" if share else ""
        self.setToolTip(f"{name}\n{part}Drag or wheel; double-click = 0\nClick the number to type one")

    def _show_color(self) -> None:
        self.slider.set_color(_color_of(self._name))

    def show_value(self, value: float) -> None:
        """Show where the pattern is, in σ."""
        self.head.show_value(value)
        self.slider.show_sigma(value)

    def show_locked(self, locked: bool) -> None:
        """Show whether the lock is on."""
        self.head.show_locked(locked)

    def event(self, event: QEvent) -> bool:
        """Leave the tooltip to the pictures that come up where the mouse rests."""
        return True if event.type() == QEvent.Type.ToolTip else super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Wait whether the mouse stays."""
        self._rest.start()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Tell that it has gone."""
        self._rest.stop()
        self.rested.emit(False)


class AxisHead(QWidget):
    """The line above a slider; a click on the value lets it be typed.

    Signals
    -------
    typed
        A value, in σ.
    lock_clicked
        The lock was clicked.
    """

    typed = Signal(float)
    lock_clicked = Signal()

    def __init__(self, lockable: bool) -> None:
        super().__init__()
        self._number, self._name, self._share, self._value, self._known = 0, "", "", "", False
        self._lockable, self._locked = lockable, False
        self.setFixedHeight(_HEAD_HEIGHT)

    def show_direction(self, number: int, name: str, share: float, known: bool) -> None:
        """See :meth:`AxisRow.show_direction`."""
        self._number, self._name, self._known = number, name, known
        self._share = f"{share:.1%}" if known and share else ""
        self._value = ""
        self.update()

    def show_value(self, value: float) -> None:
        """See :meth:`AxisRow.show_value`."""
        text = f"{value:+.2f}" if abs(value) >= 0.005 else "0"
        if text != self._value:
            self._value = text
            self.update()

    def show_locked(self, locked: bool) -> None:
        """See :meth:`AxisRow.show_locked`."""
        if locked != self._locked:
            self._locked = locked
            self.update()

    @property
    def lock_place(self) -> QRectF:
        """Where the lock is."""
        return QRectF(self.width() - _LOCK_WIDTH - 2, 0, _LOCK_WIDTH, self.height())

    @property
    def value_place(self) -> QRectF:
        """Where the value is."""
        right = self.lock_place.left() if self._lockable else self.width() - 5.0
        return QRectF(right - _VALUE_WIDTH, 0, _VALUE_WIDTH, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint number, name, share, value and lock."""
        painter = QPainter(self)
        painter.setFont(theme.font(10, digits=True))
        figures = painter.fontMetrics()
        middle = Qt.AlignmentFlag.AlignVCenter
        right_aligned = Qt.AlignmentFlag.AlignRight | middle
        painter.setPen(theme.TEXT if self._known else theme.FAINT)
        value = self.value_place
        painter.drawText(value, right_aligned, self._value)
        right = value.left() - 2
        painter.setPen(theme.FAINT)
        if self._share:
            painter.drawText(QRectF(0, 0, right, self.height()), right_aligned, self._share)
            right -= figures.horizontalAdvance("00.0%") + 6
        painter.drawText(QRectF(4, 0, 22, self.height()), middle, str(self._number) if self._number else "")
        left = 26.0 if self._number else 4.0
        font = theme.font(11)
        painter.setFont(font)
        painter.setPen(theme.TEXT if self._known else theme.FAINT)
        name = QFontMetrics(font).elidedText(self._name, Qt.TextElideMode.ElideRight, int(right - left))
        painter.drawText(QRectF(left, 0, right - left, self.height()), middle, name)
        if self._lockable and self._known:
            icons.paint_lock(painter, self.lock_place.center(), self._locked)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Click the lock, or let the value be typed."""
        if event.button() != Qt.MouseButton.LeftButton or not self._known:
            return
        if self._lockable and self.lock_place.contains(event.position()):
            self.lock_clicked.emit()
        elif self.value_place.adjusted(-8, 0, 0, 0).contains(event.position()):
            self.edit()

    def edit(self) -> None:
        """Let the value be typed."""
        place = self.value_place.adjusted(-8, -2, 2, 2).toRect()
        editor = InlineEdit(self, place, self._value, "Value in standard deviations", self._take_over)
        editor.setFont(theme.font(10, digits=True))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)

    def _take_over(self, text: str) -> None:
        try:
            value = float(text.replace(",", ".").replace("−", "-"))
        except ValueError:
            return
        if math.isfinite(value):
            self.typed.emit(min(max(value, -RANGE), RANGE))


def _color_of(name: str) -> QColor:
    """Return the colour of the voice that an axis is named after, a neutral one for an axis of several."""
    named = [theme.VOICES[i] for i, voice in enumerate(VOICES) if voice in name.split()]
    return named[0] if len(named) == 1 else theme.mix(theme.DIM, theme.TEXT, 0.4)
