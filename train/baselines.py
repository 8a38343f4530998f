"""What counting achieves: the predictions that a model has to beat, fitted on one split and measured on another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from nes_composer.models.codec import HOLD, REST, VOCABULARY
from train.tally import Tally

BASELINES = ("uniform", "unigram", "bigram", "persistence")


def measure_baselines(
    train: Sequence[NDArray[np.uint8]], pieces: Sequence[NDArray[np.uint8]], voices: tuple[int, ...]
) -> dict[str, dict[str, dict[str, float]]]:
    """Return the nats, and the accuracies, of each of `BASELINES` on some pieces.

    Uniform knows nothing, and so has no token that it would choose. Unigram knows how frequent each token of a voice
    is, bigram also after which token. Persistence says that what sounds goes on: rest after rest, hold after anything
    else, as often as that is so, and all other tokens alike. Frequencies are counted on the training pieces, each token
    once more than it occurs.

    Parameters
    ----------
    train, pieces
        Tokens of songs or windows, each uint8 [rows, voices].
    voices
        What the columns are.
    """
    before, tokens = _pairs(train, voices)
    odds = [_odds(before[:, column], tokens[:, column], VOCABULARY[v]) for column, v in enumerate(voices)]
    before, tokens = _pairs(pieces, voices)
    found = {}
    for name in BASELINES:
        tally = Tally(voices)
        tables = [torch.from_numpy(np.log(each[name])) for each in odds]
        for some in np.array_split(np.arange(len(tokens)), 1 + len(tokens) // (1 << 16)):
            logits = [table[before[some, column]][None] for column, table in enumerate(tables)]
            tally.add(logits, torch.from_numpy(tokens[some])[None])
        found[name] = {"nll_nats_per_row": tally.nll()}
        if name != "uniform":
            found[name] |= {"accuracy": tally.accuracy(), "accuracy_onset": tally.accuracy_onset()}
    return found


def _pairs(pieces: Sequence[NDArray[np.uint8]], voices: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the token before each, and each, int64 [R, voices]; before a piece stands what is no token."""
    start = np.array([[VOCABULARY[voice] for voice in voices]])
    before = np.concatenate([row for piece in pieces for row in (start, piece[:-1])])
    return before.astype(np.int64), np.concatenate(pieces).astype(np.int64)


def _odds(before: NDArray[np.int64], tokens: NDArray[np.int64], size: int) -> dict[str, NDArray[np.float64]]:
    """Return for each baseline the odds of each token after each other and after the start, float [size + 1, size]."""
    counts = np.bincount(before * size + tokens, minlength=(size + 1) * size).reshape(size + 1, size)
    followed, frequency = counts + 1, counts.sum(axis=0) + 1
    goes_on = np.full(size + 1, HOLD)
    goes_on[[REST, size]] = REST
    share = ((tokens == goes_on[before]).sum() + 1) / (len(tokens) + 2)
    persistence = np.full((size + 1, size), (1 - share) / (size - 1))
    persistence[np.arange(size + 1), goes_on] = share
    return {
        "uniform": np.full((size + 1, size), 1 / size),
        "unigram": np.tile(frequency / frequency.sum(), (size + 1, 1)),
        "bigram": followed / followed.sum(axis=1, keepdims=True),
        "persistence": persistence,
    }
