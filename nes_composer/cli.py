"""The command line. What is slow to load, Qt, torch and numba, is loaded by the commands that need it."""

from __future__ import annotations

import argparse
import errno
import json
import math
import os
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nes_composer import __version__, demo, paths
from nes_composer.formats import registry
from nes_composer.formats.report import FormatError, Imported
from nes_composer.formats.sound import Sound
from nes_composer.generation import form
from nes_composer.score.edits import with_length
from nes_composer.score.instrument import InstrumentError
from nes_composer.score.notes import notes_per_voice
from nes_composer.score.score import PATTERN_ROWS, TICK_RATE, Score
from nes_composer.score.song import Song

if TYPE_CHECKING:
    from nes_composer.models.inference import LatentComposer

BARS_PER_PATTERN = 4
MAX_BARS = 4096
_ROWS_PER_SECOND = TICK_RATE / 6


class CommandError(ValueError):
    """What a command could not do: one sentence that names the file."""


def main(argv: list[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process if None.

    Returns
    -------
    int
        Exit status: 0; 2 for wrong usage; 1 for anything else, told in one line on standard error.
    """
    for stream in (sys.stdout, sys.stderr):
        # File names and titles may hold what the terminal's encoding does not.
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        status = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
        return status
    except SystemExit as wrong_usage:
        return wrong_usage.code if isinstance(wrong_usage.code, int) else 1
    except KeyboardInterrupt:
        sentence = "interrupted"
    except BrokenPipeError:
        sentence = "standard output: closed by its reader"
    except Exception as error:
        sentence = _sentence(error)
    try:
        sys.stdout.flush()
    except OSError:
        # What is left in the buffer must not fail a second time when Python ends.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print(f"nes-composer: error: {' '.join(sentence.split())}", file=sys.stderr)
    return 1


def _run(argv: list[str]) -> int:
    """Find out what is asked for, and do it."""
    if not argv or not (argv[0] in _COMMANDS or (argv[0].startswith("-") and argv[0] != "--play")):
        arguments = _window_parser().parse_args(argv)
        return _window(arguments.file, arguments.play)
    arguments = _parser().parse_args(argv)
    arguments.run(arguments)
    return 0


def _sentence(error: Exception) -> str:
    """Return what to tell about an error."""
    if isinstance(error, (CommandError, FormatError, InstrumentError)):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'standard output'}: {_reason(error)}"
    # A fault of the program: still one line, with what is needed to report it.
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"unexpected {type(error).__name__} in {Path(place.filename).name}:{place.lineno}: {error}"


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; nothing was changed"
    return error.strerror or str(error)


@contextmanager
def _about(path: Path) -> Iterator[None]:
    """Name the file that the person asked for when the system fails, not a temporary one beside it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"{path}: {_reason(error)}") from error


# The commands


def _window(path: Path | None, play: bool) -> int:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screens):
        raise CommandError("no display for the window; see nes-composer --help for what works without one")
    if path is not None and not path.is_file():
        raise CommandError(f"{path}: no such file")
    try:
        from nes_composer import app
    except ImportError as error:
        raise CommandError(f"the window cannot be loaded: {error}") from error
    return app.run(path, play)


def _read(path: Path, grid: str = "auto") -> Imported:
    with _about(path):
        return registry.read_song(path, grid)


