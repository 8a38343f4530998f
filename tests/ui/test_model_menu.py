import pytest
from PySide6.QtWidgets import QFileDialog

from nes_composer import paths


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A folder with three checkpoints and something else."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in ("vae-p1.safetensors", "lstm-full.safetensors", "vae-full.safetensors", "README.md"):
        (folder / name).write_bytes(b"")
    monkeypatch.setattr(paths, "checkpoints", lambda: folder)
    return folder


@pytest.fixture
def asked(monkeypatch):
    """The folders that the file dialog begins in; it answers with what is put into `answer`."""
    asked = []

    def ask(_parent, _title, folder, _filter):
        asked.append(folder)
        return asked_answer[0], ""

    asked_answer = [""]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    return asked, asked_answer


def test_the_shipped_ones_are_listed_and_those_in_use_are_ticked(ready, shipped, qtbot):
    menu = ready.window.model_menu.shipped
    assert (
        menu.menuAction() in next(m for m in menu.parent().menuBar().actions() if m.text() == "&Model").menu().actions()
    )
    ready.models.become_ready("vae-full 0123")
    ready.models.become_able_to_continue("lstm-full 4567")
    qtbot.waitUntil(lambda: ready.window.continuation.ready)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["lstm-full", "vae-full", "vae-p1"]
    assert [action.isChecked() for action in menu.actions()] == [True, True, False]
    menu.actions()[2].trigger()
    assert ready.models.loaded == [(shipped / "vae-p1.safetensors", None)]


def test_any_other_is_opened_and_its_folder_remembered(ready, shipped, asked, tmp_path):
    folders, answer = asked
    ready.window.commands["load"].trigger()
    assert ready.models.loaded == []
    answer[0] = str(tmp_path / "mine" / "my.safetensors")
    ready.window.commands["load"].trigger()
    ready.window.commands["load"].trigger()
    assert ready.models.loaded == [(tmp_path / "mine" / "my.safetensors", None)] * 2
    assert folders == [str(shipped), str(shipped), str(tmp_path / "mine")]


def test_one_that_is_not_loaded_is_told_and_the_models_in_use_stay(ready, qtbot):
    ready.models.become_able_to_continue()
    qtbot.waitUntil(lambda: ready.window.continuation.ready)
    for kind in (None, "vae", "lstm"):
        ready.models.refuse(kind, f"old.safetensors: made for another codec ({kind})")
        qtbot.waitUntil(lambda kind=kind: f"({kind})" in ready.window.status_bar.message.text())
    assert ready.window.status_bar.model.text() == "tiny · small"
    for name in ("random", "reset", "encode", "continue"):
        assert ready.window.commands[name].isEnabled()
