import numpy as np
import pytest
import torch

from nes_composer.models.codec import FIRST_PITCH, HOLD
from train.tally import Tally


def _logits(tokens: list[int], size: int, odds: float = 0.5) -> torch.Tensor:
    """Odds of `odds` for the given tokens, the rest alike; [1, N, size]."""
    table = torch.full((1, len(tokens), size), np.log((1 - odds) / (size - 1)))
    table[0, torch.arange(len(tokens)), torch.tensor(tokens)] = np.log(odds)
    return table


def test_batches_add_up_and_what_is_masked_does_not():
    first, second = FIRST_PITCH, FIRST_PITCH + 1
    tally = Tally((0, 3))
    tokens = torch.tensor([[[first, HOLD], [HOLD, HOLD], [second, first]]])
    logits = [_logits([first, HOLD, first], 78), _logits([HOLD, HOLD, first], 18)]
    tally.add(logits, tokens)
    mask = torch.tensor([[[True, True], [False, False], [False, False]]])
    tally.add(logits, tokens, mask)
    assert tally.rows == 4
    assert tally.accuracy() == {"P1": 0.75, "NO": 1.0, "mean": 0.875}
    assert tally.accuracy_onset() == {
        "P1": pytest.approx(2 / 3, abs=1e-4),
        "NO": 1.0,
        "mean": pytest.approx(5 / 6, abs=1e-4),
    }
    nats = tally.nll()
    assert nats["NO"] == pytest.approx(np.log(2), abs=1e-4)
    assert nats["P1"] == pytest.approx((3 * np.log(2) + np.log(2 * 77)) / 4, abs=1e-4)
    assert nats["total"] == pytest.approx(nats["P1"] + nats["NO"], abs=2e-4)
