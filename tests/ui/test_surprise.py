import dataclasses

import numpy as np
import pytest
from PySide6.QtGui import QColor
from support.processes import FakeModels

from nes_composer.generation.requests import Died
from nes_composer.score.edits import draw, with_length
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR, Score
from nes_composer.score.song import Song
from nes_composer.ui.document import Document
from nes_composer.ui.model_link import ModelLink
from nes_composer.ui.surprise import Surprise


@pytest.fixture
def document(qtbot, melody):
    document = Document()
    document.open(melody)
    return document


@pytest.fixture
def link(qtbot):
    link = ModelLink(FakeModels)
    link.client.on_event = link._came.emit
    return link


@pytest.fixture
def models(link):
    return link.client


@pytest.fixture
def surprise(document, link):
    return Surprise(document, link)


@pytest.fixture
def hot(surprise, models, qtbot):
    """It is on, and the first answer has come."""
    models.become_able_to_continue()
    qtbot.waitUntil(lambda: surprise.ready)
    surprise.toggle()
    qtbot.waitUntil(lambda: surprise.nats(P1) is not None)
    surprise._quiet.setInterval(20)
    return surprise


def add_note(document, row, pitch=60):
    document.change("Draw", lambda song: dataclasses.replace(song, score=draw(song.score, [Note(P1, row, 1, pitch)])))


def test_without_an_lstm_it_cannot_be_switched_on(surprise, models):
    surprise.toggle()
    assert not surprise.on
    assert models.judgements == []


def test_the_song_is_judged_at_once(hot, models, document):
    assert [score for _, score, _ in models.judgements] == [document.score]
    for voice in (P1, P2, TR, NO):
        assert hot.nats(voice) == pytest.approx(np.arange(64) / 16 + voice)


def test_a_burst_of_edits_is_judged_once_when_it_is_over(hot, models, document, qtbot):
    models.prompt = False
    for row in range(48, 58):
        add_note(document, row)
        assert len(models.judgements) == 1
    assert hot._quiet.isActive()
    qtbot.waitUntil(lambda: len(models.judgements) == 2)
    assert models.judgements[1][1] is document.score
    with qtbot.assertNotEmitted(hot.changed, wait=60):
        pass


def test_what_was_edited_is_unknown_until_it_is_judged(hot, models, document, qtbot):
    models.prompt = False
    add_note(document, 60)
    assert np.flatnonzero(np.isnan(hot.nats(P1))).tolist() == [60]
    assert not np.isnan(hot.nats(P2)).any()
    document.change("Longer", lambda song: dataclasses.replace(song, score=with_length(song.score, 96)))
    assert len(hot.nats(P1)) == 64
    document.change("Shorter", lambda song: dataclasses.replace(song, score=with_length(song.score, 32)))
    assert len(hot.nats(P1)) == 32


def test_only_the_newest_answer_counts(hot, models, document, qtbot):
    models.prompt = False
    for row in (50, 52):
        asked = len(models.judgements)
        add_note(document, row)
        qtbot.waitUntil(lambda asked=asked: len(models.judgements) > asked)
    newest = models.judgements.pop()
    with qtbot.assertNotEmitted(hot.changed, wait=50):
        models.answer_judgement()
    assert np.isnan(hot.nats(P1)[50])
    models.judgements.append(newest)
    with qtbot.waitSignal(hot.changed):
        models.answer_judgement()
    assert not np.isnan(hot.nats(P1)).any()


def test_switched_off_nothing_is_shown_or_asked(hot, models, document, qtbot):
    add_note(document, 60)
    hot.toggle()
    assert hot.nats(P1) is None
    add_note(document, 61)
    assert not hot._quiet.isActive()
    assert len(models.judgements) == 1


def test_an_answer_that_comes_after_it_was_switched_off_and_on_is_not_of_this_time(hot, models, qtbot):
    models.prompt = False
    hot.toggle()
    hot.toggle()
    older = models.judgements[0]
    with qtbot.assertNotEmitted(hot.changed, wait=50):
        models.judgements.append(older)
        models.answer_judgement()
    assert hot.nats(P1) is None


def test_a_song_on_another_grid_is_refused_in_a_sentence(hot, document, qtbot, models):
    troubles = []
    hot.failed.connect(troubles.append)
    models.become_able_to_continue("frames 01", grid="24hz")
    qtbot.waitUntil(lambda: len(troubles) > 0)
    assert not hot.on
    assert troubles == ["frames works on 24 rows per second, this song has 10.02: begin a new one"]


def test_voices_that_the_lstm_does_not_have_keep_their_colours(hot, models, qtbot):
    models.become_able_to_continue("small-p1 02", voices=(P1,))
    qtbot.waitUntil(lambda: hot.nats(P1) is not None and hot.nats(P2) is None)
    assert hot.misfit(P1) == ""
    assert hot.misfit(NO) == "small-p1 does not know NO"


def test_a_model_that_comes_back_judges_anew(hot, models, qtbot):
    models.on_event(Died("it died"))
    qtbot.waitUntil(lambda: not hot.ready)
    assert hot.nats(P1) is None
    models.become_able_to_continue()
    qtbot.waitUntil(lambda: hot.nats(P1) is not None)


def test_a_failure_is_told(hot, models, document, qtbot):
    models.prompt = False
    add_note(document, 60)
    qtbot.waitUntil(lambda: len(models.judgements) == 2)
    with qtbot.waitSignal(hot.failed) as told:
        models.fail(models.judgements[-1][0], "it cannot")
    assert told.args == ["it cannot"]


def test_in_the_window_f8_colours_the_notes_and_shows_the_scale(ready, qtbot):
    window = ready.window
    window.document.open(Song(draw(Score.silent(64), [Note(P1, 0, 4, 60, 15), Note(P1, 60, 4, 60, 15)])))
    assert not window.commands["surprise"].isEnabled()
    ready.models.become_able_to_continue()
    qtbot.waitUntil(window.commands["surprise"].isEnabled)
    empty = window.editor.legend.grab().toImage()
    window.commands["surprise"].trigger()
    assert window.commands["surprise"].isChecked()
    qtbot.waitUntil(lambda: window.surprise.nats(P1) is not None)
    assert window.editor.legend.grab().toImage() != empty
    roll = window.rolls[P1]
    qtbot.waitUntil(lambda: len(roll.notes_item.table) == 2)
    roll.playhead_item.hide()
    seen = roll.coordinates
    picture = roll.grab().toImage()
    expected, surprising = (
        QColor(picture.pixel(round(seen.x(row + 3.5) * picture.devicePixelRatio()), round(seen.y(60.5)))).lightness()
        for row in (0.0, 60.0)
    )
    assert surprising > expected + 30
    window.commands["surprise"].trigger()
    assert not window.commands["surprise"].isChecked()
    assert window.editor.legend.grab().toImage() == empty
