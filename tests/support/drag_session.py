"""How soon a dragged slider is seen and heard, while the LSTM goes on all the time. Run in a process of its own.

    python drag_session.py DRAGS     prints {"sound_ms": […], "repaint_ms": […], "underruns": n, "continuations": n}

A drag is one movement of the mouse on a held slider. It is heard at the first sample of what it changed, and seen when
each roll whose notes have changed is painted.
"""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from nes_composer.playback.client import AudioClient
from nes_composer.score.score import PATTERN_ROWS
from nes_composer.selftest import SelfTest
from nes_composer.ui.notes_item import NotesItem

AXES = 8
BARS, TAKES = 64, 4
_LOOK_MS = 20


class Watch:
    """Notes when rolls get other notes and when those are painted, which version of the song the sound gets, and when.

    It has to be there before the first roll is: Qt's binding looks up once which method paints.
    """

    def __init__(self):
        self.unpainted, self.painted, self.version, self.heard = set(), 0.0, 0, {}
        set_table, paint, set_song = NotesItem.set_table, NotesItem.paint, AudioClient.set_song

        def watched_table(item, table, *arguments):
            before = item.table
            set_table(item, table, *arguments)
            if item.table is not before:
                self.unpainted.add(item)

        def watched_paint(item, *arguments):
            paint(item, *arguments)
            if item in self.unpainted:
                self.unpainted.discard(item)
                self.painted = time.monotonic()

        def watched_song(client, *arguments):
            self.look(client.status())  # the next version will stand in its place
            self.version = set_song(client, *arguments)
            return self.version

        NotesItem.set_table, NotesItem.paint, AudioClient.set_song = watched_table, watched_paint, watched_song

    def look(self, status):
        """Note when the version is heard that was rendered last."""
        self.heard.setdefault(status.rendered_version, status.version_heard_at)

    def heard_at(self, version):
        """Return when a version is heard, or a later one in its place; None before that."""
        return min((at for heard, at in self.heard.items() if heard >= version), default=None)


class Dragging(SelfTest):
    """The self-test's window, whose sliders are dragged."""

    def drag_across(self, slider, watch):
        """Drag a slider across its middle; return when the mouse moved, and when that is heard."""
        left, none, made = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, []
        shares = (0.3, 0.7) if slider.sigma > 0 else (0.7, 0.3)
        start, end = (QPoint(round(slider.width() * share), slider.height() // 2) for share in shares)
        connection = self.window.latent.made.connect(lambda _: made.append(watch.version))
        for step in (lambda: QTest.mousePress(slider, left, none, start), lambda: QTest.mouseMove(slider, end)):
            made.clear()
            watch.unpainted.clear()
            watch.heard.clear()
            begin = time.monotonic()
            step()
            self.wait(lambda: made, "the slider has its effect")
            version = made[-1]
            self.wait(lambda v=version: self._is_heard(v, watch), "it is heard")
        QTest.mouseRelease(slider, left, none, end)
        self.window.latent.made.disconnect(connection)
        return begin, watch.heard_at(version)

    def _is_heard(self, version, watch):
        watch.look(self.audio.status())
        return watch.heard_at(version) is not None


class Drags(Dragging):
    """A window that is dragged while the LSTM goes on."""

    def keep_continuing(self):
        """Have the LSTM go on with the song all the time."""
        continuation, self.continuations = self.window.continuation, 0
        settings = continuation.settings
        continuation.set(type(settings)(bars=BARS, takes=TAKES))
        # After the first pattern, so that the view need not leave it.
        self.window.selection.choose_rows((0, PATTERN_ROWS))

        def again():
            if not continuation.waiting:
                self.continuations += 1
                self.window.commands["continue"].trigger()

        self._clock = QTimer(self.window)
        self._clock.timeout.connect(again)
        self._clock.start(_LOOK_MS)

    def measure(self, drags, watch):
        """Drag back and forth; return the milliseconds until it is heard, and until it is seen."""
        sound, repaint = [], []
        for number in range(drags):
            begin, heard = self.drag_across(self.window.latent_panel.sliders[number % AXES], watch)
            sound.append((heard - begin) * 1000)
            self.wait(lambda: not watch.unpainted, "the drag is seen")
            repaint.append((watch.painted - begin) * 1000)
        return sound, repaint


def main():
    watch = Watch()
    with TemporaryDirectory() as folder:
        session = Drags("default", Path(folder), None)
        try:
            for step in (session.open_window, session.wait_for_models, session.play):
                step()
            before = session.audio.status().underruns
            session.keep_continuing()
            sound, repaint = session.measure(int(sys.argv[1]), watch)
            status = session.audio.status()
            found = {"sound_ms": sound, "repaint_ms": repaint, "underruns": status.underruns - before}
            found |= {"continuations": session.continuations, "device": status.device}
        finally:
            session.window.document.mark_saved(session.window.document.song, Path(folder) / "kept")
            session.quit()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
