"""The real program as a person starts it, in a process of its own: `python start_session.py STAGE FOLDER [BEGUN]`.

first      a new user's first start: the song is there and plays, and each step of the hint is done by mouse and keys
closed     a first start where the hint is closed by Esc
again      a later start in the same folder: the song is there, no hint
measure    as soon as the window is seen the space bar is pressed; prints {"visible_s": …, "sound_s": …}: from BEGUN,
           in seconds of `time.monotonic`, to the first painting, and from there to the first sound

The environment says where settings and data are. Nothing is loaded here that the program does not load by itself:
what it takes to start is to be measured, and its other processes load this file, too.
"""

import json
import logging
import os
import sys
import time
import traceback
from pathlib import Path

from nes_composer.cli import main

_LOOK_MS = 5


class Watch(logging.Handler):
    """Lets somebody use the window once the program notes that it is seen."""

    def __init__(self, use) -> None:
        super().__init__()
        self._use = use

    def emit(self, record: logging.LogRecord) -> None:
        """Go on when the window's loop has its next turn."""
        if record.getMessage() == "window visible":
            from PySide6.QtCore import QTimer

            seen = time.monotonic()
            QTimer.singleShot(0, lambda: self._try(seen))

    def _try(self, seen: float) -> None:
        try:
            self._use(window(), seen)
        except BaseException:  # Qt would only print it
            traceback.print_exc()
            os._exit(1)


def window():
    """The program's window."""
    from PySide6.QtWidgets import QApplication

    from nes_composer.ui.main_window import MainWindow

    (found,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))
    return found


def leave(window) -> None:
    """Close the window; what is not saved is given up."""
    window.document.mark_saved(window.document.song, Path("kept"))
    assert window.close()


def measure(begun):
    """Return what presses the space bar and prints how soon all was there."""

    def use(window, seen) -> None:
        from PySide6.QtCore import QTimer

        window.commands["play"].trigger()
        look = QTimer(window)

        def check() -> None:
            status = window.transport.status
            if status.playing and status.row > 0:
                look.stop()
                found = {"visible_s": seen - begun, "sound_s": time.monotonic() - seen, "device": status.device}
                sys.stdout.write(json.dumps(found) + "\n")
                leave(window)

        look.timeout.connect(check)
        look.start(_LOOK_MS)

    return use


class Person:
    """Somebody before the window, with a mouse and keys."""

    def __init__(self, folder, window) -> None:
        from PySide6.QtWidgets import QApplication
        from support.screen import Hand, picture

        from nes_composer.selftest import SelfTest

        self.window, self.document, self.transport = window, window.document, window.transport
        self.test = SelfTest("null", folder, None)
        self.test._window = window
        self.wait, self.hand = self.test.wait, Hand(self.test.wait)
        self.look = lambda name: picture(folder / f"{name}.png")
        self.hand.do("windowfocus", "--sync", int(window.winId()))
        self.wait(lambda: QApplication.activeWindow() is window, "the window has the keyboard")

    @property
    def step(self):
        """The step that is hinted at."""
        steps = self.window.shell.first_steps
        assert (steps is not None and steps.card.isVisible()) == (steps is not None and steps.current is not None)
        return None if steps is None else steps.current

    def hear(self) -> None:
        """Play the song that is there, before any model is, until it has got on."""
        assert self.document.song.title
        assert self.document.untouched
        assert self.document.score.onset.any(axis=0).all()
        assert not self.window.latent.ready
        position = self.window.transport_bar.position
        before = position.text()
        self.hand.key("space")
        self.wait(lambda: self.transport.playing and self.transport.row > 2, "the song plays")
        assert position.text() != before
        self.hand.key("space")
        self.wait(lambda: not self.transport.playing, "it stops")

    def do_all_steps(self) -> None:
        """Do what the hint says, until it says no more."""
        from PySide6.QtCore import QPoint

        from nes_composer.score.score import P1

        window = self.window
        assert self.step == 0
        self.look("drag")
        self.wait(lambda: window.latent.ready, "the sliders are awake")
        slider = window.latent_panel.sliders[0]
        way = (0.5, 0.6, 0.8) if slider.sigma < 1 else (0.5, 0.4, 0.2)
        self.hand.drag(slider, *(QPoint(round(slider.width() * share), slider.height() // 2) for share in way))
        self.wait(lambda: self.step == 1, "the next step comes by itself")
        assert self.document.undo_text.startswith("Move")
        self.look("draw")
        roll = window.rolls[P1]
        row, pitch = self.test._free_place(roll)
        seen = roll.coordinates
        y = round(seen.y(pitch + 0.5))
        places = (QPoint(round(seen.x(row + more)), y) for more in (0.5, 2.0, 3.5))
        self.hand.drag(roll.viewport(), *places)
        self.wait(lambda: self.step == 2, "the last step comes by itself")
        assert self.document.score.pitch[row, P1] == pitch
        self.look("continue")
        self.wait(lambda: window.continuation.ready, "the LSTM is ready")
        self.hand.key("ctrl+Return")
        self.wait(lambda: self.step is None, "the hint is gone")
        self.wait(lambda: window.continuation.takes.on_offer, "takes are offered")
        self.look("done")


def first(folder):
    """Return what a new user does who follows the hint."""

    def use(window, _) -> None:
        person = Person(folder, window)
        person.hear()
        person.do_all_steps()
        leave(window)

    return use


def closed(folder):
    """Return what somebody does who wants no hint."""

    def use(window, _) -> None:
        person = Person(folder, window)
        assert person.step == 0
        person.hand.key("Escape")
        person.wait(lambda: person.step is None, "the hint is gone")
        assert person.document.untouched
        assert window.close()

    return use


def again(folder):
    """Return what is looked at when the program is started again."""

    def use(window, _) -> None:
        person = Person(folder, window)
        person.hear()
        assert person.step is None
        person.look("again")
        assert window.close()

    return use


if __name__ == "__main__":
    stage, place = sys.argv[1], Path(sys.argv[2])
    people = {"first": first, "closed": closed, "again": again}
    use = measure(float(sys.argv[3])) if stage == "measure" else people[stage](place)
    logging.getLogger("nes_composer").addHandler(Watch(use))
    sys.exit(main([]))
