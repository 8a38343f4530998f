import numpy as np
import pytest

from nes_composer.models.checkpoint import load_vae
from nes_composer.models.inference import LatentComposer
from nes_composer.models.vae import VaeConfig
from nes_composer.score.edits import rows_between
from train.corpus import CorpusError
from train.fit import fit_vae
from train.vae_task import VaeSettings

TINY = VaeConfig(width=48, hidden=48, pattern_width=48, latent=8, dropout=0.0)


@pytest.fixture(scope="module")
def fitted(small_corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("fit") / "vae.safetensors"
    settings = VaeSettings(steps=100, batch=16, learning_rate=1e-2, warmup_steps=10)
    return out, fit_vae(small_corpus, out, TINY, settings)


def test_it_learns_the_songs_and_says_so(fitted):
    out, checkpoint = fitted
    metrics = load_vae(out).summary.metrics
    assert metrics == checkpoint.summary.metrics
    # Untrained, one token in 78 would be right.
    assert metrics["valid_rows"] > 0.5
    assert checkpoint.summary.training["steps"] == 100
    assert checkpoint.summary.training["songs"] == 6


def test_the_checkpoint_composes_and_its_axes_span_the_songs(fitted, melody):
    composer = LatentComposer(fitted[0])
    z = composer.encode(melody.score)
    assert np.abs(composer.axes.values(z)).max() < 6
    decoded = composer.decode(z, 10.0)
    right = decoded.pitch == rows_between(melody.score, 0, 64).pitch
    assert right.mean() > 0.5


def test_the_loss_is_logged(fitted):
    text = (fitted[0].parent / "vae-logs" / "metrics.csv").read_text().splitlines()
    assert "reconstruction" in text[0]
    assert len(text) > 5


def test_too_little_data_is_refused(small_corpus, tmp_path):
    with pytest.raises(CorpusError, match="too few to train on"):
        fit_vae(small_corpus, tmp_path / "x.safetensors", TINY, VaeSettings(batch=4096))
    assert not list(tmp_path.iterdir())
