"""Pictures of the window for `docs/screens`: `python3 dev.py screens`.

The real window with the real models, without a screen: three sizes, both looks; the same seeds, so that a picture that
changes was changed by somebody. Dialogs are shown side by side on one sheet for each look.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QPoint, QSettings, QSize, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from nes_composer import app
from nes_composer.generation.client import ModelClient
from nes_composer.generation.requests import Compared
from nes_composer.playback.client import AudioClient
from nes_composer.score.score import P1
from nes_composer.ui import theme
from nes_composer.ui.document import empty_song
from nes_composer.ui.main_window import MainWindow
from nes_composer.ui.recovery_dialog import RecoveryDialog

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
SIZES = (("720", QSize(1280, 720), 1), ("1080", QSize(1920, 1080), 1), ("2x", QSize(1280, 720), 2))
LOOKS = ("dark", "light")
DIALOGS = ("settings", "keys", "export", "transpose", "quantise_by", "humanise", "properties", "report", "about")
DIALOGS += ("sound_output",)
_NOON = 1.75e9
_PATIENCE_S = 120.0
_SETTLE_MS = 400
_GAP = 12
_COLORS = 64
_COMPARED: set[int] = set()
"""Numbers of the comparisons with the training songs that were answered."""


def wait(done: Callable[[], object], what: str) -> None:
    """Let the window live until a condition holds."""
    end = time.monotonic() + _PATIENCE_S
    while not done():
        if time.monotonic() > end:
            sys.exit(f"screens: in vain: {what}")
        settle(20)


def settle(milliseconds: int = _SETTLE_MS) -> None:
    """Let what is painted with a delay be painted."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def save(image: QImage, name: str, folder: Path = FOLDER) -> None:
    """Write a picture in the few colours that come closest to all of its own: a quarter of the size."""
    folder.mkdir(parents=True, exist_ok=True)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, 2::-1]
    coarse = (pixels.astype(np.uint32) >> 2) @ np.array([1 << 12, 1 << 6, 1], np.uint32)
    _, first, place, count = np.unique(coarse, return_index=True, return_inverse=True, return_counts=True)
    table = likest(pixels[first].astype(int), count)
    nearest = np.array([np.abs(table - pixels[index]).sum(axis=1).argmin() for index in first], np.uint8)
    indices = np.ascontiguousarray(nearest[place.reshape(-1)])
    small = QImage(indices.data, image.width(), image.height(), image.width(), QImage.Format.Format_Indexed8)
    small.setColorTable([QColor(*color).rgb() for color in table.tolist()])
    small.save(str(folder / f"{name}.png"), "PNG", 0)


