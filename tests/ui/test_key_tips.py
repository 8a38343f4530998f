import ast
import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

import nes_composer.ui
from nes_composer.ui import key_tips

NAMED = re.compile(r"\((Ctrl|Shift|Tab|Space|Home|End|F\d+|[A-Z])(\+[^ )]+)*\)")  # Alt opens what a dialog underlines
COMMANDS = re.compile(r"commands?\.py")


@pytest.fixture(autouse=True)
def kept():
    before = dict(key_tips._teller.keys)
    yield
    key_tips.use(before)


def test_a_tooltip_names_the_key_that_the_command_has_now(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    key_tips.use({"mute": "M"})
    key_tips.follow_tip(label, "Mute this voice", "mute")
    assert label.toolTip() == "Mute this voice (M)"
    key_tips.use({"mute": "Ctrl+M"})
    assert label.toolTip() == "Mute this voice (Ctrl+M)"
    key_tips.use({})
    assert label.toolTip() == "Mute this voice"


def test_a_command_without_a_key_has_none():
    key_tips.use({"mute": "M"})
    assert (key_tips.key("mute"), key_tips.key("solo")) == ("M", "")


def test_no_text_of_a_widget_names_a_key_that_may_be_another_now():
    for file in sorted(Path(nes_composer.ui.__file__).parent.rglob("*.py")):
        if not COMMANDS.search(file.name):
            tree = ast.parse(file.read_text())
            sentences = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in sentences:
                    assert not NAMED.search(node.value), f"{file.name}:{node.lineno}: {node.value}"
