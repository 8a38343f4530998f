"""`checkpoints/NAME.md`: what a checkpoint is, how it was made and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from nes_composer.models.checkpoint import Checkpoint
from nes_composer.models.grids import GRIDS
from nes_composer.score.score import VOICES
from train.evaluation_page import Measured, section
from train.tables import table

_LICENCE = (
    "A model of NES-MDB (Donahue, Mao & McAuley, The NES Music Database, 2018) is for research: it was trained on "
    "music of commercial games, collected for research, whose rights are with its owners. None of that music is in "
    "the file, but what it makes up may come near a song: look before you publish it. The novelty meter of the window "
    "names the training song that has the longest passage in common, and how long such passages get is in the tables "
    "below. A model of other music may be used as far as that music allows."
)

_PURPOSE = {
    "vae": "It turns a pattern of {rows} rows into a point z of {latent} numbers and back. The window's sliders, "
    "`nes-composer generate --model vae`, `nes-composer encode` and `nes_composer.Vae` use it.",
    "lstm": "It writes on, row by row, after a passage or from nothing. The window's takes and its heat of surprise, "
    "`nes-composer continue`, `nes-composer generate --model lstm` and `nes_composer.Lstm` use it.",
}

_LIMITS = {
    "vae": "A pattern is given back as far as the tables say, not exactly. An axis does not only what it is named "
    "after, and late axes less clearly than early ones. Each pattern is made by itself: nothing in the model knows of "
    "the one before.",
    "lstm": "It sees single rows up to {lag} rows back and what its state has kept: the form of a whole song is not "
    "in it. How good a note is, it cannot tell, only how usual.",
}

_LIMITS_BY_GRID = {
    "rows": "It knows bars of 16 rows, four beats of four rows; triplets and other times are bent to them.",
    "24hz": "It knows frames of 1/24 s as NES-MDB has them, on which rhythm is blurred: use the model on rows unless "
    "this very form is wanted.",
}


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
    lines = [*head(checkpoint, Path(measured["checkpoint"]).name, measured["split"], date), *section([measured])]
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


def head(checkpoint: Checkpoint, file: str, split: str, date: str) -> list[str]:
    """Return the lines above what was measured: what the model is for, made of, and not able to do.

    Parameters
    ----------
    checkpoint
        As it was loaded.
    file
        Its name.
    split, date
        Of the measurement.
    """
    summary, config = checkpoint.summary, checkpoint.model.config
    made = {f"training: {name}": value for name, value in _flat(summary.training).items()}
    grid = GRIDS[summary.grid]
    facts = {"rows": grid.pattern_rows, "lag": max(grid.lags), "latent": getattr(config, "latent", 0)}
    voices = ", ".join(VOICES[voice] for voice in config.voices)
    return [
        f"# {file}",
        "",
        f"{checkpoint.name}, for {voices}. Measured on the split `{split}` on {date}.",
        "",
        "## What it is for",
        "",
        f"{_PURPOSE[summary.kind].format(**facts)} Its music is for the 2A03, the sound chip of the Nintendo "
        "Entertainment System. It knows nothing of other instruments, of recorded sound or of words.",
        "",
        "## What it was made of",
        "",
        f"The songs of the split `train` of the data set whose rows on the grid `{summary.grid}` have the SHA-256 "
        f"`{summary.data_hash}`.",
        "",
        *table(["", ""], list({**asdict(config), **made}.items())),
        "## What it cannot do",
        "",
        f"{_LIMITS[summary.kind].format(**facts)} {_LIMITS_BY_GRID[summary.grid]} Volumes and duties are not learned: "
        "voices get those of a typical song.",
        "",
        "## Licence",
        "",
        _LICENCE,
        "",
    ]


def _flat(training: Mapping[str, object]) -> dict[str, object]:
    """Return what is told of a training, settings beside the rest, which says what became of those that are limits."""
    settings = training.get("settings")
    told = {name: value for name, value in training.items() if name != "settings"}
    return {**(settings if isinstance(settings, dict) else {}), **told}
