import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.ui.tools import Tool, Tools


def test_another_tool_is_told_once():
    tools, told = Tools(), []
    tools.changed.connect(lambda: told.append(tools.tool))
    tools.take(Tool.PENCIL)
    tools.take(Tool.ERASE)
    tools.take(Tool.ERASE)
    assert told == [Tool.ERASE]


@pytest.mark.parametrize(
    ("key", "tool"), [(Qt.Key.Key_2, Tool.SELECT), (Qt.Key.Key_3, Tool.ERASE), (Qt.Key.Key_1, Tool.PENCIL)]
)
def test_a_key_takes_a_tool_and_the_button_shows_it(window, key, tool):
    window.desk.tools.take(Tool.ERASE if tool is Tool.PENCIL else Tool.PENCIL)
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.tools.tool is tool
    assert [other for other in Tool if window.commands[f"tool_{other.value}"].isChecked()] == [tool]
