import numpy as np
import torch

from nes_composer.models.codec import tokens_of
from train.windows import Windows, loader


def test_plain_windows_are_the_corpus_itself(small_corpus):
    firsts = np.array([0, 16, 256])
    tokens = Windows(small_corpus, firsts, 64, None)[[2, 1]]
    for window, first in zip(tokens, (256, 16), strict=True):
        rows = slice(first, first + 64)
        assert np.array_equal(window.numpy(), tokens_of(small_corpus.pitch[rows], small_corpus.onset[rows]))


def test_augmented_windows_differ_from_pass_to_pass_and_repeat_with_the_seed(small_corpus):
    firsts = small_corpus.windows("train", 64, 64, 0.0)
    first, second = (Windows(small_corpus, firsts, 64, 5) for _ in range(2))
    everything = list(range(len(firsts)))
    once = first[everything]
    assert torch.equal(once, second[everything])
    assert not torch.equal(once, first[everything])


def test_the_loader_gives_every_window_once(small_corpus):
    firsts = small_corpus.windows("train", 64, 64, 0.0)
    windows = Windows(small_corpus, firsts, 64, None)
    batches = list(loader(windows, 7, shuffle=False))
    assert [len(batch) for batch in batches] == [7, 7, 7, 3]
    assert torch.equal(torch.cat(batches), windows[list(range(24))])
    shuffled = torch.cat(list(loader(windows, 6, shuffle=True)))
    key = lambda tokens: sorted(window.numpy().tobytes() for window in tokens)  # noqa: E731
    assert key(shuffled) == key(windows[list(range(24))])
