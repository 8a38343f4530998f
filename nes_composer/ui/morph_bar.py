"""Two points that are kept, and the way from one to the other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from nes_composer.ui import key_tips, theme
from nes_composer.ui.document import StepKey
from nes_composer.ui.latent_moves import LatentMoves

_STEPS = 100


class MorphBar(QWidget):
    """Slot A, the slider between, slot B, and filling patterns with the way.

    Attributes
    ----------
    slots : dict of str to SlotButton
        ``A`` and ``B``.
    slider : QSlider
        Per cent of the way.
    fill : QPushButton
    """

    def __init__(self, moves: LatentMoves) -> None:
        super().__init__()
        self._moves, self._step = moves, StepKey()
        self.slots = {name: SlotButton(name) for name in "AB"}
        for name, button in self.slots.items():
            button.recalled.connect(lambda name=name: self._clicked(name))
            button.kept.connect(lambda name=name: moves.keep_in_slot(name))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setAccessibleName("Morph from A to B")
        self.slider.setToolTip("Morph: drag to move the chosen patterns from the point in A to the one in B")
        self.slider.sliderPressed.connect(self._step.renew)
        self.slider.valueChanged.connect(self._morph)
        self.fill = QPushButton("Fill")
        self.fill.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key_tips.follow_tip(
            self.fill, "Fill the chosen patterns with the way from A to B, or from the first to the last", "fill_path"
        )
        self.fill.clicked.connect(lambda _checked=False: moves.fill())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(6)
        row.addWidget(self.slots["A"])
        row.addWidget(self.slider, 1)
        row.addWidget(self.slots["B"])
        row.addWidget(self.fill)
        moves.slots_changed.connect(self._show)
        self._show()

    def _clicked(self, name: str) -> None:
        if name in self._moves.slots:
            self._moves.recall(name)
        else:
            self._moves.keep_in_slot(name)

    def _morph(self, value: int) -> None:
        key = self._step.keep() if self.slider.isSliderDown() else self._step.get()
        self._moves.morph(value / _STEPS, key)

    def _show(self) -> None:
        for name, button in self.slots.items():
            button.show_filled(name in self._moves.slots)
        self.slider.setEnabled(len(self._moves.slots) == len(self.slots))


class SlotButton(QPushButton):
    """A slot: empty until a point is kept in it.

    Signals
    -------
    recalled
        Clicked.
    kept
        Right-clicked.
    """

    recalled = Signal()
    kept = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFixedWidth(28)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"Slot {name}")
        self._filled = False
        theme.follow(self, self._show_color)
        key_tips.follow(self, self._show_tip)
        self.clicked.connect(self.recalled)

    def show_filled(self, filled: bool) -> None:
        """Show whether there is a point in it."""
        self._filled = filled
        self._show_color()
        self._show_tip()

    def _show_tip(self) -> None:
        name = self.text()
        click = f"Click = go to the point in {name}" if self._filled else f"Click = keep this pattern's point in {name}"
        tip = f"{click}; right-click = keep this pattern's point in it"
        self.setToolTip(key_tips.with_key(tip, f"keep_{name.lower()}"))

    def _show_color(self) -> None:
        self.setStyleSheet(f"color: {(theme.ACCENT if self._filled else theme.DIM).name()}; padding: 4px 0")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Keep a point on the right button."""
        if event.button() == Qt.MouseButton.RightButton:
            self.kept.emit()
        else:
            super().mousePressEvent(event)
