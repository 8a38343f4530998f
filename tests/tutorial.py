"""Pictures for `docs/tutorial.md`, from the real window with the real models: a part of `python3 dev.py screens`.

The same song and the same seeds, so that a picture that changes was changed by somebody. What a hand does is done by
mouse events; the pictures are in few colours, so that all of them are small.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import screens
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from nes_composer.score.score import NO, P1, P2, PATTERN_ROWS, TR, Score
from nes_composer.ui import theme
from nes_composer.ui.axis_row import AxisRow
from nes_composer.ui.main_window import MainWindow

FOLDER = Path(__file__).parents[1] / "docs" / "tutorial"
SIZE = QSize(1280, 720)
AXIS = "all denser"
"""The slider that is shown to move."""

_PLACES = (-2.0, 0.0, 2.0)
_GAP = 10
_KEYBOARD = 40
"""Width of the keys beside a roll."""

_PANEL = 420


def scenes(window: MainWindow) -> Iterator[tuple[str, QImage]]:
    """Do what the tutorial tells, step by step; yield the name and the picture of each."""
    window.shell.show_first_steps(window)
    screens.settle()
    yield "start", screens.picture(window)
    window.cancel()
    song = window.document.song
    yield "slider", slider_strip(window)
    window.document.open(song)
    yield from shelf(window)
    yield "draw", drawn_note(window)
    yield "locks", locked(window)
    yield "takes", takes(window)
    yield "instrument", instrument(window)
    yield "export", export_dialog(window)
    window.document.open(song)
    yield "window", whole(window)


def whole(window: MainWindow) -> QImage:
    """Return the window with takes on offer in place of the second pattern: the picture of the README."""
    window.editor.fit_pitches()
    window.time_view.show_start()
    window.selection.choose_rows((PATTERN_ROWS - 16, PATTERN_ROWS))
    window.commands["continue"].trigger()
    screens.wait(lambda: not window.continuation.waiting, "takes")
    window.selection.choose_rows(None)
    window.transport.seek(40)
    screens.settle()
    image = screens.picture(window)
    window.continuation.put_away()
    return image


def slider_strip(window: MainWindow) -> QImage:
    """Return one slider at three places, and the first pattern in the rolls at each."""
    window.selection.choose_pattern(0)
    window.time_view.show_rows(0, PATTERN_ROWS)
    panel = window.latent_panel
    tab = next(tab for tab in panel.findChildren(QToolButton) if tab.text() == "Attributes")
    tab.click()
    panel.attributes.more.click()
    screens.settle()
    row = next(row for row in panel.attributes.rows if row.slider.accessibleName() == AXIS)
    panel.attributes.ensureWidgetVisible(row)
    seen = [moved(window, row, sigma).pitch[:PATTERN_ROWS] for sigma in _PLACES]
    for voice in (P1, P2, TR):
        sounding = [pitch[pitch[:, voice] > 0, voice] for pitch in seen]
        low, high = (int(find(np.concatenate(sounding))) for find in (np.min, np.max))
        window.rolls[voice].show_pitches(low - 1, high - low + 3)
    window.rolls[NO].show_pitches(9, 8)
    panels = []
    for sigma in _PLACES:
        moved(window, row, sigma)
        panels.append(above(screens.grab(row), rolls(window)))
    window.editor.fit_pitches()
    next(tab for tab in panel.findChildren(QToolButton) if tab.text() == "Axes").click()
    return beside(panels)


def moved(window: MainWindow, row: AxisRow, sigma: float) -> Score:
    """Move a slider; return the score that comes of it."""
    before = window.document.song
    row.moved.emit(sigma)
    screens.wait(lambda: window.document.song is not before or row.slider.sigma == sigma, "a decode")
    screens.wait(lambda: not window.latent.waiting, "the latest decode")
    screens.settle()
    return window.document.score


def rolls(window: MainWindow) -> QImage:
    """Return the four rolls as they are."""
    place = QRect()
    for roll in window.rolls:
        place = place.united(QRect(roll.mapTo(window, QPoint()), roll.size()))
    return screens.picture(window).copy(place)


def above(head: QImage, body: QImage) -> QImage:
    """Return a picture over another one that is made as wide as a panel."""
    small = body.scaledToWidth(_PANEL, Qt.TransformationMode.SmoothTransformation)
    result = QImage(_PANEL, head.height() + 6 + small.height(), QImage.Format.Format_RGB32)
    result.fill(theme.PANEL)
    painter = QPainter(result)
    painter.drawImage(QPoint((_PANEL - head.width()) // 2, 3), head)
    painter.drawImage(QPoint(0, head.height() + 6), small)
    painter.end()
    return result


def beside(images: list[QImage]) -> QImage:
    """Return pictures side by side."""
    width = sum(image.width() for image in images) + _GAP * (len(images) - 1)
    result = QImage(width, max(image.height() for image in images), QImage.Format.Format_RGB32)
    result.fill(theme.WINDOW)
    painter = QPainter(result)
    left = 0
    for image in images:
        painter.drawImage(QPoint(left, 0), image)
        left += image.width() + _GAP
    painter.end()
    return result


def drawn_note(window: MainWindow) -> QImage:
    """Return pulse 1 while a note is drawn."""
    window.time_view.show_rows(0, PATTERN_ROWS)
    roll = window.rolls[P1]
    start, end = (empty_place(window, rows) for rows in (33.5, 38.5))
    viewport = roll.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, QPoint((start.x() + end.x()) // 2, start.y()))
    QTest.mouseMove(viewport, QPoint(end.x(), start.y()))
    screens.settle()
    left = roll.mapTo(window, QPoint(-_KEYBOARD, 0))
    right = roll.mapTo(window, QPoint(roll.width(), roll.height()))
    image = screens.picture(window)
    draw_cursor(image, roll.mapTo(window, QPoint(end.x(), start.y())))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(end.x(), start.y()))
    screens.settle()
    return image.copy(QRect(left, right))


def draw_cursor(image: QImage, at: QPoint) -> None:
    """Paint the arrow of a mouse, which no picture of a window has."""
    arrow = [(0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12)]
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("white"))
    painter.setPen(QColor("black"))
    painter.drawPolygon(QPolygon([at + QPoint(*point) for point in arrow]))
    painter.end()


def empty_place(window: MainWindow, row: float) -> QPoint:
    """Return where a row is in the roll of pulse 1, above all notes."""
    roll = window.rolls[P1]
    return QPoint(round(roll.coordinates.x(row)), 14)


def locked(window: MainWindow) -> QImage:
    """Return strips and rolls with a voice and a bar locked."""
    window.selection.choose_voice(P1)
    window.commands["lock_voice"].trigger()
    window.selection.choose_rows((16, 32))
    window.commands["lock_bars"].trigger()
    window.selection.choose_rows(None)
    screens.settle()
    image = screens.picture(window)
    top = window.ruler.mapTo(window, QPoint()).y() - 30
    bottom = window.rolls[1].mapTo(window, QPoint(0, window.rolls[1].height())).y()
    right = window.rolls[0].mapTo(window, QPoint(window.rolls[0].width(), 0)).x()
    window.document.undo()
    window.document.undo()
    return image.copy(QRect(0, top, right, bottom - top))


def takes(window: MainWindow) -> QImage:
    """Return the window with takes on offer."""
    window.continuation.set(replace(window.continuation.settings, seed=7, bars=4))
    window.time_view.show_rows(len(window.document.score) - 64, 128)
    window.commands["continue"].trigger()
    screens.wait(lambda: not window.continuation.waiting, "takes")
    window.commands["take_next"].trigger()
    window.time_view.show_rows(len(window.document.score) - 64, 128)
    screens.settle()
    image = screens.picture(window)
    window.commands["accept"].trigger()
    window.continuation.put_away()
    screens.settle()
    return image


def instrument(window: MainWindow) -> QImage:
    """Return the editor of the lead's instrument."""
    window.commands["edit_instrument"].trigger()
    screens.settle()
    editor = window.sound_views.instrument
    image = screens.picture(window).copy(QRect(editor.mapTo(window, QPoint()), editor.size()))
    window.commands["edit_instrument"].trigger()
    return image


