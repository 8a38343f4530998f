"""The panel below the sliders: how the song is to go on, and the takes to choose from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from nes_composer.ui import key_tips, theme
from nes_composer.ui.continuation import Continuation
from nes_composer.ui.continue_form import ContinueForm
from nes_composer.ui.desk import Desk
from nes_composer.ui.take_row import HEIGHT, TakeRow
from nes_composer.ui.takes import State
from nes_composer.ui.throttle import Throttle
from nes_composer.ui.transport import Transport

_WIDTH = 288
_MOST_SEEN = 4
_LOW = 800
"""Height of a window in which settings, takes and a good number of sliders have no room together."""

_PICTURE_MS = 30
_LOADING = "The models are loading…"


class TakesPanel(QWidget):
    """Settings, a row for each take, and a line that says how far it is.

    Attributes
    ----------
    form : ContinueForm
    rows : list of TakeRow
        One for each take.
    state : QLabel
    put_away : QToolButton
    fold : QToolButton
        Shows the settings, or not.
    """

    def __init__(self, desk: Desk, continuation: Continuation, transport: Transport) -> None:
        super().__init__()
        self._continuation, self._takes, self._transport = continuation, continuation.takes, transport
        theme.follow_ground(self, lambda: theme.PANEL)
        self.form = ContinueForm(desk, continuation)
        self.rows: list[TakeRow] = []
        # Takes that are being drawn change many times a second: painting all at once would hold up sliders.
        self._see, self._pictured = Throttle(self._show_picture, _PICTURE_MS, self), -1
        list_of_rows = QWidget()
        self._list = QVBoxLayout(list_of_rows)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(list_of_rows)
        self._area.setAccessibleName("Takes")
        self._area.setToolTip("Choose, hear and accept takes, also voice by voice")
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setFixedHeight(28)
        self._wrong = False
        theme.follow(self, self._show_color)
        self.put_away = _button("Put the takes away")
        self.put_away.setText("✕")
        key_tips.follow_tip(self.put_away, "Close the list of takes; what was accepted stays in the song", "put_away")
        self.put_away.clicked.connect(continuation.put_away)
        self.fold = _button("Settings of the continuation")
        self.fold.setToolTip("Show or hide the settings; in a low window they make room for sliders beside takes")
        self.fold.setCheckable(True)
        self.fold.setChecked(True)
        self.fold.toggled.connect(self._show_form)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.state, 1)
        line.addWidget(self.fold)
        line.addWidget(self.put_away)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 8, 4)
        column.setSpacing(5)
        column.addWidget(self.form)
        column.addWidget(self._area)
        column.addLayout(line)
        continuation.told.connect(self._say)
        continuation.failed.connect(lambda text: self._say(text, wrong=True))
        continuation.ready_changed.connect(self._show_ready)
        key_tips.changed.connect(self._show_keys)
        self._takes.changed.connect(self._show_takes)
        self._show_ready()
        self._make_rows(0)
        self._show_form(True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as what is shown."""
        return QSize(_WIDTH, super().sizeHint().height())

    def hear(self) -> None:
        """Let what is chosen be heard: where it plays already, it goes on; else from a bar before the takes."""
        if not self._transport.playing:
            self._transport.play(self._takes.first_heard)

    def _hear(self, take: int) -> None:
        self._takes.choose(take)
        self.hear()

    def _accept(self, take: int) -> None:
        self._takes.choose(take)
        if self._takes.on_offer:
            self._continuation.accept()

    def _show_takes(self) -> None:
        takes, offer = self._takes, self._takes.offer
        count = (
            self._continuation.settings.takes if takes.state is State.DRAWING and not takes.takes else len(takes.takes)
        )
        if count != len(self.rows):
            self._make_rows(count)
        if offer is None:
            return
        voices = offer.passage.voices
        for number, row in enumerate(self.rows):
            chosen = frozenset(v for v in voices if takes.choice[v] == number) if takes.takes else frozenset()
            row.show_choice(bool(takes.takes), voices, chosen)
        self._see()

    def _show_picture(self) -> None:
        """Paint the next picture that is out of date; after a while the one after that."""
        takes, offer = self._takes, self._takes.offer
        for _ in self.rows if offer is not None else ():
            self._pictured = (self._pictured + 1) % len(self.rows)
            take = takes.takes[self._pictured] if self._pictured < len(takes.takes) else None
            assert offer is not None
            if self.rows[self._pictured].show_picture(take, offer.passage.rows, offer.passage.voices):
                self._see()
                break

    def _show_form(self, shown: bool) -> None:
        self.form.setVisible(shown)
        self.fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.setFixedHeight(self.sizeHint().height())

    def _make_rows(self, count: int) -> None:
        if bool(count) != bool(self.rows):
            self.fold.setChecked(count == 0 or self.window().height() >= _LOW)
        while len(self.rows) > count:
            self.rows.pop().deleteLater()
        while len(self.rows) < count:
            number = len(self.rows)
            row = TakeRow(number + 1)
            row.heard.connect(lambda number=number: self._hear(number))
            row.chosen.connect(lambda number=number: self._takes.choose(number))
            row.accepted.connect(lambda number=number: self._accept(number))
            row.voice_chosen.connect(lambda voice, number=number: self._takes.choose_voice(number, voice))
            self._list.addWidget(row)
            self.rows.append(row)
        self._area.setVisible(count > 0)
        self.put_away.setVisible(count > 0)
        self._area.setFixedHeight(min(count, _MOST_SEEN) * HEIGHT)
        self.setFixedHeight(self.sizeHint().height())

    def _show_ready(self) -> None:
        kept = f" · {self._takes.rows} rows of the takes are kept" if self._takes.partial else ""
        if self._continuation.ready and kept:
            self._say(f"Ready again{kept}{_with_key('accept', ' · {}: accept')}{_with_key('cancel', ' · {}: reject')}")
        elif self._continuation.ready:
            self._say("Ready" + _with_key("continue", ": {} goes on") + _with_key("fill", ", {} fills the chosen rows"))
        elif self._continuation.problem:
            self._say(self._continuation.problem + kept, wrong=True)
        else:
            self._say(_LOADING)

    def _show_keys(self) -> None:
        if self.state.text().startswith("Ready"):
            self._show_ready()

    def _say(self, text: str, wrong: bool = False) -> None:
        self._wrong = wrong
        self._show_color()
        self.state.setText(text)
        self.state.setToolTip(text)

    def _show_color(self) -> None:
        self.state.setStyleSheet(f"color: {(theme.ERROR if self._wrong else theme.DIM).name()}; font-size: 11px")


def _button(name: str) -> QToolButton:
    """Return a small button in the last line."""
    button = QToolButton()
    button.setFixedSize(20, 20)
    button.setStyleSheet("padding: 0")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(name)
    return button


def _with_key(command: str, text: str) -> str:
    """Return a text with the key of a command in it; nothing if it has none."""
    return text.format(key_tips.key(command)) if key_tips.key(command) else ""
