from dataclasses import replace

import numpy as np
import pytest
import torch
from support.checkpoints import save_tiny_lstm

from nes_composer.models import checkpoint as checkpoints
from train.evaluate_lstm import predict
from train.token_pieces import song_tokens


@pytest.mark.parametrize(("voices", "arch"), [("all", "chained"), ("all", "independent"), ("p1", "chained")])
def test_each_row_is_predicted_from_the_true_ones_before_it(small_corpus, tmp_path, voices, arch):
    save_tiny_lstm(tmp_path / "tiny.safetensors", voices, arch=arch)
    model = checkpoints.load(tmp_path / "tiny.safetensors").model
    config = model.config
    # Two songs, one shorter and one longer than a pattern, cut where every voice has a note or none.
    corpus = replace(small_corpus, start=np.concatenate([small_corpus.start[:6], [1344, 1376, 1446]]))
    tally = predict(model, corpus, corpus.songs("valid", 0.85))
    songs = song_tokens(corpus, "valid", config.voices)
    assert [len(song) for song in songs] == [32, 70]
    assert tally.rows == sum(map(len, songs))
    nats = np.zeros(len(config.voices))
    right = np.zeros(len(config.voices))
    with torch.inference_mode():
        for song in songs:
            before = torch.tensor(config.vocabulary).repeat(config.context, 1)
            tokens = torch.cat([before, torch.from_numpy(song.astype(np.int64))])
            state = None
            for row in range(len(song)):
                part = tokens[None, row : row + config.context + 1]
                logits, state = model(part, torch.tensor([[row % 64]]), torch.tensor([6]), state)
                for index, odds in enumerate(logits):
                    nats[index] -= float(odds[0, 0].log_softmax(-1)[int(song[row, index])])
                    right[index] += int(odds[0, 0].argmax()) == song[row, index]
    assert list(tally.nll().values())[:-1] == pytest.approx(nats / tally.rows, abs=1e-3)
    assert list(tally.accuracy().values())[:-1] == pytest.approx(right / tally.rows, abs=1e-3)
