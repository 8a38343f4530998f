import pytest
from PySide6.QtWidgets import QMessageBox
from support.processes import FakeModels

from nes_composer import paths
from nes_composer.formats import registry
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from nes_composer.score.song import Song
from nes_composer.ui.commands import commands
from nes_composer.ui.main_window import MainWindow
from nes_composer.ui.palette import _NAME

TITLES = {"first": "Hello", "cave": "Drip & Drop", "boss": "", "chase": "Überholt"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Four songs in place of the shipped ones, one of them without a title."""
    songs = tmp_path / "songs"
    songs.mkdir()
    for number, (name, title) in enumerate(TITLES.items()):
        score = draw(Score.silent(64), [Note(P1, 0, 4, 60 + number)])
        registry.write_song(songs / f"{name}.nesproj", Song(score, title=title))
    (songs / "README.md").write_text("About them.")
    monkeypatch.setattr(paths, "songs", lambda: songs)
    return songs


@pytest.fixture
def shown(folder, window):
    """A window that was made when these songs were there; the folder comes first."""
    return window


@pytest.fixture
def answer(monkeypatch):
    """What is asked, and what the person clicks."""

    def click(window, button):
        (box,) = (box for box in window.findChildren(QMessageBox) if box.isVisible())
        box.button(button).click()

    return click


def submenu(window):
    (file,) = (action.menu() for action in window.menuBar().actions() if action.text() == "&File")
    return next(action.menu() for action in file.actions() if action.text() == "&Demo songs")


def test_the_file_menu_has_all_songs_by_title_and_scene_and_the_first_one_first(shown):
    assert [action.text() for action in submenu(shown).actions()] == [
        "Hello",
        "Boss",
        "Drip && Drop (cave)",
        "Überholt (chase)",
    ]


def test_it_stands_beside_what_opens_files(shown):
    (file,) = (action.menu() for action in shown.menuBar().actions() if action.text() == "&File")
    assert [action.text() for action in file.actions()][1:4] == ["&Open…", "Open &recent", "&Demo songs"]


def test_a_copy_is_opened_that_has_no_file_and_is_not_remembered(shown, qtbot):
    shown.commands["demo_chase"].trigger()
    qtbot.waitUntil(lambda: shown.document.song.title == "Überholt")
    assert shown.document.score.pitch[0, P1] == 63
    assert shown.document.path is None
    assert shown.document.untouched
    assert shown.files.recent == []
    assert "Überholt" in shown.windowTitle()
    assert "copy of “Überholt”" in shown.status_bar.message.text()


def test_the_palette_finds_them(shown):
    shown.shell.open_palette()
    for query in ("überholt", "chase", "demo songs"):
        shown.shell.palette.field.setText(query)
        found = shown.shell.palette.list
        assert "demo_chase" in [found.item(row).data(_NAME) for row in range(min(found.count(), 4))], query


def test_changes_to_the_song_before_are_asked_about(shown, answer, qtbot):
    shown.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 8, 4, 40)]))
    mine = shown.document.song
    shown.commands["demo_boss"].trigger()
    qtbot.waitUntil(lambda: bool(shown.findChildren(QMessageBox)))
    assert shown.document.song is mine
    answer(shown, QMessageBox.StandardButton.Cancel)
    assert shown.document.song is mine
    shown.commands["demo_boss"].trigger()
    qtbot.waitUntil(lambda: any(box.isVisible() for box in shown.findChildren(QMessageBox)))
    answer(shown, QMessageBox.StandardButton.Discard)
    qtbot.waitUntil(lambda: shown.document.score.pitch[0, P1] == 62)


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"title": 7}'])
def test_one_that_is_gone_or_damaged_is_told_in_a_sentence_and_changes_nothing(shown, folder, content, qtbot):
    path, mine = folder / "cave.nesproj", shown.document.song
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with qtbot.waitSignal(shown.files.failed) as told:
        shown.commands["demo_cave"].trigger()
    assert str(path) in told.args[0]
    assert "\n" not in told.args[0]
    assert shown.document.song is mine
    for box in shown.findChildren(QMessageBox):
        box.close()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'{"title": "\\ud800', b'{"title": "\\x"}'])
def test_one_without_a_title_that_can_be_read_is_called_as_its_file(folder, window, content):
    (folder / "cave.nesproj").write_bytes(content)
    titles = {command.name: command.title for command in window.demo_songs.commands()}
    assert titles["demo_cave"] == "Cave"


def test_without_any_there_is_no_such_menu(tmp_path, monkeypatch, audio, settings, qtbot):
    monkeypatch.setattr(paths, "songs", lambda: tmp_path / "none")
    window = MainWindow(audio, FakeModels, settings)
    qtbot.addWidget(window)
    texts = [action.text() for menu in window.menuBar().actions() for action in menu.menu().actions()]
    assert "&Demo songs" not in texts
    assert not any(command.name.startswith("demo_") for command in commands(window))
    window.shut_down()


def test_the_shipped_ones_are_called_as_they_are(window):
    names = {command.name: command for command in window.demo_songs.commands()}
    for path in paths.songs().glob("*.nesproj"):
        title = registry.read_song(path).song.title
        assert title
        assert names[f"demo_{path.stem}"].text.replace("&&", "&") in (title, f"{title} ({path.stem})")


def test_a_song_is_written_so_that_its_title_is_found(tmp_path, folder, window):
    song = Song(Score.silent(64), title='Say "hi" \\ ∞', author="x" * 2000)
    registry.write_song(folder / "boss.nesproj", song)
    titles = {command.name: command.text for command in window.demo_songs.commands()}
    assert titles["demo_boss"] == f"{song.title} (boss)"
