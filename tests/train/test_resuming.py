import io
import zipfile

import pytest
import torch

from nes_composer.models.lstm import LstmConfig
from train.fit import fit
from train.fit_error import FitError
from train.lstm_task import LstmSettings
from train.resuming import read

CONFIG = LstmConfig(embedding=16, hidden=16, head=8)
SETTINGS = LstmSettings(steps=4, max_minutes=1e9, batch=2, rows=16, warmup_steps=2)


@pytest.fixture(scope="module")
def save(small_corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("saves") / "lstm.safetensors"
    fit(small_corpus, out, CONFIG, SETTINGS, 3)
    return out.with_name("lstm-logs") / "last.ckpt"


def test_a_save_tells_what_it_is_about(save, small_corpus):
    saved = read(save)
    assert (saved.config, saved.settings, saved.seed, saved.step) == (CONFIG, SETTINGS, 3, 4)
    assert saved.data_hash == small_corpus.digest()


def test_a_missing_save_is_named(tmp_path):
    with pytest.raises(FitError, match=r"none\.ckpt: No such file"):
        read(tmp_path / "none.ckpt")


@pytest.mark.parametrize("keep", [0, 100, 5000, -1])
def test_a_save_cut_short_is_refused(save, tmp_path, keep):
    cut = tmp_path / "cut.ckpt"
    cut.write_bytes(save.read_bytes()[:keep])
    with pytest.raises(FitError, match=r"cut\.ckpt: not a training that can go on") as caught:
        read(cut)
    assert "\n" not in str(caught.value)


def test_a_save_of_terabytes_is_not_read(tmp_path):
    with (tmp_path / "huge.ckpt").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(FitError, match=r"huge\.ckpt: larger than the \d+ bytes that are read"):
        read(tmp_path / "huge.ckpt")


def test_weights_of_somebody_else_are_refused(tmp_path):
    torch.save({"state_dict": {"weight": torch.zeros(3)}}, tmp_path / "other.ckpt")
    with pytest.raises(FitError, match="not a training that can go on: 'it lacks nes_composer'"):
        read(tmp_path / "other.ckpt")


def test_a_save_that_would_run_code_is_refused(save, tmp_path):
    class Malicious:
        def __reduce__(self):
            return (print, ("run",))

    buffer = io.BytesIO()
    torch.save({"nes_composer": Malicious()}, buffer)
    (tmp_path / "bad.ckpt").write_bytes(buffer.getvalue())
    assert zipfile.is_zipfile(tmp_path / "bad.ckpt")
    with pytest.raises(FitError, match="not a training that can go on"):
        read(tmp_path / "bad.ckpt")
