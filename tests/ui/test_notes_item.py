from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, Score
from nes_composer.ui import theme
from nes_composer.ui.notes_item import NotesItem
from nes_composer.ui.piano_roll import PianoRoll


def pixels(roll):
    """RGB of what the roll shows, one logical pixel each."""
    image = roll.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return data[:, : image.width(), 2::-1].copy()  # the image and its memory end with this function


def color_at(roll, row, pitch):
    seen = roll.coordinates
    return tuple(int(c) for c in pixels(roll)[round(seen.y(pitch + 0.5)), round(seen.x(float(row)))])


def rgb(color):
    return color.red(), color.green(), color.blue()


def show(roll, *notes):
    roll.playhead_item.hide()
    roll.desk.edit("", lambda score: draw(score, notes))


def test_notes_are_where_their_rows_and_pitches_are(roll):
    show(roll, Note(P1, 8, 4, 60, 15), Note(P1, 20, 8, 72, 15))
    note = rgb(theme.VOICES[P1])
    assert color_at(roll, 10.1, 60) == color_at(roll, 24.1, 72) == note
    for row, pitch in ((10.1, 61), (7.6, 60), (12.4, 60), (24.1, 71), (28.4, 72)):
        assert color_at(roll, row, pitch) != note


def test_velocity_is_brightness(roll):
    show(roll, Note(P1, 8, 4, 60, 2), Note(P1, 20, 4, 60, 15))
    assert QColor(*color_at(roll, 10.1, 60)).lightness() < QColor(*color_at(roll, 22.1, 60)).lightness()


@pytest.mark.parametrize("span", [8, 64, 256])
def test_a_note_is_seen_at_every_zoom(roll, span):
    show(roll, Note(P1, 4, 1, 60, 15))
    roll.desk.time.show_rows(0, span)
    colors = {tuple(map(int, c)) for c in np.unique(pixels(roll).reshape(-1, 3), axis=0)}
    assert rgb(theme.VOICES[P1]) in colors


def test_only_the_exposed_notes_are_painted(qtbot, roll, monkeypatch):
    painted = []
    monkeypatch.setattr(
        NotesItem, "_paint_bars", lambda self, painter, visible, *rest: painted.extend(self.table["start"][visible])
    )
    show(roll, *(Note(P1, row, 1, 60) for row in range(0, 256, 2)))
    roll.desk.time.show_rows(100, 10)
    painted.clear()
    roll.grab()
    assert set(range(100, 110, 2)) <= {int(start) for start in painted} <= set(range(96, 114, 2))


def test_a_held_note_that_began_before_the_edge_is_painted(roll):
    show(roll, Note(P1, 0, 200, 60, 15))
    roll.desk.time.show_rows(100, 64)
    assert color_at(roll, 130.1, 60) == rgb(theme.VOICES[P1])