def export_dialog(window: MainWindow) -> QImage:
    """Return the dialog that makes a cartridge file."""
    window.commands["export"].trigger()
    screens.settle()
    (dialog,) = (each for each in QApplication.topLevelWidgets() if each is not window and each.isVisible())
    dialog.set_target("my-first.nsf")
    screens.settle()
    image = screens.grab(dialog)
    dialog.close()
    return image


def shelf(window: MainWindow) -> Iterator[tuple[str, QImage]]:
    """Yield the shelf of starting points."""
    command = window.commands.get("shelf")
    if command is not None:
        command.trigger()
        screens.settle()
        yield "shelf", screens.picture(window)
        command.trigger()
        screens.settle()


def take_pictures() -> None:
    """Take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        window, _ = screens.begin(Path(folder))
        try:
            window.resize(SIZE)
            window.shell.appearance.set_look("dark")
            screens.settle()
            for name, image in scenes(window):
                screens.save(image, name, FOLDER.parent if name == "window" else FOLDER)
        finally:
            window.shut_down()
            window.document.mark_saved(window.document.song, Path("saved.nesproj"))
            window.close()


def main() -> int:
    """Take the pictures in a process without a screen."""
    if "--here" in sys.argv:
        take_pictures()
        return 0
    quiet = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    done = subprocess.run([sys.executable, __file__, "--here"], env={**os.environ, **quiet}, check=False)
    if done.returncode == 0:
        sys.stdout.write(f"pictures are in {FOLDER}\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
