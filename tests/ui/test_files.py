import pickle
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from nes_composer.formats import registry
from nes_composer.score.edits import draw, with_length
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.export_dialog import ExportDialog


def edit(window, pitch=60):
    window.desk.edit("Draw", lambda score: draw(score, [Note(P1, 0, 4, pitch)]))


@pytest.fixture
def boxes(window):
    """The message boxes that are open."""

    def find():
        return [box for box in window.findChildren(QMessageBox) if box.isVisible()]

    yield find
    for box in find():
        box.done(QMessageBox.StandardButton.Cancel)


def press(box, button):
    box.button(button).click()


def test_what_is_saved_is_opened_again(window, tmp_path, qtbot):
    path = tmp_path / "mine.nesproj"
    edit(window)
    song = window.document.song
    assert window.isWindowModified()
    window.files.save_path(path)
    qtbot.waitUntil(lambda: not window.document.dirty)
    assert not window.isWindowModified()
    assert "mine.nesproj" in window.windowTitle()
    window.document.undo()
    assert window.isWindowModified()
    window.document.redo()
    window.files.new()
    assert not window.document.score.sounding.any()
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.document.path == path)
    assert window.document.song == song
    assert not window.document.dirty


def test_saving_again_goes_to_the_same_file(window, tmp_path, qtbot):
    path = tmp_path / "mine.nesproj"
    window.files.save_path(path)
    qtbot.waitUntil(lambda: window.document.path == path)
    edit(window)
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: not window.document.dirty)
    assert registry.read_song(path).song == window.document.song


def test_undo_goes_on_past_a_save(window, tmp_path, qtbot):
    before = window.document.song
    edit(window)
    window.files.save_path(tmp_path / "a.nesproj")
    qtbot.waitUntil(lambda: not window.document.dirty)
    window.document.undo()
    assert window.document.song is before


def test_what_was_saved_in_another_folder_keeps_its_changes_unsaved(window, tmp_path, boxes, qtbot):
    edit(window)
    song = window.document.song
    window.files.save_path(tmp_path / "no folder" / "a.nesproj")
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    assert "a.nesproj" in boxes()[0].text()
    assert boxes()[0].text() == window.status_bar.message.text()
    assert window.document.dirty
    assert window.document.song is song


def test_a_damaged_file_is_one_sentence_and_the_song_stays(window, tmp_path, boxes, qtbot):
    edit(window)
    song = window.document.song
    path = tmp_path / "bad.nesproj"
    path.write_bytes(b"\x00 not a project")
    window.files.open_path(path)
    qtbot.waitUntil(lambda: len(boxes()) == 1)
    assert "bad.nesproj" in boxes()[0].text()
    assert "Traceback" not in boxes()[0].text()
    assert window.document.song is song


@pytest.fixture
def chooser(monkeypatch):
    """What the file dialog answers, and what it was asked."""

    class Chooser:
        answer, asked = "", ()

        def ask(self, _window, title, name, filters, chosen_filter, *_options):
            self.asked = (title, name, filters.split(";;"), chosen_filter)
            return self.answer, chosen_filter

    chooser = Chooser()
    monkeypatch.setattr("nes_composer.ui.files.QFileDialog.getSaveFileName", chooser.ask)
    return chooser


def dialogs(window):
    return [dialog for dialog in window.findChildren(ExportDialog) if dialog.isVisible()]


def test_export_writes_the_song_and_is_no_save(window, tmp_path, qtbot):
    edit(window)
    window.commands["export"].trigger()
    (dialog,) = dialogs(window)
    dialog.set_target(str(tmp_path / "mine.vgm"))
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.status_bar.message.text() == "Exported mine.vgm", timeout=120_000)
    qtbot.waitUntil(lambda: not dialogs(window))
    assert (tmp_path / "mine.vgm").stat().st_size > 100
    assert window.document.dirty
    assert window.document.path is None
    window.commands["export"].trigger()
    assert dialogs(window)[0].end == ".vgm"


def test_one_export_dialog_at_a_time(window):
    window.commands["export"].trigger()
    window.commands["export_stems"].trigger()
    assert len(dialogs(window)) == 1
    dialogs(window)[0].close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.commands["export_stems"].trigger()
    assert dialogs(window)[0].wish.stems


def test_a_place_is_looked_for(window, tmp_path, qtbot, chooser):
    window.commands["export"].trigger()
    (dialog,) = dialogs(window)
    qtbot.mouseClick(dialog.browse, Qt.MouseButton.LeftButton)  # and cancelled
    assert len(chooser.asked[2]) == len(registry.WRITABLE) - 1
    assert not any(".nesproj" in kind for kind in chooser.asked[2])
    assert dialog.target.text() == chooser.asked[1]
    chooser.answer = str(tmp_path / "other.FLAC")
    qtbot.mouseClick(dialog.browse, Qt.MouseButton.LeftButton)
    assert dialog.wish.path == tmp_path / "other.FLAC"
    assert dialog.end == ".flac"


