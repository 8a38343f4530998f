"""Settings that are damaged, or hold what nobody wrote there: the window opens as if they were not."""

from random import Random

import pytest
from PySide6.QtCore import QSettings
from support.processes import FakeAudio, FakeModels

from nes_composer.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("QVariant::load: unknown user type", extend=True)

WRONG = (
    "",
    "x",
    "-1",
    "1e999",
    "99999999999999999999",
    "nan",
    "{",
    "[[1]]",
    '{"play": 5, "no such command": ["F5"], "stop": [[]]}',
    "@Invalid()",
    "@ByteArray()",
    "@ByteArray(\\x1\\x2garbage)",
    "@Variant(\\0\\0\\0\\x7f)",
    "@Size(-5 -5)",
    "@Point(1)",
    "a, b, c",
    "\\x0\\xffff",
)


@pytest.fixture
def open_window(qtbot, tmp_path):
    """Open a window with an ini file of these bytes; return it."""
    opened = []

    def make(content):
        path = tmp_path / f"settings-{len(opened)}.ini"
        path.write_bytes(content)
        window = MainWindow(FakeAudio(), FakeModels, QSettings(str(path), QSettings.Format.IniFormat))
        opened.append(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in opened:
        window.shut_down()
        window.close()
        window.deleteLater()


@pytest.fixture
def kept(open_window, tmp_path):
    """The content of the file that a window leaves when it is closed."""
    window = open_window(b"")
    window.close()
    window._settings.sync()
    return (tmp_path / "settings-0.ini").read_bytes()


def works(window):
    """Return whether the window is seen and does what it is told."""
    rows = len(window.document.score)
    return window.isVisible() and window.width() >= 400 and rows > 0 and 0 <= window.transport_bar.volume.value() <= 200


def names(content):
    """Return the lines of an ini file that hold a value, by their place."""
    lines = content.split(b"\n")
    return lines, [index for index, line in enumerate(lines) if b"=" in line]


OTHERS = ("recent", "look", "scale", "keys", "end/Export", "palette", "splitter", "value_lane", "scopes", "volume")


@pytest.mark.parametrize("wrong", WRONG)
def test_every_value_is_wrong_at_once(open_window, kept, wrong):
    lines, places = names(kept)
    assert len(places) > 5
    for place in places:
        lines[place] = lines[place].partition(b"=")[0] + b"=" + wrong.encode()
    found = {line.partition(b"=")[0] for line in lines}
    top = [f"{name}={wrong}".encode() for name in OTHERS if name.encode() not in found and "/" not in name]
    content = b"\n".join(lines).replace(b"[General]\n", b"[General]\n" + b"\n".join(top) + b"\n", 1)
    assert works(open_window(content))


@pytest.mark.parametrize("seed", range(4))
def test_the_file_is_damaged_anywhere(open_window, kept, seed):
    random = Random(seed)
    damaged = bytearray(kept)
    for _ in range(len(damaged) // 20):
        damaged[random.randrange(len(damaged))] = random.randrange(256)
    assert works(open_window(bytes(damaged)))
    assert works(open_window(kept[: random.randrange(len(kept))]))


def test_the_file_is_anything_else(open_window):
    for content in (b"\0" * 5000, Random(1).randbytes(5000), b"[" * 1000, b"=" * 1000, "☃".encode("utf-16") * 100):
        assert works(open_window(content))
