import numpy as np

from nes_composer.models import codec
from train.training_index import training_index


def test_songs_of_the_training_split_are_found_by_name_and_the_others_are_not(small_corpus):
    index = training_index(small_corpus)
    assert len(index.names) == 6
    assert index.data_hash == small_corpus.digest()
    for song in (2, 7):
        rows = slice(small_corpus.start[song], small_corpus.start[song + 1])
        score = codec.decode(codec.tokens_of(small_corpus.pitch[rows], small_corpus.onset[rows]), 10.0)
        run = index.longest_run(score)
        assert run.rows > 200
        # Song 7 is not in it, but it is a transposition of those that are.
        assert (run.song, run.semitones) == (("song 2", 0) if song == 2 else ("song 5", 2))


def test_the_grid_s_fit_leaves_no_song_out(small_corpus):
    assert np.all(small_corpus.fit < 1)
    assert "song 0" in training_index(small_corpus).names
