import numpy as np
from support.random_songs import random_score, tune_of

from train.corpus import DataSet
from train.gridded_song import GriddedSong, corpus_of, songs_of


def test_songs_come_back_from_their_corpora():
    rows, frames = tune_of(random_score(1), 0.9), tune_of(random_score(1, ticks_per_row=2))
    songs = [
        GriddedSong("a", "valid", True, {"rows": rows, "24hz": frames}),
        GriddedSong("b", "train", False, {"24hz": frames}),
    ]
    corpora = [corpus_of(songs, grid) for grid in ("rows", "24hz")]
    assert [corpus.name.tolist() for corpus in corpora] == [["a"], ["a", "b"]]
    again = songs_of(DataSet(corpora, ["a"]))
    assert [(song.name, song.split, song.given) for song in again] == [("a", "valid", True), ("b", "train", False)]
    for song, found in zip(songs, again, strict=True):
        assert found.digests() == song.digests()
        for grid, tune in song.tunes.items():
            assert found.tunes[grid].fit == np.float32(tune.fit)
            assert found.tunes[grid].ticks_per_row == np.float32(tune.ticks_per_row)


def test_a_grid_that_no_song_is_on_has_no_corpus():
    assert corpus_of([GriddedSong("a", "train", True, {"24hz": tune_of(random_score(1))})], "rows") is None


def test_equal_tunes_have_equal_digests_on_one_grid():
    tune, other = tune_of(random_score(1)), tune_of(random_score(2))
    first = GriddedSong("a", "train", True, {"rows": tune, "24hz": tune}).digests()
    second = GriddedSong("b", "valid", False, {"rows": tune_of(random_score(1), 0.8), "24hz": other}).digests()
    assert first["rows"] == second["rows"]
    assert len({first["rows"], first["24hz"], second["24hz"]}) == 3
