import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget

from nes_composer.ui.document import Document, empty_song
from nes_composer.ui.file_holder import FileHolder
from nes_composer.ui.file_lock import FileLock


@pytest.fixture
def document():
    return Document()


@pytest.fixture
def holder(qtbot, document, tmp_path):
    window = QWidget()
    qtbot.addWidget(window)
    holder = FileHolder(document, tmp_path / "locks", window)
    holder.window = window
    yield holder
    holder.release()


@pytest.fixture
def taken(tmp_path):
    """A file that another window has."""
    lock = FileLock(tmp_path / "locks")
    assert lock.take(tmp_path / "song.nesproj")
    yield tmp_path / "song.nesproj"
    lock.release()


def answer(holder, text):
    (box,) = holder.window.findChildren(QMessageBox)
    assert "song.nesproj is open in another window" in box.text()
    (button,) = (button for button in box.buttons() if button.text().replace("&", "") == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_free_file_is_opened_and_saved_without_a_question(holder, tmp_path):
    done = []
    holder.for_opening(tmp_path / "a", lambda: done.append("here"), lambda: done.append("copy"))
    holder.for_saving(tmp_path / "a", lambda: done.append("saved"))
    assert done == ["here", "saved"]
    assert holder.window.findChildren(QMessageBox) == []


@pytest.mark.parametrize(("text", "expected"), [("Open a copy", ["copy"]), ("Open anyway", ["here"]), ("Cancel", [])])
def test_a_taken_one_is_offered_as_a_copy(holder, taken, text, expected):
    done = []
    holder.for_opening(taken, lambda: done.append("here"), lambda: done.append("copy"))
    assert done == []
    answer(holder, text)
    assert done == expected


@pytest.mark.parametrize(("text", "expected"), [("Save anyway", ["saved"]), ("Cancel", [])])
def test_a_taken_one_is_written_over_only_if_the_person_says_so(holder, taken, text, expected):
    done = []
    holder.for_saving(taken, lambda: done.append("saved"))
    answer(holder, text)
    assert done == expected


def test_a_new_song_leaves_the_file_to_others(holder, document, tmp_path):
    holder.for_saving(tmp_path / "a", lambda: None)
    other = FileLock(tmp_path / "locks")
    assert not other.take(tmp_path / "a")
    document.open(empty_song(), tmp_path / "a")
    assert not other.take(tmp_path / "a")
    document.open(empty_song())
    assert other.take(tmp_path / "a")
