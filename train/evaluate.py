"""What a checkpoint is worth, measured on a split of a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer.models.checkpoint import Checkpoint
from nes_composer.models.lstm import Lstm
from train.baselines import measure_baselines
from train.corpus import VALID_FIT, Corpus, CorpusError
from train.evaluate_lstm import predict
from train.evaluate_vae import axis_effects, reconstruction
from train.sample_statistics import copied, describe, overlap_ratios
from train.samples import sample
from train.token_pieces import LEAST_FIT, song_tokens, window_tokens

SAMPLES = 200

Tokens = NDArray[np.uint8]


def evaluate(path: Path, checkpoint: Checkpoint, corpus: Corpus, split: str, seed: int = 0) -> dict[str, Any]:
    """Return all that is measured of a checkpoint, as the JSON file has it.

    Parameters
    ----------
    path, checkpoint
        The file, and what was loaded from it.
    corpus
        On the checkpoint's grid.
    split
        What it is measured on. Baselines are counted on `train`, and samples are compared with both.
    seed
        Of samples and choices.

    Raises
    ------
    CorpusError
        The split, or `train`, has no music that is on the grid well enough.
    """
    voices = checkpoint.model.config.voices
    windows, songs = window_tokens(corpus, split, voices)
    learned, _ = window_tokens(corpus, "train", voices)
    for name, found in ((split, windows), ("train", learned)):
        if not len(found):
            raise CorpusError(f"the split {name} has no whole pattern on the grid {corpus.grid} to evaluate on")
    about: dict[str, Any] = {"checkpoint": path.as_posix(), **_identity(checkpoint), "split": split}
    if isinstance(checkpoint.model, Lstm):
        about |= _as_lstm(checkpoint.model, corpus, split)
    else:
        about |= {"songs": songs, **_as_vae(checkpoint, windows, learned, seed)}
    samples = sample(path, checkpoint, corpus, SAMPLES, seed)
    return about | {"samples": _samples(samples, windows, learned, checkpoint, corpus, seed)}


def _identity(checkpoint: Checkpoint) -> dict[str, Any]:
    summary = checkpoint.summary
    parameters = sum(weight.numel() for weight in checkpoint.model.parameters())
    return {name: getattr(summary, name) for name in ("kind", "voices", "grid", "arch")} | {"parameters": parameters}


def _as_lstm(model: Lstm, corpus: Corpus, split: str) -> dict[str, Any]:
    songs = song_tokens(corpus, split, model.config.voices)
    tally = predict(model, corpus, corpus.songs(split, VALID_FIT))
    return {
        "songs": len(songs),
        "rows": tally.rows,
        "nll_nats_per_row": tally.nll(),
        "accuracy": tally.accuracy(),
        "accuracy_onset": tally.accuracy_onset(),
        "baselines": measure_baselines(song_tokens(corpus, "train", model.config.voices), songs, model.config.voices),
    }


def _as_vae(checkpoint: Checkpoint, windows: Tokens, learned: Tokens, seed: int) -> dict[str, Any]:
    model, axes = checkpoint.model, checkpoint.axes
    assert not isinstance(model, Lstm)
    assert axes is not None
    measured, means = reconstruction(model, windows)
    return {
        "rows": windows.shape[0] * windows.shape[1],
        **measured,
        "explained_variance": [round(float(share), 5) for share in axes.explained_variance],
        **axis_effects(model, axes, means, np.random.default_rng(seed)),
        "baselines": measure_baselines(list(learned), list(windows), model.config.voices),
    }


def _samples(
    samples: Tokens, windows: Tokens, learned: Tokens, checkpoint: Checkpoint, corpus: Corpus, seed: int
) -> dict[str, Any]:
    """Return statistics of samples, and of real windows: `train`, as many at once and all at once, and the split."""
    grid, voices = checkpoint.model.config.shape, checkpoint.model.config.voices
    songs = song_tokens(corpus, "train", voices, LEAST_FIT)
    found = describe(samples, voices, grid.bars, windows)
    shuffled = np.random.default_rng(seed).permutation(learned)
    real = describe(shuffled, voices, grid.bars, windows, len(samples))
    return {
        **found,
        "overlap_ratio": overlap_ratios(found, real),
        "copied_run": copied(songs, samples, voices, grid.bar_rows),
        "train": real,
        "train_all": describe(learned, voices, grid.bars, windows),
        "split": describe(windows, voices, grid.bars) | {"copied_run": copied(songs, windows, voices, grid.bar_rows)},
    }
