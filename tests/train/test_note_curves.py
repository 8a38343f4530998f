import numpy as np
import pytest
from support.tick_songs import tick_song

from nes_composer.formats.nesmdb_midi import read_performance
from nes_composer.score.score import NO, P1, P2, TR
from train.note_curves import LONGEST, note_curves, with_release


@pytest.fixture
def curves(tmp_path):
    """Return the curves of one voice of a song of notes."""

    def make(voice, *notes):
        path = tmp_path / "song.mid"
        return note_curves(read_performance(path, tick_song(path, *notes)))[voice]

    return make


@pytest.mark.parametrize("voice", [P1, P2, NO])
def test_a_note_is_followed_tick_by_tick(curves, voice):
    volumes = [9, 12, 12, 7, 5, 3, 2, 1]
    first, second = curves(voice, (voice, volumes, 5), (voice, [8] * 4, 7))
    assert first.volume.tolist() == volumes
    assert first.gap == pytest.approx(5, abs=0.01)
    assert second.volume.tolist() == [8] * 4
    assert not first.steps.any()
    assert not len(first.release)


def test_timbre_is_followed_too(curves):
    (note,) = curves(P1, (P1, [9] * 6, 4, [60] * 6, [2, 2, 0, 0, 1, 1]))
    assert note.timbre.tolist() == [2, 2, 0, 0, 1, 1]


@pytest.mark.parametrize("voice", [P1, TR, NO])
def test_what_runs_at_the_rate_of_the_driver_is_one_note(curves, voice):
    low = 5 if voice == NO else 45
    pitches = [low + step for step in (7, 7, 5, 2, 0, 0, 0, 0)]
    slide, plain = curves(voice, (voice, [15] * 8, 6, pitches), (voice, [15] * 8, 6, [low] * 8))
    assert slide.pitch == plain.pitch == low
    assert slide.steps.tolist() == [7, 7, 5, 2, 0, 0, 0, 0]
    assert not plain.steps.any()


def test_a_melody_is_not_one_note(curves):
    notes = curves(P1, (P1, [9] * 16, 2, [60] * 4 + [62] * 4 + [64] * 4 + [60] * 4))
    assert [note.pitch for note in notes] == [60, 62, 64, 60]
    assert [len(note) for note in notes] == [4] * 4


def test_long_notes_are_cut(curves):
    (note,) = curves(P1, (P1, [9] * 300, 4))
    assert len(note) == LONGEST


def test_a_longer_note_tells_where_the_release_begins(curves):
    held, tail = [12, 10, 9, 9, 9], [6, 4, 2]
    short, long = curves(P1, (P1, held + tail, 4), (P1, held + [9] * 10 + tail, 4))
    found = with_release(short, [long])
    assert found.release.tolist() == tail
    assert found.volume.tolist() == held + [9] * 10
    assert not len(with_release(short, []).release)


@pytest.mark.parametrize(
    "longer",
    [
        [12, 10, 9, 9, 9, 6, 4, 2, 1, 1, 1, 1],  # fades as the short one does, and on
        [12, 10, 9, 9, 9, 9, 9, 9, 9, 9, 9, 7, 5, 3],  # another end
        [3, 10, 9, 9, 9, 9, 9, 9, 9, 9, 9, 6, 4, 2],  # another beginning
        [12, 10, 9, 9, 9, 3, 3, 3, 3, 3, 3, 6, 4, 2],  # falls earlier
        [12, 10, 9, 9, 9, 9, 6, 4, 2],  # hardly longer
        [12, 10, 9, 9, 9, 9, 9, 9, 3, 6, 4, 2],  # has faded before
    ],
)
def test_other_notes_tell_nothing(curves, longer):
    short, other = curves(P1, (P1, [12, 10, 9, 9, 9, 6, 4, 2], 4), (P1, longer, 4))
    assert with_release(short, [other]) is short


def test_what_fades_anyhow_has_no_release(curves):
    short, other = curves(P1, (P1, [12, 7, 3, 2, 1], 4), (P1, [12, 7, 3, 3, 3, 3, 3, 2, 1], 4))
    assert with_release(short, [other]) is short


def test_a_silent_voice_has_no_notes(curves):
    assert curves(P2, (P1, [9] * 4, 4)) == []
    assert np.array_equal(curves(P1, (P1, [9] * 4, 4))[0].volume, [9] * 4)
