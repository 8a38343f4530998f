"""What `python -m train` does without being told anything: the commands that a person would type in turn."""

from __future__ import annotations

import os
from pathlib import Path

from nes_composer.formats.registry import write_song
from nes_composer.score.song import Song
from train.commands import DATA, RUNS
from train.demo_corpus import demo_songs
from train.sources import MIDI_ARCHIVE

DEMO_FOLDER, DEMO_DATA = Path("data/demo"), Path("data/demo.npz")
DEMO_MINUTES = 3.0
"""Training time of each model on the demo corpus, which is small: after that they know it by heart."""

KINDS = ("vae", "lstm")


def steps() -> list[list[str]]:
    """Return the words of each command: prepare unless that was done before, fit both kinds of model, evaluate them.

    The index and the map that the program shows beside them are made, too.

    NES-MDB is looked for in `NESMDB_DIR`, in `data/` and in `../shared/data`. Where it is not, the demo corpus is
    written to `DEMO_FOLDER` and trained on for minutes instead.
    """
    nesmdb = find_nesmdb()
    data = DATA if nesmdb else DEMO_DATA
    models = [str(RUNS / f"{kind}-full.safetensors") for kind in KINDS]
    minutes = [] if nesmdb else ["--max-minutes", str(DEMO_MINUTES)]
    preparing = [] if data.is_file() else [["prepare", str(nesmdb or write_demo(DEMO_FOLDER)), "--out", str(data)]]
    fitting = [
        ["fit", kind, "--data", str(data), "--out", out, *minutes] for kind, out in zip(KINDS, models, strict=True)
    ]
    report = ["--json", str(RUNS / "evaluation.json"), "--page", str(RUNS / "evaluation.md")]
    aids = [["index", "--data", str(data)], ["map", models[0], "--data", str(data)]]
    return [*preparing, *fitting, *aids, ["evaluate", *models, "--data", str(data), *report]]


def find_nesmdb() -> Path | None:
    """Return the folder that NES-MDB's archives are in, if there is one."""
    folders = [Path(os.environ.get("NESMDB_DIR", "data")), Path("../shared/data")]
    return next((folder for folder in folders if (folder / MIDI_ARCHIVE).is_file()), None)


def write_demo(folder: Path) -> Path:
    """Write the demo corpus as projects that the program opens; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, score in demo_songs():
        write_song(folder / f"{name}.nesproj", Song(score, title=name))
    return folder
