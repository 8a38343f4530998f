"""The page of the library and the example do what they say, with small models."""

import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from support.commands import names, run, shipped, tiny_checkpoints

import nes_composer as nes

__all__ = ["run", "shipped", "tiny_checkpoints"]

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch, shipped):
    monkeypatch.chdir(tmp_path)


def test_the_page_of_the_library_runs_from_top_to_bottom(capsys):
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert len(blocks) == PAGE.count("```") / 2
    known = {}
    for block in blocks:
        assert len(block.splitlines()) <= 5
        exec(compile(block, "docs/api.md", "exec"), known)
    assert names() == ["longer.mid", "song.nesproj", "song.nsf", "song.wav"]
    assert len(known["takes"]) == 3
    assert len(known["takes"][0].score) == len(known["song"].score) + 64
    assert np.array_equal(known["z"][0], known["z"][1])
    assert known["samples"].dtype == np.float32
    assert known["notes"].shape == (4,)
    assert " 256 129.0" in capsys.readouterr().out


def test_each_of_the_api_is_on_the_page():
    said = set(re.findall(r"nes\.(\w+)|(?:vae|lstm)\.(\w+)\(", PAGE))
    used = {name for pair in said for name in pair}
    methods = {
        name for kind in (nes.Vae, nes.Lstm) for name in vars(kind) if not name.startswith("_") and name != "latent"
    }
    assert {*nes.__all__, *methods} - {"Song", "__version__"} <= used


def test_the_commands_of_the_page_make_what_it_says(run):
    generate, render = (shlex.split(line)[1:] for line in PAGE.splitlines() if line.startswith("    nes-composer "))
    small = {"1000": "3", "FOLDER": "."}
    generate, render = ([small.get(word, word) for word in words] for words in (generate[:-2], render))
    lines = [json.loads(line) for line in run(*generate, "--bars", 1).splitlines()]
    assert [line["file"] for line in lines] == ["set-0001.mid", "set-0002.mid", "set-0003.mid"]
    assert [line["seed"] for line in lines] == [1, 2, 3]
    assert {*lines[0]} == {"file", "seed", "bars", "model"}
    run("generate", "again.mid", "--model", "lstm", "--seed", 2, "--bars", 1)
    assert Path("again.mid").read_bytes() == Path("set-0002.mid").read_bytes()
    run(*render)
    assert sorted(path.name for path in Path("DIR").iterdir()) == [
        "again.flac",
        "set-0001.flac",
        "set-0002.flac",
        "set-0003.flac",
    ]


def test_the_example_composes(capsys):
    code = (ROOT / "examples" / "compose.py").read_text(encoding="utf-8")
    assert code.count("\n# %% ") == 7
    assert code.count("BARS = 8\n") == 1
    known = {}
    exec(compile(code.replace("BARS = 8\n", "BARS = 1\n"), "compose.py", "exec"), known)
    assert sorted(path.name for path in Path("out").iterdir()) == [
        f"piece.{end}" for end in ("mid", "nesproj", "nsf", "wav")
    ]
    assert nes.load("out/piece.nesproj") == known["longer"]
    assert len(known["longer"].score) == 4 * 64 + 16
    told = capsys.readouterr().out
    assert "4 patterns of 8 numbers each: 256 rows" in told
    assert "pattern 4: " in told
