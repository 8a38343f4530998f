from dataclasses import replace

import pytest

from nes_composer.formats import recovery, registry
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.autosave import Autosave
from nes_composer.ui.document import Document
from nes_composer.ui.recovery_folder import Leftovers
from nes_composer.ui.tasks import Tasks

INTERVAL = 0.05


class Desk:
    """A document, and a window's autosave of it."""

    def __init__(self, root, interval=INTERVAL):
        self.root, self.document, self.tasks = root, Document(), Tasks()
        self.autosave = Autosave(self.document, self.tasks, root, interval)
        self.troubles = []
        self.autosave.failed.connect(self.troubles.append)

    def edit(self, start, pitch=60):
        note = Note(P1, start, 2, pitch)
        self.document.change("Draw", lambda song: replace(song, score=draw(song.score, [note])))

    @property
    def files(self):
        return sorted(self.root.rglob("[!.]*.nesproj")) if self.root else []

    def holds(self):
        """Whether there is one recovery file, of the song as it is."""
        return len(self.files) == 1 and recovery.read(self.files[0]).song == self.document.song

    def close(self):
        self.tasks.close()
        self.autosave.close()


@pytest.fixture
def desk(qapp, tmp_path):
    desk = Desk(tmp_path / "data" / "recovery")
    yield desk
    desk.close()


def test_changes_are_kept_aside_with_whose_they_are(desk, tmp_path, qtbot):
    path = tmp_path / "my song.nesproj"
    registry.write_song(path, desk.document.song)
    desk.document.open(desk.document.song, path)
    saved = path.read_bytes()
    assert desk.autosave.seconds_ago is None
    for start in (0, 8, 16):
        desk.edit(start)
        qtbot.waitUntil(desk.holds)
    assert desk.files[0].name.startswith("my song-")
    assert recovery.read(desk.files[0]).path == path
    assert path.read_bytes() == saved
    assert 0 <= desk.autosave.seconds_ago < 60
    assert desk.autosave.file == desk.files[0]


def test_an_unchanged_song_is_not_kept(desk, qtbot, melody):
    desk.document.open(melody)
    assert not desk.autosave._wait.isActive()
    assert not desk.root.exists()


def test_saving_removes_it(desk, tmp_path, qtbot):
    desk.edit(0)
    qtbot.waitUntil(desk.holds)
    with qtbot.waitSignal(desk.autosave.changed):
        desk.document.mark_saved(desk.document.song, tmp_path / "x.nesproj")
    assert desk.files == []
    assert desk.autosave.seconds_ago is None


def test_a_save_while_it_is_being_written_removes_it_too(desk, tmp_path, qtbot):
    desk.edit(0)
    desk.autosave._write()
    desk.document.mark_saved(desk.document.song, tmp_path / "x.nesproj")
    qtbot.waitUntil(lambda: not desk.autosave._writing)
    assert desk.files == []


def test_what_is_edited_while_it_is_being_written_is_kept_next(desk, qtbot):
    desk.edit(0)
    desk.autosave._write()
    desk.edit(8)
    qtbot.waitUntil(desk.holds)


def test_another_title_is_another_name_for_the_same_file(desk, qtbot):
    desk.edit(0)
    qtbot.waitUntil(desk.holds)
    desk.document.change("Title", lambda song: replace(song, title="Nine"))
    qtbot.waitUntil(desk.holds)
    assert desk.files[0].name.startswith("Nine-")


def test_a_song_that_is_given_up_leaves_nothing(desk, qtbot):
    desk.edit(0)
    qtbot.waitUntil(desk.holds)
    desk.autosave.give_up()
    assert desk.files == []
    desk.close()
    assert list(desk.root.iterdir()) == []


def test_a_song_that_is_opened_instead_ends_the_one_before(desk, qtbot, melody):
    desk.edit(0)
    qtbot.waitUntil(desk.holds)
    desk.document.open(melody)
    assert desk.files == []


def test_an_end_from_outside_keeps_what_is_not_saved(desk):
    desk.edit(0)
    desk.close()
    assert desk.autosave.file is None
    left = Leftovers(desk.root)
    (path,) = left.files()
    assert recovery.read(path).song == desk.document.song
    left.release()


def test_a_folder_that_cannot_be_written_is_told_once_and_tried_again(desk, tmp_path, qtbot):
    (tmp_path / "data").write_text("in the way")
    desk.edit(0)
    qtbot.waitUntil(lambda: len(desk.troubles) == 1)
    assert "Traceback" not in desk.troubles[0]
    desk.edit(8)
    qtbot.waitUntil(desk.autosave._wait.isActive)
    (tmp_path / "data").unlink()
    qtbot.waitUntil(desk.holds)
    assert len(desk.troubles) == 1


def test_without_a_folder_nothing_is_kept(qapp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk = Desk(None)
    desk.edit(0)
    assert not desk.autosave._wait.isActive()
    desk.close()
    assert list(tmp_path.iterdir()) == []
