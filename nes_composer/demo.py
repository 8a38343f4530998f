"""A demo without a screen: composes a piece, saves it as sound, for the console and as project, pictures the window.

`python -m nes_composer.demo [--out DIR] [--seed N]` prints where the files are.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from nes_composer import paths
from nes_composer.formats import registry
from nes_composer.generation import form
from nes_composer.generation.pieces import compose
from nes_composer.score.score import TICK_RATE
from nes_composer.score.song import Song

_ROWS_PER_SECOND = TICK_RATE / 7
_LONGEST_WAIT_SECONDS = 120
_FILES = (".nesproj", ".wav", ".nsf")


def picture(song: Song, target: Path) -> None:
    """Save a picture of the real window with a song in it, drawn off screen."""
    # Before Qt is loaded: there may be no screen, and the platform without one warns of what it lacks.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_LOGGING_RULES"] = "default.warning=false"
    from PySide6.QtCore import QSettings

    from nes_composer import app, atomic
    from nes_composer.generation.client import ModelClient
    from nes_composer.playback.client import AudioClient

    application = app.application()
    with TemporaryDirectory() as folder:
        # Nothing of this is remembered for the person's own window.
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = app.build(AudioClient("null"), ModelClient, settings)
        try:
            window.show()
            window.document.open(song)
            give_up = time.monotonic() + _LONGEST_WAIT_SECONDS
            users = window.latent, window.continuation
            while not all(user.ready or user.problem for user in users) and time.monotonic() < give_up:
                application.processEvents()
                time.sleep(0.01)
            application.processEvents()
            with atomic.replacing(target) as temporary:
                window.grab().save(str(temporary), "PNG")
        finally:
            window.shut_down()


def main(argv: list[str] | None = None) -> int:
    """Make the demo; return the exit status."""
    parser = argparse.ArgumentParser("python -m nes_composer.demo", description="Compose a demo of 16 bars.")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the files (out)")
    parser.add_argument("--seed", type=int, default=form.OPENING_SEED)
    options = parser.parse_args(argv)
    from nes_composer.models.inference import LatentComposer

    composer = LatentComposer(paths.default_vae())
    song = compose(
        composer, form.points(composer.axes, np.random.default_rng(options.seed), len(form.FORM)), _ROWS_PER_SECOND
    )
    options.out.mkdir(parents=True, exist_ok=True)
    for end in _FILES:
        target = options.out / f"demo{end}"
        registry.write_song(target, song)
        print(target.resolve(), flush=True)
    target = options.out / "demo.png"
    picture(song, target)
    print(target.resolve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
