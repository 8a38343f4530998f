import pytest

from nes_composer.models.vae import VaeConfig
from train.fit import fit_trainer
from train.lessons import lessons
from train.progress import Bar
from train.vae_task import VaeSettings

CONFIG = VaeConfig(width=16, hidden=16, heads=2, latent=8)
SETTINGS = VaeSettings(batch=4, steps=5, warmup_steps=1)


def _fit(corpus, disable, callbacks=()):
    course = lessons(corpus, CONFIG, SETTINGS, 0)
    trainer = fit_trainer(SETTINGS, [*callbacks, Bar(course.task, disable)], [], devices=1, nodes=1)
    trainer.fit(course.task, course.draws)


def test_a_person_sees_how_far_it_is_and_how_well_it_goes(small_corpus, capsys):
    _fit(small_corpus, disable=False)
    last = capsys.readouterr().err.splitlines()[-1]
    assert "fit: 100%" in last
    assert "step=5" in last
    assert "loss=" in last


def test_a_log_file_is_spared(small_corpus, capsys):
    _fit(small_corpus, disable=None)
    assert "fit:" not in capsys.readouterr().err


def test_after_an_error_the_line_is_free(small_corpus, capsys, monkeypatch):
    monkeypatch.setattr("train.vae_task.VaeTask.loss", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _fit(small_corpus, disable=False)
    assert capsys.readouterr().err.endswith("\n")
