"""The project file `.nesproj`: a song as JSON, with the latent points that its patterns were decoded from.

::

    {"format": "nes_composer project", "version": 2, "title": "…", "author": "…", "game": "…", "model": "…",
     "rows_per_pattern": 64,
     "instruments": {"P1": {"name": "lead", "volume": {"values": [15, 12], "loop": 1}}, "P2": …},
     "score": {"rows": 128, "rows_per_second": 10.0, "rows_per_beat": 4, "beats_per_bar": 4,
               "P1": [[start, length, pitch, velocity, timbre], …], "P2": […], "TR": […], "NO": […]},
     "locks": {"voices": ["P1"], "bars": [0, 1]},
     "patterns": [{"name": "A", "z": [0.1, …], "decoded": {a score like the one above},
                   "origin": {"action": "Random", "model": "…", "seed": 7, "settings": {"temperature": 0.9}}}, {}],
     "checksum": "…"}

Start and length are in rows. Velocity and timbre are a number, or ``[[rows, number], …]`` where they vary
along the note. A hand-written pattern is ``{}``. Without ``rows_per_pattern`` a pattern has 64 rows. Bars of locks
count from 0. The checksum is the SHA-256, as hexadecimal digits, of all other fields as JSON in the order of their
names, without spaces and with other than ASCII characters escaped; whoever changes a project by hand takes it out.

Version 1 had no checksum. A version is raised when an older program would misunderstand a file.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nes_composer import atomic, bounded
from nes_composer.driver.presets import default_instruments, instrument_from_json, instrument_to_json
from nes_composer.formats.report import FormatError, Imported
from nes_composer.score.instrument import InstrumentError, Instruments
from nes_composer.score.locks import Locks
from nes_composer.score.notes import note_table
from nes_composer.score.score import FIELDS, MAX_ROWS, PATTERN_ROWS, VOICES, Score, ScoreError
from nes_composer.score.song import Origin, Pattern, Song

NAME, VERSION = "nes_composer project", 2
MAX_BYTES = 64 << 20
MAX_DIMENSIONS = 4096
"""Longest latent point that is read."""
MAX_SEED = 2**63 - 1
PATTERN_LENGTHS = 16, 4096
"""Fewest and most rows of a pattern that are read."""
_CHECKSUM = "checksum"


class _FaultError(ValueError):
    """What is wrong and where in the document."""


def write(path: Path, song: Song, more: Mapping[str, object] | None = None) -> None:
    """Save a song.

    Parameters
    ----------
    path
        The file to make or to replace, wholly or not at all.
    song
        What to save.
    more
        Fields that the project format does not know, and that :func:`read` passes over.

    Raises
    ------
    FormatError
        The song is too long to be read again.
    OSError
        The file cannot be written; the old one is kept.
    """
    document = {
        "format": NAME,
        "version": VERSION,
        "title": song.title,
        "author": song.author,
        "game": song.game,
        "model": song.model,
        "rows_per_pattern": song.rows_per_pattern,
        "instruments": {
            voice: instrument_to_json(instrument) for voice, instrument in zip(VOICES, song.instruments, strict=True)
        },
        "score": _score_to_json(song.score),
        "locks": {"voices": [VOICES[v] for v in sorted(song.locks.voices)], "bars": sorted(song.locks.bars)},
        "patterns": [_pattern_to_json(pattern) for pattern in song.patterns],
        **(more or {}),
    }
    document[_CHECKSUM] = _checksum(document)
    data = json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    if len(data) > MAX_BYTES:
        raise FormatError(f"{path}: a project of {len(data)} bytes is larger than the {MAX_BYTES} that can be read")
    try:
        bounded.check(data)
    except bounded.TooLargeError as error:
        raise FormatError(f"{path}: the song is too long for a project: {error}") from error
    atomic.write_bytes(path, data)


def read(path: Path, data: bytes) -> Imported:
    """Open a project.

    Raises
    ------
    FormatError
        The file is not a project, of a newer version, or damaged; the message says where.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"{path}: a project of {len(data)} bytes is larger than the {MAX_BYTES} that are read")
    try:
        document = bounded.parse(data)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{path}: not a readable project: {error}") from error
    try:
        return Imported(_song(document), NAME)
    except _FaultError as error:
        raise FormatError(f"{path}: {error}") from error


