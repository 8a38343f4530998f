"""The non-linear mixer: two resistor ladders whose outputs add up (NESdev: APU Mixer)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nes_composer.apu.jit import compiled


def pulse_output() -> NDArray[np.float64]:
    """Return the output, 0-1, by the sum of both pulse levels: float64 [31]."""
    total = np.arange(31)
    return np.where(total > 0, 95.88 / (8128 / np.maximum(total, 1) + 100), 0.0)


def tnd_output() -> NDArray[np.float64]:
    """Return the output, 0-1, by level of the DMC, the noise and the triangle: float64 [128, 16, 16]."""
    dmc, noise, triangle = np.ogrid[:128, :16, :16]
    conductance = triangle / 8227 + noise / 12241 + dmc / 22638
    return np.where(conductance > 0, 159.79 / (1 / np.maximum(conductance, 1e-9) + 100), 0.0)


@compiled
def tnd_row(dmc: int, noise: int) -> int:
    """Return where in the flattened :func:`tnd_output` the outputs by level of the triangle begin."""
    return (dmc * 16 + noise) * 16
