"""The piano roll of one voice."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPixmap, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsView

from nes_composer.score.notes import Note, note_at, note_table
from nes_composer.score.score import HIGHEST, LOWEST, NO, VOICES, Score
from nes_composer.ui import gestures, labels, theme
from nes_composer.ui.coordinates import Coordinates
from nes_composer.ui.desk import Desk
from nes_composer.ui.gestures.gesture import Gesture, Pointer
from nes_composer.ui.gestures.hit import hit
from nes_composer.ui.gestures.wheel import wheel
from nes_composer.ui.ghosts_item import GhostsItem
from nes_composer.ui.lanes import Lanes
from nes_composer.ui.notes_item import NotesItem
from nes_composer.ui.others_item import OthersItem
from nes_composer.ui.playhead_item import PlayheadItem
from nes_composer.ui.selection_item import Band, SelectionItem

_FEWEST_PITCHES = 10.0
_COMFORTABLE_PITCHES = 24
_PITCHES_ALONE, _LOWEST_LANE = 44, 7.0
_USUAL_PITCHES = ((52, 28), (48, 28), (36, 28), (1, 16))
"""Lowest lane and number of lanes where a voice has no notes yet."""


class PianoRoll(pg.GraphicsView):
    """Rows to the right, pitches upwards; the mouse draws, moves, resizes and erases.

    Signals
    -------
    coordinates_changed
        Another part is seen, or the size has changed.
    hovered
        The row and the pitch under the mouse; -1, -1 outside.
    note_clicked
        The note that was pressed and released without being dragged.

    Attributes
    ----------
    voice : int
    desk : Desk
    notes_item : NotesItem
    ghosts_item : GhostsItem
    others_item : OthersItem
        The other voices, while this one is alone.
    """

    coordinates_changed = Signal()
    hovered = Signal(int, int)
    note_clicked = Signal(object)

    def __init__(self, voice: int, desk: Desk) -> None:
        super().__init__()
        self.voice, self.desk = voice, desk
        self._gesture: Gesture | None = None
        self._follows_pitch = True
        self._playhead_row = 0.0
        self._ground: QPixmap | None = None
        self._before_alone: tuple[float, float, bool] | None = None
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._box.setBorder(None)
        self.setCentralItem(self._box)
        self._lanes, self.notes_item, self.playhead_item = Lanes(voice), NotesItem(voice), PlayheadItem()
        self.others_item = OthersItem(voice)
        self._box.addItem(self.others_item, ignoreBounds=True)
        self._box.addItem(self.notes_item, ignoreBounds=True)
        self.ghosts_item = GhostsItem(voice)
        self._box.addItem(self.ghosts_item, ignoreBounds=True)
        self.playhead_item.setParentItem(self._box)
        self._selected = SelectionItem()
        self._selected.setParentItem(self._box)
        self._lowest, self._pitches = map(float, _USUAL_PITCHES[voice])
        theme.follow(self, self._show_look)
        self._show()
        desk.time.changed.connect(self._show)
        desk.selection.notes_changed.connect(self._mark)
        desk.ghosts.changed.connect(self._show_ghosts)
        desk.focus.changed.connect(self._show_alone)
        desk.highlight.changed.connect(self._show_key)
        desk.selection.rows_changed.connect(lambda: self._selected.set_rows(desk.selection.rows))
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self._under: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumHeight(60)
        self.setAccessibleName(f"{labels.VOICE_TITLES[voice]} piano roll")
        self.setCursor(Qt.CursorShape.CrossCursor)

    # What is seen

    @property
    def coordinates(self) -> Coordinates:
        """Where rows and pitches are on this widget now."""
        time = self.desk.time
        return Coordinates(
            time.first, time.span, self._lowest, self._pitches, max(self.width(), 1), max(self.height(), 1)
        )

    @property
    def gesture(self) -> Gesture | None:
        """The drag that is going on."""
        return self._gesture

    def set_score(self, score: Score) -> None:
        """Show these notes. Where pitch has not been scrolled by hand, it follows the notes."""
        lanes, song = self._lanes, self.desk.document.song
        shown = (
            len(lanes.score),
            lanes.score.rows_per_beat,
            lanes.score.beats_per_bar,
            lanes.pattern_rows,
            lanes.locks,
        )
        if (len(score), score.rows_per_beat, score.beats_per_bar, song.rows_per_pattern, song.locks) != shown:
            lanes.score, lanes.pattern_rows, lanes.locks = score, song.rows_per_pattern, song.locks
            self._repaint_lanes()
        self.notes_item.set_table(note_table(score, self.voice), score.timbre[:, self.voice])
        self._show_others()
        self._mark()
        if self._follows_pitch and self._gesture is None:
            self._include_notes()

    def other_at(self, at: Pointer) -> Note | None:
        """Return the ghost note of another voice under the mouse."""
        found = self.others_item.note_at(at.x, at.y)
        return None if found is None else note_at(self.desk.document.score, *found)

    def fit_pitch(self) -> None:
        """Show the pitches that the voice uses, and follow them from now on."""
        self._follows_pitch = True
        lowest, highest = self._used_pitches()
        missing = max(_COMFORTABLE_PITCHES - (highest - lowest), 4)
        self._set_pitches(lowest - missing / 2, highest - lowest + missing)

    def show_pitches(self, lowest: float, pitches: float) -> None:
        """Scroll and zoom in pitch by hand."""
        self._follows_pitch = False
        self._set_pitches(lowest, pitches)

    def show_band(self, band: Band | None) -> None:
        """Show the rubber band of a gesture."""
        self._selected.set_band(band)

    def show_playhead(self, row: float) -> None:
        """Put the line where the song is heard."""
        self._playhead_row = row
        seen = self.coordinates
        self.playhead_item.place(seen.x(row), seen.height)

    def _show_alone(self) -> None:
        """With the room for itself show more pitches, and the other voices; without it, what was seen before."""
        alone = self.desk.focus.voice == self.voice
        if alone == (self._before_alone is not None):
            return
        if alone:
            self._before_alone = self._lowest, self._pitches, self._follows_pitch
            self._show_others()
            if self.voice != NO:
                lowest, highest = self._pitches_alone()
                missing = max(_PITCHES_ALONE - (highest - lowest), 4)
                self._set_pitches(lowest - missing / 2, highest - lowest + missing)
        else:
            lowest, pitches, self._follows_pitch = self._before_alone or (self._lowest, self._pitches, True)
            self._before_alone = None
            self._show_others()
            self._set_pitches(lowest, pitches)

    def _pitches_alone(self) -> tuple[float, float]:
        """Return what `_used_pitches` does, for all pitched voices if the lanes are not too low then."""
        own, score = self._used_pitches(), self.desk.document.score
        pitch = score.pitch[:, :NO][score.sounding[:, :NO]]
        low, high = (min(float(pitch.min()), own[0]), max(float(pitch.max()) + 1, own[1])) if len(pitch) else own
        return (low, high) if self.height() / (high - low + 4) >= _LOWEST_LANE else own

    def _show_others(self) -> None:
        score = self.desk.document.score
        alone = self.desk.focus.voice == self.voice
        self.others_item.set_tables([note_table(score, v) for v in range(len(VOICES))] if alone else None)

    def _show_key(self) -> None:
        self._lanes.key = self.desk.highlight.key
        self._repaint_lanes()

    def _used_pitches(self) -> tuple[float, float]:
        """Return the lowest lane and the end of the highest lane of the notes and the ghosts."""
        tables = [self.notes_item.table, *(table for table, _ in self.desk.ghosts.tables(self.voice))]
        pitch = np.concatenate([table["pitch"] for table in tables])
        if self.voice == NO or not len(pitch):
            lowest, pitches = _USUAL_PITCHES[self.voice]
            return float(lowest), float(lowest + pitches)
        return float(pitch.min()), float(pitch.max() + 1)

    def _show_ghosts(self) -> None:
        ghosts = self.desk.ghosts
        self.ghosts_item.set_tables(ghosts.tables(self.voice), ghosts.replaced(self.voice))
        if self._follows_pitch and self._gesture is None:
            self._include_notes()

    def _include_notes(self) -> None:
        lowest, highest = self._used_pitches()
        if lowest < self._lowest or highest > self._lowest + self._pitches:
            low, high = min(lowest - 1, self._lowest), max(highest + 1, self._lowest + self._pitches)
            self._set_pitches(low, high - low)

    def _set_pitches(self, lowest: float, pitches: float) -> None:
        bottom, top = float(LOWEST[self.voice]), float(HIGHEST[self.voice]) + 1
        pitches = min(max(pitches, _FEWEST_PITCHES), top - bottom)
        lowest = min(max(lowest, bottom), top - pitches)
        if (lowest, pitches) != (self._lowest, self._pitches):
            self._lowest, self._pitches = lowest, pitches
            self._show()

    def _show(self) -> None:
        """Bring all that depends on what is seen up to date."""
        seen = self.coordinates
        self._lanes.coordinates = self.notes_item.coordinates = self.ghosts_item.coordinates = seen
        self.others_item.coordinates = seen
        self._selected.set_coordinates(seen)
        self._box.setRange(
            xRange=(seen.first_row, seen.first_row + seen.rows),
            yRange=(seen.lowest, seen.lowest + seen.pitches),
            padding=0,
            disableAutoRange=True,
        )
        self._box.updateMatrix()  # else it is done while painting, and all is painted twice
        self.show_playhead(self._playhead_row)
        self._repaint_lanes()
        for item in (self.notes_item, self.ghosts_item, self.others_item):
            item.update()
        self.coordinates_changed.emit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Keep what is seen."""
        super().resizeEvent(event)
        if event is not None:  # the base class calls this from its constructor too
            self._show()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """Paint the lanes; the picture is kept until they change.

        The base class could keep it, too, but forgets it by an update of the viewport.
        """
        ratio = self.devicePixelRatioF()
        size = (self.viewport().size() * ratio).expandedTo(QSize(1, 1))
        if self._ground is None or self._ground.size() != size:
            self._ground = QPixmap(size)
            self._ground.setDevicePixelRatio(ratio)
            ground = QPainter(self._ground)
            self._lanes.paint(ground, 0, size.width() / ratio)
            ground.end()
        painter.setWorldTransform(QTransform())
        part = rect.intersected(QRectF(self.viewport().rect()))
        painter.drawPixmap(part, self._ground, QRectF(part.topLeft() * ratio, part.size() * ratio))

    def _show_look(self) -> None:
        self.setBackground(theme.BEYOND)
        self._repaint_lanes()

    def _repaint_lanes(self) -> None:
        self._ground = None
        self.scene().update()  # an update of the viewport would be painted before what changes in the scene, and again

    def close(self) -> bool:
        """Close like any other widget.

        The base class deletes its items here, while signals of the song still reach this roll.
        """
        return QGraphicsView.close(self)

    # The mouse

    def _pointer(self, event: QMouseEvent | QWheelEvent) -> Pointer:
        seen, place = self.coordinates, event.position()
        free = bool(event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier))
        return Pointer(place.x(), place.y(), seen.row(place.x()), seen.pitch(place.y()), free)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a gesture."""
        self.setFocus()
        self.desk.selection.choose_voice(self.voice)
        if self._gesture is None:
            self._pressed, self._still, self._before = event.position(), True, self.desk.document.song
            at = self._pointer(event)
            self._gesture = gestures.begin(self, at, event.button(), event.modifiers())
            if self._gesture is not None:
                self._button = event.button()
                self.setCursor(self._gesture.cursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the gesture; without one, say by the cursor what a press would do."""
        at = self._pointer(event)
        if self._gesture is not None:
            self._gesture.drag(at)
            moved = (event.position() - self._pressed).manhattanLength()
            self._still = self._still and moved < QApplication.startDragDistance()
        else:
            self.setCursor(gestures.hover_cursor(self, at))
            self._hover(at)
        self.hovered.emit(math.floor(at.row), math.floor(at.pitch))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the gesture."""
        if self._gesture is not None and event.button() == self._button:
            at = self._pointer(event)
            self._gesture.drag(at)
            self._gesture.finish()
            self._gesture = None
            self.setCursor(gestures.hover_cursor(self, at))
            self._click(event, at)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the second press of a double click as a press like any other."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll and zoom."""
        # Alt turns the wheel sideways on some desktops; a touch pad moves both ways.
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        wheel(self, self._pointer(event), notches, event.modifiers())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Forget what was under the mouse."""
        self._under = None
        self._mark()
        self.hovered.emit(-1, -1)

    def cancel_gesture(self) -> None:
        """Take back the drag that is going on."""
        if self._gesture is not None:
            self._gesture.cancel()
            self._gesture = None
            self.setCursor(Qt.CursorShape.CrossCursor)

    def _click(self, event: QMouseEvent, at: Pointer) -> None:
        """Tell of a note that was pressed and released, if that is all that was done."""
        plain = event.button() == Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.NoModifier
        under = hit(self, at)
        if plain and self._still and under and self.desk.document.song is self._before:
            self.note_clicked.emit(under.note)

    def _hover(self, at: Pointer) -> None:
        under = hit(self, at)
        self._under = under.note.start if under else None
        self._mark()

    def _mark(self) -> None:
        self.notes_item.set_marks(self.desk.selection.spans(self.voice)[0], self._under)

    def __repr__(self) -> str:
        return f"<PianoRoll {VOICES[self.voice]}>"
