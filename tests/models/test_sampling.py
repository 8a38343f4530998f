import pickle

import pytest

from nes_composer.models.sampling import Sampling


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"temperature": 0.0}, "temperature"),
        ({"temperature": -1.0}, "temperature"),
        ({"temperature": float("inf")}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"top_p": 0.0}, "top-p"),
        ({"top_p": 1.01}, "top-p"),
        ({"top_p": float("nan")}, "top-p"),
        ({"seed": -1}, "seed"),
    ],
)
def test_numbers_that_draw_nothing_are_refused(wrong, reason):
    with pytest.raises(ValueError, match=reason):
        Sampling(**wrong)


def test_the_limits_are_allowed_and_it_travels_over_a_pipe():
    sampling = Sampling(temperature=1e-6, top_p=1.0, seed=2**63)
    assert pickle.loads(pickle.dumps(sampling)) == sampling
