"""The three numbers of a vibrato."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QGridLayout, QSpinBox, QWidget

from nes_composer.score.instrument import LONGEST, Vibrato
from nes_composer.ui.panel_parts import caption

_DEEPEST, _FASTEST = 1200, 30.0
_USUAL_RATE = 6.0


class VibratoForm(QWidget):
    """Shows and sets a vibrato; a depth of 0 is none.

    Signals
    -------
    edited
        With the vibrato, or None.

    Attributes
    ----------
    depth : QSpinBox
        In cents.
    rate : QDoubleSpinBox
        Swings a second.
    delay : QSpinBox
        In ticks.
    """

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.rate, self.delay = QSpinBox(), QDoubleSpinBox(), QSpinBox()
        self.depth.setRange(0, _DEEPEST)
        self.rate.setRange(0.1, _FASTEST)
        self.rate.setDecimals(1)
        self.rate.setSingleStep(0.5)
        self.rate.setValue(_USUAL_RATE)
        self.delay.setRange(0, LONGEST)
        self.depth.setSpecialValueText("none")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        for row, (box, name, unit, tip) in enumerate(
            (
                (self.depth, "Vibrato", " cents", "Vibrato: cents to either side of the pitch; 0 is none"),
                (self.rate, "Rate", " Hz", "Swings of the vibrato per second"),
                (self.delay, "Delay", " ticks", "Ticks from the onset until the vibrato sets in"),
            )
        ):
            box.setSuffix(unit)
            box.setToolTip(f"{tip}; wheel or type")
            box.setAccessibleName(tip)
            box.setKeyboardTracking(False)
            box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            box.lineEdit().returnPressed.connect(box.clearFocus)
            box.valueChanged.connect(self._edit)
            grid.addWidget(caption(name), row, 0)
            grid.addWidget(box, row, 1)

    def show_vibrato(self, vibrato: Vibrato | None) -> None:
        """Show a vibrato; without one the rate and the delay stay those that it would have."""
        shown = vibrato or Vibrato(1, self.rate.value(), self.delay.value())
        values = (shown.depth if vibrato else 0, shown.rate, shown.delay)
        for box, value in zip((self.depth, self.rate, self.delay), values, strict=True):
            with QSignalBlocker(box):
                box.setValue(value)  # type: ignore[arg-type]
        self.rate.setEnabled(vibrato is not None)
        self.delay.setEnabled(vibrato is not None)

    def _edit(self) -> None:
        depth = self.depth.value()
        self.edited.emit(Vibrato(depth, round(self.rate.value(), 1), self.delay.value()) if depth else None)
