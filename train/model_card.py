"""`checkpoints/NAME.md`: what a checkpoint is, how it was made and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from nes_composer.models.checkpoint import Checkpoint
from train.evaluation_page import Measured, section
from train.tables import table

_LICENCE = (
    "A model of NES-MDB (Donahue, Mao & McAuley, The NES Music Database, 2018) is for research: it was trained on "
    "music of commercial games, collected for research, whose rights are with its owners."
)


def model_card(checkpoint: Checkpoint, measured: Measured, date: str) -> str:
    """Return a Markdown page on a checkpoint.

    Parameters
    ----------
    checkpoint
        As it was loaded.
    measured
        What :func:`train.evaluate.evaluate` found.
    date
        Of the measurement.
    """
    summary = checkpoint.summary
    made = {f"training: {name}": value for name, value in _flat(summary.training).items()}
    rows = list({**asdict(checkpoint.model.config), **made}.items())
    lines = [
        f"# {Path(measured['checkpoint']).name}",
        "",
        f"{checkpoint.name}. Trained on the songs of the split `train` of the data set whose rows on the grid "
        f"`{summary.grid}` have the SHA-256 `{summary.data_hash}`, measured on the split `{measured['split']}` on "
        f"{date}. {_LICENCE}",
        "",
        *table(["", ""], rows),
        *section([measured]),
    ]
    for title, key in (("The first axes", "axes"), ("Axes of attributes", "attribute_axes")):
        if key in measured:
            lines += [
                f"### {title}",
                "",
                "Share of rows that differ between 2σ below and 2σ above, and share of patterns that change as named.",
                "",
                *table(["", "rows changed", "as named"], [list(axis.values()) for axis in measured[key]]),
            ]
    return "\n".join([*lines, "Made by `python -m train evaluate --cards`.", ""])


def _flat(training: Mapping[str, object]) -> dict[str, object]:
    """Return what is told of a training, settings beside the rest, which says what became of those that are limits."""
    settings = training.get("settings")
    told = {name: value for name, value in training.items() if name != "settings"}
    return {**(settings if isinstance(settings, dict) else {}), **told}
