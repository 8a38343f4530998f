"""Scores whose rows can be recovered from their sound alone."""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from nes_composer.score.grid import recover_grid
from nes_composer.score.score import HIGHEST, HIGHEST_TIMBRE, LOWEST, MAX_VELOCITY, TICK_RATE, TR, VOICES, Score


@st.composite
def gridded_scores(draw) -> tuple[Score, int]:
    """Return a score, and how many silent rows it starts with.

    Its rows last a whole number of ticks and its onsets tell them; held notes swell by less than an attack does.
    """
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, silent = draw(st.integers(12, 40)), draw(st.integers(0, 5))
    shape = (rows, len(VOICES))
    pitch = random.integers(LOWEST, np.minimum(LOWEST + random.choice([2, 15, 90]), HIGHEST) + 1, shape)
    onset = random.random(shape) < random.choice([0.4, 0.6, 0.9])
    rest = random.random(shape) < random.choice([0.0, 0.1, 0.5])
    velocity = random.integers(1, MAX_VELOCITY + 1, shape)
    rest[:silent] = True
    for row in range(rows):
        before = pitch[row - 1] if row else np.zeros(len(VOICES), int)
        held = ~onset[row] & ~rest[row] & (before > 0)
        pitch[row] = np.where(held, before, np.where(onset[row] & ~rest[row], pitch[row], 0))
        velocity[row] = np.where(held, np.minimum(velocity[row], velocity[row - 1] + 2), velocity[row])
    sounding = pitch > 0
    onset &= sounding
    velocity[:, TR] = MAX_VELOCITY
    timbre = random.integers(0, HIGHEST_TIMBRE + 1, shape)
    ticks_per_row = draw(st.integers(4, 12))
    # A louder repetition of a pitch needs no gap; in a recording it may as well be a tremolo, so it tells no rows.
    repeated = (np.diff(pitch, axis=0, prepend=0) == 0) & (np.diff(velocity, axis=0, prepend=0) >= 3)
    grid = recover_grid(np.sort(np.nonzero(onset & ~repeated)[0]) * float(ticks_per_row))
    assume(grid is not None and grid.ticks_per_row == ticks_per_row and onset[silent].any())
    return Score(pitch, onset, velocity * sounding, timbre * sounding, TICK_RATE / ticks_per_row), silent
