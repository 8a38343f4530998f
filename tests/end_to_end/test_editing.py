"""Every row of the table of gestures and keys, once, by a real mouse and keyboard on a screen."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.editing_session import ROWS
from support.screen import screen

from nes_composer import paths

__all__ = ["screen"]

SESSION = Path(__file__).parents[1] / "support" / "editing_session.py"


@pytest.mark.timeout(420)
def test_every_row_of_the_table_has_its_effect(screen, tmp_path):
    if not (paths.default_vae().is_file() and paths.default_lstm().is_file()):
        pytest.skip("the shipped checkpoints are missing")
    command = [sys.executable, "-W", "error", str(SESSION), str(tmp_path)]
    environment = {**screen, "PYTHONPATH": str(SESSION.parents[1])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.stem.partition("-")[2] for path in tmp_path.glob("*.png")} >= set(ROWS)
