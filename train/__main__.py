"""`python -m train`: from NES-MDB to a checkpoint."""

from __future__ import annotations

import argparse
import sys

from nes_composer import paths
from nes_composer.formats.report import FormatError
from nes_composer.models.checkpoint import CheckpointError
from train.commands import DATA, evaluate, fit, measure, prepare
from train.corpus import CorpusError


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.command(arguments)
    except KeyboardInterrupt:
        print("train: interrupted", file=sys.stderr)
        return 1
    except (CheckpointError, CorpusError, FormatError, OSError) as error:
        named = isinstance(error, OSError) and error.filename
        print(f"train: error: {f'{error.filename}: {error.strerror}' if named else error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m train", description="Make the checkpoints from NES-MDB.")
    parser.set_defaults(command=_whole_path)
    commands = parser.add_subparsers()
    for module in (prepare, fit, evaluate, measure):
        module.add(commands)
    return parser


def _whole_path(_: argparse.Namespace) -> None:
    """Prepare what is not prepared yet, then train with the defaults."""
    if not DATA.is_file():
        prepare.run([prepare.find_nesmdb()], DATA)
    fit.fit(DATA, paths.default_vae())


if __name__ == "__main__":
    sys.exit(main())
