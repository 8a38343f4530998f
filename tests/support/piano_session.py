"""A hand at the keys of a window on a screen, for the tracker piano. Run in a process of its own; prints JSON."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest

from nes_composer.app import application
from nes_composer.ui.main_window import MainWindow

sys.path.insert(0, str(Path(__file__).parents[1]))
from support.processes import FakeAudio, FakeModels
from support.screen import Hand

_REPEATS_MS = 900
"""Longer than an X server waits before a key that is held repeats itself."""

_Z_KEYCODE, _Q_KEYCODE = 52, 24


def wait(condition, _what):
    while not condition():
        QTest.qWait(5)


def main(folder):
    application()
    audio = FakeAudio()
    window = MainWindow(audio, FakeModels, QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.rolls[0].setFocus()
    hand = Hand(wait)

    def told():
        QTest.qWait(50)
        notes = [message[:3] for message in audio.told if message[0] in ("press", "let_go")]
        audio.told.clear()
        return notes

    hand.key("shift+q")
    result = {}
    hand.do("keydown", "z")
    QTest.qWait(_REPEATS_MS)
    hand.do("keyup", "z")
    result["held"] = told()
    hand.key("m")
    result["letter"], result["muted"] = told(), any(window.transport.muted)
    subprocess.run(["setxkbmap", "fr"], check=True)
    QTest.qWait(200)
    hand.do("keydown", _Z_KEYCODE, "keyup", _Z_KEYCODE)
    result["french"] = told()
    hand.key("Next")
    hand.do("keydown", _Q_KEYCODE, "keyup", _Q_KEYCODE)
    result["lower"] = told()
    hand.key("Return")
    result["step"] = window.document.undo_text
    hand.key("BackSpace")
    result["back"] = window.document.undo_text
    window.shut_down()
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    with TemporaryDirectory() as here:
        main(here)
