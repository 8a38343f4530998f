"""The program with its window: makes the processes and the window, and ends them."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from nes_composer import __version__, paths
from nes_composer.formats import registry
from nes_composer.formats.report import Imported
from nes_composer.generation.client import ModelClient
from nes_composer.playback.client import AudioClient
from nes_composer.ui import theme
from nes_composer.ui.main_window import MainWindow
from nes_composer.ui.ports import Audio, MakeModels

FIRST_SEEDS = [1, 2, 3, 4]
"""Seeds of the points that a first song is made of when there is no demo song."""


def application() -> QApplication:
    """Return the one QApplication, in the program's look."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("nes_composer")
    app.setApplicationVersion(__version__)
    app.setOrganizationName("nes_composer")
    theme.apply(app)
    return app


def build(audio: Audio, make_models: MakeModels, settings: QSettings | None = None) -> MainWindow:
    """Return the window, connected to the sound and to the models, with nothing waited for.

    Parameters
    ----------
    audio
        The audio process.
    make_models
        Starts the model process: takes the function that its events go to.
    settings
        Where geometry and recent files are remembered; the person's own if None.
    """
    window = MainWindow(audio, make_models, QSettings() if settings is None else settings)
    window.latent.load(paths.default_vae())
    return window


def begin(window: MainWindow, path: Path | None) -> None:
    """Open a file, or the demo song, or let the models compose a first song once they are ready."""
    demo = paths.assets() / "demo.nesproj"
    if path is not None:
        window.files.open_path(path)
    elif demo.exists():
        window.tasks.run(lambda: registry.read_song(demo), lambda imported, _: _show_demo(window, imported))
    else:
        window.latent.ready_changed.connect(lambda: _compose(window))


def run(path: Path | None) -> int:
    """Show the window until it is closed; return the exit status."""
    app = application()
    audio = AudioClient()
    window = build(audio, ModelClient)
    try:
        window.show()
        begin(window, path)
        return app.exec()
    finally:
        window.shut_down()


def _show_demo(window: MainWindow, imported: Imported | None) -> None:
    # Whoever has begun to work in the meantime keeps that.
    if imported is not None and window.document.untouched:
        window.document.open(imported.song)


def _compose(window: MainWindow) -> None:
    if window.latent.ready and window.document.untouched and not window.document.score.sounding.any():
        window.latent.compose(FIRST_SEEDS)
