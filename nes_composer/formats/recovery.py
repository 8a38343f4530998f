"""The recovery file: a project that also says which file its song belongs to, and when it was kept.

::

    {"format": "nes_composer project", …,
     "recovery": {"path": "/home/anna/my song.nesproj", "time": 1790000000.5, "saved": 1789999000.25}}

``path`` and ``saved`` are null for a song that was never saved. As a project it opens like any other.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from nes_composer import bounded
from nes_composer.formats import project
from nes_composer.formats.report import FormatError
from nes_composer.score.song import Song

END = ".nesproj"
_FIELD = "recovery"
_LATEST = 2.0**37  # in the year 6325; calendars end soon after that
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Recovered:
    """A song that was kept aside.

    Parameters
    ----------
    song
        As it was.
    path
        The file that it belongs to; None if it was never saved.
    time
        When it was kept, in seconds since 1970.
    saved
        When its file was written last before that, in seconds since 1970; None if there was none.
    """

    song: Song
    path: Path | None
    time: float
    saved: float | None = None

    def newer_than(self, written: float) -> bool:
        """Return whether the file, written last at `written`, lacks what this holds.

        One that nobody wrote to in the meantime does, even if the clock has gone backwards since.
        """
        return written == self.saved or written < self.time


def file_name(song: Song, path: Path | None) -> str:
    """Return how the recovery file of a song is called: as its project, and after where that is."""
    name = path.stem if path else re.sub(r"[^\w .-]", "-", song.title).strip(" .") or "untitled"
    place = hashlib.sha256(str(path.absolute()).encode() if path else b"").hexdigest()[:8]
    return f"{name[:_LONGEST_NAME]}-{place}{END}"


def write(target: Path, recovered: Recovered) -> None:
    """Keep a song.

    Raises
    ------
    FormatError
        The song is too long to be read again.
    OSError
        The file cannot be written; the old one is kept.
    """
    path = None if recovered.path is None else str(recovered.path.absolute())
    about = {"path": path, "time": max(round(recovered.time, 3), 0), "saved": recovered.saved}
    project.write(target, recovered.song, {_FIELD: about})


def read(source: Path) -> Recovered:
    """Open a recovery file.

    Raises
    ------
    FormatError
        It is damaged, or another kind of file.
    OSError
        It cannot be read.
    """
    try:
        data = bounded.read(source, project.MAX_BYTES)
    except bounded.TooLargeError as error:
        raise FormatError(f"{source}: {error}") from error
    song = project.read(source, data).song
    about = json.loads(data).get(_FIELD)
    if not isinstance(about, dict):
        raise FormatError(f"{source}: does not say whose recovery file it is")
    path, time, saved = about.get("path"), about.get("time"), about.get("saved")
    if not (path is None or (isinstance(path, str) and path and "\0" not in path)):
        raise FormatError(f"{source}: {_FIELD}, path: not the name of a file")
    if not _is_number(time) or not 0 <= time <= _LATEST:
        raise FormatError(f"{source}: {_FIELD}, time: not a time")
    if not (saved is None or (_is_number(saved) and abs(saved) <= _LATEST)):
        raise FormatError(f"{source}: {_FIELD}, saved: not a time")
    return Recovered(song, None if path is None else Path(path), float(time), saved)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
