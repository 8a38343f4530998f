"""Which lines drawn, moved and pasted notes keep to: chosen in the bar at the top, remembered."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QObject, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nes_composer.score.lines import Lines
from nes_composer.score.score import Score
from nes_composer.ui import key_tips
from nes_composer.ui.desk import Desk


@dataclass(frozen=True)
class SnapChoice:
    """What notes may keep to.

    Parameters
    ----------
    name
        As it is remembered.
    text, short
        As it is offered, and as it is shown when it is chosen.
    beats
        From a line to the next; 0 is a bar, None a row.
    """

    name: str
    text: str
    short: str
    beats: Fraction | None

    def rows(self, score: Score) -> Fraction:
        """Return the rows from a line to the next, which may be broken."""
        if self.beats is None:
            return Fraction(1)
        return self.beats * score.rows_per_beat if self.beats else Fraction(score.rows_per_bar)


CHOICES = (
    SnapChoice("bar", "&Bar", "bar", Fraction(0)),
    SnapChoice("beat", "B&eat", "beat", Fraction(1)),
    SnapChoice("half", "&Half beat", "½ beat", Fraction(1, 2)),
    SnapChoice("third", "&Third of a beat", "⅓ beat", Fraction(1, 3)),
    SnapChoice("row", "&Row", "row", None),
)

_SETTING = "snap"


class Snap(QObject):
    """Gives the desk its grid, also when a song of another metre is opened.

    Signals
    -------
    changed
        Another choice, or other lines.

    Attributes
    ----------
    choice : SnapChoice
    """

    changed = Signal()

    def __init__(self, desk: Desk, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._settings = desk, settings
        remembered = settings.value(_SETTING)
        self.choice = next((choice for choice in CHOICES if choice.name == remembered), CHOICES[-1])
        desk.document.song_changed.connect(self._follow)
        self._follow()

    def choose(self, choice: SnapChoice) -> None:
        """Let notes keep to other lines from now on."""
        self.choice = choice
        self._settings.setValue(_SETTING, choice.name)
        self._follow()
        self.changed.emit()

    def step(self, by: int) -> None:
        """Choose the next finer lines (1), or the next coarser ones (-1)."""
        place = CHOICES.index(self.choice) + by
        if 0 <= place < len(CHOICES):
            self.choose(CHOICES[place])

    @property
    def explanation(self) -> str:
        """What the lines are, with a word about thirds that fall between rows."""
        rows = self.choice.rows(self._desk.document.score)
        told = f"Notes keep to lines {rows if rows.denominator == 1 else self._desk.step} rows apart"
        if rows.denominator == 1:
            return told.replace(" 1 rows", " one row")
        beat = self._desk.document.score.rows_per_beat
        return f"A beat has {beat} rows: what falls between two rows keeps to the nearest"

    def _follow(self) -> None:
        lines = Lines(self.choice.rows(self._desk.document.score))
        if lines != self._desk.grid:
            self._desk.grid = lines
            self.changed.emit()


class SnapButton(QToolButton):
    """Shows what notes keep to; its menu has the choices.

    Parameters
    ----------
    actions
        The commands of the choices by name, ``snap_bar`` and so on.
    """

    def __init__(self, snap: Snap, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snap = snap
        self._actions = {choice: actions[f"snap_{choice.name}"] for choice in CHOICES}
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addActions(list(self._actions.values()))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedSize(QSize(106, 26))
        snap.changed.connect(self._show)
        self._show()
        key_tips.follow(self, self._show_tip)

    def _show(self) -> None:
        choice = self._snap.choice
        for other, action in self._actions.items():
            action.setChecked(other is choice)
        self.setText(f"Snap {choice.short}")
        self.setAccessibleName(f"Snap to {choice.text.replace('&', '').lower()}")
        self._show_tip()

    def _show_tip(self) -> None:
        ways = ((key_tips.key(f"snap_{way}"), way) for way in ("finer", "coarser"))
        keys = ", ".join(f"{key} {way}" for key, way in ways if key)
        self.setToolTip(f"{self._snap.explanation} ({keys})" if keys else self._snap.explanation)
