"""A new user composes a song with mouse and keyboard on a screen, loses the program, and finds all of it again."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from support.screen import SIZE, screen

from nes_composer import paths

__all__ = ["screen"]

SESSION = Path(__file__).parents[1] / "support" / "composing_session.py"


def run(stage, folder, environment):
    here = {**environment, "PYTHONPATH": str(SESSION.parents[1])}
    return subprocess.run(
        [sys.executable, "-W", "error", str(SESSION), stage, str(folder)],
        env=here, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip


def test_every_step_has_its_effect_and_nothing_is_lost_by_kill_9(screen, tmp_path):
    if not (paths.default_vae().is_file() and paths.default_lstm().is_file()):
        pytest.skip("the shipped checkpoints are missing")
    done = run("compose", tmp_path, screen)
    assert done.returncode == -signal.SIGKILL, done.stderr
    steps = json.loads((tmp_path / "made.json").read_text())["steps"]
    assert steps >= 9  # random, three drags, lock, mutation, continuation, merge, morph
    done = run("reopen", tmp_path, screen)
    assert done.returncode == 0, done.stderr
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) >= 12
    assert {QImage(str(path)).size().toTuple() for path in pictures} == {SIZE}
