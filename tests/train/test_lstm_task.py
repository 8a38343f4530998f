import numpy as np
import pytest
import torch

from nes_composer.models.lstm import LstmConfig
from train.lstm_task import LstmSettings, LstmTask
from train.passages import Passage, Passages

CONFIG = LstmConfig(embedding=16, hidden=16, head=8, dropout=0.0)


@pytest.fixture
def task():
    torch.manual_seed(0)
    return LstmTask(CONFIG, LstmSettings())


@pytest.fixture
def passages(small_corpus):
    return Passages(small_corpus, small_corpus.songs("valid", 0.0), CONFIG)


def test_validation_in_parts_is_validation_at_once(task, passages):
    whole = task.validated(list(passages.whole(10_000, 10_000)))
    assert task.validated(list(passages.whole(300, 10_000))) == pytest.approx(whole, rel=1e-5)
    assert whole["nats"] == pytest.approx(sum(whole[f"nats_{voice}"] for voice in ("P1", "P2", "TR", "NO")))


def test_the_loss_of_a_batch_is_the_mean_of_its_shares(task, passages):
    batch = passages.draw(np.random.default_rng(0), 8, 32, 0.5)
    shares = [Passage(*(part[rank::2] for part in batch)) for rank in range(2)]
    mean = sum(task.loss(share)[0] for share in shares) / 2
    assert float(mean.detach()) == pytest.approx(float(task.loss(batch)[0].detach()), rel=1e-5)


def test_a_model_that_is_sure_of_the_end_is_right_there_only(task, passages):
    for voice in task.model.speak:
        torch.nn.init.zeros_(voice.weight)
        torch.nn.init.zeros_(voice.bias)
    plain = task.validated(list(passages.whole(10_000, 10_000)))
    with torch.no_grad():
        task.model.speak[0].bias[-1] = 20.0
    sure = task.validated(list(passages.whole(10_000, 10_000)))
    assert sure["rows_P1"] == 0.0
    assert sure["nats_P1"] > plain["nats_P1"] + 10
    assert sure["nats_NO"] == pytest.approx(plain["nats_NO"])
