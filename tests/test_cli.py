import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from support.commands import fail, names, project, run

from nes_composer import cli, selftest
from nes_composer.driver.perform import perform_endless
from nes_composer.formats import registry
from nes_composer.score.score import TICK_RATE

__all__ = ["fail", "project", "run"]


def test_info_tells_what_scripts_ask_for(project, melody, run):
    facts = json.loads(run("info", project, "--json"))
    assert facts["format"] == "nes_composer project"
    assert facts["rows"] == 64
    assert facts["rows_per_second"] == pytest.approx(TICK_RATE / 6)
    assert facts["ticks_per_row"] == pytest.approx(6)
    assert facts["grid_fit"] is None
    assert facts["notes"] == {"P1": 12, "P2": 12, "TR": 6, "NO": 24}
    assert facts["dropped"] == {}


def test_info_tells_people_the_same(project, run):
    told = run("info", project)
    assert "64 rows at 6 ticks a row" in told
    assert "P1 12, P2 12, TR 6, NO 24" in told
    assert "left out: nothing" in told


def test_info_counts_what_an_import_leaves_out(tmp_path, run):
    frames = np.zeros((4, 4, 3), np.uint8)
    frames[0, 0] = [20, 9, 0]
    path = tmp_path / "song.exprsco.pkl"
    path.write_bytes(pickle.dumps((24.0, 4, frames), 3))
    assert json.loads(run("info", path, "--json"))["dropped"] == {"out-of-range notes": 1}
    assert "left out: 1 out-of-range notes" in run("info", path)
    assert "(left out: 1 out-of-range notes)" in run("convert", path, tmp_path / "song.nesproj")


@pytest.mark.parametrize(("name", "ticks"), [("322_SuperMarioBros__00_01RunningAbout", 9), ("VampireKiller", 7)])
def test_real_songs_have_the_rows_that_they_were_written_on(nesmdb, tmp_path, run, name, ticks):
    import tarfile

    with tarfile.open(nesmdb / "nesmdb_midi.tar.xz") as archive:
        for member in archive:
            if member.name.endswith(f"{name}.mid"):
                (tmp_path / "song.mid").write_bytes(archive.extractfile(member).read())
                break
    facts = json.loads(run("info", tmp_path / "song.mid", "--json"))
    assert facts["ticks_per_row"] == ticks
    assert facts["grid_fit"] > 0.8
    facts = json.loads(run("info", tmp_path / "song.mid", "--json", "--grid", "24hz"))
    assert facts["rows_per_second"] == pytest.approx(24)
    assert facts["grid_fit"] is None


@pytest.mark.parametrize("end", registry.WRITABLE)
def test_convert_writes_every_format(project, run, end):
    assert run("convert", project, f"a{end}").strip() == f"a{end}"
    assert Path(f"a{end}").stat().st_size > 100
    if end == ".nesproj":
        assert Path("a.nesproj").read_bytes() == project.read_bytes()


@pytest.mark.parametrize("end", [end for end in registry.READABLE if end in registry.WRITABLE])
def test_info_tells_the_same_of_every_readable_kind(project, melody, run, end):
    run("convert", project, f"a{end}")
    facts = json.loads(run("info", f"a{end}", "--json"))
    keys = {"format", "rows", "rows_per_second", "ticks_per_row", "grid_fit", "notes", "dropped"}
    assert keys <= facts.keys()
    assert facts["notes"].keys() == {"P1", "P2", "TR", "NO"}
    assert facts["seconds"] == pytest.approx(melody.score.seconds, rel=0.05)
    if not end.endswith(".pkl"):
        assert facts["notes"] == {"P1": 12, "P2": 12, "TR": 6, "NO": 24}
        # Its notes all lie on even rows, and that is all that a log tells.
        assert facts["ticks_per_row"] == pytest.approx(6 if facts["grid_fit"] is None else 12, rel=1e-4)


def samples(name):
    return soundfile.read(name)[0]


def test_a_log_becomes_the_sound_of_what_it_logs(project, melody, run):
    run("convert", project, "a.vgm")
    assert run("convert", "a.vgm", "from_log.wav") == "from_log.wav\n"
    registry.write_trace(Path("played.wav"), perform_endless(melody.score, melody.instruments))
    played, logged = (samples(name) for name in ("played.wav", "from_log.wav"))
    assert abs(len(played) - len(logged)) <= 1
    played, logged = (spectrogram(sound[: len(logged) - 1]) for sound in (played, logged))
    # The log's clock of 44,100 Hz shifts writes by up to 11 µs: phases and noise differ, the tune does not.
    assert np.corrcoef(played.ravel(), logged.ravel())[0, 1] > 0.98


