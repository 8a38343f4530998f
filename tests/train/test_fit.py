import csv
import errno
import os
import signal
from dataclasses import replace

import numpy as np
import pytest
import torch

from nes_composer import atomic
from nes_composer.models.checkpoint import load
from nes_composer.models.inference import LatentComposer
from nes_composer.models.lstm import LstmConfig
from nes_composer.models.vae import VaeConfig
from nes_composer.score.edits import rows_between
from train import resuming
from train.corpus import CorpusError
from train.fit import fit, precision
from train.fit_error import FitError
from train.lstm_task import LstmSettings, LstmTask
from train.vae_task import VaeSettings

VAE = VaeConfig(width=48, hidden=48, heads=2, latent=16, dropout=0.0)
LSTM = LstmConfig(embedding=24, hidden=24, head=16, dropout=0.1)
FOREVER = 1e9
QUICK_VAE = VaeSettings(steps=100, max_minutes=FOREVER, batch=16, learning_rate=1e-2, warmup_steps=10)
QUICK_LSTM = LstmSettings(steps=60, max_minutes=FOREVER, batch=4, rows=32, learning_rate=1e-2, warmup_steps=10)
SHORT = replace(QUICK_LSTM, steps=8)


@pytest.fixture(scope="module")
def vae(small_corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("fit") / "vae.safetensors"
    return out, fit(small_corpus, out, VAE, QUICK_VAE)


@pytest.fixture(scope="module")
def lstm(small_corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("fit") / "lstm.safetensors"
    return out, fit(small_corpus, out, LSTM, QUICK_LSTM)


def test_a_vae_learns_the_songs_and_says_so(vae):
    out, checkpoint = vae
    summary = load(out, "vae").summary
    assert summary == checkpoint.summary
    # Untrained, one token in 78 would be right.
    assert summary.metrics["valid_rows"] > 0.5
    assert summary.training["steps"] == 100
    assert summary.training["songs"] == 6


def test_the_checkpoint_composes_and_its_axes_span_the_songs(vae, melody):
    composer = LatentComposer(vae[0])
    z = composer.encode(melody.score)
    assert np.abs(composer.axes.values(z)).max() < 6
    decoded = composer.decode(z, 10.0)
    right = decoded.pitch == rows_between(melody.score, 0, 64).pitch
    assert right.mean() > 0.5


def test_an_lstm_learns_the_songs_and_says_so(lstm):
    out, checkpoint = lstm
    summary = load(out, "lstm").summary
    assert summary == checkpoint.summary
    untrained = np.log(78) * 2 + np.log(90) + np.log(18)
    assert summary.metrics["valid_nats"] < untrained / 2
    assert (summary.kind, summary.voices, summary.grid, summary.arch) == ("lstm", "all", "rows", "chained")


@pytest.mark.parametrize(
    ("config", "settings"),
    [
        (replace(VAE, voices=(0,)), replace(QUICK_VAE, steps=4)),
        (replace(VAE, arch="dense"), replace(QUICK_VAE, steps=2)),
        (replace(LSTM, voices=(0,)), SHORT),
        (replace(LSTM, arch="independent"), SHORT),
    ],
    ids=["vae p1", "vae dense", "lstm p1", "lstm independent"],
)
def test_the_other_models_train_too(small_corpus, tmp_path, config, settings):
    fit(small_corpus, tmp_path / "m.safetensors", config, settings)
    summary = load(tmp_path / "m.safetensors").summary
    assert summary.arch == config.arch
    assert summary.voices == ("p1" if config.voices == (0,) else "all")
    assert ("valid_nats_NO" in summary.metrics) == (config.voices != (0,))


def test_loss_and_validation_are_logged(vae):
    with (vae[0].parent / "vae-logs" / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows if row["reconstruction"]] == [19, 39, 59, 79, 99]
    assert [float(row["valid_nats"]) for row in rows if row["valid_nats"]] == [
        pytest.approx(vae[1].summary.metrics["valid_nats"], abs=1e-3)
    ]


@pytest.mark.parametrize(("config", "settings"), [(VAE, QUICK_VAE), (LSTM, QUICK_LSTM)], ids=["vae", "lstm"])
def test_too_little_data_is_refused(small_corpus, tmp_path, config, settings):
    with pytest.raises(CorpusError, match="too few to train on"):
        fit(small_corpus, tmp_path / "x.safetensors", config, replace(settings, batch=4096))
    assert not list(tmp_path.iterdir())


def _weights(path):
    return torch.load(path, weights_only=True)["state_dict"]


@pytest.mark.parametrize(
    ("config", "settings"),
    [(replace(VAE, dropout=0.2), replace(QUICK_VAE, steps=9)), (LSTM, replace(QUICK_LSTM, steps=9))],
    ids=["vae", "lstm"],
)
def test_a_resumed_training_ends_with_the_very_same_weights(small_corpus, tmp_path, config, settings, monkeypatch):
    fit(small_corpus, tmp_path / "whole.safetensors", config, settings, 5)
    with monkeypatch.context() as patched:
        _press_ctrl_c_in_step(patched, 4)
        with pytest.raises(FitError, match="interrupted at step 4"):
            fit(small_corpus, tmp_path / "parts.safetensors", config, settings, 5)
    saved = resuming.read(tmp_path / "parts-logs" / "last.ckpt")
    assert saved.step == 4
    fit(small_corpus, tmp_path / "parts.safetensors", config, settings, 5, resume=saved)
    whole, parts = (_weights(tmp_path / f"{name}-logs" / "last.ckpt") for name in ("whole", "parts"))
    assert all(torch.equal(whole[name], parts[name]) for name in whole)
    assert (tmp_path / "whole.safetensors").read_bytes()[-1000:] == (tmp_path / "parts.safetensors").read_bytes()[
        -1000:
    ]


def _press_ctrl_c_in_step(monkeypatch, step):
    from train.task import Task

    train = Task.training_step

    def pressing(task, batch):
        if task.global_step == step - 2:
            os.kill(os.getpid(), signal.SIGINT)
        return train(task, batch)

    monkeypatch.setattr(Task, "training_step", pressing)


def test_ctrl_c_keeps_the_state_and_leaves_the_checkpoint(small_corpus, tmp_path, monkeypatch):
    out = tmp_path / "m.safetensors"
    out.write_bytes(b"an older one")
    _press_ctrl_c_in_step(monkeypatch, 3)
    with pytest.raises(FitError, match=r"interrupted at step 3; --resume .*last\.ckpt goes on from step 3"):
        fit(small_corpus, out, LSTM, SHORT)
    assert out.read_bytes() == b"an older one"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_loss_that_is_not_finite_ends_training_and_the_save_before_it_stays(small_corpus, tmp_path, monkeypatch):
    out = tmp_path / "m.safetensors"
    fit(small_corpus, out, LSTM, SHORT)
    saved = resuming.read(tmp_path / "m-logs" / "last.ckpt")
    before = out.read_bytes(), saved.path.read_bytes()
    loss = LstmTask.loss
    monkeypatch.setattr(LstmTask, "loss", lambda task, batch: (loss(task, batch)[0] * torch.nan, {}))
    with pytest.raises(FitError, match=r"the loss is not finite at step 9; --resume .*last\.ckpt goes on from step 8"):
        fit(small_corpus, out, LSTM, replace(SHORT, steps=20), resume=saved)
    assert (out.read_bytes(), saved.path.read_bytes()) == before
    with pytest.raises(FitError, match="not finite at step 1; nothing has been saved yet"):
        fit(small_corpus, out, LSTM, SHORT)


def test_a_full_disk_is_one_sentence_and_the_save_before_it_stays(small_corpus, tmp_path, monkeypatch):
    out = tmp_path / "m.safetensors"
    fit(small_corpus, out, LSTM, SHORT)
    saved = resuming.read(tmp_path / "m-logs" / "last.ckpt")
    before = out.read_bytes(), saved.path.read_bytes()

    def full(target, data):
        with atomic.replacing(target) as temporary:
            temporary.write_bytes(data[:1000])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    monkeypatch.setattr(atomic, "write_bytes", full)
    with pytest.raises(FitError, match=r"last\.ckpt: No space left on device; --resume .* goes on from step 8"):
        fit(small_corpus, out, LSTM, replace(SHORT, steps=20), resume=saved)
    assert (out.read_bytes(), saved.path.read_bytes()) == before
    assert sorted(path.name for path in saved.path.parent.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("change", ["model", "seed", "data"])
def test_the_save_of_another_training_is_refused(small_corpus, tmp_path, change):
    fit(small_corpus, tmp_path / "m.safetensors", LSTM, SHORT)
    saved = resuming.read(tmp_path / "m-logs" / "last.ckpt")
    config = replace(LSTM, hidden=32) if change == "model" else LSTM
    corpus = replace(small_corpus, onset=small_corpus.pitch > 0) if change == "data" else small_corpus
    with pytest.raises(FitError, match=r"last\.ckpt: is the training of another model"):
        fit(corpus, tmp_path / "m.safetensors", config, SHORT, int(change == "seed"), resume=saved)


def test_training_ends_early_when_nothing_gets_better(small_corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("train.fit._VALIDATE_MINUTES", 0.0)  # after each step
    lines = []
    still = replace(SHORT, steps=500, learning_rate=0.0, patience=3)
    checkpoint = fit(small_corpus, tmp_path / "m.safetensors", LSTM, still, report=lines.append)
    # The first is better than none; then three that are not, and the one at the end.
    assert checkpoint.summary.training["steps"] == 4
    assert len(lines) == 5


def test_halves_on_a_gpu_and_floats_elsewhere():
    assert precision(gpu=True) == "bf16-mixed"
    assert precision(gpu=False) == "32-true"
