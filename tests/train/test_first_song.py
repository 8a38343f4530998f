from dataclasses import replace

import numpy as np
import pytest
from support.starting_points import starting_points
from support.tunes import plain_tune

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.inference import LatentComposer
from nes_composer.score.edits import draw
from nes_composer.score.keys import Key
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR, Score
from train import first_song as making
from train import starting_points as starting_points_making
from train.first_song import accented, bridge_mark, ending_mark, first_song, repeat_mark

C = Key(0, "major")

TUNE = plain_tune()


@pytest.fixture(scope="module")
def theme():
    """The melody with a last bar."""
    return _with_last_bar(TUNE)


def _with_last_bar(score, bass=43, tune=74):
    notes = [Note(P1, 48, 8, 76), Note(P1, 56, 8, tune), Note(TR, 48, 16, bass)]
    return draw(score, notes)


def test_a_repeat_is_neither_the_same_nor_another(theme):
    near = draw(theme, [Note(P1, 20, 8, 81), Note(P1, 28, 4, 79)])
    assert repeat_mark(theme, near, C) > repeat_mark(theme, Score.silent(64), C)


def test_a_bridge_is_another_tune_in_the_same_key(theme):
    other = replace(
        theme,
        pitch=np.roll(theme.pitch, 32, axis=0),
        onset=np.roll(theme.onset, 32, axis=0),
        velocity=np.roll(theme.velocity, 32, axis=0),
        timbre=np.roll(theme.timbre, 32, axis=0),
    )
    assert bridge_mark(theme, other, C) > bridge_mark(theme, theme, C)
    assert bridge_mark(theme, other, C) > bridge_mark(theme, other, Key(6, "major"))
    assert bridge_mark(other, other, C) == 0.0
    assert bridge_mark(theme, Score.silent(64), C) == 0.0


def test_an_ending_closes_at_home(theme):
    closed = _with_last_bar(TUNE, bass=48, tune=72)
    assert ending_mark(theme, closed, C) > 2 * ending_mark(theme, theme, C)
    assert ending_mark(theme, Score.silent(64), C) == 0.0


def test_notes_on_beats_are_louder():
    score = accented(TUNE)
    assert np.array_equal(score.pitch, TUNE.pitch)
    assert score.velocity[4, P1] > score.velocity[6, P1] > 0
    assert score.velocity[0, NO] > 0
    held = draw(Score.silent(16), [Note(P1, 3, 4, 72)])
    assert set(accented(held).velocity[3:7, P1].tolist()) == {11}


def any_taste(scores, least):
    """Likes everything."""
    return np.ones(len(scores))


def test_the_song_is_four_patterns_of_points_in_the_tempo_of_its_theme(tiny_checkpoint, monkeypatch):
    for module, name in ((making, "_BRIDGES"), (making, "_WAYS"), (starting_points_making, "_ROUNDS")):
        monkeypatch.setattr(module, name, 2)
    loaded = checkpoints.load(tiny_checkpoint, "vae")
    composer = LatentComposer(tiny_checkpoint)
    z = tuple(np.round(loaded.axes.random(np.random.default_rng(3)), 2).tolist())
    point = replace(starting_points(1).points[0], z=z, rows=composer.decode(z, 9.0))
    song = first_song(composer, loaded.model, loaded.axes, any_taste, point)
    assert len(song.score) == 256
    assert song.score.rows_per_second == 9.0
    assert song.instruments == point.instruments
    assert song.patterns[0].z == pytest.approx(z)
    assert song.model == composer.name
    assert [pattern.name for pattern in song.patterns] == ["A", "A′", "B", "A″"]
    for index, pattern in enumerate(song.patterns):
        assert np.array_equal(composer.decode(pattern.z, 9.0).pitch, pattern.decoded.pitch)
        # What is heard is the model's, but for the accents.
        assert np.array_equal(song.pattern_rows(index).pitch, pattern.decoded.pitch)
    assert first_song(composer, loaded.model, loaded.axes, any_taste, point).score == song.score
