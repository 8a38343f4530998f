"""What an ear would tell about samples: which pitches in which order, and whether the sound ever stops."""

import numpy as np

WINDOW = 2400
HOP = 480
SILENT = 0.002


def pitches(samples: np.ndarray, rate: int = 48_000) -> list[int]:
    """Return the MIDI numbers that are heard one after the other, each for three windows or more."""
    heard: list[int] = []
    previous, length = None, 0
    for start in range(0, len(samples) - WINDOW, HOP):
        pitch = pitch_of(samples[start : start + WINDOW], rate)
        length = length + 1 if pitch == previous else 1
        previous = pitch
        if length == 3 and pitch is not None and heard[-1:] != [pitch]:
            heard.append(pitch)
    return heard


def pitch_of(samples: np.ndarray, rate: int = 48_000) -> int | None:
    """Return the MIDI number of the strongest partial, None for silence."""
    if np.abs(samples).max() < SILENT:
        return None
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    frequency = np.argmax(spectrum[1:]) + 1
    return round(69 + 12 * np.log2(frequency * rate / (8 * len(samples)) / 440))


def longest_silence(samples: np.ndarray, rate: int = 48_000) -> float:
    """Return the seconds of the longest silence between the first and the last sound."""
    loud = np.flatnonzero(np.abs(samples) >= SILENT)
    return float(np.diff(loud).max(initial=0)) / rate


def begins_at(samples: np.ndarray) -> int:
    """Return the first sample that is heard."""
    return int(np.argmax(np.abs(samples) >= SILENT))


def in_order(wanted: list[int], heard: list[int]) -> bool:
    """Return whether all wanted pitches are heard in this order, whatever else is heard between them."""
    rest = iter(heard)
    return all(pitch in rest for pitch in wanted)
