"""A program that is killed at any moment leaves a song that opens, and that misses at most the last interval."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from nes_composer.formats import recovery
from nes_composer.ui.recovery_folder import Leftovers

SCRIPT = Path(__file__).parents[1] / "support" / "edit_until_killed.py"
KILLS = int(os.environ.get("NES_COMPOSER_KILLS", "10"))
AT_ONCE = 2
INTERVAL_S = 0.8
LONGEST_S = 1.6
"""A program lives at most so long after its first edit, or after another one was killed."""


class Victim:
    """A program that edits, in the same folder as all others."""

    def __init__(self, folder, number):
        self.folder, self.log = folder, folder.parent / f"{number}.log"
        command = [sys.executable, str(SCRIPT), str(folder), str(INTERVAL_S), str(self.log)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE)

    def edits(self):
        """How many edits there were, and when."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [float(line.split()[1]) for line in lines]

    def wait_for_first_edit(self):
        while not self.edits():
            assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.005)

    def kill(self):
        assert self.process.poll() is None, self.process.stderr.read()
        now = time.time()
        self.process.kill()
        self.process.communicate()
        return now


@pytest.mark.timeout(60 + 5 * KILLS)
def test_no_kill_costs_more_than_the_last_interval(tmp_path):
    recovered = 0
    folder, random = tmp_path / "recovery", np.random.default_rng(KILLS)
    for first in range(0, KILLS, AT_ONCE):
        victims = [Victim(folder, number) for number in range(first, min(first + AT_ONCE, KILLS))]
        for victim in victims:
            victim.wait_for_first_edit()
        for victim in victims:
            time.sleep(random.uniform(0, LONGEST_S))
            left = set(Leftovers(folder).files())
            assert not left, "the file of a program that lives"
            killed = victim.kill()
            leftovers = Leftovers(folder)
            found = 0
            for path in leftovers.files():
                assert not found, "one recovery file each"
                found = int(recovery.read(path).song.model)
                path.unlink()
            leftovers.release()
            made = sum(when <= killed - INTERVAL_S for when in victim.edits())
            assert made <= found <= len(victim.edits())
            recovered += found > 0
    assert recovered >= KILLS / 3  # the others were killed before there was anything that had to be kept