def likest(colors: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the colour there is most of, then each time the one that is farthest from all taken, rare ones less."""
    taken = [int(count.argmax())]
    far = np.full(len(colors), np.inf)
    while len(taken) < min(_COLORS, len(colors)):
        far = np.minimum(far, np.abs(colors - colors[taken[-1]]).sum(axis=1))
        taken.append(int((far * np.sqrt(count)).argmax()))
    return colors[taken]


def grab(widget: QWidget) -> QImage:
    """Return what a widget looks like."""
    image = widget.grab().toImage()
    image.setDevicePixelRatio(1)
    return image


def picture(window: MainWindow) -> QImage:
    """Return what the window looks like when nothing is under way, but for what it says of this machine's speed."""
    meter, model = window.novelty_meter, window.status_bar.model
    if meter.isVisible() and len(window.document.score):
        wait(lambda: not meter._quiet.isActive() and meter._asked in _COMPARED, "the novelty")
    settle()
    model.setText(model.text().split(" · decode")[0])
    return grab(window)


def scenes(window: MainWindow) -> Iterator[str]:
    """Bring the window into each of the states that are pictured; yield their names."""
    yield "busy"
    if "focus_0" in window.commands:
        window.commands["focus_0"].trigger()
        yield "focus"
        window.commands["focus_0"].trigger()
    window.commands["map"].trigger()
    window.commands["surprise"].trigger()
    wait(lambda: window.surprise.nats(P1) is not None, "surprise")
    yield "map"
    window.commands["map"].trigger()
    window.commands["surprise"].trigger()
    window.shelf.read()
    wait(lambda: window.shelf.points, "starting points")
    small = window.height() == SIZES[0][1].height()
    for command in ("edit_instrument", "history", "spectrum", "shelf") if small else ():
        window.commands[command].trigger()
        yield command.removeprefix("edit_")
        window.commands[command].trigger()
    window.shell.open_palette()
    window.shell.palette.field.setText("pa")
    yield "palette"
    window.shell.palette.hide()
    window.continuation.put_away()
    window.document.mark_saved(window.document.song, Path("saved.nesproj"))
    window.commands["new"].trigger()
    yield "empty"


def dialogs(window: MainWindow) -> Iterator[QImage]:
    """Open each dialog that there is, and yield its pictures, one for each of its pages."""
    window.selection.choose_rows((0, 64))
    for name in DIALOGS:
        if name in window.commands and window.commands[name].isEnabled():
            # Some are modal: the picture is taken while they wait for an answer.
            pictures: list[QImage] = []
            done: list[bool] = []
            QTimer.singleShot(_SETTLE_MS, lambda p=pictures, d=done: (p.extend(close_all(window)), d.append(True)))
            window.commands[name].trigger()
            wait(lambda done=done: done, name)
            yield from pictures
    song = window.document.song
    choice = RecoveryDialog("Overworld", song, _NOON, empty_song(), _NOON - 600, ["pulse 1: 62 more notes"], window)
    choice.show()
    settle()
    yield from close_all(window)


def close_all(window: MainWindow) -> list[QImage]:
    """Close all that is open beside the window; return the pictures."""
    found = []
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            tabs = getattr(other, "tabs", None)
            for page in range(tabs.count() if isinstance(tabs, QTabWidget) else 1):
                if isinstance(tabs, QTabWidget):
                    tabs.setCurrentIndex(page)
                found.append(grab(other))
            other.close()
    return found


def sheet(images: list[QImage]) -> QImage:
    """Return pictures side by side in two columns, as high as they need."""
    columns: list[list[QImage]] = [[], []]
    for image in sorted(images, key=QImage.height, reverse=True):
        min(columns, key=lambda column: sum(each.height() + _GAP for each in column)).append(image)
    width = [max((image.width() for image in column), default=0) + _GAP for column in columns]
    height = max(sum(image.height() + _GAP for image in column) for column in columns)
    result = QImage(sum(width) + _GAP, height + _GAP, QImage.Format.Format_RGB32)
    result.fill(theme.BORDER)
    painter = QPainter(result)
    for column, left in zip(columns, (_GAP, _GAP + width[0]), strict=True):
        top = _GAP
        for image in column:
            painter.drawImage(QPoint(left, top), image)
            top += image.height() + _GAP
    painter.end()
    return result


def begin(folder: Path) -> tuple[MainWindow, AudioClient]:
    """Open the window; wait for the song that it composes, and for takes of how it goes on."""
    app.application()
    platform.platform = platform.system  # the same pictures on every machine
    audio = AudioClient("null")
    window = app.build(audio, ModelClient, QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    window.model_link.arrived.connect(lambda event: _COMPARED.add(event.id) if isinstance(event, Compared) else None)
    window.show()
    app.begin(window, None)
    wait(lambda: window.latent.ready and window.continuation.ready, "models")
    wait(lambda: bool(window.document.score.sounding.any()), "a song")
    window.continuation.set(replace(window.continuation.settings, seed=7))
    return window, audio


def fill(window: MainWindow) -> None:
    """Choose something, and put takes on offer."""
    window.selection.choose_rows((16, 32))
    window.selection.choose_voice(P1)
    window.selection.choose_rows(None)
    window.commands["continue"].trigger()
    wait(lambda: not window.continuation.waiting, "takes")


def take_pictures(scale: int) -> None:
    """Take all pictures of one scale."""
    with TemporaryDirectory() as folder:
        for look in LOOKS:
            window, _ = begin(Path(folder) / look)
            window.shell.appearance.set_look(look)
            try:
                for name, size, needed in SIZES:
                    if needed == scale:
                        window.resize(size)
                        fill(window)
                        song = window.document.song
                        for scene in scenes(window):
                            save(picture(window), f"{scene}-{name}-{look}")
                        window.document.open(song)
                window.resize(SIZES[0][1])
                save(sheet(list(dialogs(window))), f"dialogs-{'2x' if scale > 1 else '1x'}-{look}")
            finally:
                window.shut_down()
                window.document.mark_saved(window.document.song, Path("saved.nesproj"))
                window.close()


def main() -> int:
    """Take the pictures of each scale in a process of its own, as Qt asks for the scale once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, choices=(1, 2))
    options = parser.parse_args()
    if options.scale is not None:
        take_pictures(options.scale)
        return 0
    quiet = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    for scale in (1, 2):
        with TemporaryDirectory() as folder:
            # A report of a problem shows the log: an empty one, and not that of whoever takes the pictures.
            environment = {**os.environ, **quiet, "QT_SCALE_FACTOR": str(scale), "NES_COMPOSER_DATA": folder}
            done = subprocess.run([sys.executable, __file__, "--scale", str(scale)], env=environment, check=False)
        if done.returncode:
            return done.returncode
    sys.stdout.write(f"pictures are in {FOLDER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
