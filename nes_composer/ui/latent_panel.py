"""The sliders that move the chosen pattern through latent space."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from nes_composer.score.score import VOICES
from nes_composer.ui import icons, labels, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.document import StepKey
from nes_composer.ui.latent import Latent
from nes_composer.ui.sigma_slider import SigmaSlider

SLIDERS = 16
_MOST_SEED = 999_999
_LOADING = "The models are loading…"


class LatentPanel(QWidget):
    """Sixteen axes by their measured names, random points by seed, reset and encode.

    Attributes
    ----------
    sliders : list of SigmaSlider
        In the order of the axes; those that the model does not have are hidden.
    state : QLabel
        What a slider would do now, or why it cannot.
    seed : QSpinBox
        Of the latest random point; typing one and Enter goes to its point.
    """

    def __init__(self, desk: Desk, latent: Latent) -> None:
        super().__init__()
        self._desk, self._latent = desk, latent
        self._step = StepKey()
        self._moving = -1
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.PANEL)
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 8, 8)
        column.setSpacing(6)
        column.addLayout(self._make_head())
        self.state = QLabel(_LOADING)
        self.state.setWordWrap(True)
        self.state.setStyleSheet(f"color: {theme.DIM.name()}; font-size: 11px")
        column.addWidget(self.state)
        self._heads = [_AxisHead() for _ in range(SLIDERS)]
        self.sliders: list[SigmaSlider] = []
        self._axes = QWidget()
        axes = QVBoxLayout(self._axes)
        axes.setContentsMargins(0, 0, 6, 0)
        axes.setSpacing(0)
        for axis, head in enumerate(self._heads):
            slider = SigmaSlider()
            slider.valueChanged.connect(lambda _, axis=axis: self._moved(axis))
            slider.sliderPressed.connect(self._step.renew)
            self.sliders.append(slider)
            axes.addWidget(head)
            axes.addWidget(slider)
        axes.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._axes)
        column.addWidget(area, 1)
        latent.ready_changed.connect(self._show_axes)
        latent.values_changed.connect(self._show_values)
        desk.selection.pattern_changed.connect(self._show_values)
        self._show_axes()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide enough for names and fine moves."""
        return QSize(288, 560)

    def _make_head(self) -> QVBoxLayout:
        self._title = QLabel()
        self._title.setFont(theme.font(14, bold=True))
        self.seed = QSpinBox()
        self.seed.setRange(0, _MOST_SEED)
        self.seed.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.seed.setKeyboardTracking(False)
        self.seed.setFixedSize(66, 24)
        self.seed.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.seed.setFont(theme.font(12, digits=True))
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip("Seed of the random point: the same seed gives the same notes. Type one and press Enter.")
        self.seed.lineEdit().returnPressed.connect(self._go_to_seed)
        self._buttons = [
            _button("Random", "A random point, with a new seed (Ctrl+R)", self.randomize),
            _button("Reset", "The centre: every slider at 0 (Ctrl+Shift+R)", self.reset),
            _button("Encode", "Find the place of these notes on the sliders; the notes stay (Ctrl+E)", self.encode),
        ]
        self._buttons[0].setIcon(icons.dice())
        caption = QLabel("seed")
        caption.setStyleSheet(f"color: {theme.DIM.name()}")
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._title)
        first.addStretch(1)
        first.addWidget(caption)
        first.addWidget(self.seed)
        for row in (first, second):
            row.setContentsMargins(0, 0, 6, 0)
            row.setSpacing(6)
        for button in self._buttons:
            second.addWidget(button, 1)
        head = QVBoxLayout()
        head.setSpacing(8)
        head.addLayout(first)
        head.addLayout(second)
        return head

    # What the person does

    def randomize(self) -> None:
        """Move the chosen pattern to the point of a new seed, and show that seed."""
        self.seed.setValue(random.SystemRandom().randint(0, _MOST_SEED))
        self._go_to_seed()

    def reset(self) -> None:
        """Move the chosen pattern to the centre: every slider at 0."""
        if self._latent.axes is not None:
            pattern = self._pattern()
            self._latent.go(pattern, self._latent.axes.mean, f"Reset pattern {labels.pattern_letter(pattern)}")

    def encode(self) -> None:
        """Find the chosen pattern's place on the sliders."""
        self._latent.encode(self._pattern())

    def _pattern(self) -> int:
        """Return the chosen pattern; a song that another model has divided is divided anew, and its place kept."""
        selection, document = self._desk.selection, self._desk.document
        row = selection.pattern * document.song.rows_per_pattern
        self._latent.divide()
        selection.choose_pattern(row // document.song.rows_per_pattern)
        return selection.pattern

    def _go_to_seed(self) -> None:
        self.seed.clearFocus()
        if self._latent.axes is not None:
            pattern, seed = self._pattern(), self.seed.value()
            z = self._latent.axes.random(np.random.default_rng(seed))
            self._latent.go(pattern, z, f"Random pattern {labels.pattern_letter(pattern)} (seed {seed})")

    def _moved(self, axis: int) -> None:
        slider = self.sliders[axis]
        if axis != self._moving:
            self._moving = axis
            self._step.renew()
        # A drag is one step however long it rests; wheel and arrow keys are one while they follow each other.
        key = self._step.keep() if slider.isSliderDown() else self._step.get()
        self._latent.move(self._pattern(), axis, slider.sigma, key)

    # What the model says

    def _show_axes(self) -> None:
        axes = self._latent.axes
        count = len(axes.names) if axes is not None else SLIDERS
        for axis, (head, slider) in enumerate(zip(self._heads, self.sliders, strict=True)):
            name = axes.names[axis] if axes is not None and axis < count else "—"
            share = float(axes.explained_variance[axis]) if axes is not None and axis < count else 0.0
            head.show_axis(axis + 1, name, share, axes is not None)
            slider.set_color(_color_of(name))
            slider.setAccessibleName(name)
            slider.setToolTip(f"{name}: {share:.1%} of what varies between songs.\nDrag or wheel; double-click = 0")
            head.setVisible(axis < count)
            slider.setVisible(axis < count)
        for widget in (self._axes, self.seed, *self._buttons):
            widget.setEnabled(axes is not None)
        self._show_values()

    def _show_values(self) -> None:
        pattern = self._desk.selection.pattern
        self._title.setText(f"Pattern {labels.pattern_letter(pattern)}")
        if self._latent.axes is None:
            self.state.setText(self._latent.problem or _LOADING)
        elif self._latent.misfit:
            self.state.setText(self._latent.misfit)
        elif self._latent.point(pattern) is None:
            self.state.setText("Written by hand: the first slider moved encodes it.")
        else:
            self.state.setText("Hand edits stay when a slider moves.")
        values = self._latent.values(pattern)
        for head, slider, value in zip(self._heads, self.sliders, values, strict=False):
            head.show_value(float(value))
            slider.show_sigma(float(value))


class _AxisHead(QWidget):
    """The line above a slider: number, name, share of the variance, value."""

    def __init__(self) -> None:
        super().__init__()
        self._number, self._name, self._share, self._value, self._known = 0, "", "", "", False
        self.setFixedHeight(13)

    def show_axis(self, number: int, name: str, share: float, known: bool) -> None:
        self._number, self._name, self._known = number, name, known
        self._share = f"{share:.1%}" if known else ""
        self._value = ""
        self.update()

    def show_value(self, value: float) -> None:
        text = f"{value:+.2f}" if abs(value) >= 0.005 else "0"
        if text != self._value:
            self._value = text
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setFont(theme.font(10, digits=True))
        figures = painter.fontMetrics()
        right = self.width() - 5
        painter.setPen(theme.TEXT if self._known else theme.FAINT)
        left_of = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(0, 0, right, self.height(), left_of, self._value)
        right -= figures.horizontalAdvance("+0.00") + 8
        painter.setPen(theme.FAINT)
        painter.drawText(0, 0, right, self.height(), left_of, self._share)
        right -= figures.horizontalAdvance("00.0%") + 6
        painter.drawText(4, 0, 18, self.height(), Qt.AlignmentFlag.AlignVCenter, str(self._number))
        font = theme.font(11)
        painter.setFont(font)
        painter.setPen(theme.TEXT if self._known else theme.FAINT)
        name = QFontMetrics(font).elidedText(self._name, Qt.TextElideMode.ElideRight, right - 24)
        painter.drawText(24, 0, right - 24, self.height(), Qt.AlignmentFlag.AlignVCenter, name)


def _button(text: str, tip: str, run: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(run)
    return button


def _color_of(name: str) -> QColor:
    """Return the colour of the voice that an axis is named after, a neutral one for an axis of several."""
    named = [theme.VOICES[i] for i, voice in enumerate(VOICES) if voice in name.split()]
    return named[0] if len(named) == 1 else theme.mix(theme.DIM, theme.TEXT, 0.4)
