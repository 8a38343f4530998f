from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.ui.roll_tools import RollTools
from nes_composer.ui.tools import Tool


def test_a_click_takes_a_tool_and_the_one_in_hand_stays_marked(window):
    (tools,) = window.transport_bar.findChildren(RollTools)
    for tool in (Tool.ERASE, Tool.ERASE, Tool.SELECT):
        QTest.mouseClick(tools.buttons[tool], Qt.MouseButton.LeftButton)
        assert window.desk.tools.tool is tool
        assert [other for other, button in tools.buttons.items() if button.isChecked()] == [tool]


def test_buttons_are_named_and_tell_their_key(window):
    (tools,) = window.transport_bar.findChildren(RollTools)
    assert tools.buttons[Tool.ERASE].accessibleName() == "Erase tool"
    assert "Ctrl+3" in tools.buttons[Tool.ERASE].toolTip()
