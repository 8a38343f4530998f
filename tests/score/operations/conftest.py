"""Scores with a choice of their notes, and what every operation keeps to."""

import numpy as np
import pytest
from hypothesis import strategies as st

from nes_composer.score.bundle import FIELDS, change, notes_on, take

OPERATIONS_GROW = 4
"""No operation makes a song longer than this many times."""


def _chosen(draw_value, score, share=0.5):
    random = np.random.default_rng(draw_value(st.integers(0, 999)))
    return [note for voice in range(4) for note in notes_on(score, voice) if random.random() < share]


@pytest.fixture(scope="session")
def chosen():
    """Draw some notes of a score: ``chosen(data.draw, score)``."""
    return _chosen


@pytest.fixture(scope="session")
def apply():
    """Apply an operation; cells that are neither of the chosen notes nor written over must be as before."""

    def run(score, notes, operation):
        result, after = change(score, notes, operation)  # an illegal result raises
        before, written = take(score, notes), operation(take(score, notes))
        touched = np.zeros((len(result), 4), np.bool_)
        for bundle in (before, written):
            touched[bundle.start[bundle.number] + bundle.place, bundle.voice[bundle.number]] = True
        rows = len(score)
        free = ~touched[:rows]
        # The rest of a note whose start was overwritten goes with it.
        lost = free & (score.pitch > 0) & (result.pitch[:rows] == 0)
        assert not (lost & score.onset).any()
        for name in FIELDS:
            same = getattr(score, name) == getattr(result, name)[:rows]
            assert same[free & ~lost].all(), name
        assert not result.sounding[rows:][~touched[rows:]].any()
        return result, after

    return run
