import json
from pathlib import Path

import numpy as np
import pytest
from support.commands import names

from nes_composer import cli, paths
from nes_composer.formats import registry
from nes_composer.score.score import P1, TICK_RATE


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """All files are in the current folder."""
    monkeypatch.chdir(tmp_path)


def song(name):
    return registry.read_song(Path(name)).song


def test_a_vae_writes_as_many_bars_as_asked_and_the_same_again(shipped, run):
    told = run("generate", "one.nesproj", "--model", "vae", "--bars", 6, "--seed", 5)
    assert "6 bars by vae-full" in told
    assert "seed 5" in told
    one = song("one.nesproj")
    assert len(one.score) == 6 * 16
    assert [len(pattern.z) for pattern in one.patterns] == [8, 8]
    assert one.model.startswith("vae-full ")
    run("generate", "two.nesproj", "--model", "vae", "--bars", 6, "--seed", 5)
    run("generate", "other.nesproj", "--model", "vae", "--bars", 6, "--seed", 6)
    assert Path("two.nesproj").read_bytes() == Path("one.nesproj").read_bytes()
    assert song("other.nesproj").score != one.score


def test_an_lstm_writes_as_many_bars_as_asked_and_the_same_again(shipped, run):
    told = run("generate", "one.nesproj", "--model", "lstm", "--bars", 3, "--seed", 5)
    assert "3 bars by lstm-full" in told
    one = song("one.nesproj")
    assert len(one.score) == 3 * 16
    assert one.score.onset.any()
    assert one.score.rows_per_second == pytest.approx(TICK_RATE / 6)
    assert one.model == ""
    run("generate", "two.nesproj", "--model", "lstm", "--bars", 3, "--seed", 5)
    assert Path("two.nesproj").read_bytes() == Path("one.nesproj").read_bytes()
    for number, option in enumerate((["--seed", 6], ["--seed", 5, "--temperature", 9], ["--seed", 5, "--top-p", 0.01])):
        run("generate", f"{number}.nesproj", "--model", "lstm", "--bars", 3, *option)
        assert song(f"{number}.nesproj").score != one.score


@pytest.mark.parametrize("model", ["vae", "lstm"])
def test_all_three_models_of_a_kind_are_reached(shipped, run, model):
    for option, name in ((["--voices", "p1"], "p1"), (["--grid", "24hz"], "24hz"), (["--voices", "all"], "full")):
        told = run("generate", f"{name}.nesproj", "--model", model, "--bars", 1, "--seed", 3, *option)
        assert f"1 bars by {model}-{name}" in told
        run(
            "generate",
            "file.nesproj",
            "--model",
            model,
            "--bars",
            1,
            "--seed",
            3,
            "--checkpoint",
            shipped / f"{model}-{name}.safetensors",
        )
        assert Path("file.nesproj").read_bytes() == Path(f"{name}.nesproj").read_bytes()
    assert song("p1.nesproj").score.onset[:, P1].any()
    assert not song("p1.nesproj").score.sounding[:, P1 + 1 :].any()
    frames = song("24hz.nesproj")
    assert (len(frames.score), frames.score.rows_per_second, frames.score.rows_per_bar) == (96, 24.0, 96)


@pytest.mark.parametrize("end", registry.WRITABLE)
def test_frames_become_every_format(shipped, run, end):
    run("generate", f"a{end}", "--model", "vae", "--grid", "24hz", "--bars", 9, "--seed", 1)
    assert Path(f"a{end}").stat().st_size > 100
    if end == ".nesproj":
        assert [len(pattern.decoded) for pattern in song("a.nesproj").patterns] == [768, 768]
        assert song("a.nesproj").rows_per_pattern == 768


@pytest.mark.parametrize("model", ["vae", "lstm"])
def test_a_seed_that_was_not_chosen_is_told_and_gives_the_same_again(shipped, run, model):
    told = run("generate", "one.nesproj", "--model", model, "--bars", 2)
    seed = told.split("seed ")[1].strip()
    run("generate", "two.nesproj", "--model", model, "--bars", 2, "--seed", seed)
    assert Path("one.nesproj").read_bytes() == Path("two.nesproj").read_bytes()


