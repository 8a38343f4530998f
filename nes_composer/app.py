"""The program with its window: makes the processes and the window, and ends them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from nes_composer import __version__, log, paths
from nes_composer.generation import form
from nes_composer.generation.client import ModelClient
from nes_composer.playback.client import AudioClient
from nes_composer.ui import no_pickles, sound_output, theme
from nes_composer.ui.appearance import scale_qt
from nes_composer.ui.document import empty_song
from nes_composer.ui.journal import Journal, qt_messages
from nes_composer.ui.main_window import MainWindow
from nes_composer.ui.ports import Audio, MakeModels

_NAME = "nes_composer"


def application() -> QApplication:
    """Return the one QApplication, in the program's look."""
    no_pickles.forbid()
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName(_NAME)
    app.setApplicationVersion(__version__)
    app.setOrganizationName(_NAME)
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
        Where geometry and recent files are remembered; the person's own if None, and then the history and what is kept
        for a crash are, too.
    """
    # Whoever brings settings of their own, such as the self-test, adds nothing to the person's history.
    data = paths.data() if settings is None else None
    window = MainWindow(audio, make_models, QSettings() if settings is None else settings, data)
    window.model_link.load(paths.default_vae(), "vae")
    window.model_link.load(paths.default_lstm(), "lstm")
    return window


def begin(window: MainWindow, path: Path | None, play: bool = False) -> None:
    """Open a file, or let the models compose a first song once they are ready; play it over and over if asked to.

    Without a file, what a crash has left is offered first.
    """
    if play:
        window.transport.toggle_loop()
    if path is None:
        window.latent.ready_changed.connect(lambda: _compose(window, play))
        window.files.recovery.begin()
        return
    if play:
        window.document.opened.connect(window.transport.play_from_start, Qt.ConnectionType.SingleShotConnection)
    window.files.open_path(path)


def run(path: Path | None, play: bool = False) -> int:
    """Show the window until it is closed; return the exit status."""
    no_pickles.forbid()
    scale_qt(QSettings(_NAME, _NAME), os.environ)  # Qt asks for it when the application is made
    log.begin()
    app = application()
    audio = AudioClient(sound_output.read(QSettings()))
    window = build(audio, ModelClient)
    Journal(window)
    try:
        with qt_messages():
            window.show()
            begin(window, path, play)
            return app.exec()
    finally:
        window.shut_down()
        log.LOGGER.info("window ends")
        log.end()


def _compose(window: MainWindow, play: bool) -> None:
    latent, document = window.latent, window.document
    # Whoever has begun to work in the meantime keeps that.
    if latent.axes is None or not document.untouched or document.score.sounding.any():
        return
    if latent.misfit or document.song.rows_per_pattern != latent.grid.pattern_rows:
        document.open(empty_song(grid=latent.grid))
    random = np.random.default_rng(form.OPENING_SEED)
    latent.compose(form.points(latent.axes, random, len(document.song.patterns)))
    if play:
        window.transport.play_from_start()
