import wave

import pytest
import torch

from nes_composer.models.vae import VaeConfig
from train.pictures import Pictures
from train.vae_task import VaeSettings, VaeTask
from train.windows import Windows

CURVE = [(10, 900.0, 800.0), (20, 700.0, 650.0)]


@pytest.fixture
def pictures(small_corpus, tmp_path):
    torch.manual_seed(0)
    task = VaeTask(VaeConfig(width=16, hidden=16, heads=2, latent=8), VaeSettings())
    windows = Windows(small_corpus, small_corpus.windows("valid", 64, 64, 0.0), 64, (0, 1, 2, 3))
    return Pictures(task, windows[:], tmp_path)


def test_curves_rolls_and_sounds_are_there(pictures, tmp_path):
    pictures.draw(CURVE, last=True)
    for name in ("curves.png", "examples.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
    with wave.open(str(tmp_path / "original.wav")) as sound:
        # Four patterns of 64 rows at 7 ticks a row.
        assert sound.getnframes() / sound.getframerate() > 4 * 64 * 7 / 60.1
    assert (tmp_path / "model.wav").read_bytes() != (tmp_path / "original.wav").read_bytes()


def test_drawing_takes_a_small_share_of_the_time(pictures, tmp_path):
    pictures.draw(CURVE)
    (tmp_path / "curves.png").unlink()
    pictures.draw(CURVE)  # no time has been trained, and some has been drawn
    assert not (tmp_path / "curves.png").exists()
    pictures._task.minutes = 1e6
    pictures.draw(CURVE)
    assert (tmp_path / "curves.png").exists()
