import pytest

from nes_composer.formats import registry
from nes_composer.ui.document import empty_song


@pytest.fixture
def files(window, qtbot, tmp_path):
    """Two songs, the second of them opened last."""
    found = [tmp_path / "one.nesproj", tmp_path / "two.nesproj"]
    for path in found:
        registry.write_song(path, empty_song())
        window.files.open_path(path)
        qtbot.waitUntil(lambda path=path: window.document.path == path)
    return found


def test_without_any_there_is_nothing_to_open(window):
    assert not window.recent.isEnabled()
    assert window.recent.actions() == []


def test_the_latest_is_the_first_and_its_folder_is_told(window, files):
    assert window.recent.isEnabled()
    assert [action.text() for action in window.recent.actions()] == ["two.nesproj", "one.nesproj"]
    assert [action.toolTip() for action in window.recent.actions()] == [str(path) for path in reversed(files)]


def test_a_click_opens_one(window, files, qtbot):
    window.recent.actions()[1].trigger()
    qtbot.waitUntil(lambda: window.document.path == files[0])
