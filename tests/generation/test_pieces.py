from dataclasses import replace

import numpy as np
import pytest
from support.checkpoints import save_tiny_lstm

from nes_composer.generation import form, passages, pieces
from nes_composer.models.continuation import Continuer
from nes_composer.models.inference import LatentComposer
from nes_composer.models.sampling import Sampling
from nes_composer.score.edits import rows_between
from nes_composer.score.score import MAX_ROWS, Score
from nes_composer.score.song import Song


@pytest.fixture(scope="module")
def continuer(tmp_path_factory):
    path = tmp_path_factory.mktemp("pieces") / "lstm.safetensors"
    save_tiny_lstm(path)
    return Continuer(path)


def test_a_song_remembers_where_its_patterns_come_from(tiny_checkpoint):
    composer = LatentComposer(tiny_checkpoint)
    points = form.points(composer.axes, np.random.default_rng(3), 2)
    song = pieces.compose(composer, points, 8.0)
    assert len(song.score) == 128
    assert song.score.rows_per_second == 8.0
    for index, point in enumerate(points):
        assert song.patterns[index].z == tuple(map(float, point))
        assert song.patterns[index].decoded == composer.decode(point, 8.0)
    assert song.model == composer.name


def test_no_points_are_no_song(tiny_checkpoint):
    with pytest.raises(ValueError, match="at least one latent point"):
        pieces.compose(LatentComposer(tiny_checkpoint), [], 8.0)


def test_a_song_from_nothing_is_called_by_its_seed(continuer):
    song = pieces.begin(continuer, 3, Sampling(seed=11))
    assert (len(song.score), song.title) == (3 * 16, "seed 11")
    assert song.score.onset.any()
    assert song == pieces.begin(continuer, 3, Sampling(seed=11))
    assert song.score != pieces.begin(continuer, 3, Sampling(seed=12)).score


def test_a_song_goes_on_and_keeps_what_it_has(continuer, melody):
    metre = replace(melody, score=replace(melody.score, beats_per_bar=3))
    songs = pieces.go_on(continuer, metre, 2, 3, Sampling(seed=4))
    assert [len(song.score) for song in songs] == [64 + 2 * 12] * 3
    for song in songs:
        assert rows_between(song.score, 0, 64) == metre.score
        assert (song.title, song.instruments) == (melody.title, melody.instruments)
    assert len({song.score.pitch.tobytes() for song in songs}) == 3
    assert pieces.go_on(continuer, metre, 2, 1, Sampling(seed=4)) == songs[:1]


def test_a_song_that_would_be_too_long_is_refused(continuer):
    almost = Song(passages.silence(continuer.grid, MAX_ROWS - 31))
    with pytest.raises(ValueError, match="more than 1000000 rows"):
        pieces.go_on(continuer, almost, 2, 1, Sampling())
    with pytest.raises(ValueError, match="more than 1000000 rows"):
        pieces.go_on(continuer, Song(Score.silent(0)), 10**15, 1, Sampling())
