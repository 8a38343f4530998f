import numpy as np
import pytest
import torch

from nes_composer.models.codec import VOCABULARY, tokens_of
from nes_composer.models.lstm import LstmConfig
from train.passages import Passages

CONFIG = LstmConfig()


@pytest.fixture(scope="module")
def songs(small_corpus):
    return Passages(small_corpus, small_corpus.songs("valid", 0.0), CONFIG)


def test_whole_songs_have_nothing_before_them_and_an_end(small_corpus, songs):
    (batch,) = songs.whole(10_000, 10_000)
    context = CONFIG.context
    assert batch.tokens.shape == (2, context + 257, 4)
    for index, song in enumerate((6, 7)):
        rows = slice(song * 256, song * 256 + 256)
        expected = tokens_of(small_corpus.pitch[rows], small_corpus.onset[rows])
        assert np.array_equal(batch.tokens[index, context : context + 256].numpy(), expected)
    outside = torch.tensor(VOCABULARY)
    assert (batch.tokens[:, :context] == outside).all()
    assert (batch.tokens[:, -1] == outside).all()
    assert batch.mask[:, :256].all()
    assert batch.mask[:, 256].tolist() == [[True, False, False, False]] * 2
    assert batch.places[0].tolist() == [row % 64 for row in range(257)]
    assert batch.tempo.tolist() == [6, 6]


def test_the_end_is_a_choice_of_the_first_voice(songs):
    (batch,) = songs.whole(10_000, 10_000)
    assert (batch.tokens[:, -1, 0] == CONFIG.choices[0] - 1).all()


def test_songs_are_measured_in_batches_that_fit_and_left_out_evenly(songs):
    assert [len(batch.tokens) for batch in songs.whole(300, 10_000)] == [1, 1]
    assert [len(batch.tokens) for batch in songs.whole(10_000, 256)] == [1]


def test_a_drawn_passage_is_seen_with_the_rows_before_it(small_corpus):
    corpus_of_one = Passages(small_corpus, np.array([0]), CONFIG)
    batch = corpus_of_one.draw(np.random.default_rng(0), 64, 32, starts=0.25)
    context = CONFIG.context
    assert batch.tokens.shape == (64, context + 32, 4)
    inside = batch.tokens[:, :, 1] < VOCABULARY[1]
    at_start = ~inside[:, :context].any(1)
    assert 4 < int(at_start.sum()) < 32
    assert inside[:, :context].all(1).any()
    # Whatever stands in the rows that count is music, and it counts for all voices.
    assert torch.equal(batch.mask[..., 1], inside[:, context:])
    # A row that follows the last of a song counts in the first voice.
    assert (batch.mask[..., 0].sum(1) - batch.mask[..., 1].sum(1)).unique().tolist() == [0, 1]


def test_longer_songs_are_drawn_more_often(small_corpus):
    from dataclasses import replace

    start = small_corpus.start.copy()
    start[1] = 16  # the second song has the rest of the first
    passages = Passages(replace(small_corpus, start=start), np.array([0, 1]), CONFIG)
    assert passages.lengths.tolist() == [16, 496]
    batch = passages.draw(np.random.default_rng(0), 400, 16, starts=0.0)
    short = (~batch.mask[..., 1]).any(1)
    assert int(short.sum()) < 60


def test_one_voice_is_a_column_of_its_own(small_corpus):
    config = LstmConfig(voices=(0,))
    (batch,) = Passages(small_corpus, np.array([6]), config).whole(10_000, 10_000)
    assert batch.tokens.shape == (1, config.context + 257, 1)
    assert batch.mask.all()
