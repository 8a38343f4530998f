from nes_composer.ui.live_commands import live_commands


def test_all_are_in_the_play_menu_with_a_key(window):
    commands = live_commands(window)
    assert {command.menu for command in commands} == {"&Play"}
    assert all(command.keys and command.tip for command in commands)


def test_octaves_go_up_and_down_by_one(window):
    by_name = {command.name: command for command in live_commands(window)}
    by_name["octave_up"].run()
    assert window.live.piano.octave == 5
    by_name["octave_down"].run()
    by_name["octave_down"].run()
    assert window.live.piano.octave == 3
