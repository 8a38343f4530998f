"""Train a model on a corpus and write its checkpoint."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import lightning
from lightning.pytorch.loggers import CSVLogger

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.checkpoint import Checkpoint, Summary
from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.lstm import Lstm, LstmConfig
from nes_composer.models.vae import VaeConfig
from train.axes import fit_axes, latent_means
from train.corpus import Corpus
from train.keeping import Keeping
from train.lessons import lessons
from train.lstm_task import LstmSettings
from train.task import Task
from train.vae_task import VaeSettings

_VALIDATE_MINUTES = 3.0


def fit(
    corpus: Corpus,
    out: Path,
    config: VaeConfig | LstmConfig,
    settings: VaeSettings | LstmSettings,
    seed: int = 0,
    report: Callable[[str], None] = lambda line: None,
) -> Checkpoint:
    """Train a model, keep the weights that have the least nats on `valid`, and save them.

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
    report
        Is told a line now and then.

    Raises
    ------
    CorpusError
        The corpus holds too little to fill one batch.
    """
    _quiet()
    lightning.seed_everything(seed, verbose=False)
    course = lessons(corpus, config, settings, seed)
    logs = out.with_name(out.stem + "-logs")
    logs.mkdir(parents=True, exist_ok=True)
    keeping = Keeping(course.task, course.valid, logs, min(_VALIDATE_MINUTES, settings.max_minutes / 5), report)
    trainer = lightning.Trainer(
        max_steps=settings.steps,
        max_epochs=-1,
        callbacks=[keeping],
        logger=CSVLogger(logs.parent, logs.name, ""),
        gradient_clip_val=1.0,
        log_every_n_steps=20,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        use_distributed_sampler=False,
    )
    task = course.task
    trainer.fit(task, course.draws)
    task.model.load_state_dict(keeping.best)
    model = task.model.eval()
    summary = Summary(
        kind=course.kind,
        voices=next(name for name, voices in VOICE_SETS.items() if voices == config.voices),
        grid=config.grid,
        arch=config.arch,
        data_hash=corpus.digest(),
        training=_training(course.songs, task, trainer.global_step, seed),
        metrics={f"valid_{name}": round(value, 4) for name, value in keeping.metrics.items()},
    )
    axes = None
    if course.windows and not isinstance(model, Lstm):
        axes = fit_axes(model, latent_means(model, course.windows))
    checkpoint = Checkpoint(model, summary, axes)
    checkpoints.save(out, checkpoint)
    return checkpoint


def _quiet() -> None:
    """Silence what the training library says and nobody can act on."""
    # It asks torch for the leaves of a tree in a way that torch has renamed.
    warnings.filterwarnings("ignore", "`isinstance\\(treespec, LeafSpec\\)` is deprecated", FutureWarning)
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)


def _training(songs: int, task: Task[Any, Any], steps: int, seed: int) -> dict[str, Any]:
    return {
        "songs": songs,
        "steps": steps,
        "minutes": round(task.minutes, 1),
        "seed": seed,
        "settings": asdict(task.settings),
    }