def _info(arguments: argparse.Namespace) -> None:
    imported = _read(arguments.file, arguments.grid)
    song, score, grid = imported.song, imported.song.score, imported.grid
    facts: dict[str, Any] = {
        "file": str(arguments.file),
        "format": imported.format,
        "title": song.title,
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
    print(f"{facts['title'] or arguments.file.name}: {imported.format}, {score.seconds:.1f} s")
    fit = f", onsets fit the grid by {grid.fit:.2f}" if grid else ""
    print(f"{len(score)} rows at {score.ticks_per_row:.4g} ticks a row ({score.rows_per_second:.4g} a second){fit}")
    print(f"{len(song.patterns)} patterns{f', model {song.model}' if song.model else ''}")
    print("notes: " + ", ".join(f"{voice} {count}" for voice, count in facts["notes"].items()))
    print(f"left out: {_listed(imported.dropped) or 'nothing'}")


def _listed(dropped: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in dropped.items() if count)


def _convert(arguments: argparse.Namespace) -> None:
    source, target = arguments.source, arguments.target
    to_wav = target.name.lower().endswith(".wav")
    if not to_wav and (arguments.rate or arguments.loops):
        raise CommandError(f"{target}: --rate and --loops are for .wav only")
    rate = arguments.rate or 48_000
    if source.name.lower().endswith(".vgm") and ".vgm" not in registry.READABLE:
        if not to_wav or arguments.loops:
            raise CommandError(f"{source}: a register log can only be converted to .wav, played once")
        from nes_composer.formats import vgm

        with _about(source):
            trace = vgm.read_trace(registry.read_bytes(source), str(source))
        with _about(target):
            registry.write_trace(target, trace, sound=Sound(rate))
        dropped = ""
    else:
        imported = _read(source, arguments.grid)
        with _about(target):
            registry.write_song(target, imported.song, Sound(rate, loops=arguments.loops or 1))
        dropped = _listed(imported.dropped)
    print(f"{target}{f' (left out: {dropped})' if dropped else ''}")


def _composer() -> LatentComposer:
    """Return the shipped model."""
    from nes_composer.models.checkpoint import CheckpointError
    from nes_composer.models.inference import LatentComposer

    try:
        return LatentComposer(paths.default_vae())
    except CheckpointError as error:
        raise CommandError(str(error)) from error


def _generate(arguments: argparse.Namespace) -> None:
    target, bars, rows_per_second = arguments.out, arguments.bars, _ROWS_PER_SECOND
    made_from = arguments.z.stem if arguments.z else ""
    points: list[NDArray[np.float32]] = []
    if arguments.z:
        points, rows_per_second = _read_points(arguments.z)
        bars = bars or BARS_PER_PATTERN * len(points)
        if bars > BARS_PER_PATTERN * len(points):
            raise CommandError(f"{arguments.z}: {len(points)} latent points are not enough for {bars} bars")
    composer = _composer()
    if not arguments.z:
        bars = bars or 16
        seed = secrets.randbits(32) if arguments.seed is None else arguments.seed
        points = form.points(composer.axes, np.random.default_rng(seed), -(-bars // BARS_PER_PATTERN))
        made_from = f"seed {seed}"
    try:
        song = demo.compose(composer, points, rows_per_second)
    except ValueError as error:
        raise CommandError(f"{arguments.z}: {error}") from error
    song = replace(song, score=with_length(song.score, bars * PATTERN_ROWS // BARS_PER_PATTERN), title=made_from)
    with _about(target):
        registry.write_song(target, song)
    print(f"{target}: {bars} bars by {composer.name}, {made_from}")


def _read_points(path: Path) -> tuple[list[NDArray[np.float32]], float]:
    """Return the latent points and the tempo of a file that ``encode --json`` wrote."""
    with _about(path):
        data = registry.read_bytes(path)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path}: not JSON: {error}") from error
    patterns = document.get("patterns") if isinstance(document, dict) else None
    if not isinstance(patterns, list) or not patterns:
        raise CommandError(f'{path}: expected {{"patterns": [{{"z": [numbers]}}, …]}}, as encode --json prints')
    if len(patterns) > MAX_BARS // BARS_PER_PATTERN:
        raise CommandError(f"{path}: {len(patterns)} patterns are more than {MAX_BARS // BARS_PER_PATTERN}")
    points = []
    for index, pattern in enumerate(patterns):
        z = pattern.get("z") if isinstance(pattern, dict) else None
        if not isinstance(z, list) or not all(_is_number(value) for value in z):
            raise CommandError(f"{path}: pattern {index}: z is not a list of numbers")
        points.append(np.array(z, np.float32))
    tempo = document.get("rows_per_second", _ROWS_PER_SECOND)
    if not _is_number(tempo) or not 0.1 <= tempo <= 1000:
        raise CommandError(f"{path}: rows_per_second is not a number within 0.1-1000")
    return points, float(tempo)


def _is_number(value: object) -> bool:
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e30 and math.isfinite(value)
    )


def _encode(arguments: argparse.Namespace) -> None:
    song = _read(arguments.file, arguments.grid).song
    composer = _composer()
    patterns = [_encode_pattern(composer, song, index) for index in range(len(song.patterns))]
    if arguments.json:
        print(json.dumps({"model": composer.name, "rows_per_second": song.score.rows_per_second, "patterns": patterns}))
        return
    for index, pattern in enumerate(patterns):
        print(f"pattern {index}: {pattern['reconstruction_accuracy']:.0%} of pitches and onsets come back")
        for name, value in pattern["axes"].items():
            print(f"  {value:+6.2f} σ  {name}")


def _encode_pattern(composer: LatentComposer, song: Song, index: int) -> dict[str, Any]:
    rows = song.pattern_rows(index)
    z = composer.encode(rows)
    decoded = composer.decode(z, rows.rows_per_second)
    values = composer.axes.values(z)
    return {
        "z": [float(number) for number in z],
        "axes": {name: round(float(value), 4) for name, value in zip(composer.axes.names, values, strict=True)},
        "reconstruction_accuracy": _accuracy(rows, decoded),
    }


def _accuracy(rows: Score, decoded: Score) -> float:
    """Return the share of cells (row by voice) whose pitch and onset a decode gives back."""
    same = (decoded.pitch[: len(rows)] == rows.pitch) & (decoded.onset[: len(rows)] == rows.onset)
    return float(same.mean())


def _selftest(arguments: argparse.Namespace) -> None:
    from nes_composer import selftest

    report = selftest.run(arguments.audio, arguments.screenshot)
    if arguments.json:
        print(json.dumps(report))
    else:
        for step in report["steps"]:
            print(f"{step['name']}: {'ok' if step['ok'] else 'failed'}, {step['seconds']} s")
        for key in ("window_visible_s", "models_ready_s", "decode_ms", "drag_to_sound_ms", "underruns", "device"):
            print(f"{key}: {report[key]}")
        for picture in report["screenshots"]:
            print(picture)
    failed = [f"{step['name']}: {step['error']}" for step in report["steps"] if not step["ok"]]
    if failed:
        raise CommandError(f"selftest: {'; '.join(failed)}")


# The arguments

_COMMANDS = {
    "info": "format, rows, tempo, notes per voice, and what an import leaves out",
    "convert": "any readable file to .wav, .vgm or .nesproj",
    "generate": "compose a song",
    "encode": "the latent points of a song",
    "selftest": "open the real window, use it, and print how fast it was",
}


def _window_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("nes-composer", description="Open the window, with FILE if given.")
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?")
    parser.add_argument("--play", action="store_true", help="play at once, over and over")
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "nes-composer",
        usage="nes-composer [FILE] [--play] | nes-composer COMMAND …",
        description="A latent-space composer for the NES. Without a command it opens the window, with FILE if given.",
    )
    parser.add_argument("--version", action="version", version=f"nes-composer {__version__}")
    adder = parser.add_subparsers(prog="nes-composer", metavar="COMMAND", required=True)
    commands = {
        name: adder.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        for name, text in _COMMANDS.items()
    }
    for name, run in (
        ("info", _info),
        ("convert", _convert),
        ("generate", _generate),
        ("encode", _encode),
        ("selftest", _selftest),
    ):
        commands[name].set_defaults(run=run)
    for name in ("info", "encode"):
        commands[name].add_argument("file", metavar="FILE", type=Path)
    for name in ("info", "encode", "selftest"):
        commands[name].add_argument("--json", action="store_true", help="print JSON")
    commands["convert"].add_argument("source", metavar="IN", type=Path)
    commands["convert"].add_argument("target", metavar="OUT", type=Path)
    commands["convert"].add_argument("--loops", metavar="N", type=_whole(1, 100), help="play the song N times")
    commands["convert"].add_argument("--rate", metavar="HZ", type=_whole(8_000, 384_000), help="samples per second")
    for name in ("info", "convert", "encode"):
        commands[name].add_argument("--grid", choices=["auto", "24hz"], default="auto", help="rows of a .mid")
    generate = commands["generate"]
    generate.add_argument("out", metavar="OUT", type=Path)
    generate.add_argument("--model", choices=["vae"], required=True)
    generate.add_argument("--voices", choices=["all"], default="all")
    generate.add_argument("--bars", metavar="N", type=_whole(1, MAX_BARS), help="16 unless given")
    source = generate.add_mutually_exclusive_group()
    source.add_argument("--seed", metavar="N", type=_whole(0, 2**64), help="the same song again")
    source.add_argument("--z", metavar="FILE.json", type=Path, help="latent points as encode --json prints them")
    selftest = commands["selftest"]
    selftest.add_argument("--audio", choices=["null", "default"], default="default")
    selftest.add_argument("--screenshot", metavar="DIR", type=Path)
    return parser


def _whole(low: int, high: int) -> Any:
    """Return an argument type: whole numbers within limits."""

    def number(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is not within {low}-{high}")
        return value

    return number
