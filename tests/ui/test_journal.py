import logging

from PySide6.QtCore import qDebug, qWarning

from nes_composer.ui.journal import qt_messages


def test_what_qt_warns_of_is_logged_and_shown(caplog, capsys):
    with caplog.at_level(logging.DEBUG, "nes_composer"), qt_messages():
        qWarning("a timer on another thread")
        qDebug("a remark")
    assert [record.getMessage() for record in caplog.records] == ["Qt: a timer on another thread"]
    assert capsys.readouterr().err.splitlines() == ["a timer on another thread", "a remark"]
