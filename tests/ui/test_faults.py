"""The window when the disk, a folder or the clock fails: one sentence, and the song is there, unsaved, as it was."""

import time

import pytest
from PySide6.QtWidgets import QMessageBox
from support.faulty_folders import read_only, small_disk

from nes_composer.formats import recovery, registry
from nes_composer.formats.history import Generation, latest
from nes_composer.formats.recovery import Recovered
from nes_composer.formats.sound import Sound
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from nes_composer.score.song import Origin
from nes_composer.ui.autosave import Autosave
from nes_composer.ui.document import Document
from nes_composer.ui.exports import Wish
from nes_composer.ui.history import History
from nes_composer.ui.tasks import Tasks

__all__ = ["read_only", "small_disk"]


@pytest.fixture
def edited(window):
    """A window with a note that is not saved."""
    window.desk.edit("Draw", lambda score: draw(score, [Note(P1, 0, 4, 60)]))
    return window


def saved_in_vain(window, path, qtbot):
    """Try to save; return the sentence that the person is told."""
    song = window.document.song
    with qtbot.waitSignal(window.files.failed) as told:
        window.files.save_path(path)
    for box in window.findChildren(QMessageBox):
        box.close()
    assert window.document.song is song
    assert window.document.dirty
    assert "\n" not in told.args[0]
    return told.args[0]


def test_saving_on_a_full_disk_and_again_when_there_is_room(edited, small_disk, qtbot):
    folder, fill = small_disk
    path = folder / "song.nesproj"
    fill(0)
    assert saved_in_vain(edited, path, qtbot).startswith(f"{path}: No space left")
    assert not path.exists()
    (folder / ".filler").unlink()
    edited.files.save_path(path)
    qtbot.waitUntil(lambda: not edited.document.dirty)
    assert registry.read_song(path).song == edited.document.song


def test_exporting_on_a_full_disk(edited, small_disk, qtbot):
    folder, fill = small_disk
    fill(0)
    with qtbot.waitSignal(edited.files.failed, timeout=60_000) as told:
        edited.files.exports.run(edited.document.song, Wish(folder / "song.wav", Sound()))
    assert "No space left" in told.args[0] or "disk is full" in told.args[0]
    assert [path.name for path in folder.iterdir()] == [".filler"]
    assert edited.document.dirty


def test_saving_into_a_read_only_folder(edited, read_only, qtbot):
    folder, seal = read_only
    seal()
    told = saved_in_vain(edited, folder / "song.nesproj", qtbot)
    assert "Read-only file system" in told or "Permission denied" in told


def test_saving_into_a_folder_that_has_gone(edited, tmp_path, qtbot):
    folder = tmp_path / "stick"
    folder.mkdir()
    edited.files.save_path(folder / "song.nesproj")
    qtbot.waitUntil(lambda: not edited.document.dirty)
    edited.desk.edit("Draw", lambda score: draw(score, [Note(P1, 8, 4, 62)]))
    (folder / "song.nesproj").unlink()
    folder.rmdir()
    assert "No such file or directory" in saved_in_vain(edited, folder / "song.nesproj", qtbot)


def test_keeping_aside_on_a_full_disk_is_told_once_and_tried_again(qapp, small_disk, qtbot):
    folder, fill = small_disk
    document, tasks = Document(), Tasks()
    autosave, troubles = Autosave(document, tasks, folder / "recovery", 0.05), []
    autosave.failed.connect(troubles.append)
    fill(0)
    try:
        document.change("Draw", lambda song: type(song)(draw(song.score, [Note(P1, 0, 4, 60)])))
        qtbot.waitUntil(lambda: bool(troubles))
        assert "No space left" in troubles[0]
        (folder / ".filler").unlink()
        qtbot.waitUntil(lambda: any((folder / "recovery").rglob("[!.]*.nesproj")), timeout=10_000)
        assert len(troubles) == 1
    finally:
        tasks.close()
        autosave.close()


@pytest.mark.parametrize("clock", [[1_790_000_000.0, 1_700_000_000.0, 5.0, 0.0], [1.0, -1.0, -1e9]])
def test_a_clock_that_goes_backwards_changes_neither_order_nor_number(window, tmp_path, monkeypatch, clock):
    path = tmp_path / "history.jsonl"
    history = History(window.document, window.selection, window.model_link, window.tasks, path, window)
    for seed, moment in enumerate(clock):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        history.add(Generation(Origin("Random", "tiny 01", seed, ()), 0, Score.silent(64), (P1,)))
    history.close()
    window.tasks.close()
    assert [entry.generation.origin.seed for entry in latest(path, 10).entries] == list(range(len(clock)))[::-1]


def test_what_was_kept_before_all_calendars_is_recovered(tmp_path, melody):
    recovery.write(tmp_path / "song.nesproj", Recovered(melody, None, -5.0))
    assert recovery.read(tmp_path / "song.nesproj").song == melody
