"""`python -m train`: from music to checkpoints, and what they are worth."""

from __future__ import annotations

import argparse
import sys

from nes_composer.formats.report import FormatError
from nes_composer.models.checkpoint import CheckpointError
from train import whole_path
from train.commands import aids, evaluate, fit, measure, prepare, program, shelf
from train.corpus import CorpusError
from train.fit_error import FitError


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.command(arguments)
    except KeyboardInterrupt:
        print("train: interrupted", file=sys.stderr)
        return 1
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except (CheckpointError, CorpusError, FitError, FormatError) as error:
        return _fail(str(error))
    return 0


def _fail(sentence: str) -> int:
    print(f"train: error: {sentence}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    description = "Make checkpoints. Without a command: from NES-MDB where it is found, else from a small demo corpus."
    parser = argparse.ArgumentParser(program(), description=description)
    parser.set_defaults(command=_whole_path)
    commands = parser.add_subparsers()
    for module in (prepare, fit, evaluate, aids, measure, shelf):
        module.add(commands)
    return parser


def _whole_path(_: argparse.Namespace) -> None:
    for words in whole_path.steps():
        print(program(), *words, flush=True)
        arguments = _parser().parse_args(words)
        arguments.command(arguments)


if __name__ == "__main__":
    sys.exit(main())
