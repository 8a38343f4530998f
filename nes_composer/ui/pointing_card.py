"""A small card over the window that points at one of its parts, and says what to do there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from nes_composer.ui import theme
from nes_composer.ui.panel_parts import line

_WIDTH = 276
_TIP = 11
"""How far the arrow reaches out of the card, which has so much room around it."""
_EDGE = 6
_RADIUS, _DOT = 8.0, 3.5
_TIP_AT = 32
"""Where the arrow is beneath the top, if there is room for that."""
_LOOK_MS = 40
"""Between two looks where the target is. A filter of events on all that it lies in would hear more, and outlive it."""


class PointingCard(QWidget):
    """Lies beside what it points at and goes with it; takes no key and no focus from the work.

    Signals
    -------
    next_clicked, close_clicked
        A button was clicked.

    Attributes
    ----------
    title, text : QLabel
    on : QPushButton
        To the next card.
    close_button : QToolButton
    target : QWidget or None
        What is pointed at.
    """

    next_clicked = Signal()
    close_clicked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.target: QWidget | None = None
        self._leftwards, self._tip = False, QPointF()
        self._step = 0
        self._done: tuple[bool, ...] = ()
        self._looked: object = None
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._follow)
        self.title, self.text = QLabel(), QLabel()
        self.title.setFont(theme.font(13, bold=True))
        self.text.setWordWrap(True)
        theme.follow_style(self.title, lambda: f"color: {theme.ACCENT.name()}")
        self.close_button = QToolButton()
        self.close_button.setObjectName("tool")
        self.close_button.setText("✕")
        self.close_button.setAccessibleName("Close the first steps")
        self.close_button.setToolTip("Close; Help shows these steps again (Esc)")
        self.close_button.clicked.connect(self.close_clicked)
        self.on = QPushButton("Next")
        self.on.setAccessibleName("Next step")
        self.on.setToolTip("Go on without doing this; whoever does it comes to the next step by it")
        self.on.clicked.connect(self.next_clicked)
        for button in (self.close_button, self.on):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(_TIP + 14, _TIP + 8, _TIP + 8, _TIP + 10)
        column.setSpacing(4)
        column.addLayout(line(self.title, None, self.close_button))
        column.addWidget(self.text)
        column.addLayout(line(None, self.on, right=6))
        self.setFixedWidth(_WIDTH + 2 * _TIP)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def say(self, step: int, done: tuple[bool, ...], title: str, text: str) -> None:
        """Show a step: its place among all of them, which of those are done, what to do, and how."""
        self._step, self._done = step, done
        self.title.setText(f"✓ {title}" if done[step] else title)
        self.text.setText(text)
        self.on.setText("Done" if step == len(done) - 1 else "Next")
        self.setAccessibleName(f"First steps, {step + 1} of {len(done)}: {self.title.text()}")
        self.setAccessibleDescription(text)
        self._place()
        self.update()

    def point_at(self, target: QWidget, leftwards: bool) -> None:
        """Point at a part of the window, to the left from its right or to the right from its left."""
        self.target, self._leftwards = target, leftwards
        self._look.start()
        self._place()

    def put_away(self) -> None:
        """Hide, and follow nothing."""
        self.hide()
        self._look.stop()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as the words need in this width."""
        return QSize(self.width(), self._column.totalHeightForWidth(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the card, its arrow, and a dot for each step."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(_TIP, _TIP, -_TIP, -_TIP)
        shape = QPainterPath()
        shape.addRoundedRect(body, _RADIUS, _RADIUS)
        if self._pointing:
            x, y = self._tip.x(), self._tip.y()
            side = body.left() + 1 if self._leftwards else body.right() - 1
            arrow = QPainterPath()
            arrow.addPolygon(QPolygonF([QPointF(side, y - _TIP), QPointF(x, y), QPointF(side, y + _TIP)]))
            arrow.closeSubpath()
            shape = shape.united(arrow)
        painter.setPen(QPen(theme.ACCENT, 1.5))
        painter.setBrush(theme.RAISED)
        painter.drawPath(shape)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.on.geometry().center().y() + 0.5
        for step, done in enumerate(self._done):
            color = theme.ACCENT if done else theme.TEXT if step == self._step else theme.FAINT
            painter.setBrush(color)
            painter.drawEllipse(QPointF(body.left() + 18 + step * 14, middle), _DOT, _DOT)

    @property
    def _pointing(self) -> bool:
        return self.target is not None and self.target.isVisible()

    @property
    def _target_place(self) -> QRect:
        """Where the target is in the window, found by way of the screen, as a dock may float over it."""
        if self.target is None:
            return QRect()
        return QRect(self._window.mapFromGlobal(self.target.mapToGlobal(QPoint())), self.target.size())

    def _follow(self) -> None:
        """Go where the target has gone."""
        looked = self._pointing, self._target_place, self._window.size()
        if looked != self._looked:
            self._looked = looked
            self._place()

    def _place(self) -> None:
        """Lie beside the target, or over it where there is no room; without one that is seen, at the bottom."""
        window = self._window
        self.resize(self.sizeHint())
        room = window.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        if self.target is None or not self._pointing:
            self.move(room.center().x() - self.width() // 2, room.bottom() - self.height() - 2 * _TIP)
            self.update()
            return
        place = self._target_place
        x = place.right() + 1 if self._leftwards else place.left() - self.width()
        x = min(max(x, room.left()), room.right() - self.width())
        y = place.center().y() - _TIP - _TIP_AT
        y = min(max(y, room.top()), room.bottom() - self.height())
        self.move(x, y)
        lowest = self.height() - 2 * _TIP - _RADIUS
        tip = min(max(float(place.center().y() - y), 2 * _TIP + _RADIUS), lowest)
        self._tip = QPointF(1.0 if self._leftwards else self.width() - 1.0, tip)
        self.update()
