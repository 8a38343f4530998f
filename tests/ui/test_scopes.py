def test_levels_are_written_only_while_they_are_seen(window, audio):
    assert audio.taps.levels_wanted
    window.editor.scopes.set_shown(False)
    assert not audio.taps.levels_wanted
    assert not any(strip.scope.isVisible() for strip in window.strips)
    window.editor.scopes.set_shown(True)
    assert audio.taps.levels_wanted
    window.strips[0].scope.hide()
    assert audio.taps.levels_wanted, "the others are seen"
    window.hide()
    assert not audio.taps.levels_wanted


def test_every_third_poll_is_a_look(window):
    looks = []
    window.editor.scopes.due.connect(lambda: looks.append(1))
    for _ in range(12):
        window.transport.poll()
    assert len(looks) == 4


def test_nothing_is_done_while_all_are_hidden(window):
    looks = []
    window.editor.scopes.set_shown(False)
    window.editor.scopes.due.connect(lambda: looks.append(1))
    for _ in range(10):
        window.transport.poll()
    assert not looks
