from dataclasses import replace

import numpy as np
import pytest
import torch
from support.checkpoints import save_tiny_lstm

from nes_composer.models import checkpoint as checkpoints
from nes_composer.models.latent_map import STEP
from train import latent_map as latent_maps
from train.fit_error import FitError
from train.latent_map import latent_map
from train.windows import Windows


@pytest.fixture(scope="module")
def tiny(tiny_checkpoint):
    return checkpoints.load(tiny_checkpoint)


def test_each_pattern_is_where_the_model_encodes_it(tiny, small_corpus):
    found = latent_map(tiny, small_corpus)
    firsts = small_corpus.windows("train", 64, 16, 0)
    assert len(found.values) == len(firsts)
    tokens = Windows(small_corpus, firsts, 64, (0, 1, 2, 3))[[5]]
    with torch.inference_mode():
        z = tiny.model.encode(tokens)[0][0].numpy()
    assert found.values[5] * STEP == pytest.approx(tiny.axes.values(z), abs=STEP / 2 + 1e-4)
    assert found.names[found.song[5]] == f"song {firsts[5] // 256}"
    assert set(found.names) == {f"song {i}" for i in range(6)}


def test_many_patterns_are_thinned_evenly(tiny, small_corpus, monkeypatch):
    monkeypatch.setattr(latent_maps, "PATTERNS", 12)
    found = latent_map(tiny, small_corpus)
    assert len(found.values) == 12
    assert len(np.unique(found.song)) == 6


def test_what_cannot_be_mapped_is_refused(tiny, small_corpus, tmp_path):
    save_tiny_lstm(tmp_path / "lstm.safetensors")
    with pytest.raises(FitError, match="an LSTM has no latent space"):
        latent_map(checkpoints.load(tmp_path / "lstm.safetensors"), small_corpus)
    with pytest.raises(FitError, match="no pattern of 64 rows"):
        latent_map(tiny, replace(small_corpus, split=np.ones(8, np.uint8)))