@pytest.mark.parametrize("model", ["vae", "lstm"])
def test_each_song_of_a_set_is_the_same_when_made_alone(shipped, run, model):
    told = run("generate", "set.nesproj", "--model", model, "--bars", 2, "--seed", 7, "--count", 3)
    assert names() == ["set-0001.nesproj", "set-0002.nesproj", "set-0003.nesproj"]
    assert [line.split(":")[0] for line in told.splitlines()] == names()
    made = [Path(name).read_bytes() for name in names()]
    assert len(set(made)) == 3
    for seed, data in enumerate(made, 7):
        run("generate", "alone.nesproj", "--model", model, "--bars", 2, "--seed", seed)
        assert Path("alone.nesproj").read_bytes() == data


def test_a_set_has_a_line_of_json_for_each_song_that_tells_how_to_make_it_again(shipped, run):
    told = run("generate", "a.mid", "--model", "lstm", "--bars", 2, "--count", 2, "--json")
    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["file"] for line in lines] == ["a-0001.mid", "a-0002.mid"]
    assert lines[1]["seed"] == lines[0]["seed"] + 1
    assert {(line["bars"], line["model"].split()[0]) for line in lines} == {(2, "lstm-full")}
    for line in lines:
        run("generate", "again.mid", "--model", "lstm", "--bars", 2, "--seed", line["seed"])
        assert Path("again.mid").read_bytes() == Path(line["file"]).read_bytes()


def test_a_set_loads_its_model_once(shipped, run, monkeypatch):
    from nes_composer.models import checkpoint

    loaded, load = [], checkpoint.load
    monkeypatch.setattr(checkpoint, "load", lambda *arguments: loaded.append(arguments) or load(*arguments))
    run("generate", "a.nesproj", "--model", "vae", "--bars", 2, "--count", 4)
    assert len(loaded) == 1


def test_a_set_that_fails_keeps_the_songs_that_are_made(shipped, capsys, monkeypatch):
    write = registry.write_song

    def full(path, song):
        if path.name == "a-0002.nesproj":
            raise OSError(28, "No space left on device")
        write(path, song)

    monkeypatch.setattr(registry, "write_song", full)
    assert cli.main(["generate", "a.nesproj", "--model", "vae", "--bars", "2", "--count", "4", "--json"]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["file"] for line in out.splitlines()] == names() == ["a-0001.nesproj"]
    assert err == "nes-composer: error: a-0002.nesproj: the disk is full; nothing was changed\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--voices", "p1", "--grid", "24hz"], "vae-p1.safetensors: not a model on the grid '24hz'"),
        (["--checkpoint", "vae-p1.safetensors", "--voices", "all"], "vae-p1.safetensors: not a model of the voices 'a"),
        (
            ["--checkpoint", "vae-24hz.safetensors", "--grid", "rows"],
            "vae-24hz.safetensors: not a model on the grid 'r",
        ),
        (["--checkpoint", "lstm-p1.safetensors"], "lstm-p1.safetensors: holds a model of kind 'lstm', expected 'vae'"),
        (["--checkpoint", "no.safetensors"], "no.safetensors: No such file"),
    ],
)
def test_a_model_that_is_not_the_one_asked_for_is_refused(shipped, fail, monkeypatch, arguments, sentence):
    monkeypatch.chdir(shipped)
    before = names()
    said = fail("generate", "a.wav", "--model", "vae", *arguments)
    assert said.removeprefix(f"{shipped}/").startswith(sentence)
    assert names() == before


