import numpy as np

from nes_composer.models.lstm_weights import rounded


def test_weights_are_rounded_by_half_a_step_at_most_and_those_on_a_step_not_at_all():
    matrix = np.random.default_rng(3).standard_normal((40, 60)).astype(np.float32)
    matrix[7] = 0
    steps, size = rounded(matrix)
    assert steps.dtype == np.int16
    again = steps * size[:, None]
    assert (np.abs(again - matrix) <= 0.501 * size[:, None]).all()
    assert (size[:7] <= np.abs(matrix[:7]).max(axis=1) / 32_766).all()
    assert np.array_equal(rounded(again.astype(np.float32)).steps, steps)