def test_twenty_thousand_notes_are_all_painted_when_all_are_seen(roll):
    rows = 40_000
    random = np.random.default_rng(1)
    pitch = np.zeros((rows, 4), np.uint8)
    pitch[::2, P1] = random.integers(50, 80, rows // 2)
    sounding = pitch > 0
    score = Score(pitch, sounding, sounding * np.uint8(15), np.zeros_like(pitch))
    roll.desk.time.set_length(rows)
    roll.desk.time.show_all()
    roll.set_score(score)
    assert len(roll.notes_item.table) == 20_000
    note = np.array(rgb(theme.VOICES[P1]))
    columns = (pixels(roll) == note).all(axis=2).any(axis=0)
    assert columns.mean() > 0.99


@pytest.mark.parametrize("span", [16, 256])
def test_heat_is_in_place_of_velocity_where_it_is_known(roll, span):
    show(roll, *(Note(P1, row, 2, 60, 3) for row in (0, 4, 8, 12)))
    roll.desk.time.show_rows(0, span)
    nats = np.full(12, 1e9, np.float32)
    nats[:8] = 0, 5, 5, 5, theme.HEAT_NATS / 2, np.nan, np.nan, 9
    nats[8] = np.nan
    roll.notes_item.set_heat(nats)
    usual, heat = theme.note_colors(P1)[3], theme.heat_colors(P1)
    for row, color in ((0, heat[0]), (4, theme.VOICES[P1]), (8, usual), (12, usual)):
        assert color_at(roll, row + 1, 60) == rgb(color)
    nats = nats.copy()
    nats[0] = theme.HEAT_NATS
    roll.notes_item.set_heat(nats)
    assert color_at(roll, 1, 60) == rgb(theme.HOT)
    roll.notes_item.set_heat(None)
    assert color_at(roll, 1, 60) == color_at(roll, 5, 60) == rgb(usual)


def test_heat_stays_with_its_rows_when_the_notes_change(roll):
    roll.notes_item.set_heat(np.array([theme.HEAT_NATS] * 8 + [0] * 8, np.float32))
    show(roll, Note(P1, 0, 2, 60))
    assert color_at(roll, 1, 60) == rgb(theme.HOT)
    show(roll, Note(P1, 8, 2, 60))
    assert color_at(roll, 9, 60) == rgb(theme.heat_colors(P1)[0])


def test_the_chosen_note_is_outlined(roll):
    note = Note(P1, 8, 8, 60, 15)
    show(roll, note)
    before = pixels(roll).copy()
    roll.desk.selection.choose_notes((note,))
    changed = (pixels(roll) != before).any(axis=2)
    assert changed.any()
    seen = roll.coordinates
    rows = np.flatnonzero(changed.any(axis=0))
    assert seen.row(float(rows.min())) == pytest.approx(8, abs=0.3)
    assert seen.row(float(rows.max())) == pytest.approx(16, abs=0.3)


def test_notes_of_other_voices_are_not_shown(roll):
    show(roll, Note(NO, 8, 8, 12))
    assert len(roll.notes_item.table) == 0


def test_metallic_noise_is_hatched(qtbot, desk):
    roll = PianoRoll(NO, desk)
    qtbot.addWidget(roll)
    roll.resize(1024, 400)
    desk.document.change(
        "", lambda s: replace(s, score=draw(s.score, [Note(NO, 0, 8, 8, 15, 0), Note(NO, 8, 8, 8, 15, 1)]))
    )
    desk.time.set_length(64)
    desk.time.show_rows(0, 64)
    roll.set_score(desk.document.score)
    roll.show()
    roll.playhead_item.hide()
    seen, image = roll.coordinates, pixels(roll)
    row = image[round(seen.y(8.25))]
    plain, metallic = (row[round(seen.x(start + 4.0)) : round(seen.x(start + 7.5))] for start in (0.0, 8.0))
    assert len(np.unique(plain, axis=0)) == 1
    assert len(np.unique(metallic, axis=0)) == 2
    desk.document.change("", lambda s: replace(s, score=draw(s.score, [Note(NO, 8, 8, 8, 15, 0)])))
    roll.set_score(desk.document.score)
    assert len(np.unique(pixels(roll)[round(seen.y(8.25)), round(seen.x(12.0)) : round(seen.x(15.5))], axis=0)) == 1


def test_a_roll_is_painted_once_for_a_scroll(qtbot, window):
    show(window.rolls[P1], *(Note(P1, row, 1, 60) for row in range(0, 128, 2)))
    painted = []

    class Watch(QObject):
        def eventFilter(self, view, event):
            if event.type() == QEvent.Type.Paint:
                painted.append(view)
            return False

    watch = Watch()
    qtbot.waitUntil(lambda: len(window.rolls[P1].notes_item.table) == 64)
    QApplication.processEvents()
    for roll in window.rolls:
        roll.viewport().installEventFilter(watch)
    window.time_view.scroll(8)
    qtbot.waitUntil(lambda: len(set(painted)) == 4)
    QApplication.processEvents()
    assert len(painted) == 4
