"""The command line. What is slow to load, Qt, torch and numba, is loaded by the commands that need it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from nes_composer import __version__
from nes_composer.cli import errors, window

_COMMANDS = {
    "info": "format, rows, tempo, notes per voice, and what an import leaves out",
    "convert": "any readable file to any writable one",
    "render": "all songs of a folder, as sound or as another kind of file",
    "generate": "compose a song, or many",
    "continue": "let a song go on",
    "encode": "the latent points of a song",
    "selftest": "open the real window, use it, and print how fast it was",
}
"""What each command does."""


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
        sentence = errors.sentence(error)
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
        return window.open_window(arguments.file, arguments.play)
    arguments = _parser().parse_args(argv)
    arguments.run(arguments)
    return 0


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
    for name, (declare, run) in _functions().items():
        text = _COMMANDS[name]
        command = adder.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        command.set_defaults(run=run)
        declare(command)
    return parser


def _functions() -> dict[str, tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], None]]]:
    """Return what declares and what runs each command; the window waits for none of them."""
    from nes_composer.cli import batch, composing, continuing, encoding, files

    return {
        "info": (files.add_info, files.info),
        "convert": (files.add_convert, files.convert),
        "render": (batch.add_render, batch.render),
        "generate": (composing.add_generate, composing.generate),
        "continue": (continuing.add_continue, continuing.continue_song),
        "encode": (encoding.add_encode, encoding.encode),
        "selftest": (window.add_selftest, window.run_selftest),
    }
