from dataclasses import replace

import numpy as np
import pytest

from train.corpus import CorpusError, load, save


def test_windows_stay_within_their_song_and_split(small_corpus):
    firsts = small_corpus.windows(False, 64, 16, 0.8)
    song = np.searchsorted(small_corpus.start, firsts, side="right") - 1
    assert set(song) == set(range(6))
    assert (firsts + 64 <= small_corpus.start[song + 1]).all()
    assert len(firsts) == 6 * ((256 - 64) // 16 + 1)
    assert set(np.searchsorted(small_corpus.start, small_corpus.windows(True, 64, 64, 0.8), "right") - 1) == {6, 7}


def test_songs_off_the_grid_are_left_out(small_corpus):
    fit = small_corpus.fit.copy()
    fit[0] = 0.5
    firsts = replace(small_corpus, fit=fit).windows(False, 64, 64, 0.8)
    assert firsts.min() >= small_corpus.start[1]


def test_silent_windows_are_left_out(small_corpus):
    onset = small_corpus.onset.copy()
    onset[:128] = False
    firsts = replace(small_corpus, onset=onset).windows(False, 64, 64, 0.8)
    assert firsts.min() == 128


def test_a_corpus_survives_its_file(small_corpus, tmp_path):
    save(tmp_path / "c.npz", small_corpus)
    again = load(tmp_path / "c.npz")
    for name, array in vars(small_corpus).items():
        assert np.array_equal(array, getattr(again, name))
    assert again.digest() == small_corpus.digest()


def test_the_digest_changes_with_a_note(small_corpus):
    pitch = small_corpus.pitch.copy()
    pitch[0, 0] += 1
    assert replace(small_corpus, pitch=pitch).digest() != small_corpus.digest()


def test_what_is_no_corpus_is_refused_in_a_sentence(small_corpus, tmp_path):
    with pytest.raises(CorpusError, match="No such file"):
        load(tmp_path / "none.npz")
    (tmp_path / "text.npz").write_text("no zip")
    with pytest.raises(CorpusError, match=r"text\.npz: not a prepared data set"):
        load(tmp_path / "text.npz")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(CorpusError, match="not a prepared data set"):
        load(tmp_path / "other.npz")
    np.save(tmp_path / "array.npy", np.zeros(3))
    with pytest.raises(CorpusError, match="not a prepared data set"):
        load(tmp_path / "array.npy")
    np.savez(tmp_path / "pickle.npz", **{**vars(small_corpus), "name": np.array([object()] * 8)})
    with pytest.raises(CorpusError, match="not a prepared data set"):
        load(tmp_path / "pickle.npz")
    save(tmp_path / "short.npz", replace(small_corpus, start=small_corpus.start[:-1]))
    with pytest.raises(CorpusError, match="do not agree"):
        load(tmp_path / "short.npz")
    save(tmp_path / "whole.npz", small_corpus)
    data = (tmp_path / "whole.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(data[: len(data) // 2])
    with pytest.raises(CorpusError, match="not a prepared data set"):
        load(tmp_path / "cut.npz")
