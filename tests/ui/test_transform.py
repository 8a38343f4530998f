from fractions import Fraction

import pytest

from nes_composer.score.bundle import notes_on
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.operations import pitching, timing
from nes_composer.score.score import MAX_ROWS, P1, P2
from nes_composer.ui.transform import Transform
from nes_composer.ui.transport import Transport

TUNE = (Note(P1, 4, 2, 60), Note(P1, 8, 2, 64))


@pytest.fixture
def transport(desk, audio):
    return Transport(desk.document, audio)


@pytest.fixture
def transform(desk, transport):
    desk.edit("Draw notes", lambda score: draw(score, [*TUNE, Note(P1, 20, 2, 60), Note(P2, 4, 2, 50)]))
    desk.selection.choose_notes(TUNE)
    return Transform(desk, transport)


def ghosts(desk, voice=P1):
    return [(n["start"], n["pitch"]) for table, _ in desk.ghosts.tables(voice) for n in table]


def up(semitones):
    return lambda notes: pitching.transposed(notes, semitones)


def test_it_is_seen_and_heard_and_the_song_stays(desk, transform, audio):
    before = desk.document.song
    assert transform.show(up(3)) == ""
    assert ghosts(desk) == [(4, 63), (8, 67)]
    assert ghosts(desk, P2) == []
    assert audio.scores[-1].pitch[4, P1] == 63
    assert audio.scores[-1].pitch[20, P1] == 60
    assert desk.document.song is before
    transform.show(up(0))
    assert ghosts(desk) == []


def test_what_is_given_up_leaves_nothing(desk, transform, audio):
    before = desk.document.song
    transform.show(up(3))
    transform.cancel()
    assert ghosts(desk) == []
    assert audio.scores[-1] == before.score
    assert desk.document.song is before
    desk.edit("Draw note", lambda score: draw(score, [Note(P1, 30, 1, 70)]))
    assert ghosts(desk) == []


def test_what_is_taken_is_one_step(desk, transform, audio):
    before = desk.document.song
    transform.show(up(3))
    assert transform.accept("Transpose") == ""
    assert ghosts(desk) == []
    assert [note.pitch for note in desk.selection.notes] == [63, 67]
    assert desk.document.undo_text == "Transpose 2 notes"
    desk.document.undo()
    assert desk.document.song is before
    assert audio.scores[-1] == before.score


def test_a_song_that_changes_meanwhile_is_shown_anew(desk, transform, audio):
    transform.show(up(3))
    desk.edit("Draw note", lambda score: draw(score, [Note(P2, 40, 2, 70)]))
    assert audio.scores[-1].pitch[40, P2] == 70
    assert audio.scores[-1].pitch[4, P1] == 63
    assert ghosts(desk) == [(4, 63), (8, 67)]


def test_ghosts_beyond_the_end_are_seen(desk, transform):
    desk.edit("Draw note", lambda score: draw(score, [Note(P1, 250, 6, 70)]))
    desk.selection.choose_notes(tuple(notes_on(desk.document.score, P1)))
    transform.show(lambda notes: timing.stretched(notes, Fraction(2)))
    assert desk.ghosts.end > len(desk.document.score)


def test_what_cannot_be_done_is_said_and_not_shown(desk, transform):
    before = desk.document.song
    problem = transform.show(lambda notes: timing.stretched(notes, Fraction(MAX_ROWS)))
    assert str(MAX_ROWS) in problem
    assert ghosts(desk) == []
    assert str(MAX_ROWS) in transform.accept("Stretch")
    assert desk.document.song is before


def test_hearing_plays_from_the_first_note_and_stops(transform, transport, audio):
    transform.hear()
    assert audio.told[-1] == ("play", 4)
    transport.poll()
    transform.hear()
    assert audio.told[-1] == ("stop",)
