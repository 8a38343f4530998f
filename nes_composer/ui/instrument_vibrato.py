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
    depth_box : QSpinBox
        In cents.
    rate_box : QDoubleSpinBox
        Swings a second.
    delay_box : QSpinBox
        In ticks.
    """

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.depth_box, self.rate_box, self.delay_box = QSpinBox(), QDoubleSpinBox(), QSpinBox()
        self.depth_box.setRange(0, _DEEPEST)
        self.depth_box.setSpecialValueText("none")
        self.depth_box.setSuffix(" cents")
        self.rate_box.setRange(0.1, _FASTEST)
        self.rate_box.setDecimals(1)
        self.rate_box.setSingleStep(0.5)
        self.rate_box.setValue(_USUAL_RATE)
        self.rate_box.setSuffix(" Hz")
        self.delay_box.setRange(0, LONGEST)
        self.delay_box.setSuffix(" ticks")
        for edited in (self.depth_box.valueChanged, self.rate_box.valueChanged, self.delay_box.valueChanged):
            edited.connect(self._edit)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        for row, (box, name, tip) in enumerate(
            (
                (self.depth_box, "Vibrato", "Vibrato: cents to either side of the pitch; 0 is none"),
                (self.rate_box, "Rate", "Swings of the vibrato per second"),
                (self.delay_box, "Delay", "Ticks from the onset until the vibrato sets in"),
            )
        ):
            _set_up(box, tip)
            grid.addWidget(caption(name), row, 0)
            grid.addWidget(box, row, 1)

    def show_vibrato(self, vibrato: Vibrato | None) -> None:
        """Show a vibrato; without one the rate and the delay stay those that it would have."""
        shown = vibrato or Vibrato(1, self.rate_box.value(), self.delay_box.value())
        with QSignalBlocker(self.depth_box), QSignalBlocker(self.rate_box), QSignalBlocker(self.delay_box):
            self.depth_box.setValue(shown.depth if vibrato else 0)
            self.rate_box.setValue(shown.rate)
            self.delay_box.setValue(shown.delay)
        self.rate_box.setEnabled(vibrato is not None)
        self.delay_box.setEnabled(vibrato is not None)

    def _edit(self) -> None:
        depth, rate = self.depth_box.value(), round(self.rate_box.value(), 1)
        self.edited.emit(Vibrato(depth, rate, self.delay_box.value()) if depth else None)


def _set_up(box: QAbstractSpinBox, tip: str) -> None:
    box.setToolTip(f"{tip}; wheel or type")
    box.setAccessibleName(tip)
    box.setKeyboardTracking(False)
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    box.lineEdit().returnPressed.connect(box.clearFocus)
