"""What the tests of the chip share: sounds made by a few writes, and their spectra."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from nes_composer.apu.apu import Apu
from nes_composer.apu.console_filters import Console
from nes_composer.apu.trace import CPU_RATE

Writes = Sequence[tuple[int, int]]
Sound = Callable[..., NDArray[np.float64]]


def _sound(
    *writes: tuple[int, int] | tuple[int, int, int],
    seconds: float = 0.5,
    sample_rate: int = 48_000,
    audible: tuple[bool, bool, bool, bool] = (True, True, True, True),
    console: Console = "nes",
) -> NDArray[np.float64]:
    """Return what the chip plays after writes of (address, value) at its start or (cycle, address, value)."""
    apu = Apu(sample_rate, console)
    apu.audible = audible
    for write in writes:
        apu.write(*(write if len(write) == 3 else (0, *write)))
    return apu.end_block(round(seconds * CPU_RATE)).astype(float)


@pytest.fixture(scope="session")
def sound() -> Sound:
    """The function that plays register writes."""
    return _sound


def _spectrum(samples: NDArray[np.float64], sample_rate: int = 48_000) -> tuple[NDArray, NDArray]:
    """Return frequencies and amplitudes; the window's own side lobes lie 180 dB down, 8 bins from a line."""
    coefficients = (
        0.27105140069342, -0.43329793923448, 0.21812299954311, -0.06592544638803,
        0.01081174209837, -0.00077658482522, 0.00001388721735,
    )  # fmt: skip
    angle = 2 * np.pi * np.arange(len(samples)) / len(samples)
    window = sum(c * np.cos(k * angle) for k, c in enumerate(coefficients))
    return np.fft.rfftfreq(len(samples), 1 / sample_rate), np.abs(np.fft.rfft(samples * window))


@pytest.fixture(scope="session")
def spectrum() -> Callable[..., tuple[NDArray, NDArray]]:
    """The function that returns the spectrum of samples."""
    return _spectrum


def _pitch(samples: NDArray[np.float64], about: float, sample_rate: int = 48_000) -> float:
    """Return the frequency in Hz of the strongest line within a third of `about`; a parabola finds it between bins."""
    frequency, amplitude = _spectrum(samples, sample_rate)
    peak = int(np.where(np.abs(frequency / about - 1) < 1 / 3, amplitude, 0).argmax())
    left, middle, right = np.log(amplitude[peak - 1 : peak + 2])
    offset = (left - right) / (2 * (left - 2 * middle + right))
    return float((peak + offset) * frequency[1])


@pytest.fixture(scope="session")
def pitch() -> Callable[..., float]:
    """The function that returns the frequency of the strongest spectral line near another one."""
    return _pitch


def _pulse(period: int, duty: int = 2, volume: int = 15, base: int = 0x4000) -> list[tuple[int, int]]:
    """Return the writes for a steady pulse."""
    return [
        (0x4015, 0x0F), (base, duty << 6 | 0x30 | volume), (base + 1, 0x08),
        (base + 2, period & 0xFF), (base + 3, 0x08 | period >> 8),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def pulse_writes() -> Callable[..., list[tuple[int, int]]]:
    """The function that returns the writes for a steady pulse."""
    return _pulse
