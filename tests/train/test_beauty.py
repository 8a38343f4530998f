from dataclasses import replace

import numpy as np
import pytest
from support.tunes import plain_tune

from nes_composer.score.edits import draw
from nes_composer.score.keys import Key
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR, Score
from train import beauty

C = Key(0, "major")


@pytest.fixture(scope="module")
def tune():
    return plain_tune()


def changed(score, *notes):
    return draw(score, notes)


def test_a_plain_tune_has_good_marks(tune):
    found = beauty.marks(tune)
    assert {name: mark for name, mark in found.items() if mark < 0.7} == {}
    assert beauty.beauty(tune) > 0.85


def test_within_falls_beside_the_bounds():
    assert [beauty.within(value, 2, 4, 2) for value in (2, 4, 5, 1, 7)] == [1, 1, 0.5, 0.5, 0]


def test_what_has_no_tune_has_no_mark(tune):
    assert set(beauty.marks(Score.silent(64)).values()) == {0.0}
    assert beauty.beauty(Score.silent(64)) < 0.05


def test_notes_off_the_key_are_counted_but_for_the_leading_note_of_minor(tune):
    assert beauty.in_key(tune, C) == 1.0
    assert beauty.in_key(changed(tune, Note(P1, 0, 4, 73)), C) < 1.0
    minor = draw(Score.silent(16), [Note(P1, 0, 8, 68), Note(P1, 8, 8, 69)])
    assert beauty.in_key(minor, Key(9, "minor")) == 1.0
    assert beauty.in_key(minor, C) == 0.5


def test_seconds_on_beats_sound_worse_than_thirds():
    def chord(interval, row=0):
        return draw(Score.silent(64), [Note(P1, row, 1, 72 + interval), Note(P2, row, 1, 72)])

    assert beauty.consonance(chord(1)) < beauty.consonance(chord(2)) < beauty.consonance(chord(4))
    passing = draw(chord(4), [Note(P1, 1, 1, 73), Note(P2, 1, 1, 72)])
    on_the_beat = draw(chord(4), [Note(P1, 4, 1, 73), Note(P2, 4, 1, 72)])
    assert beauty.consonance(passing) > beauty.consonance(on_the_beat)


def test_home_is_the_tonic_in_the_bass(tune):
    assert beauty.begins_at_home(tune, C) == 1.0
    assert beauty.begins_at_home(changed(tune, Note(TR, 0, 8, 43)), C) == 0.5
    assert beauty.begins_at_home(changed(tune, Note(TR, 0, 8, 50)), C) == 0.0


def test_a_close_is_no_way_back(tune):
    closed = changed(tune, Note(TR, 48, 16, 48), Note(P1, 48, 16, 72))
    assert beauty.leads_back(tune, C) > beauty.leads_back(closed, C)
    assert beauty.ends_at_home(closed, C) == 1.0
    assert beauty.ends_at_home(tune, C) < 0.5


def test_a_melody_that_leaps_or_stands_has_a_lower_mark(tune):
    leaping = changed(tune, *(Note(P1, row, 1, 60 + 24 * (row // 4 % 2)) for row in range(0, 64, 4)))
    standing = changed(tune, *(Note(P1, row, 2, 72) for row in range(0, 64, 4)))
    assert beauty.marks(tune)["melody"] == 1.0
    assert beauty.marks(leaping)["melody"] < 0.7
    assert beauty.marks(standing)["melody"] < 0.7


def test_the_same_bar_four_times_has_no_form(tune):
    bar = [Note(P1, 16 * bar + step, 2, 72 + step) for bar in range(4) for step in (0, 2, 4, 7)]
    repeated = draw(replace_voice(tune, P1), bar)
    assert beauty.marks(repeated)["motif"] < 0.5 < beauty.marks(tune)["motif"]


def replace_voice(score, voice):
    """Return the score with a voice silent."""
    keep = np.arange(4) != voice
    return replace(score, **{name: getattr(score, name) * keep for name in ("pitch", "onset", "velocity", "timbre")})


def test_without_bass_or_others_the_marks_fall(tune):
    assert beauty.marks(replace_voice(tune, NO))["voices"] == pytest.approx(0.85)
    assert beauty.marks(replace_voice(replace_voice(tune, NO), P2))["voices"] == 0.0
    assert beauty.beauty(replace_voice(tune, TR)) < 0.05


def test_a_bass_above_the_melody_is_out_of_place(tune):
    assert beauty.marks(changed(tune, *(Note(TR, row, 8, 90) for row in range(0, 64, 8))))["places"] < 0.7


def test_rhythms_are_alike_by_their_onsets(tune):
    assert beauty.likeness(tune, tune, (P1, TR)) == 1.0
    moved = draw(Score.silent(64), [Note(P1, 1, 2, 72)])
    assert beauty.likeness(tune, moved, (P1,)) < 0.1
    assert beauty.likeness(Score.silent(64), Score.silent(64), (P1,)) == 1.0
