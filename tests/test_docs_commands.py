"""Every command that the docs show is one that the programs take."""

import importlib.util
import re
import sys

import documents
import fuzz
import pytest
from support import pages

from nes_composer import cli
from train import __main__ as train_cli

SHOWN = [page for page in pages.PAGES if "checkpoints" not in page.parts]

_VALUES = {
    "FILE": "song.mid",
    "IN": "in.nesproj",
    "OUT": "out.nsf",
    "OUT.json": "out.json",
    "FILE.json": "points.json",
    "FOLDER": "songs",
    "DIR": "there",
    "N": "2",
    "K": "2",
    "A": "0",
    "B": "64",
    "T": "0.9",
    "P": "0.9",
    "M": "3",
    "S": "1",
    "HZ": "44100",
    "KEY": "C minor",
    "SRC": "songs",
    "i/n": "1/2",
    "CHECKPOINT": "my.safetensors",
    "P1,P2,": "P1,P2",
    "PAGE.md": "page.md",
}
"""What stands for a word in capitals."""

_NEEDS_A_SOURCE = ("grids", "presets")


@pytest.fixture(scope="module")
def dev():
    spec = importlib.util.spec_from_file_location("dev", pages.ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parses(program, words, dev, monkeypatch):
    """Have the program's own parser read a command; wrong usage ends in SystemExit."""
    words = [_VALUES.get(word, word) for word in words]
    if program == "nes-composer":
        takes_command = bool(words) and (words[0] in cli._COMMANDS or words[0] == "--help")
        (cli._parser() if takes_command else cli._window_parser()).parse_args(words)
    elif program in ("train", "nes-composer-train"):
        if words and words[0] in _NEEDS_A_SOURCE and len(words) == 1:
            words = [*words, "nesmdb"]
        train_cli._parser().parse_args(words)
    else:
        monkeypatch.setattr(sys, "argv", ["dev.py", *words])
        asked = []
        monkeypatch.setattr(dev, "set_up", lambda *_: None)
        monkeypatch.setattr(dev, "perform", lambda options: asked.append(options) or 0)
        assert dev.main() == 0
        if words and words[0] == "run" and len(words) > 1:
            parses("nes-composer", words[1:], dev, monkeypatch)
        if words and words[0] == "fuzz" and "--help" not in words:
            monkeypatch.setattr(fuzz.readers, "names", lambda: [])
            fuzz.main(words[1:])


def refusal(program, words, dev, monkeypatch, capsys):
    """Return what a program says against a command; empty if it takes it."""
    try:
        parses(program, words, dev, monkeypatch)
    except SystemExit as end:
        return capsys.readouterr().err.strip().splitlines()[-1] if end.code else ""
    return ""


def complete(program, words):
    """Return whether somebody would type this: `--z` or `continue` alone, which a sentence names, are no commands."""
    if program == "nes-composer":
        return len(words) != 1 or words[0] in ("selftest",) or words[0] not in cli._COMMANDS
    if program in ("train", "nes-composer-train"):
        needs = {"prepare": 2, "fit": 2, "evaluate": 4, "map": 2}
        return not words or words[0] not in needs or len(words) >= needs[words[0]]
    return bool(words) and words != ["bench"]


@pytest.mark.parametrize("page", SHOWN, ids=pages.named)
def test_every_command_parses(page, dev, monkeypatch, capsys):
    for program, words in pages.commands(pages.text(page)):
        given = [word for word in words if word != "--help"]
        told = refusal(program, given, dev, monkeypatch, capsys) if complete(program, given) else ""
        assert not told, f"{pages.named(page)}: {program} {' '.join(words)}: {told}"


def test_commands_are_found_at_all():
    found = {(program, words[0]) for page in SHOWN for program, words in pages.commands(pages.text(page)) if words}
    assert {("nes-composer", name) for name in cli._COMMANDS} <= found
    assert {("train", name) for name in documents.subcommands(train_cli._parser())} <= found
    assert {("dev.py", name) for name in ("run", "test", "check", "bench", "screens", "docs", "fuzz", "soak")} <= found


def test_a_usage_is_all_that_it_allows():
    assert list(pages.expanded("info FILE [--json] [--grid auto|24hz]")) == [
        ["info", "FILE"],
        ["info", "FILE", "--json"],
        ["info", "FILE", "--grid", "auto"],
        ["info", "FILE", "--grid", "24hz"],
    ]
    text = "`nes-composer info FILE --jsn` and\n\n    python3 dev.py check\n"
    assert list(pages.commands(text)) == [("dev.py", ["check"]), ("nes-composer", ["info", "FILE", "--jsn"])]


@pytest.mark.parametrize("wrong", ["nes-composer info FILE --jsn", "python -m train fit gan", "python3 dev.py bnch"])
def test_a_command_that_is_no_longer_there_is_found(wrong, dev, monkeypatch, capsys):
    ((program, words),) = pages.commands(f"`{wrong}`")
    with pytest.raises(SystemExit):
        parses(program, words, dev, monkeypatch)


def test_every_command_of_dev_is_told_to_contributors(dev, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["dev.py", "--help"])
    with pytest.raises(SystemExit):
        dev.main()
    names = set(re.findall(r"^ {4}python3 dev\.py (\w+)", dev.__doc__, re.MULTILINE)) - {"setup", "run"}
    told = set(re.findall(r"python3 dev\.py (\w+)", pages.text("CONTRIBUTING.md")))
    assert names <= told
