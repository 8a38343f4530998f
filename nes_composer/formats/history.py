"""The history: everything that a model ever made here, one line of JSON each, the newest last.

::

    {"version": 1, "time": 1790000000.5, "action": "Random", "model": "vae-full 0123", "seed": 7,
     "settings": {"temperature": 0.9}, "row": 64, "rows": 64, "rows_per_second": 10.0, "rows_per_beat": 4,
     "beats_per_bar": 4, "notes": "eJx…", "voices": [0, 1, 2, 3], "z": [0.1, …]}

``notes`` are the four arrays of the score, uint8 [4, rows, 4], packed by zlib and base64: a slider makes hundreds of
entries an hour. Lines are only ever added, each by one call of the system, so that several windows may share a file.
Where a process died within its line, the next one begins a line of its own, and readers leave the torn one out, like
any other that is not whole.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nes_composer.formats.report import FormatError
from nes_composer.score.score import FIELDS, VOICES, Score
from nes_composer.score.song import Origin

VERSION = 1
MAX_ROWS = 65_536
"""Longest generation that is kept: more than 64 bars of frames."""
MAX_LINE = 4 << 20
MAX_DIMENSIONS = 4096

_BLOCK = 1 << 16
_MOST_READ = 64 << 20
"""So many bytes are searched for entries at once; a file without any ends the search."""
_LATEST = 2.0**37  # in the year 6325; calendars end soon after that
_MOST_TEXT = 200
_MOST_SETTINGS = 50


@dataclass(frozen=True)
class Generation:
    """Rows that a model made.

    Parameters
    ----------
    origin
        How it made them.
    row
        Where in the song the rows went.
    rows
        The music.
    voices
        Those that the model made.
    z
        Latent point of a decoded pattern.
    """

    origin: Origin
    row: int
    rows: Score
    voices: tuple[int, ...]
    z: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Entry:
    """A generation and when it was made, in seconds since 1970."""

    time: float
    generation: Generation


@dataclass(frozen=True)
class Page:
    """Some entries, latest first.

    Parameters
    ----------
    entries
        What was read.
    places
        Of each the byte of the file at which its line begins.
    start
        The byte before which older ones are; 0 if there are none.
    """

    entries: tuple[Entry, ...]
    places: tuple[int, ...]
    start: int


def encoded(entry: Entry) -> bytes:
    """Return the line of an entry.

    Raises
    ------
    FormatError
        The generation is too long to be kept.
    """
    made, origin, score = entry.generation, entry.generation.origin, entry.generation.rows
    arrays = np.stack([getattr(score, name).astype(np.uint8) for name in FIELDS])
    document = {
        "version": VERSION,
        "time": max(round(entry.time, 3), 0),  # a clock may be before all calendars, and what it dates is kept
        "action": origin.action[:_MOST_TEXT],
        "model": origin.model[:_MOST_TEXT],
        "seed": origin.seed,
        "settings": dict(origin.settings),
        "row": made.row,
        "rows": len(score),
        "rows_per_second": score.rows_per_second,
        "rows_per_beat": score.rows_per_beat,
        "beats_per_bar": score.beats_per_bar,
        "notes": base64.b64encode(zlib.compress(arrays.tobytes())).decode(),
        "voices": list(made.voices),
        "z": None if made.z is None else [float(number) for number in made.z],
    }
    line = json.dumps(document, separators=(",", ":")).encode() + b"\n"
    if len(score) > MAX_ROWS or len(line) > MAX_LINE:
        raise FormatError(f"{len(score)} rows are more than the history keeps of one generation")
    return line


def append(path: Path, lines: bytes) -> int:
    """Add what :func:`encoded` made of entries; the folder is made if it is not there.

    Returns
    -------
    int
        The byte of the file at which they begin.

    Raises
    ------
    FormatError
        The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+", buffering=0) as file:
            end, torn = file.seek(0, 2), False
            if end:
                file.seek(end - 1)
                torn = file.read(1) != b"\n"
            written = b"\n" * torn + lines
            if file.write(written) != len(written):
                raise OSError("the disk is full")
            return file.tell() - len(lines)  # not `end`: another window may have added something in between
    except OSError as error:
        raise FormatError(f"{path}: the history cannot be written: {error.strerror or error}") from error


