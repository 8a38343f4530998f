from dataclasses import replace
from pathlib import Path

import pytest
from support.commands import names

from nes_composer.driver.presets import default_instruments
from nes_composer.formats import registry
from nes_composer.score.edits import draw, join, rows_between
from nes_composer.score.keys import Key
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.score.song import Pattern, Song


@pytest.fixture
def song(project, melody):
    """Eight bars that sound to the end, with instruments and a tempo of their own; and the file that they are in."""
    score = replace(join([melody.score] * 2), rows_per_second=8.5)
    score = draw(score, [Note(P1, 120, 8, 60, 9, 3), Note(P2, 120, 8, 57, 9, 3)])
    made = Song(
        score, (Pattern((0.5,), melody.score),), "a melody", "a-model 01", default_instruments(), "me", "a game"
    )
    registry.write_song(Path("long.nesproj"), made)
    return made


def read(name):
    return registry.read_song(Path(name)).song


def test_the_song_goes_on_by_as_many_bars_and_keeps_all_else(song, shipped, run):
    told = run("continue", "long.nesproj", "on.nesproj", "--bars", 2, "--seed", 4)
    assert told.startswith("on.nesproj: 2 bars by lstm-full ")
    assert told.endswith(", seed 4\n")
    on = read("on.nesproj")
    assert len(on.score) == 128 + 32
    assert rows_between(on.score, 0, 128) == song.score
    assert on.score.onset[128:].any()
    assert replace(on, score=song.score, patterns=song.patterns) == song
    assert on.patterns[: len(song.patterns)] == song.patterns


def test_the_same_seed_is_the_same_song_and_another_is_not(song, shipped, run):
    for name, seed in (("one", 4), ("two", 4), ("other", 5)):
        run("continue", "long.nesproj", f"{name}.nesproj", "--bars", 2, "--seed", seed)
    assert Path("one.nesproj").read_bytes() == Path("two.nesproj").read_bytes()
    assert read("other.nesproj").score != read("one.nesproj").score
    told = run("continue", "long.nesproj", "by_chance.nesproj", "--bars", 2)
    run("continue", "long.nesproj", "again.nesproj", "--bars", 2, "--seed", told.split("seed ")[1].strip())
    assert Path("again.nesproj").read_bytes() == Path("by_chance.nesproj").read_bytes()


def test_temperature_and_top_p_change_what_is_drawn(song, shipped, run):
    for number, option in enumerate(([], ["--temperature", 5], ["--top-p", 0.05])):
        run("continue", "long.nesproj", f"{number}.nesproj", "--bars", 4, "--seed", 4, *option)
    songs = [read(f"{number}.nesproj").score for number in range(3)]
    assert songs[0] != songs[1]
    assert songs[0] != songs[2]


def test_new_notes_are_those_of_the_key(song, shipped, run):
    run("continue", "long.nesproj", "on.nesproj", "--bars", 4, "--seed", 4, "--key", "f# major pentatonic")
    on = read("on.nesproj").score
    for voice in (P1, P2, TR):
        new = on.pitch[128:, voice][on.onset[128:, voice]]
        assert set((new % 12).tolist()) <= Key(6, "major pentatonic").pitch_classes
        assert len(set(new.tolist())) > 1


def test_takes_go_to_numbered_files_and_are_the_same_however_many(song, shipped, run):
    told = run("continue", "long.nesproj", "on.exprsco.pkl", "--bars", 1, "--seed", 4, "--takes", 3)
    assert [line.split(":")[0] for line in told.splitlines()] == [f"on-{number}.exprsco.pkl" for number in (1, 2, 3)]
    run("continue", "long.nesproj", "one.exprsco.pkl", "--bars", 1, "--seed", 4)
    takes = [Path(f"on-{number}.exprsco.pkl").read_bytes() for number in (1, 2, 3)]
    assert Path("one.exprsco.pkl").read_bytes() == takes[0]
    assert len(set(takes)) == 3
    assert "on.exprsco.pkl" not in names()


def test_a_passage_is_continued_in_place_of_what_came_after_it(song, shipped, run):
    run("continue", "long.nesproj", "on.nesproj", "--bars", 1, "--seed", 4, "--from-row", 64, "--to-row", 90)
    on = read("on.nesproj")
    assert len(on.score) == 90 + 16
    assert rows_between(on.score, 0, 90) == rows_between(song.score, 0, 90)
    run("continue", "long.nesproj", "shorter.nesproj", "--bars", 1, "--seed", 4, "--from-row", 80, "--to-row", 90)
    run("continue", "long.nesproj", "nothing.nesproj", "--bars", 1, "--seed", 4, "--to-row", 0)
    assert read("shorter.nesproj").score != on.score
    assert len(read("nothing.nesproj").score) == 16


