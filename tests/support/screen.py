"""A screen in software, and a person's hand and keys on it: Xvfb and xdotool."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

SIZE = (1280, 720)


def reason_to_skip() -> str:
    """Return why there can be no screen here; empty when there can."""
    missing = [program for program in ("Xvfb", "xdotool", "import") if shutil.which(program) is None]
    return f"{', '.join(missing)} missing" if missing else ""


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """Yield the environment of programs that are to be seen on a new screen."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as running:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            running.terminate()


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """The environment of programs that are to be seen on a screen of this test's own."""
    if reason_to_skip():
        pytest.skip(reason_to_skip())
    with server() as environment:
        yield environment


class Hand:
    """What a person does to the program that this runs in, through the X server.

    Parameters
    ----------
    wait
        Lets the program live until a condition holds; takes the condition and what is waited for.
    """

    def __init__(self, wait: Callable[[Callable[[], object], str], None]) -> None:
        self._wait = wait

    def do(self, *words: object) -> None:
        """Run xdotool while the program lives."""
        command = ["xdotool", *(str(word) for word in words)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as tool:
            self._wait(lambda: tool.poll() is not None, " ".join(command))
        assert tool.returncode == 0, command

    def key(self, *keys: str) -> None:
        """Press keys, one chord after the other."""
        self.do("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type text."""
        self.do("type", "--delay", "5", text)

    def click(self, widget: QWidget, at: QPoint | None = None, button: int = 1, holding: str = "") -> None:
        """Click in a widget, in its middle unless told where, perhaps with a key held down."""
        place = widget.mapToGlobal(widget.rect().center() if at is None else at)
        held = ("keydown", holding) if holding else ()
        freed = ("keyup", holding) if holding else ()
        self.do("mousemove", place.x(), place.y(), *held, "click", button, *freed)

    def drag(self, widget: QWidget, *places: QPoint, holding: str = "", button: int = 1) -> None:
        """Press at the first place, go over the others, let go at the last."""
        first, *others = (widget.mapToGlobal(place) for place in places)
        held = ("keydown", holding) if holding else ()
        freed = ("keyup", holding) if holding else ()
        way = [word for place in others for word in ("mousemove", place.x(), place.y(), "sleep", 0.02)]
        self.do("mousemove", first.x(), first.y(), *held, "mousedown", button, *way, "mouseup", button, *freed)


def picture(path: Path) -> None:
    """Take a picture of the whole screen."""
    subprocess.run(["import", "-window", "root", str(path)], check=True)