def size(path: Path) -> int:
    """Return the bytes of a history; 0 if there is none."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def latest(path: Path, count: int, end: int | None = None) -> Page:
    """Read entries from the end of a history, as much of it as that takes.

    Parameters
    ----------
    path
        The file; one that is not there has no entries.
    count
        How many entries at most.
    end
        Only what stands before this byte.

    Raises
    ------
    FormatError
        The file cannot be read. Lines that are not whole entries are left out.
    """
    end = size(path) if end is None else end
    entries: list[Entry] = []
    places: list[int] = []
    start, lowest = end, max(end - _MOST_READ, 0)
    try:
        for start, line in _lines_backwards(path, end, lowest):
            entry = _entry(line)
            if entry is not None:
                entries.append(entry)
                places.append(start)
            if len(entries) == count or start <= lowest:
                break
    except OSError as error:
        raise FormatError(f"{path}: the history cannot be read: {error.strerror or error}") from error
    return Page(tuple(entries), tuple(places), start)


def _lines_backwards(path: Path, end: int, lowest: int) -> Iterator[tuple[int, bytes]]:
    """Yield the byte at which a line begins, and the line, from the last to the first; search down to `lowest`."""
    if not end:
        return
    with path.open("rb") as file:
        rest, position = b"", end
        while position > lowest:
            begin = max(position - _BLOCK, 0)
            file.seek(begin)
            block = file.read(position - begin) + rest
            place = begin + len(block)
            rest, *lines = block.split(b"\n")
            for line in reversed(lines):
                yield place - len(line), line
                place -= len(line) + 1
            # Nothing that ends with this can be read, and what it stands for need not be held.
            rest = rest if len(rest) <= MAX_LINE else b"\0"
            position = begin
        # What is not whole here is met again by whoever searches on from where it ends.
        yield (position + len(rest), b"") if position else (0, rest)


def _entry(line: bytes) -> Entry | None:
    """Return what a line holds, None for one that is not a whole entry."""
    if not line.startswith(b"{"):
        return None
    try:
        document = json.loads(line)
        return _checked(document) if document["version"] == VERSION else None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, zlib.error):
        return None


def _checked(document: dict[str, Any]) -> Entry:
    """Return the entry of a document; raises whatever its wrong parts lead to."""
    z, seed = document["z"], document["seed"]
    settings = tuple((_text(name), _setting(value)) for name, value in document["settings"].items())
    voices = tuple(_whole(voice, len(VOICES) - 1) for voice in document["voices"])
    if len(settings) > _MOST_SETTINGS or len(set(voices)) != len(voices):
        raise ValueError("too many settings or voices")
    if z is not None:
        if not 0 < len(z) <= MAX_DIMENSIONS:
            raise ValueError("z is too long")
        z = tuple(_number(number) for number in z)
    seed = None if seed is None else _whole(seed, 2**63)
    origin = Origin(_text(document["action"]), _text(document["model"]), seed, settings)
    generation = Generation(origin, _whole(document["row"], 2**31), _score(document), voices, z)
    time = _number(document["time"])
    if not 0 <= time <= _LATEST:
        raise ValueError("not a time")
    return Entry(time, generation)


def _score(document: dict[str, Any]) -> Score:
    rows = _whole(document["rows"], MAX_ROWS)
    size = len(FIELDS) * rows * len(VOICES)
    # No more than that is unpacked, whatever a damaged line claims to hold.
    data = zlib.decompressobj().decompress(base64.b64decode(document["notes"], validate=True), size + 1)
    arrays = np.frombuffer(data, np.uint8).reshape(len(FIELDS), rows, len(VOICES))
    tempo = _number(document["rows_per_second"])
    beat, bar = _whole(document["rows_per_beat"], 64), _whole(document["beats_per_bar"], 64)
    return Score(arrays[0], arrays[1] > 0, arrays[2], arrays[3], tempo, beat, bar)


def _text(value: object) -> str:
    if isinstance(value, str) and len(value) <= _MOST_TEXT and value.isprintable():
        return value
    raise ValueError("not a short line of text")


def _setting(value: object) -> float | str:
    return _text(value) if isinstance(value, str) else _number(value)


def _whole(value: object, highest: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= highest:
        return value
    raise ValueError("not a whole number within the range")


def _number(value: object) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise ValueError("not a number")
