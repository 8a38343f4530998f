import numpy as np
import pytest
from support.random_songs import random_score, tune_of, write

from nes_composer.formats import registry
from nes_composer.formats.report import FormatError
from nes_composer.score.score import P1, TICK_RATE, Score
from train.song_reading import frames_of, read_tunes


def _read(path, seconds=0.0):
    return read_tunes(path, path.read_bytes(), seconds)


@pytest.mark.parametrize("end", [".nesmdb.mid", ".vgm", ".nsf"])
def test_the_rows_of_a_recording_are_recovered(tmp_path, end):
    score = random_score(1, ticks_per_row=7)
    tunes = _read(write(tmp_path / f"a{end}", score))
    assert tunes["rows"].ticks_per_row == pytest.approx(7)
    assert 0.8 < tunes["rows"].fit <= 1 + 1e-6
    assert np.array_equal(tunes["rows"].pitch[: len(score), P1], score.pitch[:, P1])
    assert tunes["24hz"].ticks_per_row == pytest.approx(TICK_RATE / 24)
    assert len(tunes["24hz"]) == pytest.approx(score.seconds * 24, abs=8)


@pytest.mark.parametrize("end", [".nesproj", ".mid"])
def test_files_that_have_rows_keep_them(tmp_path, end):
    score = random_score(1, ticks_per_row=7)
    tunes = _read(write(tmp_path / f"a{end}", score))
    assert np.array_equal(tunes["rows"].pitch, score.pitch)
    assert np.array_equal(tunes["rows"].onset, score.onset)
    assert tunes["rows"].fit == 1
    assert tunes["rows"].ticks_per_row == pytest.approx(7, rel=1e-4)
    assert len(tunes["24hz"]) == pytest.approx(score.seconds * 24, abs=1)


def test_scores_of_frames_have_no_rows(tmp_path):
    score = random_score(1, ticks_per_row=6)
    expected = registry.read_song(write(tmp_path / "a.exprsco.pkl", score)).song.score
    tunes = _read(tmp_path / "a.exprsco.pkl")
    assert set(tunes) == {"24hz"}
    assert np.array_equal(tunes["24hz"].pitch, expected.pitch)
    assert np.array_equal(tunes["24hz"].onset, expected.onset)
    assert set(_read(write(tmp_path / "a.seprsco.pkl", score))) == {"24hz"}
    # A project that was made from frames.
    assert set(_read(write(tmp_path / "a.nesproj", expected))) == {"24hz"}


def test_only_one_pass_of_the_loop_is_kept_on_both_grids(tmp_path):
    score = random_score(1, notes=48, ticks_per_row=6)
    tunes = _read(write(tmp_path / "a.nesmdb.mid", score), seconds=score.seconds / 2)
    assert len(tunes["rows"]) == 48
    assert len(tunes["24hz"]) == round(score.seconds / 2 * 24)
    assert np.array_equal(tunes["rows"].pitch, score.pitch[:48])


def test_silence_is_no_tune(tmp_path):
    assert _read(write(tmp_path / "a.nesproj", Score.silent(64))) == {}
    assert _read(write(tmp_path / "a.exprsco.pkl", Score.silent(0))) == {}


def test_a_damaged_file_is_refused_by_name(tmp_path):
    path = write(tmp_path / "a.vgm", random_score(1))
    with pytest.raises(FormatError, match=r"a\.vgm"):
        read_tunes(path, path.read_bytes()[:90], 0.0)


@pytest.mark.parametrize("ticks_per_row", [1, 2.5, 6, 31])
def test_frames_show_the_row_that_they_begin_in(ticks_per_row):
    tune = tune_of(random_score(3, ticks_per_row=ticks_per_row))
    frames = frames_of(tune)
    rows = np.floor(np.arange(len(frames)) * TICK_RATE / 24 / ticks_per_row + 1e-6).astype(int)
    assert len(frames) == np.ceil(len(tune) * ticks_per_row / (TICK_RATE / 24) - 1e-6)
    assert np.array_equal(frames.pitch, tune.pitch[rows])
    # It is a legal score: no note goes on that did not start.
    timbre = np.zeros_like(frames.pitch)
    Score(frames.pitch, frames.onset, np.where(frames.pitch > 0, 15, 0), timbre, 24.0)
    if ticks_per_row > 2.5:
        assert (frames.onset.sum(axis=0) == tune.onset.sum(axis=0)).all()
