import os
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from support.processes import FakeAudio, FakeModels

from nes_composer.formats import recovery, registry
from nes_composer.formats.recovery import Recovered, file_name
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.main_window import MainWindow
from nes_composer.ui.recovery_dialog import Choice
from nes_composer.ui.recovery_folder import Session


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def make_window(qtbot, settings, data):
    """Windows that keep their songs aside in the same folder."""
    made = []

    def make():
        window = MainWindow(FakeAudio(), FakeModels, settings, data)
        made.append(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in made:
        window.shut_down()
        for box in window.findChildren(QMessageBox):
            box.done(0)
        window.document.mark_saved(window.document.song, data / "kept")
        window.close()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def crashed(data):
    """Leaves a recovery file as a window does that is killed."""

    def crash(song, path=None, at=None, saved=None):
        session = Session(data / "recovery")
        file = session.file(file_name(song, path))
        recovery.write(file, Recovered(song, path, time.time() if at is None else at, saved))
        session.close()
        return file

    return crash


@pytest.fixture
def mine(tmp_path, melody):
    """A file, and the song in it."""
    path = tmp_path / "mine.nesproj"
    registry.write_song(path, melody)
    os.utime(path, (time.time() - 60, time.time() - 60))
    return path


@pytest.fixture
def edited(melody):
    return replace(melody, score=draw(melody.score, [Note(P1, 50, 3, 90)]))


def offered(window, qtbot):
    qtbot.waitUntil(lambda: window.files.recovery.dialog is not None and window.files.recovery.dialog.isVisible())
    return window.files.recovery.dialog


def settled(window, qtbot):
    """Nothing is offered, and nothing is on its way."""
    qtbot.waitUntil(lambda: window.files.recovery._leftovers is None)
    assert window.files.recovery.dialog is None


def choose(window, qtbot, choice):
    qtbot.mouseClick(offered(window, qtbot).buttons[choice], Qt.MouseButton.LeftButton)


def songs_in(folder):
    return [registry.read_song(path).song for path in sorted(folder.glob("*.nesproj"))]


def test_both_versions_are_shown(make_window, crashed, mine, edited, qtbot):
    crashed(edited, mine)
    window = make_window()
    window.files.recovery.begin()
    dialog = offered(window, qtbot)
    left, right = dialog.left.facts.text(), dialog.right.facts.text()
    assert f"{int(edited.score.onset.sum())} notes" in left
    assert f"{int(edited.score.onset.sum()) - 1} notes" in right
    assert left.splitlines()[0] != right.splitlines()[0]
    assert "64 rows" in left
    assert dialog.differences.text() == "The recovered version has: 1 note that is not saved"
    pictures = [label.pixmap() for label in dialog.findChildren(QLabel) if not label.pixmap().isNull()]
    assert len(pictures) == 2
    assert pictures[0].toImage() != pictures[1].toImage()


def test_the_recovered_one_is_an_unsaved_step_after_the_saved_one(make_window, crashed, mine, melody, edited, qtbot):
    saved = mine.read_bytes()
    file = crashed(edited, mine)
    window = make_window()
    window.files.recovery.begin()
    choose(window, qtbot, Choice.RECOVERED)
    settled(window, qtbot)
    assert window.document.song == edited
    assert (window.document.path, window.document.dirty) == (mine, True)
    assert mine.read_bytes() == saved
    window.document.undo()
    assert window.document.song == melody
    assert not window.document.dirty
    assert not file.exists()
    assert sorted(song.score == edited.score for song in songs_in(window.files.recovery.kept)) == [False, True]


def test_a_recovered_song_is_kept_aside_again_at_once(make_window, crashed, mine, edited, qtbot, data):
    crashed(edited, mine)
    window = make_window()
    window.files.recovery.begin()
    choose(window, qtbot, Choice.RECOVERED)
    qtbot.waitUntil(lambda: window.files.autosave.seconds_ago is not None)
    assert recovery.read(window.files.autosave.file).song == edited
    assert recovery.read(window.files.autosave.file).path == mine


def test_the_saved_one_is_opened_and_the_recovered_one_kept(make_window, crashed, mine, melody, edited, qtbot):
    crashed(edited, mine)
    window = make_window()
    window.files.recovery.begin()
    choose(window, qtbot, Choice.SAVED)
    settled(window, qtbot)
    assert window.document.song == melody
    assert (window.document.path, window.document.dirty) == (mine, False)
    assert songs_in(window.files.recovery.kept) == [edited]


def test_later_asks_again_at_the_next_start(make_window, crashed, mine, edited, qtbot):
    file = crashed(edited, mine)
    for _ in range(2):
        window = make_window()
        window.files.recovery.begin()
        qtbot.keyClick(offered(window, qtbot), Qt.Key.Key_Escape)
        settled(window, qtbot)
        assert window.document.untouched
    assert file.exists()


def test_a_song_that_was_never_saved_is_recovered(make_window, crashed, edited, qtbot):
    crashed(edited)
    window = make_window()
    window.files.recovery.begin()
    assert "never saved" in offered(window, qtbot).right.facts.text()
    choose(window, qtbot, Choice.RECOVERED)
    settled(window, qtbot)
    assert window.document.song == edited
    assert (window.document.path, window.document.dirty) == (None, True)


def test_several_songs_are_offered_one_after_the_other(make_window, crashed, melody, edited, qtbot):
    old = crashed(replace(edited, title="one"))
    os.utime(old, (time.time() - 60, time.time() - 60))
    crashed(replace(melody, title="two"))
    window = make_window()
    window.files.recovery.begin()
    first = offered(window, qtbot)
    choose(window, qtbot, Choice.SAVED)
    qtbot.waitUntil(lambda: window.files.recovery.dialog not in (None, first))
    choose(window, qtbot, Choice.RECOVERED)
    settled(window, qtbot)
    assert window.document.song.title == "one"
    assert {song.title for song in songs_in(window.files.recovery.kept)} == {"one", "two"}


def test_opening_a_file_offers_what_is_newer_of_it(make_window, crashed, mine, melody, edited, qtbot):
    crashed(edited, mine)
    window = make_window()
    window.files.open_path(mine)
    offered(window, qtbot)
    assert window.document.song == melody
    choose(window, qtbot, Choice.RECOVERED)
    settled(window, qtbot)
    assert window.document.song == edited
    assert window.document.path == mine


def test_a_clock_that_went_backwards_hides_nothing(make_window, crashed, mine, melody, edited, qtbot):
    written = mine.stat().st_mtime
    crashed(edited, mine, at=written - 3600, saved=written)
    window = make_window()
    window.files.open_path(mine)
    offered(window, qtbot)
    choose(window, qtbot, Choice.RECOVERED)
    settled(window, qtbot)
    assert window.document.song == edited


def test_opening_a_file_offers_neither_what_is_older_nor_what_is_of_others(
    make_window, crashed, mine, edited, tmp_path, qtbot
):
    kept = [crashed(edited, mine, at=time.time() - 3600), crashed(edited, tmp_path / "other.nesproj"), crashed(edited)]
    window = make_window()
    window.files.open_path(mine)
    qtbot.waitUntil(lambda: window.document.path == mine)
    settled(window, qtbot)
    assert all(file.exists() for file in kept)


def test_what_is_saved_already_is_not_offered(make_window, crashed, mine, melody, qtbot):
    file = crashed(melody, mine)
    window = make_window()
    window.files.recovery.begin()
    settled(window, qtbot)
    assert not file.exists()
    assert songs_in(window.files.recovery.kept) == [melody]


def test_a_damaged_recovery_file_is_one_sentence_and_is_kept(make_window, crashed, edited, qtbot):
    file = crashed(edited)
    file.write_bytes(file.read_bytes()[:100])
    window = make_window()
    told = []
    window.files.recovery.failed.connect(told.append)
    window.files.recovery.begin()
    settled(window, qtbot)
    (text,) = told
    assert "damaged" in text
    assert "Traceback" not in text
    (place,) = window.files.recovery.kept.iterdir()
    assert str(place) in text
    assert place.stat().st_size == 100
    assert not file.exists()


def test_a_saved_file_that_cannot_be_read_is_not_replaced(make_window, crashed, mine, edited, qtbot):
    crashed(edited, mine)
    mine.write_bytes(b"damaged")
    window = make_window()
    window.files.recovery.begin()
    assert "mine.nesproj" in offered(window, qtbot).right.facts.text()
    choose(window, qtbot, Choice.RECOVERED)
    settled(window, qtbot)
    assert window.document.song == edited
    assert window.document.path is None


def test_a_window_that_lives_is_no_crash(make_window, melody, qtbot, monkeypatch):
    first, second = make_window(), make_window()
    first.document.change("Draw", lambda song: replace(song, score=melody.score))
    first.files.autosave.write_now()
    qtbot.waitUntil(lambda: first.files.autosave.seconds_ago is not None)
    second.files.recovery.begin()
    settled(second, qtbot)
    first.files.close()  # ended from outside, with unsaved changes
    second.files.recovery.begin()
    choose(second, qtbot, Choice.RECOVERED)
    assert second.document.score == melody.score


def test_a_kept_version_is_opened_as_a_song_without_a_file(make_window, crashed, mine, edited, qtbot, monkeypatch):
    crashed(edited, mine)
    window = make_window()
    window.commands["open_kept"].trigger()
    assert "no kept version" in window.status_bar.message.text()
    window.files.recovery.begin()
    choose(window, qtbot, Choice.SAVED)
    settled(window, qtbot)
    asked = []

    def ask(_window, _title, folder, _kinds):
        asked.append(folder)
        return str(next(window.files.recovery.kept.iterdir())), ""

    monkeypatch.setattr("nes_composer.ui.files.QFileDialog.getOpenFileName", ask)
    window.commands["open_kept"].trigger()
    qtbot.waitUntil(lambda: window.document.song == edited)
    assert asked == [str(window.files.recovery.kept)]
    assert window.document.path is None
    assert window.files.recent == []


def test_discarding_leaves_nothing_to_recover(make_window, melody, qtbot, data):
    window = make_window()
    window.document.change("Draw", lambda song: replace(song, score=melody.score))
    window.files.autosave.write_now()
    qtbot.waitUntil(lambda: window.files.autosave.seconds_ago is not None)
    window.close()
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    box.button(QMessageBox.StandardButton.Discard).click()
    assert not window.isVisible()
    window.shut_down()
    assert list((data / "recovery").iterdir()) == []


def test_an_end_of_the_window_leaves_the_choice_to_the_next(make_window, crashed, mine, edited, qtbot):
    crashed(edited, mine)
    window = make_window()
    window.files.recovery.begin()
    offered(window, qtbot)
    window.files.close()
    again = make_window()
    again.files.recovery.begin()
    offered(again, qtbot)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
