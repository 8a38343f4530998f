"""How long a paste of 5,000 notes and its undo take in a window with a song of 20,000: until all is painted."""

import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

_ROWS, _NOTES, _TURNS = 10_000, 5_000, 7
_REST = 0.3
"""Seconds between two steps, for what follows an edit on its own time."""


def paste_and_undo_ms() -> tuple[float, float]:
    """Return the medians, in milliseconds; the window is not on any screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication
    from support.processes import FakeAudio, FakeModels

    from nes_composer.score.bundle import notes_on
    from nes_composer.score.edits import draw
    from nes_composer.score.notes import Note
    from nes_composer.score.score import VOICES, Score
    from nes_composer.score.song import Song
    from nes_composer.ui import theme
    from nes_composer.ui.main_window import MainWindow

    app = QApplication.instance() or QApplication([])
    theme.apply(app)

    def rest():
        begin = time.perf_counter()
        while time.perf_counter() - begin < _REST:
            app.processEvents()

    def milliseconds(window, command):
        begin = time.perf_counter()
        window.commands[command].trigger()
        window.repaint()
        app.processEvents()
        return 1000 * (time.perf_counter() - begin)

    lowest = (72, 60, 48, 8)
    notes = [Note(v, row, 2, lowest[v] + row % 7) for v in range(len(VOICES)) for row in range(0, _ROWS, 2)]
    song = Song(draw(Score.silent(_ROWS), notes))
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(FakeAudio(), FakeModels, settings)
        window.resize(1280, 720)
        window.show()
        window.document.open(song)
        chosen = [note for v in range(len(VOICES)) for note in notes_on(song.score, v, np.arange(_NOTES // 2))]
        window.selection.choose_notes(tuple(chosen))
        window.commands["copy"].trigger()
        window.transport.seek(_ROWS // 2 + 1)
        window.transport.poll()
        rest()
        pastes, undos = [], []
        for _ in range(_TURNS):
            for times, command in ((pastes, "paste"), (undos, "undo")):
                times.append(milliseconds(window, command))
                rest()
        window.shut_down()
    return statistics.median(pastes), statistics.median(undos)
