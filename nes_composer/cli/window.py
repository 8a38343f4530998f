"""The window, and the command that tests it."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from pathlib import Path

from nes_composer.cli.errors import CommandError


def add_selftest(parser: argparse.ArgumentParser) -> None:
    """Declare what selftest is told."""
    from nes_composer.cli.files import add_json

    add_json(parser)
    parser.add_argument("--audio", choices=["null", "default"], default="default")
    parser.add_argument("--screenshot", metavar="DIR", type=Path)


def open_window(path: Path | None, play: bool) -> int:
    """Show the window, with a file if given; return the exit status when it is closed."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screens):
        raise CommandError("no display for the window; see nes-composer --help for what works without one")
    if path is not None and not path.is_file():
        raise CommandError(f"{path}: no such file")
    gc.disable()  # what is loaded now stays; the program collects garbage from when its window is seen
    try:
        from nes_composer import app
    except ImportError as error:
        raise CommandError(f"the window cannot be loaded: {error}") from error
    return app.run(path, play)


def run_selftest(arguments: argparse.Namespace) -> None:
    """Use the real window, and print how fast it was."""
    from nes_composer import selftest

    report = selftest.run(arguments.audio, arguments.screenshot)
    if arguments.json:
        print(json.dumps(report))
    else:
        for step in report["steps"]:
            print(f"{step['name']}: {'ok' if step['ok'] else 'failed'}, {step['seconds']} s")
        times = ("window_visible_s", "models_ready_s", "decode_ms", "drag_to_sound_ms", "continue_s")
        for key in (*times, "underruns", "device"):
            print(f"{key}: {report[key]}")
        for picture in report["screenshots"]:
            print(picture)
    failed = [f"{step['name']}: {step['error']}" for step in report["steps"] if not step["ok"]]
    if failed:
        raise CommandError(f"selftest: {'; '.join(failed)}")
