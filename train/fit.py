"""Train a model on a corpus and write its checkpoint."""

from __future__ import annotations

import logging
import time
import warnings
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import ModelCheckpoint, Timer, TQDMProgressBar
from lightning.pytorch.loggers import CSVLogger

from nes_composer.models.checkpoint import Summary, VaeCheckpoint, save_vae
from nes_composer.models.vae import VaeConfig
from nes_composer.score.score import PATTERN_ROWS
from train.axes import fit_axes, latent_means
from train.corpus import Corpus, CorpusError
from train.vae_task import VaeSettings, VaeTask
from train.windows import Windows, loader

LEAST_FIT = 0.8
"""Songs with a worse row grid are not trained on: their rows are not the composer's."""

VALID_FIT = 0.85
_HOP = 16


def fit_vae(corpus: Corpus, out: Path, config: VaeConfig, settings: VaeSettings, seed: int = 0) -> VaeCheckpoint:
    """Train a VAE of all four voices on rows, keep the weights that reconstruct `valid` best, and save them.

    Parameters
    ----------
    corpus
        Prepared songs.
    out
        The checkpoint to write; logs go to the folder ``NAME-logs`` beside it.
    config, settings
        Shape of the network and of the training.
    seed
        Of weights, order and augmentation.

    Raises
    ------
    CorpusError
        The corpus holds too few windows to fill one batch.
    """
    _quiet()
    lightning.seed_everything(seed, verbose=False)
    firsts = corpus.windows("train", PATTERN_ROWS, _HOP, LEAST_FIT)
    train = Windows(corpus, firsts, PATTERN_ROWS, seed)
    valid = Windows(corpus, corpus.windows("valid", PATTERN_ROWS, PATTERN_ROWS, VALID_FIT), PATTERN_ROWS, None)
    if len(train) < settings.batch or not len(valid):
        raise CorpusError(f"{len(train)} training and {len(valid)} valid windows are too few to train on")
    task = VaeTask(config, settings)
    logs = out.with_name(out.stem + "-logs")
    best = ModelCheckpoint(logs, "best", monitor="valid_nats", save_weights_only=True, enable_version_counter=False)
    trainer = lightning.Trainer(
        max_steps=settings.steps,
        callbacks=[Timer(timedelta(minutes=settings.max_minutes)), best, TQDMProgressBar(refresh_rate=20)],
        logger=CSVLogger(logs.parent, logs.name, ""),
        gradient_clip_val=1.0,
        num_sanity_val_steps=0,
        log_every_n_steps=min(20, len(train) // settings.batch),
        enable_model_summary=False,
    )
    begin = time.monotonic()
    trainer.fit(task, loader(train, settings.batch, shuffle=True), loader(valid, 256, shuffle=False))
    minutes = (time.monotonic() - begin) / 60
    if best.best_model_path:
        task.load_state_dict(torch.load(best.best_model_path, weights_only=True)["state_dict"])
    metrics = trainer.validate(task, loader(valid, 256, shuffle=False), verbose=False)[0]
    model = task.model.eval()
    summary = Summary(
        kind="vae",
        voices="all",
        grid="rows",
        arch="bars",
        data_hash=corpus.digest(),
        training=_training(corpus, len(train), trainer.global_step, minutes, settings, seed),
        metrics={name: round(float(value), 4) for name, value in metrics.items()},
    )
    checkpoint = VaeCheckpoint(
        model, fit_axes(model, latent_means(model, Windows(corpus, firsts, PATTERN_ROWS, None))), summary
    )
    save_vae(out, checkpoint)
    return checkpoint


def _quiet() -> None:
    """Silence what the training library says and nobody can act on."""
    # It asks torch for the leaves of a tree in a way that torch has renamed.
    warnings.filterwarnings("ignore", "`isinstance\\(treespec, LeafSpec\\)` is deprecated", FutureWarning)
    # It recommends worker processes; the windows are array operations that cost less than the pickling.
    warnings.filterwarnings("ignore", ".*does not have many workers", UserWarning)
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)


def _training(
    corpus: Corpus, windows: int, steps: int, minutes: float, settings: VaeSettings, seed: int
) -> dict[str, Any]:
    return {
        "songs": len(corpus.songs("train", LEAST_FIT)),
        "windows": windows,
        "steps": steps,
        "minutes": round(minutes, 1),
        "seed": seed,
        "settings": asdict(settings),
    }
