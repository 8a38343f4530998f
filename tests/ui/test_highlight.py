import pytest

from nes_composer.score.edits import draw
from nes_composer.score.keys import Key
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, TR


@pytest.fixture
def told(desk):
    told = []
    desk.highlight.changed.connect(lambda: told.append(desk.highlight.key))
    return told


def test_it_is_first_the_songs_own_key_then_the_last_one(desk, told):
    notes = [Note(P1, 2 * i, 2, 62 + step) for i, step in enumerate((0, 2, 3, 5, 7, 8, 10))]
    desk.edit("", lambda score: draw(score, [*notes, Note(TR, 0, 8, 38)]))
    desk.highlight.toggle()
    desk.highlight.toggle()
    desk.highlight.choose(Key(0, "blues"))
    desk.highlight.toggle()
    desk.highlight.toggle()
    assert told == [Key(2, "minor"), None, Key(0, "blues"), None, Key(0, "blues")]


def test_a_song_without_notes_has_one_too(desk, told):
    desk.highlight.toggle()
    assert told == [Key(0, "major")]


def test_the_same_key_again_is_nothing_new(desk, told):
    desk.highlight.choose(None)
    assert told == []
