import numpy as np
import pytest
import torch

from nes_composer.models.codec import FIRST_PITCH, tokens_of
from train.windows import Windows


@pytest.mark.parametrize("voices", [(0, 1, 2, 3), (0,), (2, 3)])
def test_plain_windows_are_the_corpus_itself(small_corpus, voices):
    firsts = np.array([0, 16, 256])
    tokens = Windows(small_corpus, firsts, 64, voices)[[2, 1]]
    for window, first in zip(tokens, (256, 16), strict=True):
        rows = slice(first, first + 64)
        expected = tokens_of(small_corpus.pitch[rows], small_corpus.onset[rows])[:, voices]
        assert np.array_equal(window.numpy(), expected)


def test_drawn_windows_are_changed_and_repeat_with_the_generator(small_corpus):
    windows = Windows(small_corpus, small_corpus.windows("train", 64, 64, 0.0), 64, (0, 1, 2, 3))
    first, again, other = (windows.draw(np.random.default_rng(seed), 32) for seed in (1, 1, 2))
    assert first.shape == (32, 64, 4)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    # The melody's songs are seven semitones apart at most; moved, they reach further.
    span = lambda tokens: len({int(token) for token in tokens[..., 0].unique() if token >= FIRST_PITCH})  # noqa: E731
    assert span(windows.draw(np.random.default_rng(1), 200)) > span(windows[:])


def test_batches_give_every_window_once_and_in_order(small_corpus):
    windows = Windows(small_corpus, small_corpus.windows("train", 64, 64, 0.0), 64, (0, 1, 2, 3))
    batches = list(windows.batches(7))
    assert [len(batch) for batch in batches] == [7, 7, 7, 3]
    assert torch.equal(torch.cat(batches), windows[:])