def spectrogram(samples):
    """Amplitudes below 1 kHz, blocks of 2048 samples by frequency."""
    blocks = samples[: len(samples) // 2048 * 2048].reshape(-1, 2048)
    return np.abs(np.fft.rfft(blocks * np.hanning(2048))[:, :43])


@pytest.mark.parametrize("end", [".vgm", ".vgz"])
def test_a_log_becomes_another_log_exactly(project, run, end):
    run("convert", project, "a.vgm")
    assert run("convert", "a.vgm", f"again{end}") == f"again{end}\n"
    run("convert", f"again{end}", "thrice.vgm")
    assert Path("thrice.vgm").read_bytes() == Path("a.vgm").read_bytes()


def test_what_a_log_holds_for_other_chips_is_told_even_if_it_plays_as_it_is(project, run):
    run("convert", project, "a.vgm")
    data = bytearray(Path("a.vgm").read_bytes())
    start = 0x34 + int.from_bytes(data[0x34:0x38], "little")
    # A wait of nothing but two writes to an OPLL takes the place of the first two writes to the chip.
    assert data[start] == data[start + 3] == 0xB4
    data[start] = data[start + 3] = 0x51
    Path("a.vgm").write_bytes(data)
    for target in ("a.wav", "b.vgm"):
        assert run("convert", "a.vgm", target) == f"{target} (left out: 2 writes to other chips)\n"


def test_convert_passes_on_what_sound_is_told(project, melody, run):
    run("convert", project, "a.wav", "--rate", 22050, "--loops", 2, "--bits", "24", "--fade", "1.5")
    info = soundfile.info("a.wav")
    assert (info.samplerate, info.subtype) == (22_050, "PCM_24")
    assert info.frames / 22_050 == pytest.approx(2 * melody.score.seconds, abs=0.3)
    run("convert", project, "plain.wav", "--rate", 22050, "--loops", 2, "--bits", "float")
    assert soundfile.info("plain.wav").subtype == "FLOAT"
    faded, plain = samples("a.wav"), samples("plain.wav")
    start = len(plain) - 22_050 * 3 // 2
    assert np.allclose(faded[:start], plain[:start], atol=2**-22)
    assert np.abs(faded[start:]).sum() < np.abs(plain[start:]).sum()


@pytest.mark.parametrize("end", [".wav", ".flac"])
def test_convert_writes_stems_and_names_them_all(project, run, end):
    told = run("convert", project, f"a{end}", "--stems").splitlines()
    assert told == [f"a-{voice}{end}" for voice in ("P1", "P2", "TR", "NO")]
    assert names() == sorted([*told, project.name])
    run("convert", project, "a.vgm")
    assert run("convert", "a.vgm", f"log{end}", "--stems").splitlines() == [name.replace("a-", "log-") for name in told]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["info", "missing.mid"], "missing.mid: No such file or directory"),
        (["info", "."], ".: cannot open this kind of file"),
        (["info", "folder.mid"], "folder.mid: Is a directory"),
        (["info", "song.mp3"], "song.mp3: cannot open this kind of file, only .nesproj"),
        (["info", "noise.mid"], "noise.mid: "),
        (["info", "noise.nesproj"], "noise.nesproj: not a readable project"),
        (["info", "noise.exprsco.pkl"], "noise.exprsco.pkl: the pickle is damaged"),
        (["info", "evil.exprsco.pkl"], "evil.exprsco.pkl: it asks for os.system"),
        (["convert", "noise.vgm", "a.wav"], "noise.vgm: not a VGM file"),
        (["convert", "noise.vgm", "a.nesproj"], "noise.vgm: not a VGM file"),
        (["convert", "noise.mid", "a.nesmdb.mid"], "noise.mid: not a readable MIDI file"),
        (["convert", "melody.nesproj", "a.mp3"], "a.mp3: cannot save this kind of file, only"),
        (["convert", "melody.nesproj", "nowhere/a.wav"], "nowhere/a.wav: No such file or directory"),
        (["convert", "melody.nesproj", "a.vgm", "--rate", "48000"], "a.vgm: --rate: for sound only, and this is a VGM"),
        (
            ["convert", "melody.nesproj", "a.mid", "--loops", "1", "--fade", "2", "--stems"],
            "a.mid: --loops, --fade, --st",
        ),
        (["convert", "melody.nesproj", "a.nesproj", "--console", "nes"], "a.nesproj: --console: for sound only"),
        (["convert", "melody.nesproj", "a.flac", "--bits", "float"], "a.flac: a .flac holds 16 or 24 bits"),
        (["convert", "melody.nesproj", "a.wav", "--grid", "24hz"], "melody.nesproj: has rows of its own"),
        (["info", "noise.exprsco.pkl", "--grid", "24hz"], "noise.exprsco.pkl: has rows of its own"),
        (["convert", "song.vgm", "a.wav", "--grid", "24hz"], "song.vgm: "),
        (["missing.nesproj"], "missing.nesproj: no such file"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_no_file(project, fail, arguments, sentence):
    Path("folder.mid").mkdir()
    for name in ("song.mp3", "song.vgm", "noise.mid", "noise.nesproj", "noise.exprsco.pkl", "noise.vgm", "noise.json"):
        Path(name).write_bytes(b"\x00\xffnoise")
    Path("evil.exprsco.pkl").write_bytes(b"cos\nsystem\n(S'touch victim'\ntR.")
    before = names()
    assert fail(*arguments).startswith(sentence)
    assert names() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["convert", "a.mid"],
        ["info"],
        ["info", "a", "b"],
        ["a.nesproj", "b.nesproj"],
        ["--nonsense"],
        ["convert", "a.mid", "a.wav", "--rate", "7"],
        ["convert", "a.mid", "a.wav", "--grid", "12hz"],
        ["convert", "a.mid", "a.wav", "--bits", "8"],
        ["convert", "a.mid", "a.wav", "--fade", "-1"],
        ["convert", "a.mid", "a.wav", "--fade", "nan"],
        ["convert", "a.mid", "a.wav", "--console", "snes"],
    ],
)
def test_wrong_usage_is_status_2(fail, arguments):
    assert "usage: nes-composer" in fail(*arguments, status=2)


