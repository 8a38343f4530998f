"""What a model is taught with: the task, and the batches to learn from and to be measured on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor

from nes_composer.models.lstm import LstmConfig
from nes_composer.models.vae import VaeConfig
from train.corpus import VALID_FIT, Corpus, CorpusError
from train.draws import Draws
from train.lstm_task import LstmSettings, LstmTask
from train.passages import Passage, Passages
from train.task import Task
from train.vae_task import VaeSettings, VaeTask
from train.windows import Windows

_VALID_BATCH = 256
_VALID_ROWS_AT_ONCE = 1 << 14
_MOST_VALID_ROWS = 1 << 16


@dataclass(frozen=True)
class Lessons:
    """All that a training needs.

    Parameters
    ----------
    kind
        ``vae`` or ``lstm``.
    task
        The untrained network and how it learns.
    draws
        Batches to learn from.
    valid
        Batches to be measured on.
    songs
        Number of songs that are learned from.
    windows
        All that a VAE learns from, as it is; None for an LSTM.
    """

    kind: str
    task: Task[Any, Any]
    draws: Draws[Any]
    valid: list[Any]
    songs: int
    windows: Windows | None = None


def lessons(
    corpus: Corpus,
    config: VaeConfig | LstmConfig,
    settings: VaeSettings | LstmSettings,
    seed: int,
    first: int = 0,
) -> Lessons:
    """Return the lessons of a model from a corpus, beginning with a step.

    Raises
    ------
    CorpusError
        The corpus holds too little to fill one batch.
    """
    if isinstance(config, LstmConfig) and isinstance(settings, LstmSettings):
        return _lstm_lessons(corpus, config, settings, seed, first)
    if isinstance(config, VaeConfig) and isinstance(settings, VaeSettings):
        return _vae_lessons(corpus, config, settings, seed, first)
    raise ValueError(f"{type(settings).__name__} are no settings for a {type(config).__name__}")


def _vae_lessons(corpus: Corpus, config: VaeConfig, settings: VaeSettings, seed: int, first: int) -> Lessons:
    rows = config.shape.pattern_rows
    firsts = corpus.windows("train", rows, settings.hop, settings.least_fit)
    train = Windows(corpus, firsts, rows, config.voices)
    valid = Windows(corpus, corpus.windows("valid", rows, rows, VALID_FIT), rows, config.voices)
    if len(train) < settings.batch or not len(valid):
        raise CorpusError(f"{len(train)} training and {len(valid)} valid windows are too few to train on")

    def share(batch: Tensor, rank: int, ranks: int) -> Tensor:
        return batch[rank::ranks]

    return Lessons(
        "vae",
        VaeTask(config, settings, seed),
        Draws(lambda generator: train.draw(generator, settings.batch), share, seed, first),
        list(valid.batches(_VALID_BATCH)),
        len(corpus.songs("train", settings.least_fit)),
        train,
    )


def _lstm_lessons(corpus: Corpus, config: LstmConfig, settings: LstmSettings, seed: int, first: int) -> Lessons:
    train = Passages(corpus, corpus.songs("train", settings.least_fit), config)
    valid = Passages(corpus, corpus.songs("valid", VALID_FIT), config)
    if train.lengths.sum() < settings.rows * settings.batch or not valid.lengths.sum():
        raise CorpusError(
            f"{train.lengths.sum()} rows to train on and {valid.lengths.sum()} valid ones are too few to train on"
        )

    def share(batch: Passage, rank: int, ranks: int) -> Passage:
        return Passage(*(part[rank::ranks] for part in batch))

    return Lessons(
        "lstm",
        LstmTask(config, settings, seed),
        Draws(
            lambda generator: train.draw(generator, settings.batch, settings.rows, settings.starts), share, seed, first
        ),
        list(valid.whole(_VALID_ROWS_AT_ONCE, _MOST_VALID_ROWS)),
        len(train),
    )
