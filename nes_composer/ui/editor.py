"""The middle of the window: ruler, four rolls with their keys and strips, one time axis."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSplitter, QVBoxLayout, QWidget

from nes_composer.score.score import VOICES
from nes_composer.ui import pattern_band, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.keyboard import Keyboard
from nes_composer.ui.pattern_band import PatternBand
from nes_composer.ui.piano_roll import PianoRoll
from nes_composer.ui.ruler import Ruler
from nes_composer.ui.scopes import Scopes
from nes_composer.ui.surprise_legend import SurpriseLegend
from nes_composer.ui.throttle import Throttle
from nes_composer.ui.transport import Transport
from nes_composer.ui.value_head import ValueHead
from nes_composer.ui.value_lane import ValueLane
from nes_composer.ui.voice_strip import VoiceStrip

_FRAME_MS = 16
_STEPS_PER_ROW = 16


class Editor(QWidget):
    """Shows the song and where it is heard.

    Signals
    -------
    values_shown
        The velocity lane is seen, or no longer.

    Attributes
    ----------
    band : PatternBand
    ruler : Ruler
    rolls : list of PianoRoll
    keyboards : list of Keyboard
    strips : list of VoiceStrip
    scopes : Scopes
    values : ValueLane
    legend : SurpriseLegend
    splitter : QSplitter
        Shares the height among the voices and the velocity lane.
    """

    values_shown = Signal()

    def __init__(self, desk: Desk, transport: Transport) -> None:
        super().__init__()
        self._desk, self._transport = desk, transport
        self._heard = 0.0
        self._fits = True
        self.band, self.ruler = PatternBand(desk), Ruler(desk)
        desk.focus.changed.connect(self._show_focus)  # before the rolls, which look at their height then
        self.rolls = [PianoRoll(voice, desk) for voice in range(len(VOICES))]
        self.keyboards = [Keyboard(voice, desk) for voice in range(len(VOICES))]
        self.scopes = Scopes(transport, self)
        self.strips = [VoiceStrip(voice, desk, transport, self.scopes) for voice in range(len(VOICES))]
        self._voice_rows: list[QWidget] = []
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(4)
        self.splitter.setChildrenCollapsible(False)
        for roll, keyboard, strip in zip(self.rolls, self.keyboards, self.strips, strict=True):
            self._voice_rows.append(_row(strip, keyboard, roll))
            self.splitter.addWidget(self._voice_rows[-1])
            roll.coordinates_changed.connect(lambda r=roll, k=keyboard: k.set_coordinates(r.coordinates))
            roll.hovered.connect(lambda row, pitch, k=keyboard: k.light(pitch if row >= 0 else None))
        self.values = ValueLane(desk)
        self._values_row = _row(ValueHead(desk, self.values), self.values)
        self.splitter.addWidget(self._values_row)
        for index in range(len(VOICES)):
            self.splitter.setStretchFactor(index, 1)
        self.legend = SurpriseLegend()
        self._scroll_bar = QScrollBar(Qt.Orientation.Horizontal)
        self._scroll_bar.valueChanged.connect(self._scrolled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_row(_corner(pattern_band.HEIGHT), self.band))
        column.addWidget(_row(self.legend, self.ruler))
        column.addWidget(self.splitter, 1)
        column.addWidget(_row(_corner(self._scroll_bar.sizeHint().height()), self._scroll_bar))
        self._repaint = Throttle(self._show_song, _FRAME_MS, self)
        desk.document.opened.connect(self._opened)
        desk.document.song_changed.connect(self._song_changed)
        desk.time.changed.connect(self._show_time)
        desk.ghosts.changed.connect(self._show_length)
        transport.status_changed.connect(self._show_playhead)
        transport.playing_changed.connect(self._show_playing)
        transport.loop_changed.connect(lambda: self.ruler.show_loop(transport.loop_rows, transport.looping))
        self.ruler.sought.connect(transport.seek)
        self.ruler.loop_drawn.connect(transport.set_loop)
        self._song_changed()
        self._show_time()

    def fit_pitches(self) -> None:
        """Show the pitches that each voice uses."""
        for roll in self.rolls:
            roll.fit_pitch()

    def cancel_gesture(self) -> bool:
        """Take back the drag that is going on; return whether there was one."""
        busy = [roll for roll in self.rolls if roll.gesture is not None]
        for roll in busy:
            roll.cancel_gesture()
        return self.values.cancel_gesture() or bool(busy)

    @property
    def shows_values(self) -> bool:
        """Whether the velocity lane is seen."""
        return not self._values_row.isHidden()

    def show_values(self, shown: bool) -> None:
        """Show or hide the velocity lane."""
        self._values_row.setVisible(shown)
        self.values_shown.emit()

    def keep(self, settings: QSettings) -> None:
        """Remember how the height is shared and whether the velocity lane is seen."""
        self._desk.focus.leave()
        settings.setValue("splitter", self.splitter.saveState())
        settings.setValue("value_lane", self.shows_values)

    def restore(self, settings: QSettings) -> None:
        """Take over what was remembered."""
        saved = settings.value("splitter")
        if isinstance(saved, QByteArray):
            self.splitter.restoreState(saved)
        self.show_values(settings.value("value_lane", True, type=bool) is not False)

    def _show_focus(self) -> None:
        alone = self._desk.focus.voice
        for voice, row in enumerate(self._voice_rows):
            row.setVisible(alone in (None, voice))
        self.splitter.refresh()

    def _opened(self) -> None:
        self._fits = True
        self._desk.selection.choose_pattern(0)
        self._desk.selection.choose_rows(None)
        self._show_length()
        self._desk.time.show_start()

    def _song_changed(self) -> None:
        song = self._desk.document.song
        self._show_length()
        self._desk.selection.keep_within(song.score, len(song.patterns))
        self._repaint()

    def _show_length(self) -> None:
        """Give the time axis the rows of the song, and those of ghosts beyond its end."""
        self._desk.time.set_length(max(len(self._desk.document.score), self._desk.ghosts.end))

    def _show_song(self) -> None:
        for roll in self.rolls:
            roll.set_score(self._desk.document.score)
        if self._fits:
            self.fit_pitches()
        self._fits = not self._desk.document.score.sounding.any()  # the first notes of a silent song are fitted too

    def _show_time(self) -> None:
        time = self._desk.time
        with QSignalBlocker(self._scroll_bar):
            self._scroll_bar.setRange(0, round(max(time.length - time.span, 0) * _STEPS_PER_ROW))
            self._scroll_bar.setPageStep(round(time.span * _STEPS_PER_ROW))
            self._scroll_bar.setSingleStep(4 * _STEPS_PER_ROW)
            self._scroll_bar.setValue(round(time.first * _STEPS_PER_ROW))

    def _scrolled(self, value: int) -> None:
        self._desk.time.show_rows(value / _STEPS_PER_ROW, self._desk.time.span)

    def _show_playhead(self) -> None:
        row = self._transport.row
        if row != self._heard:
            self._desk.time.follow(self._heard, row)
            self._heard = row
            self.ruler.show_playhead(row)
            for roll in self.rolls:
                roll.show_playhead(row)

    def _show_playing(self) -> None:
        if self._transport.playing:
            self._desk.time.reveal(self._transport.row)


def _row(*widgets: QWidget) -> QWidget:
    """Return widgets side by side, the last one taking the room."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    for widget in widgets:
        row.addWidget(widget, 1 if widget is widgets[-1] else 0)
    return box


def _corner(height: int) -> QWidget:
    """Return the empty place above the strips and the keys, so that time lines up below it."""
    corner = QWidget()
    corner.setFixedSize(theme.STRIP_WIDTH + theme.KEYBOARD_WIDTH, height)
    corner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    theme.follow_style(corner, lambda: f"background: {theme.PANEL.name()}")
    return corner
