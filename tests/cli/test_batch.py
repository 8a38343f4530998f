import io
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from support.commands import names

from nes_composer import cli
from nes_composer.driver.presets import default_instruments
from nes_composer.formats import registry
from nes_composer.score.edits import join, rows_between


@pytest.fixture
def songs(tmp_path, melody, monkeypatch):
    """A folder of three short songs of different kinds, beside which the commands run."""
    monkeypatch.chdir(tmp_path)
    folder = Path("songs")
    folder.mkdir()
    short = replace(melody, score=rows_between(melody.score, 0, 16))
    for name in ("one.nesproj", "Two.MID", "three.vgm"):
        registry.write_song(folder / name, short)
    (folder / "notes.txt").write_text("no song")
    (folder / ".hidden.mid").write_bytes(b"somebody's half-written file")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "four.mid").write_bytes((folder / "Two.MID").read_bytes())
    return folder


def inside(folder):
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.mark.parametrize("kind", ["wav", "flac", "vgm", "nsf", "mid"])
def test_all_songs_of_a_folder_are_as_convert_makes_them(songs, run, kind):
    told = run("render", songs, "--out", "made/here", "--format", kind)
    assert inside("made/here") == sorted(f"{name}.{kind}" for name in ("one", "Two", "three"))
    assert sorted(told.split()) == sorted(f"made/here/{name}" for name in inside("made/here"))
    for source in ("one.nesproj", "Two.MID", "three.vgm"):
        run("convert", songs / source, f"alone.{kind}")
        made = Path("made/here", f"{source.split('.')[0]}.{kind}")
        assert made.read_bytes() == Path(f"alone.{kind}").read_bytes()


def test_sound_is_as_it_is_asked_for_and_goes_into_the_folder_itself(songs, run):
    run("render", songs, "--rate", 22050, "--jobs", 1)
    lengths = {name: soundfile.info(songs / f"{name}.wav").frames for name in ("one", "Two", "three")}
    assert soundfile.info(songs / "one.wav").samplerate == 22_050
    (songs / "three.vgm").unlink()
    run("render", songs, "--rate", 22050, "--loops", 3)
    assert soundfile.info(songs / "one.wav").frames > 2 * lengths["one"]
    assert not [name for name in inside(songs) if name.startswith(".render")]


def test_each_song_that_cannot_be_read_is_a_sentence_and_the_others_are_made(songs, capsys):
    (songs / "bad.vgm").write_bytes(b"\x00\xffnoise")
    (songs / "worse.exprsco.pkl").write_bytes(b"cos\nsystem\n(S'touch victim'\ntR.")
    assert cli.main(["render", str(songs), "--out", "out", "--jobs", "2"]) == 1
    out, err = capsys.readouterr()
    assert inside("out") == ["Two.wav", "one.wav", "three.wav"]
    assert len(out.splitlines()) == 3
    *told, last = err.splitlines()
    assert sorted(told)[0] == f"nes-composer: error: {songs / 'bad.vgm'}: not a VGM file"
    assert sorted(told)[1].startswith(f"nes-composer: error: {songs / 'worse.exprsco.pkl'}: it asks for os.system")
    assert len(told) == 2
    assert last == f"nes-composer: error: {songs}: 2 of 5 songs could not be rendered"


def test_what_the_format_cannot_hold_names_the_file_that_was_asked_for(songs, capsys):
    assert cli.main(["render", str(songs), "--out", "out", "--format", "flac", "--rate", "96001"]) == 1
    err = capsys.readouterr().err
    assert f"error: {Path('out/one.flac')}: a .flac has no sample rate of 96001" in err
    assert ".render" not in err
    assert inside("out") == []


def test_songs_that_differ_in_their_kind_alone_keep_it(songs, run):
    registry.write_song(songs / "two.nesproj", registry.read_song(songs / "one.nesproj").song)
    run("render", songs, "--out", "out")
    assert inside("out") == ["Two.MID.wav", "one.wav", "three.wav", "two.nesproj.wav"]


