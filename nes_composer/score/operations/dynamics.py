"""Operations on loudness and timbre."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nes_composer.score.bundle import Bundle
from nes_composer.score.score import HIGHEST_TIMBRE, MAX_VELOCITY, TR


def humanised(bundle: Bundle, amount: int, seed: int) -> Bundle:
    """Make each note louder or softer by up to `amount` steps of velocity, by chance but the same for the same seed."""
    by = np.random.default_rng(seed).integers(-amount, amount, len(bundle), endpoint=True)
    return _louder(bundle, by[bundle.number])


def louder(bundle: Bundle, steps: int) -> Bundle:
    """Change the velocity of all rows by `steps`, within 1-15; the triangle has one loudness."""
    return _louder(bundle, np.full(len(bundle.velocity), steps))


def with_timbre(bundle: Bundle, timbre: int) -> Bundle:
    """Give all rows a timbre, or the nearest one that the voice has."""
    most = HIGHEST_TIMBRE[bundle.voice][bundle.number]
    return replace(bundle, timbre=np.clip(timbre, 0, most).astype(np.uint8))


def _louder(bundle: Bundle, by: np.ndarray) -> Bundle:
    """Change velocities by int [m]."""
    velocity = np.clip(bundle.velocity.astype(np.int64) + by, 1, MAX_VELOCITY)
    velocity[bundle.voice[bundle.number] == TR] = MAX_VELOCITY
    return replace(bundle, velocity=velocity.astype(np.uint8))
