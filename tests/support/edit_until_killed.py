"""Edits a song for ever while it is kept aside, and notes when it did what. Run to be killed.

python edit_until_killed.py FOLDER INTERVAL_S LOG
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.autosave import Autosave
from nes_composer.ui.document import Document
from nes_composer.ui.tasks import Tasks

EVERY_MS = 10


def main(folder, interval, log):
    app = QCoreApplication([])
    document, tasks = Document(), Tasks()
    autosave = Autosave(document, tasks, Path(folder), float(interval))
    autosave.failed.connect(sys.exit)
    edits = 0

    def edit():
        nonlocal edits
        edits += 1
        note = Note(P1, 3 * edits % 250, 2, 40 + edits % 60)
        # The name of the model tells which edit was the last one.
        document.change("Draw", lambda song: replace(song, score=draw(song.score, [note]), model=str(edits)))
        os.write(file, f"{edits} {time.time()}\n".encode())

    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    timer = QTimer()
    timer.timeout.connect(edit)
    timer.start(EVERY_MS)
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
