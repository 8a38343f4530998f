"""A window with a song of 20,000 notes that is scrolled and zoomed; tells how long each step takes until it is seen.

`python roll_session.py` prints one line of JSON: milliseconds from a step until all four rolls are painted.
"""

import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication
from support.processes import FakeAudio, FakeModels

from nes_composer.score.score import NO, TR, Score
from nes_composer.score.song import Song
from nes_composer.ui import theme
from nes_composer.ui.main_window import MainWindow

NOTES = 20_000
_SPANS = (32, 128, 256, 512, 1024, 4096, 10_000)
_STEPS = 25


def busy_song() -> Score:
    """Return four voices that start a note every second row, of all velocities, with and without rests between."""
    random, per_voice = np.random.default_rng(0), NOTES // 4
    pitch = np.zeros((2 * per_voice, 4), np.uint8)
    onset, velocity = np.zeros(pitch.shape, bool), np.zeros(pitch.shape, np.uint8)
    onset[::2] = True
    for voice, (low, high) in enumerate(((60, 84), (48, 72), (33, 57), (1, 17))):
        pitch[:, voice] = np.repeat(random.integers(low, high, per_voice), 2)
        velocity[:, voice] = 15 if voice == TR else np.repeat(random.integers(1, 16, per_voice), 2)
    rest = (random.random(pitch.shape) < 0.4) & ~onset
    pitch[rest] = velocity[rest] = 0
    timbre = np.zeros_like(pitch)
    timbre[:, NO] = np.repeat(random.integers(0, 2, per_voice), 2) * (pitch[:, NO] > 0)
    return Score(pitch, onset, velocity, timbre)


class Painted(QObject):
    """Tells which rolls were painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.seen: set[QObject] = set()
        self.views = [roll.viewport() for roll in window.rolls]
        for view in self.views:
            view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a painting that begins; it is over before events are next looked at."""
        if event.type() == QEvent.Type.Paint:
            self.seen.add(watched)
        return False

    def step(self, change) -> float:
        """Return the milliseconds until all rolls show a change."""
        self.seen.clear()
        begin = time.perf_counter()
        change()
        while len(self.seen) < len(self.views):
            QApplication.processEvents()
        return 1000 * (time.perf_counter() - begin)


def main() -> None:
    app = QApplication([])
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(FakeAudio(), FakeModels, settings)
        window.resize(1280, 720)
        window.show()
        window.document.open(Song(busy_song()))
        until = time.monotonic() + 1.0
        while time.monotonic() < until:  # what a new song sets going is not what is measured
            app.processEvents()
        time_view, painted, found = window.time_view, Painted(window), []
        for span in _SPANS:
            time_view.show_rows(0, span)
            painted.step(partial(time_view.zoom, 0.99, 0))
            for _ in range(_STEPS if span < len(window.document.score) else 0):
                found.append(painted.step(partial(time_view.scroll, span / 30)))
            middle = time_view.first + time_view.span / 2
            for turn in range(_STEPS):
                found.append(painted.step(partial(time_view.zoom, 1.2 if turn % 2 else 1 / 1.2, middle)))
        sys.stdout.write(json.dumps(found) + "\n")
        window.document.mark_saved(window.document.song, Path("kept"))
        window.shut_down()


if __name__ == "__main__":
    main()
