"""The head of the velocity and timbre lane: which of them is shown, and its scale."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from nes_composer.score import values
from nes_composer.score.score import TR
from nes_composer.score.values import Field
from nes_composer.ui import labels, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.value_lane import ValueLane, field_names

_WORDS = {
    "velocity": "How loud each note is, 1-15",
    "timbre": "Duty cycle 0-3 of a pulse, or the mode of the noise, 0-1",
}


class ValueHead(QWidget):
    """Two buttons and the least and the greatest value.

    Attributes
    ----------
    buttons : dict of Field to QToolButton
    """

    def __init__(self, desk: Desk, lane: ValueLane) -> None:
        super().__init__()
        self._desk, self._lane = desk, lane
        self.setFixedWidth(theme.STRIP_WIDTH + theme.KEYBOARD_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, theme.KEYBOARD_WIDTH + 8, 4)
        column.setSpacing(1)
        group = QButtonGroup(self)
        self.buttons: dict[Field, QToolButton] = {}
        for field in get_args(Field):
            button = QToolButton()
            button.setObjectName("tab")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(_WORDS[field])
            button.setFixedHeight(22)
            button.clicked.connect(lambda _checked=False, field=field: self.show_field(field))
            group.addButton(button)
            column.addWidget(button)
            self.buttons[field] = button
        column.addStretch(1)
        self.buttons[lane.field].setChecked(True)
        desk.selection.voice_changed.connect(self._show_voice)
        self._show_voice()

    def show_field(self, field: Field) -> None:
        """Show velocity or timbre."""
        self._lane.show_field(field)
        self.buttons[field].setChecked(True)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the ground, the voice's colour and the scale."""
        painter, voice = QPainter(self), self._desk.selection.voice
        painter.fillRect(self.rect(), theme.PANEL)
        painter.fillRect(QRectF(0, 0, 4, self.height()), theme.VOICES[voice])
        if voice == TR:
            return
        painter.setFont(theme.font(9, digits=True))
        painter.setPen(theme.DIM)
        low, high = values.limits(self._lane.field, voice)
        for value, top in ((high, 2.0), (low, self.height() - 14.0)):
            place = QRectF(self.width() - theme.KEYBOARD_WIDTH, top, theme.KEYBOARD_WIDTH - 5, 12)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(value))

    def _show_voice(self) -> None:
        voice = self._desk.selection.voice
        for (field, button), name in zip(self.buttons.items(), field_names(voice), strict=True):
            button.setText(name)
            button.setEnabled(voice != TR)
            button.setAccessibleName(f"{name} of {labels.VOICE_TITLES[voice]}: {field} lane")
        self.update()
