from dataclasses import replace

import numpy as np
import pytest
from support.tunes import plain_tune

from nes_composer.driver.presets import named
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TICK_RATE, Score
from train import starting_moods
from train.starting_moods import FEATURES, features, instruments_of, name_of

TUNE = plain_tune()


def feature(score, name):
    return features(score)[FEATURES.index(name)]


def at(score, ticks):
    return replace(score, rows_per_second=TICK_RATE / ticks)


def test_every_feature_is_a_number():
    assert features(TUNE).shape == (len(FEATURES),)
    assert np.isfinite(features(TUNE)).all()


def test_features_are_what_people_hear():
    score = TUNE
    assert feature(at(score, 4), "tempo") > feature(at(score, 8), "tempo")
    assert feature(at(score, 4), "notes a second") > feature(at(score, 8), "notes a second")
    assert feature(score, "mode") == 1.0
    higher = replace(score, pitch=score.pitch + np.where(score.sounding, [5, 5, 0, 0], 0).astype(np.uint8))
    assert feature(higher, "height") == pytest.approx(feature(score, "height") + 5)
    assert feature(higher, "bass") == feature(score, "bass")


def test_long_notes_play_on_what_is_held_and_brief_ones_on_what_is_plucked():
    held = draw(Score.silent(64), [Note(P1, row, 16, 72) for row in range(0, 64, 16)])
    brief = draw(Score.silent(64), [Note(P1, row, 1, 72) for row in range(0, 64, 2)])
    for seed in range(8):
        assert instruments_of(held, seed)[P1].name in starting_moods._TUNES["long"]
        assert instruments_of(brief, seed)[P1].name in starting_moods._TUNES["brief"]
    assert len({instruments_of(held, seed)[P1].name for seed in range(8)}) > 1


def test_high_noise_is_a_hat_and_low_noise_a_drum():
    high = draw(Score.silent(64), [Note(NO, row, 1, 13) for row in range(0, 64, 2)])
    low = draw(Score.silent(64), [Note(NO, row, 1, 6) for row in range(0, 64, 8)])
    assert "hi-hat" in instruments_of(high, 0)[NO].name
    assert "snare" in instruments_of(low, 0)[NO].name


def test_a_mood_has_a_name():
    assert name_of(at(TUNE, 10)).startswith("Slow, ")
    assert name_of(at(TUNE, 4)) == "Fast, high, C major"


def test_all_presets_that_moods_choose_are_there():
    for names in (*starting_moods._TUNES.values(), *starting_moods._SECONDS.values()):
        for name in names:
            assert named((name, name, "bass", "snare"))[P1].name == name
