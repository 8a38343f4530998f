"""The README's commands are those that the walk types, and they can be typed."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest
import walk
from support import readme

from nes_composer import __version__, cli
from train import __main__ as training

ROOT = Path(__file__).parents[1]
BLOCKS = {block for _, _, blocks in walk.WAYS.values() for block in blocks}


@pytest.fixture(scope="module")
def typed():
    """The commands of each block that is walked through."""
    found = readme.named_blocks()
    assert set(found) >= BLOCKS
    return {name: readme.commands(found[name]) for name in BLOCKS}


@pytest.fixture
def dev():
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_blocks_are_found_by_their_names_and_commands_without_their_comments():
    text = "a\n<!-- walk: one -->\n```sh\nnes-composer 'a b' \\\n  c   # why\n# nothing\n```\n```sh\nother\n```\n"
    blocks = readme.named_blocks(text)
    assert list(blocks) == ["one"]
    assert readme.commands(blocks["one"]) == [["nes-composer", "a b", "c"]]


def test_each_command_of_ours_is_understood(typed):
    understood = 0
    for words in (words for block in typed.values() for words in block):
        if words[0] == "nes-composer":
            cli._parser().parse_args(words[1:])
        elif words[0] == "nes-composer-train":
            training._parser().parse_args(words[1:])
        else:
            continue
        understood += 1
    assert understood >= 6


def test_what_is_made_is_named_as_the_walk_looks_for_it(typed):
    made = [word for block in ("cartridge", "training") for words in typed[block] for word in words]
    assert {"longer.nsf", "mine.nsf", "my-music"} <= set(made)


def test_the_packages_are_those_that_a_checkout_installs(typed, dev):
    (words,) = typed["debian"]
    assert words == ["apt", "install", "python3-venv", *dev.RUN_PACKAGES]


def test_a_checkout_is_set_up_by_a_command_that_it_has(typed, dev, monkeypatch):
    done = []
    monkeypatch.setattr(dev, "set_up", done.append)
    monkeypatch.setattr(dev, "perform", lambda options: 0)
    monkeypatch.setattr(sys, "argv", ["dev.py", *typed["source"][0][2:]])
    assert typed["source"][0][:2] == ["python3", "dev.py"]
    assert dev.main() == 0
    # Whoever only wants the program gets no packages that only the tests need.
    assert done == [[]]


def test_the_wheel_has_the_name_that_the_readme_says(typed):
    (install,) = (words for words in typed["wheel"] if words[:2] == ["pip", "install"])
    assert re.fullmatch(rf"nes_composer-{re.escape(__version__)}-py3-none-any\.whl\[train\]", install[2])


@pytest.mark.parametrize("way", ["nowhere", "source,wheel"])
def test_a_way_that_is_none_is_wrong_usage(monkeypatch, capsys, way):
    monkeypatch.setattr(sys, "argv", ["walk", way])
    with pytest.raises(SystemExit) as end:
        walk.main()
    assert end.value.code == 2
    assert way in capsys.readouterr().err


def test_it_is_skipped_in_a_sentence_where_it_cannot_be(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["walk"])
    monkeypatch.setattr(walk.shutil, "which", lambda tool: None if tool == "debootstrap" else tool)
    monkeypatch.setattr(walk, "walk", lambda *_: pytest.fail("it walks"))
    assert walk.main() == 0
    assert "skipped" in capsys.readouterr().out


def test_argparse_takes_the_description_as_it_is(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["walk", "--help"])
    with pytest.raises(SystemExit):
        walk.main()
    assert "WALK_BIND" in capsys.readouterr().out
