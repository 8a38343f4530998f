"""Commands of files: info and convert."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from nes_composer.apu.trace import Trace
from nes_composer.cli.arguments import seconds, whole
from nes_composer.cli.errors import CommandError, about
from nes_composer.formats import registry
from nes_composer.formats.report import Imported, Tags
from nes_composer.formats.sound import (
    CONSOLES,
    ENCODINGS,
    HIGHEST_RATE,
    LONGEST_FADE,
    LOWEST_RATE,
    MOST_LOOPS,
    Sound,
)
from nes_composer.score.notes import notes_per_voice

_SOUND_OPTIONS = {"loops": "loops", "rate": "sample_rate", "bits": "encoding", "fade": "fade_s", "console": "console"}
"""Option and field of a sound."""


def add_info(parser: argparse.ArgumentParser) -> None:
    """Declare what info is told."""
    parser.add_argument("file", metavar="FILE", type=Path)
    add_json(parser)
    add_grid(parser)


def add_convert(parser: argparse.ArgumentParser) -> None:
    """Declare what convert is told."""
    parser.add_argument("source", metavar="IN", type=Path, help=", ".join(registry.READABLE))
    parser.add_argument("target", metavar="OUT", type=Path, help=", ".join(registry.WRITABLE))
    add_grid(parser)
    sounds = parser.add_argument_group("for sound files")
    sounds.add_argument(
        "--loops", metavar="N", type=whole(1, MOST_LOOPS), help="play the song, or what a log repeats, N times (1)"
    )
    sounds.add_argument(
        "--rate", metavar="HZ", type=whole(LOWEST_RATE, HIGHEST_RATE), help="samples per second (48000)"
    )
    sounds.add_argument("--bits", choices=ENCODINGS, help="bits of a sample (16)")
    sounds.add_argument("--fade", metavar="S", type=seconds(LONGEST_FADE), help="fade out over the last S seconds")
    sounds.add_argument("--console", choices=CONSOLES, help="whose filters (nes)")
    sounds.add_argument("--stems", action="store_true", help="each voice by itself, as NAME-P1.EXT to NAME-NO.EXT")


def add_grid(parser: argparse.ArgumentParser) -> None:
    """Declare the option of commands that read."""
    kinds = ", ".join(end for end, kind in registry.FORMATS.items() if kind.on_grid)
    parser.add_argument("--grid", choices=["auto", "24hz"], default="auto", help=f"rows of {kinds}")


def add_json(parser: argparse.ArgumentParser, text: str = "print JSON") -> None:
    """Declare the option of commands that scripts read."""
    parser.add_argument("--json", action="store_true", help=text)


def numbered(path: Path, number: str) -> Path:
    """Return NAME-1.EXT for NAME.EXT."""
    end = max((end for end in registry.WRITABLE if path.name.lower().endswith(end)), key=len)
    return path.with_name(f"{path.name[: -len(end)]}-{number}{path.name[-len(end) :]}")


def read(path: Path, grid: str) -> Imported:
    """Open a file.

    Raises
    ------
    FormatError
        As :func:`~nes_composer.formats.registry.read_song`.
    CommandError
        The system cannot, or the file has rows of its own.
    """
    if grid != "auto" and not registry.readable_kind(path).on_grid:
        raise CommandError(f"{path}: has rows of its own, so there is no grid to choose")
    with about(path):
        return registry.read_song(path, grid)


def info(arguments: argparse.Namespace) -> None:
    """Print what a file holds."""
    imported = read(arguments.file, arguments.grid)
    song, score, grid = imported.song, imported.song.score, imported.grid
    facts: dict[str, Any] = {
        "file": str(arguments.file),
        "format": imported.format,
        "title": song.title,
        "author": song.author,
        "game": song.game,
        "rows": len(score),
        "rows_per_second": score.rows_per_second,
        "ticks_per_row": round(score.ticks_per_row, 6),
        "grid_fit": grid.fit if grid else None,
        "seconds": score.seconds,
        "beats_per_minute": score.beats_per_minute,
        "patterns": len(song.patterns),
        "model": song.model,
        "notes": notes_per_voice(score),
        "dropped": imported.dropped,
    }
    if arguments.json:
        print(json.dumps(facts))
        return
    whose = f" by {song.author}" * bool(song.author) + f" from {song.game}" * bool(song.game)
    print(f"{song.title or arguments.file.name}{whose}: {imported.format}, {score.seconds:.1f} s")
    fit = f", onsets fit the grid by {grid.fit:.2f}" if grid else ""
    print(f"{len(score)} rows at {score.ticks_per_row:.4g} ticks a row ({score.rows_per_second:.4g} a second){fit}")
    print(f"{len(song.patterns)} patterns{f', model {song.model}' if song.model else ''}")
    print("notes: " + ", ".join(f"{voice} {count}" for voice, count in facts["notes"].items()))
    print(f"left out: {_listed(imported.dropped) or 'nothing'}")


def _listed(dropped: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in dropped.items() if count)


def convert(arguments: argparse.Namespace) -> None:
    """Write a file as one of another kind."""
    source, target = arguments.source, arguments.target
    kind, sound = registry.writable_kind(target), _sound(arguments)
    imported = read(source, arguments.grid)
    exact = _exact(target, imported)
    if exact and arguments.grid != "auto":
        raise CommandError(f"{source}: becomes {kind.description} as it is, so there is no grid to choose")
    with about(target):
        if arguments.stems:
            written = registry.write_stems(target, exact or imported.song, sound)
        else:
            written = [target]
            write(target, imported, sound)
    for path in written:
        print(f"{path}{left_out(target, imported)}")


def write(target: Path, imported: Imported, sound: Sound) -> None:
    """Write what was read as a file of another kind.

    Raises
    ------
    FormatError, OSError
        As :func:`~nes_composer.formats.registry.write_song`.
    """
    exact = _exact(target, imported)
    if exact:
        registry.write_trace(target, exact, Tags.of(imported.song), sound)
    else:
        registry.write_song(target, imported.song, sound)


def left_out(target: Path, imported: Imported) -> str:
    """Return what to say after the name of a file of that kind: what of `imported` is not in it."""
    dropped = imported.dropped
    if _exact(target, imported):
        dropped = {what: dropped[what] for what in imported.untraced}
    listed = _listed(dropped)
    return f" (left out: {listed})" if listed else ""


def _exact(target: Path, imported: Imported) -> Trace | None:
    """Return the register log that is played, or logged, as it is: with all that its score drops."""
    kind = registry.writable_kind(target)
    return imported.trace if kind.sound or kind.log else None


def _sound(arguments: argparse.Namespace) -> Sound:
    """Return how the target is to sound."""
    given = {name: value for name in _SOUND_OPTIONS if (value := getattr(arguments, name)) is not None}
    kind = registry.writable_kind(arguments.target)
    if not kind.sound and (given or arguments.stems):
        options = ", ".join(f"--{name}" for name in (*given, *(["stems"] if arguments.stems else [])))
        raise CommandError(f"{arguments.target}: {options}: for sound only, and this is a {kind.description}")
    return Sound(**{_SOUND_OPTIONS[name]: value for name, value in given.items()})
