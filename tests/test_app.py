import subprocess
import sys

import pytest
from PySide6.QtCore import QSettings
from support.processes import FakeAudio, FakeModels

from nes_composer import app, paths
from nes_composer.formats import registry
from nes_composer.formats.history import Generation, latest
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from nes_composer.score.song import Origin, Song


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


def test_the_shipped_checkpoints_are_loaded(made):
    assert made[2].loaded == [(paths.default_vae(), "vae"), (paths.default_lstm(), "lstm")]


def test_without_a_file_the_models_compose_a_song_that_space_plays(made, qtbot):
    window, audio, models = made
    app.begin(window, None)
    models.become_ready()
    qtbot.waitUntil(lambda: all(pattern.z is not None for pattern in window.document.song.patterns))
    assert len(window.document.song.patterns) == 4
    assert window.document.score.onset.any(axis=0).all()
    assert not window.document.dirty
    assert audio.scores[-1] is window.document.score
    window.transport.toggle()
    assert ("play", 0) in audio.told


def test_a_model_on_frames_composes_on_frames(made, qtbot):
    window, _, models = made
    app.begin(window, None)
    models.become_ready("vae-24hz 01", grid="24hz")
    qtbot.waitUntil(lambda: all(pattern.z is not None for pattern in window.document.song.patterns))
    assert len(window.document.song.pattern_rows(0)) == 768
    assert window.document.score.rows_per_second == 24
    assert window.document.untouched


def test_who_has_begun_to_draw_gets_no_other_song(made, qtbot):
    window, _, models = made
    app.begin(window, None)
    window.desk.edit("Draw", lambda score: draw(score, [Note(P1, 0, 4, 60)]))
    models.become_ready()
    qtbot.waitUntil(lambda: window.latent.ready)
    assert models.decodes == []


def test_a_model_that_comes_back_composes_nothing_over_a_song(made, qtbot, song):
    window, _, models = made
    app.begin(window, None)
    window.document.open(song)
    models.become_ready()
    qtbot.waitUntil(lambda: window.latent.ready)
    assert models.decodes == []


def test_the_first_song_is_played_over_and_over_if_asked(made, qtbot):
    window, audio, models = made
    app.begin(window, None, play=True)
    assert ("play", 0) not in audio.told
    models.become_ready()
    qtbot.waitUntil(lambda: ("play", 0) in audio.told)
    assert ("loop", (0, 256)) in audio.told


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
