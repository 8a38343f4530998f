"""A new user starts the program: a song is there and plays, a hint leads through three steps and does not come back."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.screen import screen

from nes_composer import paths

__all__ = ["screen"]

SESSION = Path(__file__).parents[1] / "support" / "start_session.py"


@pytest.fixture
def start(screen, tmp_path):
    """Starts the program for a person whose settings and data are in a folder of this test."""
    if not (paths.default_vae().is_file() and paths.default_lstm().is_file()):
        pytest.skip("the shipped checkpoints are missing")
    own = {"XDG_CONFIG_HOME": str(tmp_path / "config"), paths.DATA_VARIABLE: str(tmp_path / "data")}

    def run(stage):
        done = subprocess.run(
            [sys.executable, "-W", "error", str(SESSION), stage, str(tmp_path)],
            env={**screen, **own, "PYTHONPATH": str(SESSION.parents[1])},
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    return run


@pytest.mark.timeout(400)
def test_a_hint_leads_through_three_steps_and_stays_away_after_that(start, tmp_path):
    start("first")
    assert {path.stem for path in tmp_path.glob("*.png")} == {"drag", "draw", "continue", "done"}
    start("again")


@pytest.mark.timeout(400)
def test_a_hint_that_was_closed_stays_away(start):
    start("closed")
    start("again")
