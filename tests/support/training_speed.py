"""How fast a model is trained, beside the plain loop that anybody would write."""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median

import lightning
import numpy as np
import torch

from nes_composer.models.lstm import LstmConfig
from nes_composer.models.vae import VaeConfig
from train.corpus import Corpus
from train.defaults import default_config, default_settings
from train.fit import fit_trainer
from train.lessons import lessons
from train.task import Settings, Task

_STEPS, _ROUNDS = 12, 3


def made_up_corpus(songs: int = 40, rows: int = 512) -> Corpus:
    """Return songs of random notes: how long a step takes does not depend on what is learned."""
    random = np.random.default_rng(0)
    onset = random.random((songs * rows, 4)) < 0.3
    pitch = random.integers((33, 33, 33, 1), (90, 90, 90, 17), onset.shape)
    return Corpus(
        pitch=pitch.astype(np.uint8),
        onset=onset,
        start=np.arange(songs + 1) * rows,
        fit=np.ones(songs, np.float32),
        ticks_per_row=np.full(songs, 7, np.float32),
        name=np.array([str(song) for song in range(songs)]),
        split=(np.arange(songs) % 10 == 0).astype(np.uint8),
    )


def ratio_to_plain_loop(kind: str) -> float:
    """Return the training steps per second of the trainer over those of a plain loop, taking turns.

    Model, batches, optimiser and clipping are the same; the loop draws a batch when it needs one.
    """
    corpus, config = made_up_corpus(), default_config(kind)
    settings = replace(default_settings(config), steps=_STEPS, max_minutes=1e9)
    ratios = []
    for _ in range(_ROUNDS):
        plain = _plain_loop_seconds(corpus, config, settings)
        ratios.append(plain / _trainer_seconds(corpus, config, settings))
    return median(ratios)


class _Clock(lightning.Callback):
    """Measures from the end of the first step, which warms up, to the end of the last."""

    def __init__(self) -> None:
        self.ends: list[float] = []

    def on_train_batch_end(self, *_: object) -> None:
        self.ends.append(time.perf_counter())


def _trainer_seconds(corpus: Corpus, config: VaeConfig | LstmConfig, settings: Settings) -> float:
    course, clock = lessons(corpus, config, settings, 0), _Clock()
    fit_trainer(settings, [clock], [], devices=1, nodes=1).fit(course.task, course.draws)
    return clock.ends[-1] - clock.ends[0]


def _plain_loop_seconds(corpus: Corpus, config: VaeConfig | LstmConfig, settings: Settings) -> float:
    course = lessons(corpus, config, settings, 0)
    task: Task = course.task.train()
    optimizer = torch.optim.AdamW(task.parameters(), settings.learning_rate, weight_decay=settings.weight_decay)
    begin = 0.0
    for step in range(settings.steps):
        batch = course.draws.batch(step)
        optimizer.zero_grad()
        task.loss(batch)[0].backward()
        torch.nn.utils.clip_grad_norm_(task.parameters(), 1.0)
        optimizer.step()
        begin = begin or time.perf_counter()
    return time.perf_counter() - begin
