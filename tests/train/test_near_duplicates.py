from dataclasses import replace

import numpy as np
import pytest
from support.random_songs import random_score, tune_of

from nes_composer.score.edits import draw, join, rows_between
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR, Score
from train.near_duplicates import near_duplicates
from train.song_reading import frames_of

SONG = random_score(0, notes=64)


def _transposed(score, semitones):
    pitch = score.pitch.astype(int)
    pitch[:, :NO] += semitones * (pitch[:, :NO] > 0)
    return replace(score, pitch=pitch.astype(np.uint8))


def _only(score, voice):
    arrays = {name: getattr(score, name).copy() for name in ("pitch", "onset", "velocity", "timbre")}
    for array in arrays.values():
        array[:, [other for other in range(4) if other != voice]] = 0
    return replace(score, **arrays)


def _tunes(*scores):
    return [tune_of(score) for score in scores]


@pytest.mark.parametrize(
    "other",
    [
        SONG,
        _transposed(SONG, 5),
        replace(SONG, rows_per_second=SONG.rows_per_second * 1.5),
        join([random_score(7, notes=30), SONG]),
        join([rows_between(SONG, 64, 128), rows_between(SONG, 0, 64)]),
        _only(SONG, P1),
        rows_between(SONG, 0, 80),
    ],
    ids=["equal", "transposed", "faster", "with an introduction", "parts exchanged", "melody alone", "first part"],
)
def test_versions_of_a_song_are_found(other):
    assert near_duplicates(_tunes(SONG, other)) == [(0, 1)]


def test_a_song_on_rows_is_found_in_its_frames():
    assert near_duplicates([tune_of(SONG), frames_of(tune_of(SONG))]) == [(0, 1)]


def test_other_songs_and_those_that_share_less_than_half_are_none():
    quoting = join([rows_between(SONG, 0, 48), random_score(80, notes=60)])
    assert near_duplicates(_tunes(SONG, *(random_score(seed) for seed in range(1, 9)), quoting)) == []


def test_scales_and_silence_are_in_all_music():
    scale = [Note(P2, 2 * at, 2, 50 + at % 24) for at in range(64)]
    repeated = [Note(TR, 2 * at, 1, 50) for at in range(64)]
    tune = draw(Score.silent(128), [*scale, *repeated])
    assert near_duplicates(_tunes(tune, tune, Score.silent(64), Score.silent(0))) == []


def test_noise_is_no_melody():
    assert near_duplicates(_tunes(_only(SONG, NO), _only(SONG, NO))) == []


def test_every_pair_is_told_once():
    assert near_duplicates(_tunes(SONG, random_score(1), _transposed(SONG, 1), SONG)) == [(0, 2), (0, 3), (2, 3)]
    assert near_duplicates([]) == []
