import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from support.checkpoints import save_tiny_lstm, save_tiny_vae
from support.jack import jack

from nes_composer import paths
from nes_composer.selftest import SelfTest, StepError

__all__ = ["jack"]

TIMES = ("window_visible_s", "models_ready_s", "decode_ms", "drag_to_sound_ms", "continue_s")
STEPS = [
    "open_window",
    "wait_for_models",
    "play",
    "drag_sliders",
    "draw_and_erase",
    "continue",
    "save_and_read_back",
    "stop",
    "quit",
]


@pytest.fixture
def checkpoints(tmp_path):
    """A folder with small checkpoints in place of the shipped ones."""
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    save_tiny_vae(folder / "vae-full.safetensors")
    save_tiny_lstm(folder / "lstm-full.safetensors")
    return folder


def selftest(*arguments: object, checkpoints: Path) -> subprocess.CompletedProcess:
    """Run the self-test as a program of its own, with the checkpoints of this folder for the shipped ones."""
    code = (
        "import sys; from pathlib import Path; from nes_composer import cli, paths\n"
        f"paths.checkpoints = lambda: Path({str(checkpoints)!r})\n"
        f"sys.exit(cli.main({['selftest', '--json', *map(str, arguments)]!r}))"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_program_passes_its_own_test(checkpoints, tmp_path):
    done = selftest("--audio", "null", "--screenshot", tmp_path / "pictures", checkpoints=checkpoints)
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr, report["ok"]) == (0, "", True), done.stdout
    assert [step["name"] for step in report["steps"]] == STEPS
    assert all(report[time] > 0 for time in TIMES)
    assert report["window_visible_s"] < report["models_ready_s"]
    assert report["underruns"] == 0
    pictures = [Path(picture) for picture in report["screenshots"]]
    assert sorted(pictures) == sorted((tmp_path / "pictures").iterdir())
    assert len({picture.read_bytes() for picture in pictures}) == len(pictures) >= 4


def test_it_passes_on_a_screen_and_a_sound_card(jack):
    """As `nes-composer selftest --json --audio default` on Xvfb with JACK's dummy driver."""
    if not shutil.which("xvfb-run"):
        pytest.skip("xvfb-run is not installed (xvfb)")
    for path in (paths.default_vae(), paths.default_lstm()):
        if not path.is_file():
            pytest.skip(f"there is no {path.name}")
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    command = ["xvfb-run", "--auto-servernum", sys.executable, "-m", "nes_composer", "selftest", "--json"]
    done = subprocess.run(
        [*command, "--audio", "default"], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"]) == (0, True), done.stdout + done.stderr
    assert "JACK" in report["device"]
    assert {"underruns", "screenshots", *TIMES} <= set(report)


@pytest.mark.parametrize("missing", ["vae", "lstm"])
def test_without_a_model_it_fails_in_one_sentence_and_leaves_nothing_running(checkpoints, missing):
    (checkpoints / f"{missing}-full.safetensors").unlink()
    done = selftest("--audio", "null", checkpoints=checkpoints)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["ok"] is False
    failed, after = report["steps"][-2:]
    assert (failed["name"], failed["ok"]) == ("wait_for_models", False)
    assert f"{missing}-full.safetensors" in failed["error"]
    assert (after["name"], after["ok"]) == ("quit", True)
    assert report["drag_to_sound_ms"] is None
    assert "Traceback" not in done.stderr


@pytest.fixture
def test(tmp_path):
    return SelfTest("null", tmp_path, None)


def test_a_step_that_fails_is_told(test):
    def step():
        raise StepError("the note is not there")

    assert not test.attempt(step)
    assert test.report()["ok"] is False
    assert test.report()["steps"][0]["error"] == "the note is not there"


def test_what_is_raised_within_qt_fails_the_step(test, qtbot):
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: 1 / 0)

    def step():
        timer.start(0)
        test.wait(lambda: False, "nothing happens")

    assert not test.attempt(step)
    assert "ZeroDivisionError" in test.report()["steps"][0]["error"]


def test_a_step_that_works_is_told(test):
    def step():
        pass

    assert test.attempt(step)
    assert test.report()["ok"] is True
