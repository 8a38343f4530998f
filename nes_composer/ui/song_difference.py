"""In words, what one version of a song has otherwise than another."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest

from nes_composer.score.notes import note_table
from nes_composer.score.score import VOICES, Score
from nes_composer.score.song import Song
from nes_composer.ui import labels


def differences(song: Song, other: Song) -> list[str]:
    """Return what differs, a phrase each; nothing if the songs are equal.

    Parameters
    ----------
    song
        The recovered one.
    other
        The saved one.
    """
    found = _notes(song.score, other.score)
    if len(song.score) != len(other.score):
        found.append(f"{len(song.score)} rows, saved {len(other.score)}")
    if song.score.rows_per_second != other.score.rows_per_second:
        tempos = (f"{score.beats_per_minute:.4g}" for score in (song.score, other.score))
        found.append("tempo {}, saved {}".format(*tempos))
    metres = [(score.rows_per_beat, score.beats_per_bar) for score in (song.score, other.score)]
    if metres[0] != metres[1]:
        found.append("another metre")
    found += [
        f"{name} “{getattr(song, name)}”, saved “{getattr(other, name)}”"
        for name in ("title", "author", "game")
        if getattr(song, name) != getattr(other, name)
    ]
    instruments = [
        title for title, a, b in zip(labels.VOICE_TITLES, song.instruments, other.instruments, strict=True) if a != b
    ]
    if instruments:
        found.append(f"another instrument on {', '.join(instruments)}")
    patterns = sum(a != b for a, b in zip_longest(song.patterns, other.patterns))
    if patterns:
        found.append(f"the sliders or the name of {_count(patterns, 'pattern')}")
    if song.locks != other.locks:
        found.append("other locks")
    if (song.model, song.rows_per_pattern) != (other.model, other.rows_per_pattern):
        found.append("another model")
    return found


def _notes(score: Score, other: Score) -> list[str]:
    mine, others = _counted(score), _counted(other)
    only, missing = (mine - others).total(), (others - mine).total()
    found = []
    if only:
        found.append(f"{_count(only, 'note')} that {'is' if only == 1 else 'are'} not saved")
    if missing:
        found.append(f"{_count(missing, 'saved note')} that {'is' if missing == 1 else 'are'} gone")
    rows = min(len(score), len(other))
    pairs = ((score.velocity, other.velocity), (score.timbre, other.timbre))
    if not found and any((a[:rows] != b[:rows]).any() for a, b in pairs):
        found.append("loudness or timbre within notes")
    return found


def _counted(score: Score) -> Counter[tuple[int, ...]]:
    return Counter((voice, *note) for voice in range(len(VOICES)) for note in note_table(score, voice).tolist())


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
