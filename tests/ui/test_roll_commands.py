import pytest


@pytest.mark.parametrize("name", ["focus_2", "value_lane", "highlight"])
def test_a_switch_is_shown_as_it_is_and_works_both_ways(window, name):
    command = window.commands[name]
    before = command.isChecked()
    command.trigger()
    assert command.isChecked() is not before
    command.trigger()
    assert command.isChecked() is before


def test_each_has_a_key_and_says_what_it_does(window):
    names = [name for name in window.commands if name.startswith(("focus_", "tool_"))]
    assert len(names) == 7
    for name in (*names, "value_lane", "highlight"):
        command = window.commands[name]
        assert command.shortcut().toString()
        assert command.toolTip().endswith(f"({command.shortcut().toString()})")
