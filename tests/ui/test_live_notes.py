import pytest

from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.ui.live_notes import LiveNotes, within_reach


@pytest.fixture
def notes(desk, audio, qtbot):
    return LiveNotes(desk, audio)


@pytest.fixture
def told(notes):
    heard = []
    notes.began.connect(lambda played: heard.append(("began", played.voice, played.pitch, played.again)))
    notes.ended.connect(lambda voice, at: heard.append(("ended", voice)))
    return heard


def test_what_is_pressed_sounds_until_it_is_released(notes, audio, told):
    notes.press("a", P1, 60, 9)
    notes.release("a")
    assert audio.told == [("press", P1, 60, 9, 2), ("let_go", P1, 60)]
    assert told == [("began", P1, 60, False), ("ended", P1)]


def test_velocity_and_timbre_are_the_pen_s_unless_told(notes, audio, desk):
    desk.pens[P2].velocity, desk.pens[P2].timbre = 7, 1
    notes.press("a", P2, 60)
    notes.press("b", TR, 40, 3)
    assert audio.told == [("press", P2, 60, 7, 1), ("press", TR, 40, 15, 0)]


def test_the_later_note_of_a_voice_sounds_and_then_the_earlier_again(notes, audio, told):
    notes.press("a", P1, 60)
    notes.press("b", P1, 67)
    assert notes.sounding[P1].pitch == 67
    notes.release("b")
    assert notes.sounding[P1].pitch == 60
    assert told == [
        ("began", P1, 60, False),
        ("ended", P1),
        ("began", P1, 67, False),
        ("ended", P1),
        ("began", P1, 60, True),
    ]
    assert audio.told[-1] == ("let_go", P1, 67)


def test_the_end_of_an_earlier_note_is_not_heard(notes, told):
    notes.press("a", P1, 60)
    notes.press("b", P1, 67)
    del told[:]
    notes.release("a")
    assert told == []
    assert notes.sounding[P1].pitch == 67


def test_two_keys_on_one_pitch_end_it_with_the_last(notes, audio):
    notes.press("a", P1, 60)
    notes.press("b", P1, 60)
    notes.release("a")
    assert ("let_go", P1, 60) not in audio.told
    notes.release("b")
    assert audio.told[-1] == ("let_go", P1, 60)


def test_a_key_that_is_pressed_twice_is_let_go_in_between(notes, audio):
    notes.press("a", P1, 60)
    notes.press("a", P1, 62)
    assert [message[0] for message in audio.told] == ["press", "let_go", "press"]
    notes.release("b")
    assert len(audio.told) == 3


def test_all_or_those_of_one_kind_are_released(notes):
    notes.press(("piano", 1), P1, 60)
    notes.press(("midi", 0, 60), P2, 60)
    notes.release_all("piano")
    assert list(notes.sounding) == [P2]
    notes.release_all()
    assert notes.sounding == {}


def test_the_latest_chord_is_kept_after_its_end(notes):
    notes.press("a", P1, 60)
    notes.press("b", P2, 64)
    notes.release_all()
    assert [(played.voice, played.pitch) for played in notes.latest] == [(P1, 60), (P2, 64)]
    assert notes.latest[0].note(8, 2) == Note(P1, 8, 2, 60, 12, 2)


@pytest.mark.parametrize(
    ("voice", "pitch", "wanted"),
    [(P1, 32, 44), (P1, 0, 36), (P1, 109, 97), (P1, 127, 103), (P1, 60, 60), (TR, 20, 32), (NO, 0, 1), (NO, 40, 16)],
)
def test_what_is_out_of_reach_sounds_in_the_nearest_octave(voice, pitch, wanted):
    assert within_reach(voice, pitch) == wanted