def test_a_song_without_a_file_is_offered_under_its_title(window, chooser):
    window.document.open(replace(window.document.song, title="A/B: nine?"))
    window.commands["save"].trigger()
    assert chooser.asked[1] == "A-B- nine-.nesproj"
    window.commands["export"].trigger()
    assert dialogs(window)[0].wish.path.name == "A-B- nine-.wav"


def test_stems_are_told_by_name(window, tmp_path, qtbot):
    edit(window)
    window.commands["export_stems"].trigger()
    (dialog,) = dialogs(window)
    dialog.set_target(str(tmp_path / "mine.wav"))
    dialog.rate.setCurrentText("8000")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: window.status_bar.message.text().startswith("Exported mine-P1.wav, mine-P2"), timeout=120_000
    )
    assert sorted(file.name for file in tmp_path.glob("*.wav")) == [f"mine-{v}.wav" for v in ("NO", "P1", "P2", "TR")]


def test_a_failed_export_is_one_sentence_and_can_be_tried_again(window, tmp_path, qtbot, boxes):
    edit(window)
    window.commands["export"].trigger()
    (dialog,) = dialogs(window)
    dialog.set_target(str(tmp_path / "no folder" / "mine.mid"))
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "No such file" in window.status_bar.message.text(), timeout=120_000)
    assert dialog.isVisible()
    (tmp_path / "no folder").mkdir()
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.status_bar.message.text() == "Exported mine.mid", timeout=120_000)


def test_closing_the_window_ends_an_export(bench, tmp_path, qtbot, melody):
    window = bench.window
    window.document.open(replace(melody, score=with_length(melody.score, 100_000)))
    window.commands["export"].trigger()
    (dialog,) = dialogs(window)
    dialog.set_target(str(tmp_path / "mine.wav"))
    dialog.export.click()
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=120_000)
    window.shut_down()
    assert not list(tmp_path.glob("*mine*"))
    assert not list(tmp_path.glob(".export*"))


@pytest.mark.parametrize("end", list(registry.READABLE))
def test_every_readable_kind_is_opened_from_the_menu(window, tmp_path, qtbot, monkeypatch, melody, end):
    path = tmp_path / f"tune{end}"
    registry.write_song(path, melody)
    monkeypatch.setattr("nes_composer.ui.files.QFileDialog.getOpenFileName", lambda *_: (str(path), ""))
    window.commands["open"].trigger()
    qtbot.waitUntil(lambda: window.status_bar.message.text().startswith(f"Opened {path.name}"), timeout=120_000)
    assert window.document.score.sounding.any()
    assert window.files.recent == [path]


def test_an_imported_song_is_not_saved_over_its_source(window, tmp_path, qtbot):
    frames = np.zeros((30, 4, 3), np.uint8)
    frames[:20, 0] = 60, 12, 2
    frames[20:, 0] = 20, 12, 2  # below what a pulse can play
    path = tmp_path / "tune.exprsco.pkl"
    path.write_bytes(pickle.dumps((24.0, len(frames), frames), 3))
    window.files.open_path(path)
    text = "Opened tune.exprsco.pkl (NES-MDB exprsco); left out: 1 out-of-range notes"
    qtbot.waitUntil(lambda: window.status_bar.message.text() == text, timeout=60_000)
    assert window.document.path is None


def test_closing_asks_and_cancel_keeps_everything(window, boxes):
    edit(window)
    song = window.document.song
    assert not window.close()
    (box,) = boxes()
    press(box, QMessageBox.StandardButton.Cancel)
    assert window.isVisible()
    assert window.document.song is song


def test_closing_and_discarding_closes(window, boxes):
    edit(window)
    window.close()
    press(boxes()[0], QMessageBox.StandardButton.Discard)
    assert not window.isVisible()


def test_closing_and_saving_saves_first(window, tmp_path, boxes, qtbot):
    path = tmp_path / "mine.nesproj"
    window.files.save_path(path)
    qtbot.waitUntil(lambda: window.document.path == path)
    edit(window)
    song = window.document.song
    window.close()
    press(boxes()[0], QMessageBox.StandardButton.Save)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert registry.read_song(path).song == song


def test_closing_an_unchanged_song_asks_nothing(window, boxes):
    assert window.close()
    assert boxes() == []


def test_closing_twice_asks_once(window, boxes):
    edit(window)
    window.close()
    window.close()
    assert len(boxes()) == 1


def test_a_new_song_asks_too(window, boxes):
    edit(window)
    window.commands["new"].trigger()
    assert window.document.score.sounding.any()
    press(boxes()[0], QMessageBox.StandardButton.Discard)
    assert not window.document.score.sounding.any()


def test_recent_files_are_remembered(window, tmp_path, qtbot, settings):
    paths = [tmp_path / f"{name}.nesproj" for name in "abc"]
    for path in [*paths, paths[0]]:
        window.files.save_path(path)
        qtbot.waitUntil(lambda path=path: window.document.path == path)
    assert window.files.recent == [paths[0], paths[2], paths[1]]
    assert [action.text() for action in window.recent.actions()] == ["a.nesproj", "c.nesproj", "b.nesproj"]
