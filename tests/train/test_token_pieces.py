from dataclasses import replace

import numpy as np

from nes_composer.models.codec import tokens_of
from train.token_pieces import song_tokens, window_tokens


def test_songs_are_whole_and_of_the_chosen_voices(small_corpus):
    songs = song_tokens(small_corpus, "valid", (1, 3))
    assert [song.shape for song in songs] == [(256, 2)] * 2
    rows = slice(small_corpus.start[6], small_corpus.start[7])
    assert np.array_equal(songs[0], tokens_of(small_corpus.pitch[rows], small_corpus.onset[rows])[:, [1, 3]])


def test_songs_off_the_grid_are_no_measure(small_corpus):
    fit = small_corpus.fit.copy()
    fit[6] = 0.82
    corpus = replace(small_corpus, fit=fit)
    assert len(song_tokens(corpus, "valid", (0,))) == 1
    assert len(song_tokens(corpus, "valid", (0,), 0.8)) == 2
    assert window_tokens(corpus, "valid", (0,))[1] == 1


def test_windows_lie_side_by_side_and_their_songs_are_counted(small_corpus):
    windows, songs = window_tokens(small_corpus, "train", (0, 1, 2, 3))
    assert windows.shape == (24, 64, 4)
    assert songs == 6
    assert np.array_equal(windows[:4].reshape(256, 4), song_tokens(small_corpus, "train", (0, 1, 2, 3))[0])


def test_windows_in_which_the_voices_are_silent_are_left_out(small_corpus):
    pitch, onset = small_corpus.pitch.copy(), small_corpus.onset.copy()
    pitch[:128, 0], onset[:128, 0] = 0, False
    corpus = replace(small_corpus, pitch=pitch, onset=onset)
    assert len(window_tokens(corpus, "train", (0,))[0]) == 22
    assert len(window_tokens(corpus, "train", (0, 1, 2, 3))[0]) == 24


def test_a_split_without_songs_has_none(small_corpus):
    windows, songs = window_tokens(small_corpus, "test", (0, 1, 2, 3))
    assert windows.shape == (0, 64, 4)
    assert songs == 0
    assert song_tokens(small_corpus, "test", (0,)) == []
