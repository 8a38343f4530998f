"""Train a model on a corpus and write its checkpoint."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import lightning
import torch
from lightning import Callback
from lightning.pytorch.loggers import CSVLogger, Logger, TensorBoardLogger
from safetensors import SafetensorError

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.checkpoint import Checkpoint, Summary
from nes_composer.models.codec import VOICE_SETS
from nes_composer.models.lstm import Lstm, LstmConfig
from nes_composer.models.vae import VaeConfig
from train.axes import fit_axes, latent_means
from train.corpus import Corpus
from train.fit_error import FitError
from train.interrupts import asking
from train.keeping import Keeping
from train.lessons import Lessons, lessons
from train.lstm_task import LstmSettings
from train.pictures import Pictures
from train.progress import Bar
from train.resuming import AtomicSaves, Saved
from train.task import Settings
from train.vae_task import VaeSettings

_VALIDATE_MINUTES = 3.0


def fit(
    corpus: Corpus,
    out: Path,
    config: VaeConfig | LstmConfig,
    settings: VaeSettings | LstmSettings,
    seed: int = 0,
    *,
    resume: Saved | None = None,
    devices: int = 1,
    nodes: int = 1,
    report: Callable[[str], None] = lambda line: None,
) -> Checkpoint | None:
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
    resume
        A training of the same to go on with.
    devices, nodes
        Processes on each machine, and machines: they share each batch.
    report
        Is told a line now and then.

    Returns
    -------
    Checkpoint
        None in all processes but the first.

    Raises
    ------
    CorpusError
        The corpus holds too little to fill one batch.
    FitError
        Training came to a bad end or was interrupted, or is another than the one to go on with.
    """
    lightning.seed_everything(seed, verbose=False)
    data_hash = corpus.digest()
    if resume and (resume.config, resume.seed, resume.data_hash) != (config, seed, data_hash):
        raise FitError(f"{resume.path}: is the training of another model, or has other data or another seed")
    course = lessons(corpus, config, settings, seed, resume.step if resume else 0)
    if settings.batch % (devices * nodes):
        raise FitError(f"a batch of {settings.batch} cannot be shared by {devices * nodes} processes")
    logs = out.with_name(out.stem + "-logs")
    logs.mkdir(parents=True, exist_ok=True)
    task = course.task
    every = min(_VALIDATE_MINUTES, settings.max_minutes / 5)
    keeping = Keeping(task, course.valid, logs, data_hash, every, report, Pictures(task, course.valid[0], logs))
    loggers: list[Logger] = [
        # What was logged before a training went on stays.
        CSVLogger(logs.parent, logs.name, f"from-{resume.step}" if resume else ""),
        TensorBoardLogger(logs, "", "tensorboard"),
    ]
    trainer = fit_trainer(settings, [keeping, Bar(task)], loggers, devices, nodes)
    try:
        with asking() as task.asked:
            trainer.fit(task, course.draws, ckpt_path=resume.path if resume else None, weights_only=True)
    except OSError as error:
        raise FitError(f"{error.filename or logs}: {error.strerror or error}; {keeping.kept}") from error
    if task.interrupted:
        raise FitError(f"interrupted at step {trainer.global_step}; {keeping.kept}")
    if not trainer.is_global_zero:
        return None
    checkpoint = _checkpoint(course, keeping, data_hash, trainer.global_step)
    try:
        checkpoints.save(out, checkpoint)
    except (OSError, SafetensorError) as error:
        raise FitError(f"{out}: cannot be written: {error}; {keeping.kept}") from error
    return checkpoint


def fit_trainer(
    settings: Settings, callbacks: list[Callback], loggers: list[Logger], devices: int, nodes: int
) -> lightning.Trainer:
    """Return what runs the steps of a training."""
    _quiet()
    return lightning.Trainer(
        devices=devices,
        num_nodes=nodes,
        strategy="ddp" if devices * nodes > 1 else "auto",
        precision=precision(torch.cuda.is_available()),
        max_steps=settings.steps,
        max_epochs=-1,
        callbacks=callbacks,
        logger=loggers,
        plugins=[AtomicSaves()],
        gradient_clip_val=1.0,
        log_every_n_steps=20,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        use_distributed_sampler=False,
    )


def precision(gpu: bool) -> Literal["bf16-mixed", "32-true"]:
    """Return what numbers a network computes in: halves on a GPU, which has units for them, else floats."""
    return "bf16-mixed" if gpu else "32-true"


def _checkpoint(course: Lessons, keeping: Keeping, data_hash: str, steps: int) -> Checkpoint:
    task = course.task.cpu()
    task.model.load_state_dict(keeping.best)
    model = task.model.eval()
    config = model.config
    summary = Summary(
        kind=course.kind,
        voices=next(name for name, voices in VOICE_SETS.items() if voices == config.voices),
        grid=config.grid,
        arch=config.arch,
        data_hash=data_hash,
        training={
            "songs": course.songs,
            "steps": steps,
            "minutes": round(task.minutes, 1),
            "seed": task.seed,
            "settings": asdict(task.settings),
        },
        metrics={f"valid_{name}": round(value, 4) for name, value in keeping.metrics.items()},
    )
    axes = None
    if course.windows and not isinstance(model, Lstm):
        axes = fit_axes(model, latent_means(model, course.windows))
    return Checkpoint(model, summary, axes)


def _quiet() -> None:
    """Silence what the training library says and nobody can act on."""
    # It asks torch for the leaves of a tree in a way that torch has renamed.
    warnings.filterwarnings("ignore", "`isinstance\\(treespec, LeafSpec\\)` is deprecated", FutureWarning)
    # A new training replaces the log of the one before it, as the checkpoint does.
    warnings.filterwarnings("ignore", "Experiment logs directory", UserWarning)
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
