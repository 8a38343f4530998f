from itertools import islice

import numpy as np

from train.draws import Draws


def _draws(seed: int, first: int = 0) -> Draws[int]:
    return Draws(lambda generator: int(generator.integers(1 << 40)), lambda batch, rank, ranks: batch, seed, first)


def test_batches_are_those_of_their_steps_wherever_one_begins():
    whole = list(islice(_draws(3), 10))
    assert list(islice(_draws(3, first=6), 4)) == whole[6:]
    assert [_draws(3).batch(step) for step in range(10)] == whole
    assert len(set(whole)) == 10


def test_another_seed_draws_others():
    assert not set(islice(_draws(3), 10)) & set(islice(_draws(4), 10))


def test_an_error_in_the_drawing_reaches_the_one_who_asks():
    def broken(generator: np.random.Generator) -> int:
        raise ZeroDivisionError

    try:
        next(iter(Draws(broken, lambda batch, rank, ranks: batch, 0)))
    except ZeroDivisionError:
        return
    raise AssertionError("it was swallowed")
