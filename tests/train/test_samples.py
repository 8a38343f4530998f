import numpy as np
import pytest
from support.checkpoints import save_tiny_lstm, save_tiny_vae

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.codec import HOLD, REST, encode
from nes_composer.models.inference import LatentComposer
from train.samples import sample


@pytest.fixture(params=["vae", "lstm"])
def tiny(request, tmp_path):
    path = tmp_path / "tiny.safetensors"
    {"vae": save_tiny_vae, "lstm": save_tiny_lstm}[request.param](path)
    return path, checkpoints.load(path)


def test_samples_are_different_patterns_that_depend_on_the_seed_alone(tiny, small_corpus):
    once = sample(*tiny, small_corpus, 6, 3)
    assert once.shape == (6, 64, 4)
    assert once.dtype == np.uint8
    assert len({window.tobytes() for window in once}) == 6
    assert np.array_equal(once, sample(*tiny, small_corpus, 6, 3))
    assert not np.array_equal(once, sample(*tiny, small_corpus, 6, 4))


def test_every_hold_of_a_sample_continues_a_note(tiny, small_corpus):
    samples = sample(*tiny, small_corpus, 6, 0)
    assert not ((samples[:, 1:] == HOLD) & (samples[:, :-1] == REST)).any()
    assert not (samples[:, 0] == HOLD).any()


def test_a_vae_says_what_the_program_says_of_a_random_point(small_corpus, tmp_path):
    path = tmp_path / "tiny.safetensors"
    save_tiny_vae(path)
    composer = LatentComposer(path)
    point = composer.axes.random(np.random.default_rng(5))
    (found,) = sample(path, checkpoints.load(path), small_corpus, 1, 5)
    assert np.array_equal(found, encode(composer.decode(point, 10.0)))


def test_a_model_of_one_voice_makes_up_one(small_corpus, tmp_path):
    for save, name in ((save_tiny_vae, "vae"), (save_tiny_lstm, "lstm")):
        save(tmp_path / name, "p1")
        assert sample(tmp_path / name, checkpoints.load(tmp_path / name), small_corpus, 2, 0).shape == (2, 64, 1)
