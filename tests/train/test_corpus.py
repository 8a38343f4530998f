import zipfile
from dataclasses import replace

import numpy as np
import pytest

from train import corpus as corpora
from train.corpus import CorpusError, load, load_all, save


def test_windows_stay_within_their_song_and_split(small_corpus):
    firsts = small_corpus.windows("train", 64, 16, 0.8)
    song = np.searchsorted(small_corpus.start, firsts, side="right") - 1
    assert set(song) == set(range(6))
    assert (firsts + 64 <= small_corpus.start[song + 1]).all()
    assert len(firsts) == 6 * ((256 - 64) // 16 + 1)
    assert set(np.searchsorted(small_corpus.start, small_corpus.windows("valid", 64, 64, 0.8), "right") - 1) == {6, 7}
    assert not len(small_corpus.windows("test", 64, 64, 0.8))


def test_songs_off_the_grid_are_left_out(small_corpus):
    fit = small_corpus.fit.copy()
    fit[0] = 0.5
    corpus = replace(small_corpus, fit=fit)
    assert corpus.songs("train", 0.8).tolist() == [1, 2, 3, 4, 5]
    assert corpus.songs("train", 0.5).tolist() == [0, 1, 2, 3, 4, 5]
    assert corpus.windows("train", 64, 64, 0.8).min() >= small_corpus.start[1]


def test_silent_windows_are_left_out(small_corpus):
    onset = small_corpus.onset.copy()
    onset[:128] = False
    firsts = replace(small_corpus, onset=onset).windows("train", 64, 64, 0.8)
    assert firsts.min() == 128


def test_both_grids_survive_one_file(small_corpus, tmp_path):
    frames = replace(small_corpus, grid="24hz", onset=small_corpus.pitch > 0)
    save(tmp_path / "c.npz", [small_corpus, frames])
    for grid, corpus in (("rows", small_corpus), ("24hz", frames)):
        again = load(tmp_path / "c.npz", grid)
        for name, value in vars(corpus).items():
            assert np.array_equal(value, getattr(again, name))
        assert again.digest() == corpus.digest()


def test_all_that_a_file_holds_is_read_at_once(small_corpus, tmp_path):
    frames = replace(small_corpus, grid="24hz")
    save(tmp_path / "c.npz", [small_corpus, frames], ["song 3"], '{"a": 1}')
    data_set = load_all(tmp_path / "c.npz")
    assert [corpus.grid for corpus in data_set.corpora] == ["rows", "24hz"]
    assert data_set.given == ["song 3"]
    assert data_set.report == '{"a": 1}'
    save(tmp_path / "c.npz", [frames])
    assert [corpus.grid for corpus in load_all(tmp_path / "c.npz").corpora] == ["24hz"]
    assert not load_all(tmp_path / "c.npz").given
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(CorpusError, match=r"other\.npz: not a prepared data set"):
        load_all(tmp_path / "other.npz")


def test_the_digest_changes_with_a_note(small_corpus):
    pitch = small_corpus.pitch.copy()
    pitch[0, 0] += 1
    assert replace(small_corpus, pitch=pitch).digest() != small_corpus.digest()


def test_a_missing_grid_is_named(small_corpus, tmp_path):
    save(tmp_path / "rows.npz", [small_corpus])
    with pytest.raises(CorpusError, match=r"rows\.npz: holds no songs on the grid 24hz"):
        load(tmp_path / "rows.npz", "24hz")


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
    save(tmp_path / "pickle.npz", [replace(small_corpus, name=np.array([object()] * 8))])
    with pytest.raises(CorpusError, match="not a prepared data set"):
        load(tmp_path / "pickle.npz")
    save(tmp_path / "whole.npz", [small_corpus])
    data = (tmp_path / "whole.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(data[: len(data) // 2])
    with pytest.raises(CorpusError, match="not a prepared data set"):
        load(tmp_path / "cut.npz")
    (tmp_path / "damaged.npz").write_bytes(data[:300] + bytes(200) + data[500:])
    with pytest.raises(CorpusError, match="not a prepared data set"):
        load(tmp_path / "damaged.npz")


def test_a_file_without_one_of_its_arrays_is_refused(small_corpus, tmp_path):
    save(tmp_path / "whole.npz", [small_corpus])
    with (
        zipfile.ZipFile(tmp_path / "whole.npz") as whole,
        zipfile.ZipFile(tmp_path / "less.npz", "w") as less,
    ):
        for name in whole.namelist():
            if name != "rows.split.npy":
                less.writestr(name, whole.read(name))
    with pytest.raises(CorpusError, match=r"less\.npz: not a prepared data set: .*split"):
        load(tmp_path / "less.npz")


def test_what_unpacks_to_too_much_is_refused_before_it_does(small_corpus, tmp_path, monkeypatch):
    save(tmp_path / "c.npz", [small_corpus])
    monkeypatch.setattr(corpora, "MAX_BYTES", 1000)
    with pytest.raises(CorpusError, match="more than the 1000 that are read"):
        load(tmp_path / "c.npz")


def _changed(array, index, value):
    array = array.copy()
    array[index] = value
    return array


@pytest.mark.parametrize(
    ("field", "change", "reason"),
    [
        ("start", lambda a: a[:-1], "do not agree"),
        ("start", lambda a: a + 1, "do not agree"),
        ("start", lambda a: _changed(a, 1, 1 << 40), "do not agree"),
        ("start", lambda a: a.astype(np.float64), "start holds float64, expected int64"),
        ("pitch", lambda a: a[:, :3], "do not agree"),
        ("pitch", lambda a: _changed(a, (0, 3), 17), "outside its voice's range"),
        ("pitch", lambda a: _changed(a, (0, 0), 32), "outside its voice's range"),
        ("pitch", lambda a: _changed(a, slice(None), 0), "silent row"),
        ("onset", lambda a: a.astype(np.uint8), "onset holds uint8"),
        ("fit", lambda a: _changed(a, 2, np.nan), "fit"),
        ("fit", lambda a: _changed(a, 2, 1.5), "fit"),
        ("ticks_per_row", lambda a: _changed(a, 0, 0), "no length"),
        ("ticks_per_row", lambda a: _changed(a, 0, np.inf), "no length"),
        ("split", lambda a: _changed(a, 0, 3), "split"),
        ("split", lambda a: a[1:], "do not agree"),
        ("name", lambda a: np.arange(8), "not text"),
    ],
)
def test_arrays_that_cannot_be_are_refused(small_corpus, tmp_path, field, change, reason):
    save(tmp_path / "bad.npz", [replace(small_corpus, **{field: change(getattr(small_corpus, field))})])
    with pytest.raises(CorpusError, match=reason):
        load(tmp_path / "bad.npz")


def test_a_window_of_frames_may_have_as_few_onsets_per_bar_as_one_of_rows(small_corpus):
    frames = 768
    for step, count in ((24, 1), (384, 0)):
        sparse = np.zeros((frames, 4), bool)
        sparse[::step] = True
        corpus = replace(
            small_corpus,
            grid="24hz",
            pitch=np.ones((frames, 4), np.uint8),
            onset=sparse,
            start=np.array([0, frames]),
            fit=np.ones(1, np.float32),
            ticks_per_row=np.ones(1, np.float32),
            name=np.array(["song"]),
            split=np.zeros(1, np.uint8),
        )
        assert len(corpus.windows("train", frames, frames, 0.8)) == count
