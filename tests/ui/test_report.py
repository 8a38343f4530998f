from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from nes_composer import log, paths
from nes_composer.generation.requests import Died
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui import report
from nes_composer.ui.journal import Journal
from nes_composer.ui.report import ReportDialog, settings_text, without_places


def test_the_key_opens_it_and_its_button_copies_all(window, monkeypatch, tmp_path):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_F1, control_shift)
    (dialog,) = window.findChildren(ReportDialog)
    assert dialog.isVisible()
    text = dialog.text.toPlainText()
    QGuiApplication.clipboard().clear()
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == text
    assert dialog.state.text() == "Copied"
    for part in (
        "== Program\nnes_composer ",
        "numpy ",
        "torch ",
        "== Window\nQt ",
        "== Sound",
        "== Settings",
        "== Log",
    ):
        assert part in text
    dialog.close()


def test_it_is_saved_or_says_why_not(qtbot, window, tmp_path):
    dialog = ReportDialog("what goes with it: ♪", window)
    dialog.save(tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == "what goes with it: ♪"
    assert dialog.state.text() == "Saved report.txt"
    dialog.save(tmp_path / "nowhere" / "report.txt")
    assert "No such file" in dialog.state.text()


def test_nothing_of_a_song_is_in_it(window, settings, monkeypatch, tmp_path):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))
    window.desk.edit("Draw", lambda score: draw(score, [Note(P1, 3, 5, 67, 9, 2)]))
    window.document.change("Title", lambda song: type(song)(song.score, song.patterns, "a secret title"))
    settings.setValue("recent", [str(Path.home() / "secret" / "unborn hit.nesproj")])
    text = report.report(window, settings)
    assert "secret" not in text
    assert "unborn" not in text
    assert "recent = list of 1" in text


def test_settings_are_shown_as_far_as_they_say_nothing_of_the_person(settings):
    settings.setValue("volume", 80)
    settings.setValue("console", "famicom")
    settings.setValue("folder", "/home/anna/music")
    settings.setValue("windows", "C:\\anna")
    settings.setValue("geometry", b"abcdef")
    settings.setValue("keys", "{" + "x" * 500)
    settings.sync()
    shown = dict(line.split(" = ") for line in settings_text(settings).splitlines())
    assert shown.pop("geometry").endswith("of 6")
    assert shown == {
        "volume": "80",
        "console": "famicom",
        "folder": "str of 16",
        "windows": "str of 7",
        "keys": "str of 501",
    }


def test_files_are_named_without_the_folders_they_are_in(monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna")
    told = "/home/anna/my diary/2026/song.mid: damaged; also /home/anna/x.mid and /usr/lib/x.so; /home/anna is home"
    assert without_places(told) == "~/…/song.mid: damaged; also ~/x.mid and /usr/lib/x.so; ~ is home"
    monkeypatch.setenv("HOME", "/")
    assert without_places(told) == told


def test_the_log_tells_models_sound_deaths_and_failures_and_each_once(ready, qtbot, monkeypatch, tmp_path, audio):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))
    monkeypatch.delenv(log.FOLDER_VARIABLE, raising=False)
    window = ready.window
    log.begin()
    try:
        journal = Journal(window)
        ready.models.become_ready("vae-other 0123")
        qtbot.waitUntil(lambda: window.latent.model == "vae-other 0123")
        window.model_link.arrived.emit(Died("the model process ended"))
        window.files.failed.emit("song.mid: damaged")
        for _ in range(3):
            window.transport.status_changed.emit()
        assert journal.parent() is window
    finally:
        log.end()
        monkeypatch.delenv(log.FOLDER_VARIABLE)
    text = (tmp_path / "log" / "window.log").read_text(encoding="utf-8")
    for line in ("INFO model ready: vae-other 0123", "ERROR the model process died", "WARNING told: song.mid: damaged"):
        assert text.count(line) == 1
    assert text.count("INFO sound: ") <= 1


def test_the_end_of_the_log_is_in_it(window, settings, monkeypatch, tmp_path):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))
    (tmp_path / "log").mkdir()
    lines = [f"2026-01-01 00:00:00 INFO line {number}" for number in np.arange(2000)]
    (tmp_path / "log" / "models.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = report.report(window, settings)
    assert "line 1999" in text
    assert "line 12\n" not in text
    assert len(text) < 30_000
