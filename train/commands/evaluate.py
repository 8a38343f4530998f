"""`python -m train evaluate`: what checkpoints are worth."""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nes_composer import atomic
from nes_composer.models import checkpoint as checkpoints
from train import corpus as corpora
from train.commands import DATA
from train.corpus import SPLITS, Corpus

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it is told."""
    parser = commands.add_parser("evaluate", help="measure checkpoints, side by side")
    parser.add_argument("checkpoints", metavar="CHECKPOINT", type=Path, nargs="+")
    parser.add_argument("--data", metavar="DATA.npz", type=Path, default=DATA)
    parser.add_argument("--split", choices=SPLITS, default="valid")
    parser.add_argument("--json", metavar="OUT.json", type=Path, required=True)
    parser.add_argument("--page", metavar="PAGE.md", type=Path, help="the same as tables for people")
    parser.add_argument(
        "--cards", action="store_true", help="write NAME.md beside each checkpoint, which says what it is"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    # What trains and measures takes seconds to load: a mistyped option is told at once.
    from train.evaluate import evaluate
    from train.evaluation_page import evaluation_page
    from train.model_card import model_card

    # What cannot be read is told before anything takes minutes.
    loaded = [(path, checkpoints.load(path)) for path in arguments.checkpoints]
    grids: dict[str, Corpus] = {
        grid: corpora.load(arguments.data, grid) for grid in {checkpoint.summary.grid for _, checkpoint in loaded}
    }
    measured = []
    date = datetime.now(UTC).date().isoformat()
    for path, checkpoint in loaded:
        begin = time.monotonic()
        found = evaluate(path, checkpoint, grids[checkpoint.summary.grid], arguments.split, arguments.seed)
        measured.append(found)
        print(f"{path}: {time.monotonic() - begin:.0f} s")
        if arguments.cards:
            atomic.write_bytes(path.with_suffix(".md"), model_card(checkpoint, found, date).encode())
    atomic.write_bytes(arguments.json, (json.dumps(measured, indent=1) + "\n").encode())
    print(arguments.json)
    if arguments.page:
        atomic.write_bytes(arguments.page, evaluation_page(measured).encode())
        print(arguments.page)
