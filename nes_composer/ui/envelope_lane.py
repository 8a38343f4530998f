"""One envelope as bars, one a tick, that the mouse draws, with its length, loop and release as handles."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nes_composer.score import envelopes
from nes_composer.score.instrument import Envelope, Vibrato
from nes_composer.ui.envelope_drags import Drag, begin
from nes_composer.ui.envelope_kinds import Kind
from nes_composer.ui.envelope_picture import EnvelopePicture
from nes_composer.ui.envelope_view import EnvelopeView, Part, seen_ticks

_TIP = (
    "Left-drag draws; drag the numbers for the length, the bands below for loop and release point. "
    "Right-click removes. Wheel: more or less of the values. Arrows, L and R edit by key"
)
_CURSORS = {
    Part.TITLE: Qt.CursorShape.ArrowCursor,
    Part.LENGTH: Qt.CursorShape.SizeHorCursor,
    Part.BARS: Qt.CursorShape.CrossCursor,
    Part.LOOP: Qt.CursorShape.SizeHorCursor,
    Part.RELEASE: Qt.CursorShape.SizeHorCursor,
}


class EnvelopeLane(QWidget):
    """Draws on an envelope; what comes of it is shown when it is given back by :meth:`show_envelope`.

    Signals
    -------
    edited
        With what is done and the envelope that comes of it, or None for that of a plain instrument. During a drag each
        replaces the one before.
    finished
        The edit is over.

    Attributes
    ----------
    kind : Kind
    view : EnvelopeView
    """

    edited = Signal(str, object)
    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._all = self.kind = Kind("volume", "Volume", tuple(range(16)))
        self._envelope: Envelope | None = Envelope((15,))
        self._vibrato: Vibrato | None = None
        self._color = 0
        self._reach = 0
        self._drag: Drag | None = None
        self._mouse: QPointF | None = None
        self._cursor = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumSize(QSize(110, 110))

    @property
    def dragging(self) -> bool:
        """Whether a drag is going on."""
        return self._drag is not None

    def show_envelope(self, kind: Kind, envelope: Envelope | None, voice: int, vibrato: Vibrato | None = None) -> None:
        """Show an envelope, None for values that are left to the notes; during a drag at the same scale."""
        if kind != self._all:
            self._all, self._reach, self._cursor, self._drag = kind, 0, 0, None
        self._envelope, self._color, self._vibrato = envelope, voice, vibrato
        self.setEnabled(not kind.silent)
        self.setToolTip(kind.silent or _TIP)
        if self._drag is None:
            self._fit()
        self._tell()
        self.update()

    def cancel(self) -> None:
        """Give up the drag, without its end."""
        self._drag = None
        self._fit()
        self.update()

    @property
    def _values(self) -> Envelope:
        """What there is to draw on."""
        return self._envelope or Envelope((self._all.values[0] if self._all.values else 0,))

    def _fit(self) -> None:
        """Show the whole envelope."""
        kind = self._all
        if kind.reaches:
            highest = max(map(abs, self._values.values))
            reach = next(r for r in kind.reaches if r >= highest)
            kind = kind.within(max(reach, kind.reaches[self._reach]))
        self.kind = kind
        ticks = seen_ticks(len(self._values.values))
        self.view = EnvelopeView(self.width(), self.height(), ticks, len(kind.values))

    def _tell(self) -> None:
        envelope = self._envelope
        if self._all.silent or envelope is None:
            told = self._all.silent or "as the notes have it"
        else:
            value = envelope.values[min(self._cursor, len(envelope.values) - 1)]
            told = f"tick {self._cursor + 1} of {len(envelope.values)}: {self.kind.text(value)}"
        self.setAccessibleName(f"{self._all.title} envelope")
        self.setAccessibleDescription(told)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a drag, or remove a point."""
        part = self.view.part(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and self._drag is None:
            self._drag = begin(part, self._values, self.kind, self.view)
            self._go_on(event.position())
        elif event.button() == Qt.MouseButton.RightButton and self._drag is None:
            self._remove(part)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on with the drag, and say what is under the mouse."""
        self._mouse = event.position()
        if self._drag is None:
            self.setCursor(_CURSORS[self.view.part(self._mouse.y())])
        self._go_on(self._mouse)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._drag is not None:
            self._drag = None
            self._fit()
            self.update()
            self.finished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Show higher and deeper values, or fewer."""
        if self._all.reaches and self._drag is None:
            step = -1 if event.angleDelta().y() > 0 else 1
            self._reach = min(max(self._reach + step, 0), len(self._all.reaches) - 1)
            self._fit()
            self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Say nothing any more."""
        self._mouse = None
        self.update()

    def _go_on(self, at: QPointF) -> None:
        if self._drag is not None:
            self._cursor = min(max(self.view.tick(at.x()), 0), len(self._values.values) - 1)
            self.edited.emit(self._drag.text, self._drag.move(at.x(), at.y()))

    def _remove(self, part: Part) -> None:
        """Take a point away, or all of the envelope."""
        match part:
            case Part.LOOP:
                self._edit("Do not loop", envelopes.with_loop(self._values, None))
            case Part.RELEASE:
                self._edit("Remove release of", envelopes.with_release(self._values, None))
            case Part.BARS:
                self._edit("Clear", None)

    def _edit(self, text: str, envelope: Envelope | None) -> None:
        self.edited.emit(text, envelope)
        self.finished.emit()

    # The keyboard

    def event(self, event: QEvent) -> bool:
        """Claim the keys that edit, so that they are no shortcuts while the lane has the keyboard."""
        plain = (_PLAIN, _PLAIN | Qt.KeyboardModifier.KeypadModifier)
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and event.key() in _KEYS and event.modifiers() in plain:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the cursor, or change the envelope at it."""
        key, values = event.key(), self._values
        if key not in _KEYS or self._drag is not None:
            super().keyPressEvent(event)
            return
        self._cursor = min(self._cursor, len(values.values) - 1)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self._cursor = min(max(self._cursor + step, 0), len(values.values) - 1)
            self._tell()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step_value(1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_L:
            loop = None if values.loop == self._cursor else self._cursor
            self._edit("Loop", envelopes.with_loop(values, loop))
        elif key == Qt.Key.Key_R:
            release = None if values.release == self._cursor else self._cursor
            self._edit("Set release of", envelopes.with_release(values, release))
        else:
            longer = 1 if key == Qt.Key.Key_Plus else -1
            self._edit("Set length of", envelopes.resized(values, len(values.values) + longer))
        self.update()

    def _step_value(self, step: int) -> None:
        kind = self._all.within(self._all.reaches[-1]) if self._all.reaches else self._all
        row = kind.row(self._values.values[self._cursor]) + step
        place = self._cursor, kind.values[min(max(row, 0), len(kind.values) - 1)]
        self._edit("Draw", envelopes.drawn(self._values, place, place))

    # The picture

    def resizeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Show the whole envelope at the new size."""
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint."""
        painter = QPainter(self)
        picture = EnvelopePicture(self.kind, self._envelope, self._values, self.view, self._color)
        picture.paint(painter, self._under_mouse())
        if self._vibrato is not None and self._envelope is not None and not self.kind.silent:
            picture.paint_vibrato(painter, self._vibrato)
        if self.hasFocus():
            picture.paint_cursor(painter, min(self._cursor, len(self._values.values) - 1))

    def _under_mouse(self) -> str:
        """Return what the mouse is at."""
        if self._mouse is None or self.kind.silent:
            return ""
        values, tick = self._values, self.view.tick(self._mouse.x())
        text = ""
        match self.view.part(self._mouse.y()):
            case Part.LENGTH:
                text = f"{len(values.values)} tick{'' if len(values.values) == 1 else 's'}"
            case Part.LOOP:
                text = "no loop" if values.loop is None else f"loops from tick {values.loop + 1}"
            case Part.RELEASE:
                text = "no release" if values.release is None else f"note's end: tick {values.release + 1}"
            case Part.BARS if tick >= 0:
                there = self._envelope is not None and tick < len(values.values) and self._drag is None
                drawn = self.kind.values[self.view.row(self._mouse.y())]
                text = f"tick {tick + 1}: {self.kind.text(values.values[tick] if there else drawn)}"
        return text


_PLAIN = Qt.KeyboardModifier.NoModifier
_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_L,
    Qt.Key.Key_R,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
)
