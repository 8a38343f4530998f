from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from nes_composer.formats import registry
from nes_composer.ui.file_drop import FileDrop

BUTTON, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(target, mime, action=Qt.DropAction.CopyAction):
    """Drag something over a widget and let go of it; return whether it was taken both times."""
    enter = QDragEnterEvent(QPoint(20, 20), action, mime, BUTTON, NO_KEY)
    QApplication.sendEvent(target, enter)
    event = QDropEvent(QPointF(20, 20), action, mime, BUTTON, NO_KEY)
    event.ignore()
    QApplication.sendEvent(target, event)
    return enter.isAccepted(), event.isAccepted()


def files(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


@pytest.mark.parametrize("end", list(registry.READABLE))
def test_every_readable_kind_is_opened(window, tmp_path, qtbot, melody, end):
    path = tmp_path / f"tune{end}"
    registry.write_song(path, melody)
    assert drop(window, files(path)) == (True, True)
    qtbot.waitUntil(lambda: window.status_bar.message.text().startswith(f"Opened {path.name}"), timeout=120_000)
    assert window.document.score.sounding.any()


def test_what_is_dropped_on_a_roll_is_opened(window, tmp_path, qtbot, melody):
    path = tmp_path / "tune.nesproj"
    registry.write_song(path, melody)
    viewport = window.rolls[0].viewport()
    place = viewport.mapTo(window, QPoint(20, 20))
    assert window.childAt(place) is viewport
    assert drop(viewport, files(path)) == (True, True)
    qtbot.waitUntil(lambda: window.document.path == path)


def test_of_several_the_first_is_opened_and_that_is_said(window, tmp_path, qtbot, melody):
    paths = [tmp_path / f"{name}.nesproj" for name in "cab"]
    for path in paths:
        registry.write_song(path, melody)
    drop(window, files(*paths))
    qtbot.waitUntil(lambda: window.document.path == paths[0])
    assert "only the first of 3 files" in window.status_bar.message.text()


def test_an_unknown_kind_is_one_sentence(window, tmp_path, qtbot):
    path = tmp_path / "picture.png"
    path.write_bytes(b"png")
    drop(window, files(path))
    qtbot.waitUntil(lambda: "cannot open this kind of file" in window.status_bar.message.text())
    for box in window.findChildren(QMessageBox):
        box.done(0)
    assert window.document.untouched


def test_what_is_no_file_is_left_to_others(qtbot):
    target, opened = QWidget(), []
    qtbot.addWidget(target)
    FileDrop(opened.append, target)
    text, page = QMimeData(), QMimeData()
    text.setText("hello")
    page.setUrls([QUrl("https://example.org/a.mid")])
    for mime in (text, page, QMimeData()):
        assert drop(target, mime) == (False, False)
    assert opened == []


def test_a_file_is_never_moved(qtbot):
    target, opened = QWidget(), []
    qtbot.addWidget(target)
    FileDrop(opened.append, target)
    mime = files("/a/b.mid")  # an event does not hold it
    both = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(1, 1), both, mime, BUTTON, NO_KEY))
    event = QDropEvent(QPointF(1, 1), both, mime, BUTTON, NO_KEY)
    event.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(target, event)
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert opened == [[Path("/a/b.mid")]]
