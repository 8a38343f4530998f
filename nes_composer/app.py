"""The program with its window: makes the processes and the window, and ends them.

First the window is to be seen; then sound and models are loaded, which take all that there is of the processors.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from nes_composer import __version__, log, paths
from nes_composer.generation.client import ModelClient
from nes_composer.playback.client import AudioClient
from nes_composer.ui import first_steps, no_pickles, sound_output, theme
from nes_composer.ui.appearance import scale_qt
from nes_composer.ui.first_paint import FirstPaint
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
        Starts the model process: takes the function that its events go to. It has to load something when the window has
        been painted.
    settings
        Where geometry and recent files are remembered; the person's own if None, and then the history and what is kept
        for a crash are, too.
    """
    # Whoever brings settings of their own, such as the self-test, adds nothing to the person's history.
    data = paths.data() if settings is None else None
    window = MainWindow(audio, make_models, QSettings() if settings is None else settings, data)
    FirstPaint(window, lambda: _load(window))
    return window


def begin(window: MainWindow, path: Path | None, play: bool = False) -> None:
    """Open a file, or the song that the program begins with; play it over and over if asked to.

    Without a file, what a crash has left is offered, too.
    """
    if play:
        window.transport.toggle_loop()
        window.document.opened.connect(window.transport.play_from_start, Qt.ConnectionType.SingleShotConnection)
    if path is None:
        window.demo_songs.open_first()
        window.files.recovery.begin()
    else:
        window.files.open_path(path)


def run(path: Path | None, play: bool = False) -> int:
    """Show the window until it is closed; return the exit status."""
    no_pickles.forbid()
    scale_qt(QSettings(_NAME, _NAME), os.environ)  # Qt asks for it when the application is made
    log.begin()
    app = application()
    settings = QSettings()
    audio = AudioClient(sound_output.read(settings), at_once=False)
    window = build(audio, ModelClient)
    Journal(window)
    try:
        with qt_messages():
            FirstPaint(window, lambda: _seen(window, audio))
            window.show()
            begin(window, path, play)
            if first_steps.wanted(settings):
                window.shell.show_first_steps(window)
            return app.exec()
    finally:
        window.shut_down()
        log.LOGGER.info("window ends")
        log.end()


def _seen(window: MainWindow, audio: AudioClient) -> None:
    audio.start()
    log.LOGGER.info("window visible")
    window.tasks.run(log.versions, lambda text, _: log.LOGGER.info("%s", text))
    gc.freeze()  # what is there stays: to look through it again and again would hold up the window
    gc.enable()


def _load(window: MainWindow) -> None:
    window.model_link.load(paths.default_vae(), "vae")
    window.model_link.load(paths.default_lstm(), "lstm")
