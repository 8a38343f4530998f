import json
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings

from nes_composer.ui import key_tips
from nes_composer.ui.key_bindings import KeyBindings, normal

SHIPPED = {"undo": ("Ctrl+Z",), "redo": ("Ctrl+Y", "Ctrl+Shift+Z"), "mute": ("M",), "solo": ("Shift+M",), "bare": ()}


@pytest.fixture
def bindings(settings):
    return KeyBindings(SHIPPED, settings)


def all_keys(bindings):
    return list(chain.from_iterable(bindings.keys(name) for name in SHIPPED))


def test_at_first_the_keys_are_the_shipped_ones(bindings):
    assert {name: bindings.keys(name) for name in SHIPPED} == SHIPPED
    assert bindings.owner("Ctrl+Shift+Z") == "redo"
    assert bindings.owner("Q") is None
    assert all(map(bindings.is_shipped, SHIPPED))


def test_a_new_key_replaces_the_old_ones(bindings, qtbot):
    with qtbot.waitSignal(bindings.changed):
        assert bindings.bind("redo", "Ctrl+Alt+R") is None
    assert bindings.keys("redo") == ("Ctrl+Alt+R",)
    assert bindings.owner("Ctrl+Y") is None
    assert not bindings.is_shipped("redo")


def test_whoever_had_the_key_loses_it_and_keeps_the_others(bindings):
    assert bindings.bind("mute", "Ctrl+Y") == "redo"
    assert bindings.keys("mute") == ("Ctrl+Y",)
    assert bindings.keys("redo") == ("Ctrl+Shift+Z",)


def test_its_own_key_takes_nothing_from_anyone(bindings):
    assert bindings.bind("mute", "M") is None
    assert bindings.is_shipped("mute")


def test_reset_gives_back_also_what_another_has_now(bindings):
    bindings.bind("mute", "Ctrl+Y")
    bindings.reset("redo")
    assert bindings.keys("redo") == SHIPPED["redo"]
    assert bindings.keys("mute") == ()
    bindings.reset_all()
    assert {name: bindings.keys(name) for name in SHIPPED} == SHIPPED


def test_a_command_may_be_without_a_key(bindings):
    bindings.clear("mute")
    assert bindings.keys("mute") == ()
    assert key_tips.key("mute") == ""
    assert key_tips.key("solo") == "Shift+M"


@pytest.mark.parametrize("key", ["", "Ctrl+", "Ctrl+K, Ctrl+C", "no key"])
def test_what_cannot_be_pressed_at_once_is_refused(bindings, key):
    with pytest.raises(ValueError, match="is no key"):
        bindings.bind("mute", key)
    assert bindings.keys("mute") == ("M",)


def test_a_chord_has_one_name():
    assert normal("shift+ctrl+a") == normal("Ctrl+Shift+A") == "Ctrl+Shift+A"


def test_what_was_chosen_is_there_again(bindings, settings):
    bindings.bind("mute", "Ctrl+Y")
    bindings.clear("solo")
    again = KeyBindings(SHIPPED, QSettings(settings.fileName(), QSettings.Format.IniFormat))
    settings.sync()
    assert {name: again.keys(name) for name in SHIPPED} == {name: bindings.keys(name) for name in SHIPPED}


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"gone": ["X"], "mute": 7, "solo": ["?!", "Y", "Y"]}'])
def test_damaged_settings_are_left_out(settings, kept):
    settings.setValue("keys", kept)
    bindings = KeyBindings(SHIPPED, settings)
    assert bindings.keys("undo") == ("Ctrl+Z",)
    assert bindings.keys("solo") == (("Y",) if "solo" in kept else ("Shift+M",))


def test_a_key_that_is_shipped_later_does_not_clash_with_a_chosen_one(settings):
    KeyBindings(SHIPPED, settings).bind("mute", "N")
    bindings = KeyBindings({**SHIPPED, "new": ("N",)}, settings)
    assert (bindings.keys("mute"), bindings.keys("new")) == (("N",), ())


CHORDS = st.sampled_from(["M", "Shift+M", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z", "F5", "Space", "?"])
NAMES = st.sampled_from(sorted(SHIPPED))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("bind"), NAMES, CHORDS),
        st.tuples(st.just("clear"), NAMES),
        st.tuples(st.just("reset"), NAMES),
        st.tuples(st.just("reset_all")),
    ),
    max_size=12,
)


@given(STEPS)
def test_after_anything_no_two_commands_share_a_key(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("keys") / "settings.ini"
    bindings = KeyBindings(SHIPPED, QSettings(str(path), QSettings.Format.IniFormat))
    for step, *words in steps:
        getattr(bindings, step)(*words)
        keys = all_keys(bindings)
        assert len(keys) == len(set(keys))
        if step == "bind":
            assert bindings.keys(words[0]) == (words[1],)
            assert bindings.owner(words[1]) == words[0]
    kept = json.loads(str(bindings._settings.value("keys", "{}")))
    assert all(tuple(keys) != SHIPPED[name] for name, keys in kept.items())
    bindings.reset_all()
    assert all(map(bindings.is_shipped, SHIPPED))
