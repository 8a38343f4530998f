"""How music is named to people: pitches, positions, times, patterns, voices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log2

from nes_composer.models.grids import ModelGrid
from nes_composer.score.keys import NOTE_NAMES
from nes_composer.score.score import NO, P1, Score
from nes_composer.score.song import Song

VOICE_TITLES = ("Pulse 1", "Pulse 2", "Triangle", "Noise")

_MOST_NAMED = 3
_NESMDB_NAME = re.compile(r"\d+_(?P<game>.+)_\d+_\d+(?P<title>.*)")


def pitch_name(voice: int, pitch: int) -> str:
    """Return ``C♯4`` for a MIDI number (60 is C4), the number itself for a noise period."""
    return str(pitch) if voice == NO else f"{NOTE_NAMES[pitch % 12]}{pitch // 12 - 1}"


def frequency_name(frequency: float) -> str:
    """Return ``440 Hz, A4`` for a frequency above 8 Hz: itself and the nearest pitch."""
    pitch = round(69 + 12 * log2(frequency / 440))
    return f"{frequency:.0f} Hz, {pitch_name(P1, pitch)}"


def is_black_key(pitch: int) -> bool:
    """Return whether a pitch is a black key of the piano."""
    return "♯" in NOTE_NAMES[pitch % 12]


def position(score: Score, row: float) -> str:
    """Return ``bar.beat.row``, each counted from 1."""
    whole = max(0, int(row))
    bar, rest = divmod(whole, score.rows_per_bar)
    beat, row_of_beat = divmod(rest, score.rows_per_beat)
    return f"{bar + 1}.{beat + 1}.{row_of_beat + 1}"


def clock(seconds: float) -> str:
    """Return ``minutes:seconds.tenths``."""
    tenths = int(seconds * 10 + 1e-6)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def model_name(model: str) -> str:
    """Return the name of a checkpoint without its hash."""
    return model.rpartition(" ")[0]


def misfit(model: str, grid: ModelGrid, score: Score) -> str:
    """Return in one sentence that a model works on other rows than those of a song."""
    return (
        f"{model_name(model)} works on {grid.rows_per_second:g} rows per second, this song has "
        f"{score.rows_per_second:.4g}: begin a new one"
    )


def song_title(name: str) -> str:
    """Return ``Game Over (10 Yard Fight)`` for NES-MDB’s ``000_10_YardFight_01_02GameOver``; others as they are."""
    found = _NESMDB_NAME.fullmatch(name)
    return f"{_words(found['title'])} ({_words(found['game'])})" if found and found["title"] else name


def _words(text: str) -> str:
    text = re.sub(r"_s(?=[A-Z_]|$)", "’s", text).replace("_", " ")
    return " ".join(re.sub(r"(?<=[a-z’])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])|(?<=s)(?=[A-Z])", " ", text).split())


def pattern_names(song: Song, patterns: Sequence[int]) -> str:
    """Return ``pattern B`` or ``patterns A, B, C`` or ``patterns A … D``, of those that the song has."""
    names = [song.name_of(index) for index in patterns if index < len(song.patterns)]
    if not names:
        return "no pattern"
    if len(names) == 1:
        return f"pattern {names[0]}"
    return f"patterns {', '.join(names) if len(names) <= _MOST_NAMED else f'{names[0]} … {names[-1]}'}"
