from nes_composer.ui import gestures, theme
from nes_composer.ui.commands import commands
from nes_composer.ui.help import KeySheet, filtered, sheet

SECTIONS = {"Mouse": [("Drag a note", "move it")], "Play": [("Space", "Play or stop"), ("Ctrl+<", "Slower & lower")]}


def open_sheet(window):
    window.commands["keys"].trigger()
    return next(iter(window.findChildren(KeySheet)))


def test_it_lists_all_keys_and_gestures(window):
    text = open_sheet(window).text.toPlainText()
    for command in commands(window):
        for key in command.keys:
            assert key in text
    for gesture, effect in gestures.SHEET:
        assert gesture in text
        assert effect in text


def test_it_shows_only_what_is_asked_for(window):
    shown = open_sheet(window)
    shown.filter.setText("play stop")
    assert "Play from the playhead, or stop" in shown.text.toPlainText()
    assert "Draw" not in shown.text.toPlainText()
    shown.filter.setText("no such thing")
    assert shown.text.toPlainText() == "There is no such key."


def test_it_follows_keys_and_the_look(window, qapp):
    shown = open_sheet(window)
    window.shell.bindings.bind("play", "Ctrl+Alt+P")
    assert "Ctrl+Alt+P" in shown.text.toPlainText()
    theme.apply(qapp, theme.LIGHT)
    assert theme.LIGHT.DIM.name() in shown.text.toHtml()
    theme.apply(qapp, theme.DARK)
    assert theme.DARK.DIM.name() in shown.text.toHtml()


def test_a_word_may_be_in_key_effect_or_title():
    assert filtered(SECTIONS, "mouse move") == {"Mouse": SECTIONS["Mouse"]}
    assert filtered(SECTIONS, "SPACE") == {"Play": SECTIONS["Play"][:1]}
    assert filtered(SECTIONS, "") == SECTIONS


def test_no_sign_is_taken_for_html():
    html = sheet(SECTIONS, "#000")
    assert "Ctrl+&lt;" in html
    assert "Slower &amp; lower" in html
