"""The choice between a recovered version of a song and the saved one, both to be seen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nes_composer.score.notes import notes_per_voice
from nes_composer.score.song import Song
from nes_composer.ui import labels, theme
from nes_composer.ui.recovery_folder import KEPT_DAYS
from nes_composer.ui.roll_picture import roll_picture

_PICTURE = 320, 120
_MOST_DIFFERENCES = 5


class Choice(Enum):
    """What the person wants."""

    RECOVERED = auto()
    SAVED = auto()
    LATER = auto()


class Version(QWidget):
    """One version of a song: a picture, and in words what is in it.

    Parameters
    ----------
    title
        Whose version it is.
    song
        None if there is none.
    when
        When it was kept, in seconds since 1970; without a song why there is none.
    """

    def __init__(self, title: str, song: Song | None, when: float | str) -> None:
        super().__init__()
        heading, picture = QLabel(title), QLabel()
        heading.setFont(theme.font(14, bold=True))
        picture.setFixedSize(*_PICTURE)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.facts = QLabel()
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        theme.follow_style(self.facts, lambda: f"color: {theme.DIM.name()}")
        if song is None:
            theme.follow_style(picture, lambda: f"background: {theme.LANE_BLACK.name()}; color: {theme.DIM.name()}")
            picture.setText("no such version")
            self.facts.setText(str(when))
        else:
            picture.setPixmap(roll_picture(song.score, *_PICTURE, ratio=self.devicePixelRatioF()))
            self.facts.setText(_facts(song, float(when)))
        picture.setAccessibleName(f"{title}: {self.facts.text()}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for label in (heading, picture, self.facts):
            column.addWidget(label)
        column.addStretch(1)


class RecoveryDialog(QDialog):
    """Shows both versions; nothing is lost by any answer.

    Signals
    -------
    chosen
        A :class:`Choice`; closing is to decide later.

    Parameters
    ----------
    name
        What the song is called.
    recovered, recovered_at
        What was kept aside, and when.
    saved, saved_at
        What the person's file holds, and when it was written; None, and why there is none.
    differences
        In words.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        recovered: Song,
        recovered_at: float,
        saved: Song | None,
        saved_at: float | str,
        differences: Sequence[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Recover a song")
        headline = QLabel(f"“{name}” has changes that were not saved when the program ended")
        headline.setTextFormat(Qt.TextFormat.PlainText)
        headline.setFont(theme.font(15, bold=True))
        headline.setWordWrap(True)
        self.left = Version("Recovered", recovered, recovered_at)
        self.right = Version("Saved", saved, saved_at)
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * theme.MARGIN)
        grid.addWidget(self.left, 0, 0)
        grid.addWidget(self.right, 0, 1)
        self.differences = QLabel(_listed(differences))
        self.differences.setTextFormat(Qt.TextFormat.PlainText)
        self.differences.setWordWrap(True)
        self.differences.setVisible(bool(differences))
        promise = QLabel(f"The version that you do not take is kept for {KEPT_DAYS} days: File, Open a kept version.")
        promise.setWordWrap(True)
        theme.follow_style(promise, lambda: f"color: {theme.DIM.name()}")
        self.buttons = {
            Choice.LATER: QPushButton("Decide &later"),
            Choice.SAVED: QPushButton("Take the &saved one" if saved else "Go &on without it"),
            Choice.RECOVERED: QPushButton("Take the &recovered one"),
        }
        tips = {
            Choice.LATER: "Ask again at the next start, or when this file is opened (Esc)",
            Choice.SAVED: "Go on with the file as it is" if saved else "Begin with another song",
            Choice.RECOVERED: "Go on with the recovered version; it is not saved before you do, and undo goes back",
        }
        row = QHBoxLayout()
        for choice, button in self.buttons.items():
            button.setToolTip(tips[choice])
            button.clicked.connect(lambda _checked=False, choice=choice: self._answer(choice))
            row.addWidget(button)
            if choice is Choice.LATER:
                row.addStretch(1)
        self.buttons[Choice.RECOVERED].setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.MARGIN] * 4)
        column.setSpacing(2 * theme.MARGIN)
        column.addWidget(headline)
        column.addLayout(grid)
        column.addWidget(self.differences)
        column.addWidget(promise)
        column.addLayout(row)
        self._answered = False
        self.rejected.connect(lambda: self._answer(Choice.LATER))

    def _answer(self, choice: Choice) -> None:
        if not self._answered:
            self._answered = True
            self.close()
            self.chosen.emit(choice)


def _facts(song: Song, when: float) -> str:
    score, notes = song.score, notes_per_voice(song.score)
    by_voice = ", ".join(f"{voice} {count}" for voice, count in notes.items())
    moment = time.strftime("%d %B %Y, %H:%M:%S", time.localtime(when))
    return f"{moment}\n{labels.clock(score.seconds)} long, {len(score)} rows\n{sum(notes.values())} notes: {by_voice}"


def _listed(differences: Sequence[str]) -> str:
    shown = list(differences[:_MOST_DIFFERENCES])
    if len(differences) > len(shown):
        shown.append(f"and {len(differences) - len(shown)} more")
    return "The recovered version has: " + "; ".join(shown)