@pytest.mark.parametrize("content", [None, b"", b"\x08\x00\x00\x00\x00\x00\x00\x00{}      "])
@pytest.mark.parametrize("model", ["vae", "lstm"])
def test_a_missing_or_damaged_checkpoint_is_one_sentence(fail, monkeypatch, tmp_path, model, content):
    if content is not None:
        Path(f"{model}-full.safetensors").write_bytes(content)
    monkeypatch.setattr(paths, "checkpoints", lambda: tmp_path)
    assert fail("generate", "a.wav", "--model", model).startswith(f"{tmp_path}/{model}-full.safetensors: ")
    assert not Path("a.wav").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.wav"],
        ["a.wav", "--model", "gan"],
        ["a.wav", "--model", "vae", "--bars", "0"],
        ["a.wav", "--model", "vae", "--seed", "1", "--z", "z.json"],
        ["a.wav", "--model", "vae", "--seed", "-1"],
        ["a.wav", "--model", "vae", "--count", "0"],
        ["a.wav", "--model", "vae", "--count", "2", "--z", "z.json"],
        ["a.wav", "--model", "vae", "--count", "2", "--seed", str(2**64)],
        ["a.wav", "--model", "vae", "--voices", "p2"],
        ["a.wav", "--model", "vae", "--grid", "auto"],
        ["a.wav", "--model", "vae", "--temperature", "1"],
        ["a.wav", "--model", "vae", "--key", "C minor"],
        ["a.wav", "--model", "lstm", "--key", "C sad"],
        ["a.wav", "--model", "vae", "--top-p", "1"],
        ["a.wav", "--model", "lstm", "--z", "z.json"],
        ["a.wav", "--model", "lstm", "--temperature", "0"],
        ["a.wav", "--model", "lstm", "--temperature", "nan"],
        ["a.wav", "--model", "lstm", "--top-p", "1.1"],
        ["a.wav", "--model", "lstm", "--top-p", "0"],
    ],
)
def test_wrong_usage_is_status_2(fail, arguments):
    assert "usage: nes-composer generate" in fail("generate", *arguments, status=2)


def test_what_cannot_be_written_is_said_before_a_model_is_loaded(fail):
    assert fail("generate", "a.mp3", "--model", "lstm").startswith("a.mp3: cannot save this kind of file, only")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"patterns": [{"z": [0.0] * 7}]}, "z.json: a latent point of this model is 8 finite numbers"),
        ({"patterns": [{"z": [0.0] * 7 + [1e400]}]}, "z.json: pattern 0: z is not a list of numbers"),
        ({"patterns": [{"z": "no"}]}, "z.json: pattern 0: z is not a list of numbers"),
        ({"patterns": [{"z": [True] * 8}]}, "z.json: pattern 0: z is not a list of numbers"),
        ({"patterns": [{"z": [0.0] * 8}, {}]}, "z.json: pattern 1: z is not a list of numbers"),
        ({"patterns": []}, "z.json: expected"),
        ([], "z.json: expected"),
        ({"patterns": [{"z": [0.0] * 8}], "rows_per_second": -1}, "z.json: rows_per_second is not"),
        ({"patterns": [{"z": [0.0] * 8}], "grid": ["rows"]}, "z.json: grid is not one of rows, 24hz"),
        ({"patterns": [{}] * 2000}, "z.json: 2000 patterns are more than 1024"),
        (None, "z.json: not JSON"),
    ],
)
def test_latent_points_that_are_none_are_refused(shipped, fail, document, sentence):
    Path("z.json").write_text("\0" if document is None else json.dumps(document))
    assert fail("generate", "a.wav", "--model", "vae", "--z", "z.json").startswith(sentence)
    assert names() == ["z.json"]


def test_more_bars_than_latent_points_are_refused(shipped, fail):
    Path("z.json").write_text(json.dumps({"patterns": [{"z": [0.0] * 8}]}))
    sentence = fail("generate", "a.wav", "--model", "vae", "--z", "z.json", "--bars", 5)
    assert sentence == "z.json: 1 latent points are not enough for 5 bars"


@pytest.mark.parametrize(("option", "latent", "rows"), [([], 8, 64), (["--grid", "24hz"], 64, 768)])
def test_what_encode_prints_is_decoded_again_on_its_grid(project, melody, shipped, run, option, latent, rows):
    run("convert", project, "melody.mid")
    text = run("encode", "melody.mid", "--json", *option)
    encoded = json.loads(text)
    Path("z.json").write_text(text)
    run("generate", "again.nesproj", "--model", "vae", "--z", "z.json")
    again = song("again.nesproj")
    assert [list(pattern.z) for pattern in again.patterns] == [p["z"] for p in encoded["patterns"]]
    assert {len(pattern.z) for pattern in again.patterns} == {latent}
    assert len(again.score) == rows * len(again.patterns)
    assert again.score.rows_per_second == pytest.approx(encoded["rows_per_second"])
    assert np.isfinite(again.patterns[0].z).all()