def test_help_and_version_are_no_errors(run):
    assert "convert" in run("--help")
    told = run("convert", "--help")
    assert all(word in told for word in ("--loops", "--stems", "--console", *registry.WRITABLE))
    assert run("--version").startswith("nes-composer ")


def test_a_full_disk_is_said_and_nothing_is_lost(project, fail, monkeypatch):
    Path("a.wav").write_bytes(b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for target in ("a.wav", *(f"a{end}" for end in registry.WRITABLE)):
        assert fail("convert", project, target) == f"{target}: the disk is full; nothing was changed"
    assert Path("a.wav").read_bytes() == b"old"
    assert names() == ["a.wav", "melody.nesproj"]


def info_printed_to(stdout, project):
    """Status and standard error of a program of its own, which buffers what it prints as programs do."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "nes_composer", "info", project]
    done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, env=environment, check=False)
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_full_disk_behind_standard_output_is_said(project):
    with Path("/dev/full").open("w") as full:
        status = info_printed_to(full, project)
    assert status == (1, "nes-composer: error: standard output: the disk is full; nothing was changed\n")


def test_a_reader_that_goes_away_is_no_traceback(project):
    reading, writing = os.pipe()
    os.close(reading)
    status = info_printed_to(writing, project)
    os.close(writing)
    assert status == (1, "nes-composer: error: standard output: closed by its reader\n")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (KeyboardInterrupt(), "interrupted"),
        (RuntimeError("two\nlines"), "unexpected RuntimeError in test_cli.py:"),
        (MemoryError(), "unexpected MemoryError in test_cli.py:"),
    ],
)
def test_whatever_happens_is_one_line(project, fail, monkeypatch, error, sentence):
    def broken(*_):
        raise error

    monkeypatch.setattr(registry, "read_song", broken)
    assert fail("info", project).startswith(sentence)


@pytest.fixture
def report(monkeypatch):
    """What the self-test will say, instead of opening a window; what it was asked for is added."""
    made = {
        **dict.fromkeys(("window_visible_s", "models_ready_s", "decode_ms", "drag_to_sound_ms", "continue_s"), 1.5),
        "underruns": 0,
        "device": "null",
        "screenshots": [],
        "ok": True,
        "steps": [{"name": "play", "ok": True, "seconds": 2.0, "error": ""}],
    }

    def pretended(audio, screenshots):
        made["asked"] = [audio, str(screenshots)]
        return made

    monkeypatch.setattr(selftest, "run", pretended)
    return made


def test_the_selftest_is_handed_its_options_and_its_report_on(report, run):
    assert json.loads(run("selftest", "--json", "--audio", "null", "--screenshot", "shots")) == report
    assert report["asked"] == ["null", "shots"]
    told = run("selftest")
    assert "play: ok, 2.0 s" in told
    assert "drag_to_sound_ms: 1.5" in told
    assert report["asked"] == ["default", "None"]


def test_a_selftest_that_fails_is_status_1_with_its_report(report, capsys):
    report["ok"] = False
    report["steps"].append({"name": "stop", "ok": False, "seconds": 1.0, "error": "waited in vain"})
    assert cli.main(["selftest", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["ok"] is False
    assert err == "nes-composer: error: selftest: stop: waited in vain\n"


def test_without_a_display_the_window_is_one_sentence(fail, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert fail().startswith("no display for the window")


def test_what_needs_no_window_loads_neither_qt_nor_torch(project):
    code = (
        "import sys; from nes_composer import cli; cli.main(['info', 'melody.nesproj'])\n"
        "print(*{'PySide6', 'torch', 'numba', 'sounddevice'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""
