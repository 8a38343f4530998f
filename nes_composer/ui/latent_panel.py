"""The sliders that move the chosen patterns through latent space."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nes_composer.ui import icons, key_tips, labels, theme
from nes_composer.ui.axis_list import AxisList
from nes_composer.ui.desk import Desk
from nes_composer.ui.latent import Latent
from nes_composer.ui.latent_moves import MOST_SEED, LatentMoves
from nes_composer.ui.morph_bar import MorphBar
from nes_composer.ui.panel_parts import caption, line
from nes_composer.ui.sigma_slider import SigmaSlider

_LOADING = "The models are loading…"
_FIRST_AMOUNT = 30


class LatentPanel(QWidget):
    """Axes by their measured names, random points by seed, and how notes become points and back.

    Signals
    -------
    difference_toggled
        Whether the rolls shall show what the model would have where the song differs.

    Attributes
    ----------
    axes, attributes : AxisList
        Lists of sliders, one of which is shown.
    state : QLabel
        What a slider would do now, or why it cannot.
    buttons : dict of str to QPushButton
        ``random``, ``mutate``, ``reset``, ``encode``.
    seed : QSpinBox
        Of the latest random point; typing one and Enter goes to its point.
    amount : QSpinBox
        How far to mutate, in per cent of the way to a random point.
    strength : QSlider
        Per cent of what a decode changes that is applied.
    difference : QToolButton
    morph : MorphBar
    """

    difference_toggled = Signal(bool)

    def __init__(self, desk: Desk, latent: Latent, moves: LatentMoves) -> None:
        super().__init__()
        self._desk, self._latent, self._moves = desk, latent, moves
        theme.follow_ground(self, lambda: theme.PANEL)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 6)
        column.setSpacing(5)
        column.addLayout(self._make_title())
        column.addLayout(self._make_buttons())
        self.state = QLabel(_LOADING)
        self.state.setWordWrap(True)
        theme.follow_style(self.state, lambda: f"color: {theme.DIM.name()}; font-size: 11px")
        column.addWidget(self.state)
        column.addLayout(self._make_strength())
        self.axes, self.attributes = AxisList.of_axes(desk, latent, moves), AxisList.of_attributes(desk, latent, moves)
        column.addLayout(self._make_choice())
        column.addWidget(self.axes, 1)
        column.addWidget(self.attributes, 1)
        self.attributes.hide()
        self.morph = MorphBar(moves)
        column.addWidget(self.morph)
        moves.seed_changed.connect(self.seed.setValue)
        latent.ready_changed.connect(self._show)
        latent.values_changed.connect(self._show)
        desk.selection.pattern_changed.connect(self._show)
        self._show()

    @property
    def sliders(self) -> list[SigmaSlider]:
        """The sliders of the axes, in their order."""
        return [row.slider for row in self.axes.rows]

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide enough for names and fine moves."""
        return QSize(288, 420)

    def _make_title(self) -> QHBoxLayout:
        self._title = QLabel()
        self._title.setFont(theme.font(14, bold=True))
        self.seed = QSpinBox()
        self.seed.setRange(0, MOST_SEED)
        self.seed.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.seed.setKeyboardTracking(False)
        self.seed.setFixedSize(66, 22)
        self.seed.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.seed.setFont(theme.font(12, digits=True))
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip("Seed of the random point: the same seed gives the same notes. Type one and press Enter.")
        self.seed.lineEdit().returnPressed.connect(self._go_to_seed)
        return line(self._title, None, caption("seed"), self.seed, right=6)

    def _make_buttons(self) -> QHBoxLayout:
        self.amount = QSpinBox()
        self.amount.setRange(1, 100)
        self.amount.setValue(_FIRST_AMOUNT)
        self.amount.setSuffix(" %")
        self.amount.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.amount.setFixedSize(46, 22)
        self.amount.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.amount.setAccessibleName("How far to mutate")
        self.amount.setToolTip("How far to mutate, in per cent of the way to a random point; wheel or type")
        self.buttons = {
            "random": _button(
                "Random", "A random point, with a new seed; locked axes stay", "random", self._moves.randomize
            ),
            "mutate": _button("Mutate", "A step towards a random point, with a new seed", "mutate", self.mutate),
            "reset": _button("Reset", "The centre: every slider at 0", "reset", self._moves.reset),
            "encode": _button(
                "Encode", "Find the place of these notes on the sliders; they stay", "encode", self._moves.encode
            ),
        }
        self.buttons["random"].setIcon(icons.dice())
        random, mutate, reset, encode = self.buttons.values()
        return line(random, mutate, self.amount, reset, encode, right=6)

    def _make_strength(self) -> QHBoxLayout:
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(0, 100)
        self.strength.setValue(100)
        self.strength.setAccessibleName("Strength")
        self.strength.setToolTip(
            "Strength: the share of the model's changes that reaches the notes, beat by beat; also of the last one"
        )
        self._share = caption("100 %")
        self._share.setFixedWidth(38)
        self.strength.valueChanged.connect(self._strengthen)
        self.difference = QToolButton()
        self.difference.setText("Diff")
        self.difference.setStyleSheet("padding: 4px 5px")
        self.difference.setCheckable(True)
        self.difference.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key_tips.follow_tip(
            self.difference, "Show as ghosts what the model would have where the notes differ", "difference"
        )
        self.difference.toggled.connect(self.difference_toggled)
        self.adopt = _button(
            "Take over", "Replace the notes by what the model makes of them", "adopt", self._moves.adopt
        )
        return line(caption("Strength"), self.strength, self._share, self.difference, self.adopt, right=6)

    def _make_choice(self) -> QHBoxLayout:
        """Return the two tabs over the list."""
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(0)
        for text, tip, shown, hidden in (
            ("Axes", "What varies most between songs, by its measured names", self.axes, self.attributes),
            ("Attributes", "Density, height, rhythm … of each voice by itself", self.attributes, self.axes),
        ):
            tab = QToolButton()
            tab.setObjectName("tab")
            tab.setText(text)
            tab.setToolTip(tip)
            tab.setCheckable(True)
            tab.setChecked(shown is self.axes)
            tab.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tab.setSizePolicy(self.sizePolicy())
            tab.toggled.connect(
                lambda on, shown=shown, hidden=hidden: (shown.setVisible(on), hidden.setVisible(not on))
            )
            group.addButton(tab)
            row.addWidget(tab, 1)
        return row

    # What the person does

    def mutate(self) -> None:
        """Mutate the chosen patterns by the amount that is set."""
        self._moves.mutate(self.amount.value() / 100)

    def _go_to_seed(self) -> None:
        self.seed.clearFocus()
        self._moves.randomize(self.seed.value())

    def _strengthen(self, value: int) -> None:
        self._share.setText(f"{value} %")
        self._latent.set_strength(value / 100)

    # What the model says

    def _show(self) -> None:
        ready, song, pattern = self._latent.ready, self._desk.document.song, self._desk.selection.pattern
        for widget in (
            self.axes,
            self.attributes,
            self.seed,
            self.amount,
            self.morph,
            self.strength,
            *self.buttons.values(),
        ):
            widget.setEnabled(ready)
        title = labels.pattern_names(song, self._desk.selection.patterns)
        self._title.setText(title[0].upper() + title[1:])
        accuracy = self._latent.accuracy(pattern)
        self.adopt.setEnabled(accuracy is not None)
        if not ready:
            self.state.setText(self._latent.problem or _LOADING)
        elif self._latent.misfit:
            self.state.setText(self._latent.misfit)
        elif self._latent.foreign:
            self.state.setText(f"The points are of {self._latent.foreign}: notes stay, the first slider moved encodes.")
        elif accuracy is None:
            self.state.setText("Written by hand: the first slider moved encodes it.")
        else:
            self.state.setText(f"{accuracy:.0%} of the cells are the model's; hand edits stay.")


def _button(text: str, tip: str, command: str, run: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    key_tips.follow_tip(button, tip, command)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setStyleSheet("padding: 4px 5px")
    button.clicked.connect(lambda _checked=False: run())
    return button