def test_no_song_takes_the_place_of_another(songs, capsys):
    before = {name: (songs / name).read_bytes() for name in ("Two.MID", "one.nesproj", "three.vgm")}
    assert cli.main(["render", str(songs), "--format", "vgm"]) == 1
    out, err = capsys.readouterr()
    assert sorted(out.split()) == [str(songs / "Two.vgm"), str(songs / "one.vgm")]
    assert err.startswith(
        f"nes-composer: error: {songs / 'three.vgm'}: {songs / 'three.vgm'} is a song that is rendered"
    )
    assert {name: (songs / name).read_bytes() for name in before} == before
    # a.mid and a.vgm need their kinds; a.mid.vgm has that name by itself.
    for name in ("a.mid", "a.vgm", "a.mid.vgm"):
        (songs / name).write_bytes((songs / "three.vgm").read_bytes())
    registry.write_song(songs / "a.mid", registry.read_song(songs / "one.nesproj").song)
    assert cli.main(["render", str(songs), "--out", "out"]) == 1
    assert f"{songs / 'a.mid.vgm'}: {Path('out/a.mid.wav')} is another song's already" in capsys.readouterr().err
    assert "a.mid.wav" in inside("out")


def test_a_target_that_is_a_folder_is_one_sentence_of_many(songs, capsys):
    Path("out/one.wav").mkdir(parents=True)
    assert cli.main(["render", str(songs), "--out", "out"]) == 1
    assert f"error: {Path('out/one.wav')}: " in capsys.readouterr().err
    assert inside("out") == ["Two.wav", "one.wav", "three.wav"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing"], "missing: No such file or directory"),
        (["songs/one.nesproj"], "songs/one.nesproj: Not a directory"),
        (["empty"], "empty: no songs; .nesproj"),
        (["songs", "--out", "songs/notes.txt"], "songs/notes.txt: File exists"),
    ],
)
def test_what_cannot_begin_is_one_sentence(songs, fail, arguments, sentence):
    Path("empty").mkdir()
    before = names()
    assert fail("render", *arguments).startswith(sentence)
    assert names() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["songs", "--format", "mp3"],
        ["songs", "--jobs", "0"],
        ["songs", "--rate", "7"],
        ["songs", "--format", "mid", "--loops", "2"],
        ["songs", "--format", "nsf", "--rate", "48000"],
        [],
    ],
)
def test_wrong_usage_is_status_2(songs, fail, arguments):
    assert "usage: nes-composer render" in fail("render", *arguments, status=2)


def test_a_terminal_shows_how_far_it_is(songs, monkeypatch, capsys):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cli.main(["render", str(songs), "--out", "out"]) == 0
    shown = terminal.getvalue().split("\r")
    assert [text.split("] ")[1].split()[0] for text in shown if "] " in text] == ["0/3", "1/3", "2/3", "3/3"]
    assert shown[-1] == ""
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a terminal of POSIX does")
def test_ctrl_c_leaves_no_half_file_and_no_process(songs, melody):
    long = replace(melody, score=join([melody.score] * 200), instruments=default_instruments())
    for name in ("w", "x", "y", "z"):
        registry.write_song(songs / f"{name}.nesproj", long)
    command = [sys.executable, "-m", "nes_composer", "render", "songs", "--out", "out", "--jobs", "2", "--loops", "25"]
    (songs / "three.vgm").unlink()
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    # Two short songs are there, so that two long ones are being written.
    made = {running.stdout.readline(), running.stdout.readline()}
    os.killpg(running.pid, signal.SIGINT)
    # Whoever of the group still ran would hold standard error open.
    out, err = running.communicate()
    assert (running.returncode, out, err) == (1, "", "nes-composer: error: interrupted\n")
    assert made == {f"{Path('out/one.wav')}\n", f"{Path('out/Two.wav')}\n"}
    assert inside("out") == ["Two.wav", "one.wav"]
