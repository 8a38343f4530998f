from dataclasses import replace

import pytest

from nes_composer.ui import autosave
from nes_composer.ui.autosave import Autosave
from nes_composer.ui.autosave_label import AutosaveLabel
from nes_composer.ui.document import Document
from nes_composer.ui.tasks import Tasks


@pytest.fixture
def label(qtbot, tmp_path):
    document, tasks = Document(), Tasks()
    kept = Autosave(document, tasks, tmp_path / "recovery", 60)
    label = AutosaveLabel(kept)
    label.document, label.autosave = document, kept
    qtbot.addWidget(label)
    yield label
    tasks.close()
    kept.close()


def test_it_says_how_long_ago_the_song_was_kept(label, qtbot, tmp_path, monkeypatch):
    assert label.isHidden()
    label.document.change("Title", lambda song: replace(song, title="Nine"))
    label.autosave.write_now()
    qtbot.waitUntil(lambda: not label.isHidden())
    now = autosave.time.monotonic()
    for later, text in ((12.4, "12 s"), (59.2, "59 s"), (60.5, "1 min"), (200, "3 min")):
        monkeypatch.setattr("nes_composer.ui.autosave.time.monotonic", lambda later=later: now + later)
        label.show_age()
        assert label.text() == f"autosaved {text} ago"
    assert "Nine-" in label.toolTip()
    label.document.mark_saved(label.document.song, tmp_path / "a.nesproj")
    assert label.isHidden()


def test_it_counts_by_itself(label, qtbot):
    label.document.change("Title", lambda song: replace(song, title="Nine"))
    label.autosave.write_now()
    qtbot.waitUntil(lambda: label.text() not in ("", "autosaved 0 s ago"), timeout=20_000)