def _checksum(document: dict[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _pattern_to_json(pattern: Pattern) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if pattern.z is not None:
        document["z"] = [float(number) for number in pattern.z]
    if pattern.decoded is not None:
        document["decoded"] = _score_to_json(pattern.decoded)
    if pattern.name:
        document["name"] = pattern.name
    if pattern.origin is not None:
        origin = pattern.origin
        document["origin"] = {
            "action": origin.action,
            "model": origin.model,
            "seed": origin.seed,
            "settings": dict(origin.settings),
        }
    return document


def _score_to_json(score: Score) -> dict[str, Any]:
    tempo = {name: getattr(score, name) for name in ("rows_per_second", "rows_per_beat", "beats_per_bar")}
    voices = {name: _notes_to_json(score, voice) for voice, name in enumerate(VOICES)}
    return {"rows": len(score), **tempo, **voices}


def _notes_to_json(score: Score, voice: int) -> list[list[Any]]:
    velocity, timbre = score.velocity[:, voice], score.timbre[:, voice]
    notes = []
    for start, length, pitch, _ in note_table(score, voice).tolist():
        rows = slice(start, start + length)
        notes.append([start, length, pitch, _run_lengths(velocity[rows]), _run_lengths(timbre[rows])])
    return notes


def _run_lengths(values: NDArray[np.uint8]) -> int | list[list[int]]:
    """Return the one value that an array holds, or how often which value follows."""
    starts = np.append(0, np.flatnonzero(np.diff(values)) + 1)
    if len(starts) == 1:
        return int(values[0])
    runs = np.diff(np.append(starts, len(values)))
    return [[int(rows), int(value)] for rows, value in zip(runs, values[starts], strict=True)]


def _song(document: object) -> Song:
    if not isinstance(document, dict) or document.get("format") != NAME:
        raise _FaultError(f"not a {NAME}")
    version = document.get("version")
    if isinstance(version, int) and version > VERSION:
        raise _FaultError(
            f"made by a newer nes_composer: version {version} of the project format, up to {VERSION} is read"
        )
    if version not in range(1, VERSION + 1):
        raise _FaultError(f"version {_shown(version)} of the project format, up to {VERSION} is read")
    stated = document.pop(_CHECKSUM, None)
    if stated is not None and stated != _checksum(document):
        raise _FaultError("the checksum does not fit: damaged, or changed by hand (then take the checksum out)")
    score = _score(document.get("score"), "score")
    rows = _whole(document.get("rows_per_pattern", PATTERN_ROWS), *PATTERN_LENGTHS, "rows_per_pattern")
    patterns = document.get("patterns", [])
    if not isinstance(patterns, list) or len(patterns) > -(-len(score) // rows):
        raise _FaultError(f"patterns: expected a list of at most one for each {rows} rows")
    return Song(
        score,
        tuple(_pattern(pattern, rows, f"pattern {index}") for index, pattern in enumerate(patterns)),
        _text(document, "title"),
        _text(document, "model"),
        _instruments(document.get("instruments")),
        _text(document, "author"),
        _text(document, "game"),
        rows,
        _locks(document.get("locks", {}), score),
    )


def _locks(document: object, score: Score) -> Locks:
    if not isinstance(document, dict):
        raise _FaultError(f"locks: expected an object, found {_shown(document)}")
    voices, bars = document.get("voices", []), document.get("bars", [])
    if not isinstance(voices, list) or not all(voice in VOICES for voice in voices):
        raise _FaultError(f"locks, voices: expected some of {', '.join(VOICES)}, found {_shown(voices)}")
    if not isinstance(bars, list):
        raise _FaultError(f"locks, bars: expected a list, found {_shown(bars)}")
    last = max(-(-len(score) // score.rows_per_bar) - 1, 0)
    return Locks(frozenset(map(VOICES.index, voices)), frozenset(_whole(bar, 0, last, "locks, bars") for bar in bars))


def _instruments(document: object) -> Instruments:
    """Return what the voices play on; projects from before there was a choice sound as they did."""
    if document is None:
        return default_instruments()
    try:
        p1, p2, tr, no = (instrument_from_json(document[voice]) for voice in VOICES)  # type: ignore[index]
    except InstrumentError as error:
        raise _FaultError(f"instruments: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _FaultError(f"instruments: expected one object for each of {', '.join(VOICES)} ({error!r})") from error
    return p1, p2, tr, no


def _text(document: dict[str, Any], key: str, place: str = "") -> str:
    text = document.get(key, "")
    if not isinstance(text, str):
        raise _FaultError(f"{place}{key}: expected text, found {_shown(text)}")
    return text


def _pattern(document: object, rows: int, place: str) -> Pattern:
    if not isinstance(document, dict):
        raise _FaultError(f"{place}: expected an object, found {_shown(document)}")
    z = document.get("z")
    if z is not None:
        if not isinstance(z, list) or not 0 < len(z) <= MAX_DIMENSIONS:
            raise _FaultError(f"{place}: z is not a list of 1 to {MAX_DIMENSIONS} numbers")
        z = tuple(_number(value, f"{place}, z[{index}]") for index, value in enumerate(z))
    decoded = document.get("decoded")
    if decoded is not None:
        decoded = _score(decoded, f"{place}, decoded")
        if len(decoded) != rows:
            raise _FaultError(f"{place}, decoded: {len(decoded)} rows, a pattern has {rows}")
    origin = document.get("origin")
    name = _text(document, "name", f"{place}, ")
    return Pattern(z, decoded, name, None if origin is None else _origin(origin, f"{place}, origin"))


def _origin(document: object, place: str) -> Origin:
    if not isinstance(document, dict):
        raise _FaultError(f"{place}: expected an object, found {_shown(document)}")
    seed, settings = document.get("seed"), document.get("settings", {})
    if not isinstance(settings, dict):
        raise _FaultError(f"{place}, settings: expected an object, found {_shown(settings)}")
    return Origin(
        _text(document, "action", f"{place}, "),
        _text(document, "model", f"{place}, "),
        None if seed is None else _whole(seed, 0, MAX_SEED, f"{place}, seed"),
        tuple(
            (name, value if isinstance(value, str) else _number(value, f"{place}, settings, {name}"))
            for name, value in settings.items()
        ),
    )


def _score(document: object, place: str) -> Score:
    if not isinstance(document, dict):
        raise _FaultError(f"{place}: expected an object, found {_shown(document)}")
    rows = _whole(document.get("rows"), 0, MAX_ROWS, f"{place}, rows")
    arrays = {name: np.zeros((rows, len(VOICES)), np.uint8) for name in FIELDS}
    for voice, name in enumerate(VOICES):
        notes = document.get(name, [])
        if not isinstance(notes, list):
            raise _FaultError(f"{place}, {name}: expected a list of notes, found {_shown(notes)}")
        free = 0
        for index, note in enumerate(notes):
            free = _place_note(arrays, voice, note, free, f"{place}, {name}, note {index}")
    try:
        return Score(
            arrays["pitch"],
            arrays["onset"] > 0,
            arrays["velocity"],
            arrays["timbre"],
            rows_per_second=_number(document.get("rows_per_second"), f"{place}, rows_per_second"),
            rows_per_beat=_whole(document.get("rows_per_beat", 4), 1, 64, f"{place}, rows_per_beat"),
            beats_per_bar=_whole(document.get("beats_per_bar", 4), 1, 64, f"{place}, beats_per_bar"),
        )
    except ScoreError as error:
        raise _FaultError(f"{place}: {error}") from error


def _place_note(arrays: dict[str, NDArray[np.uint8]], voice: int, note: object, free: int, place: str) -> int:
    """Write one note into the arrays; return the first row after it. `free` is the first row that may be used."""
    if not isinstance(note, list) or len(note) != 5:
        raise _FaultError(f"{place}: expected [start, length, pitch, velocity, timbre], found {_shown(note)}")
    rows = len(arrays["pitch"])
    start = _whole(note[0], free, rows - 1, f"{place}, start")
    end = start + _whole(note[1], 1, rows - start, f"{place}, length")
    arrays["pitch"][start:end, voice] = _whole(note[2], 1, 255, f"{place}, pitch")
    arrays["onset"][start, voice] = 1
    for name, values in (("velocity", note[3]), ("timbre", note[4])):
        arrays[name][start:end, voice] = _expanded(values, end - start, f"{place}, {name}")
    return end


def _expanded(values: object, rows: int, place: str) -> int | NDArray[np.uint8]:
    """Return one number for all rows of a note, or one for each."""
    if not isinstance(values, list):
        return _whole(values, 0, 255, place)
    expanded, used = np.empty(rows, np.uint8), 0
    for run in values:
        if not isinstance(run, list) or len(run) != 2:
            raise _FaultError(f"{place}: expected [rows, number], found {_shown(run)}")
        count = _whole(run[0], 1, rows - used, place)
        expanded[used : used + count] = _whole(run[1], 0, 255, place)
        used += count
    if used != rows:
        raise _FaultError(f"{place}: given for {used} of the {rows} rows of the note")
    return expanded


def _whole(value: object, low: int, high: int, place: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    raise _FaultError(f"{place}: expected a whole number within {low}-{high}, found {_shown(value)}")


def _number(value: object, place: str) -> float:
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
    except OverflowError:
        pass
    raise _FaultError(f"{place}: expected a number, found {_shown(value)}")


def _shown(value: object) -> str:
    """Return a value as it may stand in a sentence: cut where it is long."""
    if isinstance(value, (list, dict)):
        return f"a {'list' if isinstance(value, list) else 'object'} of {len(value)}"
    text = "nothing" if value is None else json.dumps(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