def test_voices_that_are_not_composed_stay_as_the_song_has_them_and_rest_after_it(song, shipped, run):
    run("continue", "long.nesproj", "on.nesproj", "--bars", 4, "--to-row", 96, "--voices", "P1,NO", "--seed", 4)
    on = read("on.nesproj").score
    assert len(on) == 96 + 64
    for voice in (P2, TR):
        for name in ("pitch", "onset", "velocity", "timbre"):
            assert (getattr(on, name)[:128, voice] == getattr(song.score, name)[:, voice]).all()
        assert not on.pitch[128:, voice].any()
    assert on.onset[96:, (P1, NO)].any(axis=0).all()


def test_a_model_of_one_voice_composes_that_one(song, shipped, run, fail):
    path = shipped / "lstm-p1.safetensors"
    run("continue", "long.nesproj", "on.nesproj", "--bars", 2, "--seed", 4, "--checkpoint", path)
    on = read("on.nesproj").score
    assert on.onset[128:, P1].any()
    assert not on.sounding[128:, P2:].any()
    sentence = fail("continue", "long.nesproj", "no.nesproj", "--bars", 2, "--voices", "P1,TR", "--checkpoint", path)
    assert sentence == f"{path}: composes P1 and no other voices"


def test_a_wrong_key_is_told_in_a_sentence(fail):
    told = fail("continue", "a.mid", "b.mid", "--bars", "1", "--key", "H minor", status=2)
    assert told.endswith("argument --key: 'H minor' is not a key: write one like C minor or F# major")


def test_frames_are_continued_by_bars_of_four_seconds(song, shipped, run, fail):
    run("convert", "long.nesproj", "long.mid")
    run("convert", "long.mid", "frames.nesproj", "--grid", "24hz")
    run("continue", "long.mid", "on.nesproj", "--bars", 1, "--seed", 4, "--grid", "24hz")
    frames, on = read("frames.nesproj").score, read("on.nesproj").score
    assert on.rows_per_second == frames.rows_per_second
    assert len(on) == len(frames) + 96
    path = shipped / "lstm-24hz.safetensors"
    assert fail("continue", "long.nesproj", "no.mid", "--bars", 1, "--checkpoint", path) == (
        "long.nesproj: has 8.5 rows per second, the model works on 24"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.mid", "a.mid", "--bars", "1"], "none.mid: No such file or directory"),
        (["long.nesproj", "a.mp3", "--bars", "1"], "a.mp3: cannot save this kind of file, only"),
        (["long.nesproj", "no/a.mid", "--bars", "1"], "no/a.mid: No such file or directory"),
        (
            ["long.nesproj", "a.mid", "--bars", "1", "--to-row", "129"],
            "long.nesproj: rows 0 to 129 are not a passage of",
        ),
        (["long.nesproj", "a.mid", "--bars", "1", "--from-row", "9", "--to-row", "8"], "long.nesproj: rows 9 to 8 are"),
        (["slow.nesproj", "a.mid", "--bars", "4096"], "slow.nesproj: would have more than 1000000 rows with 4096 more"),
        (
            ["long.nesproj", "a.mid", "--bars", "1", "--checkpoint", "long.nesproj"],
            "long.nesproj: not a readable check",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_no_file(song, shipped, fail, arguments, sentence):
    long_bars = replace(song, score=replace(song.score, rows_per_beat=64, beats_per_bar=64))
    registry.write_song(Path("slow.nesproj"), long_bars)
    before = names()
    assert fail("continue", *arguments).startswith(sentence)
    assert names() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.mid", "b.mid"],
        ["a.mid", "--bars", "1"],
        ["a.mid", "b.mid", "--bars", "0"],
        ["a.mid", "b.mid", "--bars", "1", "--takes", "0"],
        ["a.mid", "b.mid", "--bars", "1", "--from-row", "-1"],
        ["a.mid", "b.mid", "--bars", "1", "--voices", "P1,P3"],
        ["a.mid", "b.mid", "--bars", "1", "--voices", "P1,P1"],
        ["a.mid", "b.mid", "--bars", "1", "--voices", ""],
        ["a.mid", "b.mid", "--bars", "1", "--temperature", "-1"],
        ["a.mid", "b.mid", "--bars", "1", "--top-p", "2"],
        ["a.mid", "b.mid", "--bars", "1", "--key", "H minor"],
        ["a.mid", "b.mid", "--bars", "1", "--key", "C sad"],
        ["a.mid", "b.mid", "--bars", "1", "--grid", "rows"],
    ],
)
def test_wrong_usage_is_status_2(fail, arguments):
    assert "usage: nes-composer continue" in fail("continue", *arguments, status=2)
