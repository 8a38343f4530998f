from nes_composer.ui import gestures
from nes_composer.ui.commands import commands


def test_every_command_has_a_menu_a_key_and_a_tooltip_that_names_it(window):
    for command in commands(window):
        action = window.commands[command.name]
        assert command.keys, command.name
        assert command.keys[0] in action.toolTip()
        assert [key.toString() for key in action.shortcuts()] == [
            key.replace("PgDown", "PgDown") for key in command.keys
        ], command.name


def test_no_two_commands_share_a_key(window):
    keys = [key.toString() for action in window.commands.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_the_key_sheet_lists_all_keys_and_gestures(window):
    from nes_composer.ui.actions import key_sheet

    html = key_sheet(commands(window), gestures.SHEET)
    for command in commands(window):
        assert command.keys[0].replace("<", "&lt;") in html
    for gesture, effect in gestures.SHEET:
        assert gesture in html
        assert effect in html
