import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox
from support.processes import FakeAudio, FakeModels

from nes_composer import app, paths
from nes_composer.formats import recovery, registry
from nes_composer.formats.history import Generation, latest
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from nes_composer.score.song import Origin, Pattern, Song
from nes_composer.ui.recovery_dialog import Choice
from nes_composer.ui.recovery_folder import Session


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def made(qtbot, settings, tmp_path):
    """A window as the program builds it, and its two stand-ins."""
    audio, models = FakeAudio(), []

    def make_models(on_event):
        models.append(FakeModels(on_event))
        return models[0]

    window = app.build(audio, make_models, settings)
    window.show()
    qtbot.waitExposed(window)
    yield window, audio, models[0]
    window.shut_down()
    window.document.mark_saved(window.document.song, tmp_path / "kept")
    window.close()
    window.deleteLater()


@pytest.fixture
def song():
    return Song(draw(Score.silent(64), [Note(P1, 0, 4, 72)]), title="a demo")


def test_the_shipped_checkpoints_are_loaded_once_the_window_is_painted(made, qtbot):
    qtbot.waitUntil(lambda: made[2].loaded == [(paths.default_vae(), "vae"), (paths.default_lstm(), "lstm")])


def test_nothing_is_loaded_before_there_is_a_window_to_be_seen(qtbot, settings):
    models = FakeModels(lambda _: None)
    window = app.build(FakeAudio(), lambda _: models, settings)
    qtbot.wait(50)
    assert models.loaded == []
    window.shut_down()
    window.deleteLater()


def test_without_a_file_there_is_a_finished_song_before_the_models_are(made):
    window, audio, models = made
    app.begin(window, None)
    song = window.document.song
    assert not window.latent.ready
    assert len(song.score) == 16 * song.score.rows_per_bar
    assert song.score.onset.any(axis=0).all()
    assert all(pattern.z is not None and pattern.decoded is not None for pattern in song.patterns)
    assert audio.scores[-1] is song.score
    window.commands["play"].trigger()
    assert ("play", 0) in audio.told
    assert models.decodes == []


def test_the_first_song_is_nobody_s_work(made, tmp_path, monkeypatch):
    window = made[0]
    app.begin(window, None)
    song = window.document.song
    assert song.title
    assert window.document.untouched
    assert not window.document.dirty
    assert window.document.path is None
    assert window.windowTitle().startswith(song.title)
    assert window.files.recent == []
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *about: asked.append(about[2]) or ("", ""))
    window.commands["save"].trigger()
    assert asked == [f"{song.title}.nesproj"]
    assert window.close()


def test_new_is_an_empty_song_all_the_same(made):
    window = made[0]
    app.begin(window, None)
    window.commands["new"].trigger()
    assert not window.document.score.sounding.any()
    assert window.document.song.title == ""


@pytest.fixture
def first(tmp_path, monkeypatch):
    """A first song of the stand-in's model."""
    models = FakeModels(lambda _: None)
    z = tuple(map(float, models.axes.mean))
    song = Song(models.score_of(z), (Pattern(z, models.score_of(z)),), "first", "tiny 01")
    registry.write_song(tmp_path / "first.nesproj", song)
    monkeypatch.setattr(paths, "songs", lambda: tmp_path)
    return song


def test_models_that_become_ready_leave_the_song_as_it_is(made, first, qtbot):
    window, _, models = made
    app.begin(window, None)
    song = window.document.song
    assert song == first
    models.become_ready()
    qtbot.waitUntil(lambda: window.latent.ready)
    assert window.document.song is song
    assert models.decodes == models.encodes == []


def test_a_slider_moves_the_first_song_as_soon_as_its_model_is_ready(made, first, qtbot):
    window, _, models = made
    app.begin(window, None)
    models.become_ready()
    qtbot.waitUntil(lambda: window.latent.ready)
    models.prompt = False
    window.latent_panel.sliders[0].setValue(window.latent_panel.sliders[0].value() + 40)
    assert models.encodes == []
    assert len(models.decodes) == 1


@pytest.mark.parametrize("content", [None, b"{}"])
def test_without_the_first_song_a_sentence_says_so_and_there_is_an_empty_one(made, content, tmp_path, monkeypatch):
    window = made[0]
    if content is not None:
        (tmp_path / "first.nesproj").write_bytes(content)
    monkeypatch.setattr(paths, "songs", lambda: tmp_path)
    app.begin(window, None)
    assert str(tmp_path / "first.nesproj") in window.status_bar.message.text()
    assert not window.document.score.sounding.any()
    for box in window.findChildren(QMessageBox):
        box.close()


def test_the_first_song_is_played_over_and_over_if_asked(made):
    window, audio, _ = made
    app.begin(window, None, play=True)
    assert ("loop", (0, len(window.document.score))) in audio.told
    assert ("play", 0) in audio.told
    window.commands["new"].trigger()
    assert audio.told.count(("play", 0)) == 1


def test_what_a_crash_has_left_is_offered_over_the_first_song_and_takes_its_place(
    qtbot, settings, song, tmp_path, monkeypatch
):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "data"))
    monkeypatch.setattr(app, "QSettings", lambda: settings)
    session = Session(tmp_path / "data" / "recovery")
    recovery.write(session.file(recovery.file_name(song, None)), recovery.Recovered(song, None, time.time(), None))
    session.close()
    window = app.build(FakeAudio(), FakeModels)
    window.show()
    app.begin(window, None)
    first = window.document.song
    assert first.score.sounding.any()
    qtbot.waitUntil(lambda: window.files.recovery.dialog is not None)
    assert window.document.song is first
    window.files.recovery.dialog.buttons[Choice.RECOVERED].click()
    qtbot.waitUntil(lambda: window.document.song == song)
    assert window.document.dirty
    qtbot.waitUntil(lambda: window.files.recovery._leftovers is None and window.files.autosave.file is not None)
    window.shut_down()
    window.document.mark_saved(window.document.song, tmp_path / "kept")
    window.close()
    window.deleteLater()


def test_a_file_is_played_if_asked_once_it_is_there(made, qtbot, song, tmp_path):
    path = tmp_path / "mine.nesproj"
    registry.write_song(path, song)
    window, audio, _ = made
    app.begin(window, path, play=True)
    qtbot.waitUntil(lambda: ("play", 0) in audio.told)
    assert window.document.song == song


def test_a_file_is_opened(made, qtbot, song, tmp_path):
    path = tmp_path / "mine.nesproj"
    registry.write_song(path, song)
    window = made[0]
    app.begin(window, path)
    qtbot.waitUntil(lambda: window.document.path == path)
    assert window.document.song == song


def test_the_window_brings_neither_torch_nor_compiled_kernels():
    heavy = "import sys, nes_composer.app; print([m for m in ('torch', 'numba', 'lightning') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_only_the_person_s_own_window_adds_to_the_history(qtbot, settings, tmp_path, monkeypatch):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "data"))
    monkeypatch.setattr(app, "QSettings", lambda: settings)
    made = Generation(Origin("Random", "tiny 01", 7, ()), 0, Score.silent(64), (P1,))
    for own in (settings, None):
        window = app.build(FakeAudio(), FakeModels, own)
        assert not (tmp_path / "data").exists()
        window.history.add(made)
        window.shut_down()
        window.deleteLater()
    assert len(latest(tmp_path / "data" / "history.jsonl", 10).entries) == 1
