import io

import pytest

from nes_composer.cli.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def width(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")


def test_a_terminal_has_one_line_that_grows():
    terminal = Terminal()
    line = ProgressLine(terminal, 4)
    for done in (0, 2, 4):
        line.show(done, f"song-{done}")
    first, half, whole = terminal.getvalue().split("\r")[1:]
    assert [text.count("#") for text in (first, half, whole)] == [0, 15, 30]
    assert "2/4 song-2" in half
    # Each covers what the one before it wrote, and none fills the terminal's last column.
    assert {len(text) for text in (first, half, whole)} == {59}
    assert "\n" not in terminal.getvalue()


def test_a_long_name_is_cut_and_a_cleared_line_is_blank():
    terminal = Terminal()
    line = ProgressLine(terminal, 1)
    line.show(1, "long" * 100)
    assert len(terminal.getvalue()) == 60
    line.clear()
    assert terminal.getvalue()[60:] == "\r" + " " * 59 + "\r"


def test_without_a_terminal_nothing_is_written():
    stream = io.StringIO()
    line = ProgressLine(stream, 1)
    line.show(1, "song")
    line.clear()
    assert stream.getvalue() == ""


def test_nothing_to_do_is_no_fault():
    terminal = Terminal()
    ProgressLine(terminal, 0).show(0, "")
    assert "0/0" in terminal.getvalue()
