"""Songs and windows of a corpus as tokens of a model's voices: what evaluation measures on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.codec import FIRST_PITCH
from nes_composer.models.grids import GRIDS
from train.corpus import VALID_FIT, Corpus
from train.task import Settings
from train.windows import Windows, tokens_at

LEAST_FIT = Settings.least_fit
"""Songs whose row grid is known better may have been learned from."""


def song_tokens(
    corpus: Corpus, split: str, voices: tuple[int, ...], least_fit: float = VALID_FIT
) -> list[NDArray[np.uint8]]:
    """Return whole songs, each uint8 [rows, voices]."""
    songs = corpus.songs(split, least_fit)
    spans = zip(corpus.start[songs], corpus.start[songs + 1], strict=True)
    found = [tokens_at(corpus, np.arange(*span)[None], voices, None)[0] for span in spans if span[0] < span[1]]
    return [tokens.numpy().astype(np.uint8) for tokens in found]


def window_tokens(corpus: Corpus, split: str, voices: tuple[int, ...]) -> tuple[NDArray[np.uint8], int]:
    """Return the patterns that songs consist of, uint8 [W, N, voices], and from how many songs they are.

    Those with fewer onsets than one a bar and voice are left out.
    """
    grid = GRIDS[corpus.grid]
    firsts = corpus.windows(split, grid.pattern_rows, grid.pattern_rows, VALID_FIT)
    tokens = Windows(corpus, firsts, grid.pattern_rows, voices)[:].numpy().astype(np.uint8)
    musical = (tokens >= FIRST_PITCH).sum((1, 2)) >= grid.bars * len(voices)
    songs = np.searchsorted(corpus.start, firsts[musical], side="right")
    return tokens[musical], len(np.unique(songs))
