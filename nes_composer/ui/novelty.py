"""How new the song is: the longest run that it shares with what the models learned from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from nes_composer.generation.requests import Compared, Died, Event, Failed
from nes_composer.models.grids import GRIDS
from nes_composer.models.novelty import FAR_ROWS, SharedRun, novelty
from nes_composer.score.score import Score
from nes_composer.ui import labels, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.model_link import ModelLink

INTERVAL_MS = 1000
"""The song is compared when it has not changed for so long."""

_BAR_WIDTH, _BAR_HEIGHT = 44, 6
_WHAT = (
    f"Novelty is 1 for a song that shares no passage with the training songs, and falls to 0 where a passage of "
    f"{FAR_ROWS} rows is the same: all four voices, in whatever key."
)


class NoveltyMeter(QWidget):
    """One line: the novelty, the longest run, and the song that it is in; a click chooses its rows.

    Attributes
    ----------
    switch : QCheckBox
        Whether the song is compared at all.
    told : QLabel
        The run, as far as there is room.
    run : SharedRun or None
        Of the latest answer.
    """

    def __init__(self, desk: Desk, link: ModelLink) -> None:
        super().__init__()
        self._desk, self._link = desk, link
        self._asked: int | None = None
        self._compared: Score | None = None
        self._text, self._problem = "", ""
        self.run: SharedRun | None = None
        self._known = False
        self.switch = QCheckBox("Novelty")
        self.switch.setChecked(True)
        self.switch.setToolTip(f"Compare the song with the training songs while it changes. {_WHAT}")
        self.switch.setAccessibleName("Novelty")
        self._gauge = _Gauge()
        self.told = QLabel()
        self.told.setFont(theme.font(11))
        self.told.setSizePolicy(self.told.sizePolicy().Policy.Ignored, self.told.sizePolicy().Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.switch)
        row.addWidget(self._gauge)
        row.addWidget(self.told, 1)
        # While a slider is dragged the model process has something better to do.
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(INTERVAL_MS)
        self._quiet.timeout.connect(self._ask)
        self.switch.toggled.connect(self._switched)
        desk.document.song_changed.connect(self._quiet.start)
        link.arrived.connect(self._receive)
        self._show()

    @property
    def novelty(self) -> float | None:
        """The novelty, 0-1; None while it is not known."""
        return novelty(self.run) if self._known else None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Compare what has changed meanwhile."""
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show as much as there is room for."""
        self._elide()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the rows of the run, and show them."""
        run, length = self.run, len(self._desk.document.score)
        if event.button() == Qt.MouseButton.LeftButton and run is not None and run.row < length:
            self._desk.selection.choose_rows((run.row, min(run.row + run.rows, length)))
            self._desk.time.reveal(run.row)

    def _switched(self, on: bool) -> None:
        self._asked = self._compared = None
        self._known, self.run = False, None
        self._show()
        if on:
            self._ask()

    def _ask(self) -> None:
        score = self._desk.document.score
        if self.switch.isChecked() and self.isVisible() and score is not self._compared:
            self._compared = score
            self._asked = self._link.client.compare(score)

    def _receive(self, event: Event) -> None:
        match event:
            case Compared() if event.id == self._asked:
                self.run, self._problem, self._known = event.run, event.problem, not event.problem
                self._show()
            case Failed() if event.id == self._asked:
                self._compared = None
            case Died():
                # Nothing of what was asked will be answered.
                self._asked = self._compared = None
                self._quiet.start()

    def _show(self) -> None:
        run, score = self.run, self._desk.document.score
        self._gauge.show_share(self.novelty)
        hand = run is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        if self._problem:
            self._text, tip = self._problem, self._problem
        elif run is not None:
            rows, title = _counted(run.rows), labels.song_title(run.song)
            bar = run.song_row // GRIDS["rows"].bar_rows + 1
            self._text = f"{rows} of {title}, bar {bar}"
            tip = (
                f"Novelty {novelty(run):.2f}. Longest shared run: {rows}, from {labels.position(score, run.row)} on, "
                f"with “{title}” (bar {bar}{_moved(run.semitones)}). Click to choose these rows.\n{_WHAT}"
            )
        elif self._known:
            self._text, tip = "no shared run", f"No passage of this song is in the training songs. {_WHAT}"
        else:
            self._text, tip = "…" if self.switch.isChecked() else "", _WHAT
        self.setToolTip(tip)
        self.setAccessibleName(f"Novelty: {self._text}")
        self._elide()

    def _elide(self) -> None:
        metrics = self.told.fontMetrics()
        self.told.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, max(self.told.width(), 1)))


class _Gauge(QWidget):
    """A share as a bar and a number."""

    def __init__(self) -> None:
        super().__init__()
        self._share: float | None = None
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802
        """Bar and number beside each other."""
        return QSize(_BAR_WIDTH + 36, 18)

    def show_share(self, share: float | None) -> None:
        """Show a share, 0-1; None is not known."""
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the bar, red where little is new, and the number."""
        painter = QPainter(self)
        top = (self.height() - _BAR_HEIGHT) // 2
        painter.fillRect(0, top, _BAR_WIDTH, _BAR_HEIGHT, theme.WINDOW)
        if self._share is not None:
            color = theme.mix(theme.ERROR, theme.VOICES[2], self._share)
            painter.fillRect(0, top, max(round(self._share * _BAR_WIDTH), 2), _BAR_HEIGHT, color)
            painter.setFont(theme.font(11, digits=True))
            painter.setPen(theme.TEXT)
            place = self.rect().adjusted(_BAR_WIDTH + 6, 0, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, f"{self._share:.2f}")


def _counted(rows: int) -> str:
    return f"{rows} row" if rows == 1 else f"{rows} rows"


def _moved(semitones: int) -> str:
    if not semitones:
        return ""
    unit = "semitone" if abs(semitones) == 1 else "semitones"
    return f", {abs(semitones)} {unit} {'lower' if semitones > 0 else 'higher'} there"
