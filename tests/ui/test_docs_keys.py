"""Every key, gesture and menu entry that the pages name is one that the window has."""

import re

import pytest
from PySide6.QtGui import QKeySequence
from support import pages

from nes_composer.ui import gestures

PAGES = ["README.md", "docs/window.md", "docs/tutorial.md", "docs/training.md", "docs/how-it-works.md"]

_NAMED = "Return|Enter|Space|Esc|Tab|Del|Ins|Home|End|PgUp|PgDown|Backspace"
_CHORD = re.compile(
    rf"(?<![\w+])((?:(?:Ctrl|Alt|Shift)\+)+(?:F\d+\b|(?:{_NAMED})\b|[A-Z](?![\w])|\d\b|[←→↑↓]+|[,.?=+-](?=\W|$)|wheel))"
)
_BARE = re.compile(rf"(?<![\w+/.])(F\d{{1,2}}|{_NAMED})(?![\w+])")
_LETTER = re.compile(r"(?<![\w+'“.…/-])([A-Z])(?![\w+'’.…/]|-\w)")
_ARROWS = {"↑": "Up", "↓": "Down", "←": "Left", "→": "Right"}

NO_KEYS = {
    "README.md": {"A"},  # the article
    "docs/window.md": {"A", "B", "C"},  # two points, the article, a note
    "docs/tutorial.md": {"A", "B", "C"},
    "docs/training.md": {"A"},
    "docs/how-it-works.md": {"A", "R", "T"},  # R(T) is no key
}
"""Single letters that are something else on a page."""


@pytest.fixture
def keys(window):
    """The keys of all commands: chord as Qt writes it, and the names of the commands."""
    found = {}
    for name, action in window.commands.items():
        for sequence in action.shortcuts():
            found[sequence.toString(QKeySequence.SequenceFormat.PortableText)] = name
    return found


@pytest.fixture
def sheet():
    """What the mouse does, as words."""
    return " ".join(f"{gesture} {effect}" for gesture, effect in gestures.SHEET)


def words_of(page):
    """Return a page without code and links."""
    text = pages.prose(pages.text(page))
    text = re.sub(r"^ {4}.*$|<!--.*?-->", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"`[^`]*`|\]\([^)]*\)", "", text).split())


def chords(text):
    """Yield each chord, as one key at a time, that a text names."""
    for chord in _CHORD.findall(text):
        *modifiers, last = re.match(r"((?:(?:Ctrl|Alt|Shift)\+)+)(.+)", chord).groups()
        for key in last if set(last) <= _ARROWS.keys() else [last]:
            yield "".join(modifiers) + _ARROWS.get(key, key)
    yield from _BARE.findall(text)
    for first, last in re.findall(r"\bF(\d+) to F(\d+)", text):
        yield from (f"F{number}" for number in range(int(first), int(last) + 1))
    for modifier, first, last in re.findall(r"((?:Ctrl|Alt)\+)(\d) to (\d)\b", text):
        yield from (f"{modifier}{number}" for number in range(int(first), int(last) + 1))
    for modifier, *rest in re.findall(r"(Ctrl\+)[A-Z], ([A-Z]), ([A-Z])\b", text):
        yield from (modifier + key for key in rest)


def is_key(chord, keys, sheet):
    normal = QKeySequence(chord).toString(QKeySequence.SequenceFormat.PortableText)
    return chord in keys or normal in keys or re.search(rf"(?<!\w){re.escape(chord)}(?!\w)", sheet) is not None


@pytest.mark.parametrize("page", PAGES)
def test_every_chord_is_one_of_the_window(page, keys, sheet):
    named = set(chords(words_of(page)))
    unknown = {chord for chord in named if not is_key(chord, keys, sheet)}
    assert unknown == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_letter_that_stands_alone_is_a_key(page, keys):
    letters = set(_LETTER.findall(words_of(page))) - NO_KEYS[page]
    assert letters <= keys.keys()


def test_keys_are_found(keys):
    found = set(chords(words_of("docs/window.md")))
    assert len(found) > 50
    assert {"Ctrl+Z", "Shift+F1", "F4", "Ctrl+2", "Ctrl+X", "Ctrl+V", "Alt+Shift+wheel", "Tab", "Ctrl+,"} <= found
    assert {"G", "K", "Q", "J", "I"} <= set(_LETTER.findall(words_of("docs/window.md")))
    assert list(chords("press Ctrl+Shift+F13, Ctrl+Ö or Alt+←→")) == ["Ctrl+Shift+F13", "Alt+Left", "Alt+Right"]


@pytest.mark.parametrize("page", PAGES)
def test_a_key_behind_a_name_is_that_of_the_command_of_that_name(page, window, keys):
    by_title = {}
    for name, action in window.commands.items():
        by_title.setdefault(action.text().replace("&", "").rstrip("…").lower(), []).append(name)
    text = words_of(page)
    pairs = re.findall(r"\*([^*]+)\*\*? \((?:or )?([^ ,;)]+(?:\+,)?)[ ,;)]", text)
    checked = 0
    for title, key in pairs:
        names = by_title.get(title.split(", ")[-1].rstrip("…").lower())
        if names and is_key(key, keys, ""):
            normal = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
            assert keys[normal] in names, f"*{title}* ({key})"
            checked += 1
    assert checked >= {"docs/window.md": 4, "docs/tutorial.md": 5, "docs/training.md": 1}.get(page, 0)


@pytest.fixture
def entries(window):
    """The paths of all menu entries and menus."""

    def walk(menu, path):
        for action in menu.actions():
            title = action.text().replace("&", "").split("\t")[0]
            if title:
                yield ", ".join([*path, title])
                if action.menu():
                    yield from walk(action.menu(), [*path, title])

    return {entry.replace("…", "") for entry in walk(window.menuBar(), [])}


@pytest.mark.parametrize("page", PAGES)
def test_every_menu_entry_is_there(page, entries):
    menus = {entry for entry in entries if ", " not in entry}
    text = words_of(page)
    named = re.findall(rf"\*((?:{'|'.join(sorted(menus))}), [^*]+)\*", text)
    named += [f"{menu}, {entry}" for menu, entry in re.findall(r"\b(File|Edit|Help) → \*([^*]+)\*", text)]
    unknown = [entry for entry in named if not any(known.endswith(entry.replace("…", "")) for known in entries)]
    assert unknown == []
    assert len(named) >= {"docs/window.md": 3, "docs/tutorial.md": 3, "docs/training.md": 1}.get(page, 0)
