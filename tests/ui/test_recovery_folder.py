import os
import subprocess
import sys
import time

import pytest

from nes_composer.ui.recovery_folder import KEPT_DAYS, Leftovers, Session, keep_aside, kept, tidy

LIVE = """
import sys
from pathlib import Path
from nes_composer.ui.recovery_folder import Session
session = Session(Path(sys.argv[1]))
session.file("other-1.nesproj").write_bytes(b"song")
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def root(tmp_path):
    return tmp_path / "data" / "recovery"


@pytest.fixture
def other(root):
    """Another process with a recovery file."""
    command = [sys.executable, "-c", LIVE, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


def names(leftovers):
    found = [path.name for path in leftovers.files()]
    leftovers.release()
    return found


def test_nothing_is_made_before_there_is_something_to_keep(root):
    Session(root).close()
    assert names(Leftovers(root)) == []
    assert not root.exists()


def test_a_window_that_lives_has_left_nothing_behind(root, other):
    mine = Session(root)
    mine.file("mine-1.nesproj").write_bytes(b"song")
    assert names(Leftovers(root)) == []
    assert len(list(root.iterdir())) == 2
    mine.close()


def test_what_a_killed_process_leaves_is_found_and_left_again(root, other):
    other.kill()
    other.wait()
    assert names(Leftovers(root)) == ["other-1.nesproj"]
    assert names(Leftovers(root)) == ["other-1.nesproj"]


def test_only_one_window_is_given_what_was_left(root, other):
    other.kill()
    other.wait()
    first = Leftovers(root)
    assert len(first.files()) == 1
    assert names(Leftovers(root)) == []
    first.release()
    assert names(Leftovers(root)) == ["other-1.nesproj"]


def test_a_clean_end_leaves_an_empty_folder(root):
    session = Session(root)
    session.file("mine-1.nesproj").write_bytes(b"song")
    session.remove("mine-1.nesproj")
    session.remove("never there.nesproj")
    session.close()
    assert list(root.iterdir()) == []


def test_what_a_killed_writer_had_not_finished_is_no_recovery_file_and_goes(root):
    session = Session(root)
    session.file(".mine-x.nesproj").write_bytes(b"so")
    session.close()
    assert names(Leftovers(root)) == []
    assert list(root.iterdir()) == []


def test_the_latest_comes_first(root):
    for age, name in ((50, "a"), (10, "b"), (90, "c")):
        session = Session(root)
        path = session.file(f"{name}.nesproj")
        path.write_bytes(b"song")
        os.utime(path, (time.time() - age, time.time() - age))
        session.close()
    assert names(Leftovers(root)) == ["b.nesproj", "a.nesproj", "c.nesproj"]


def test_what_is_kept_aside_stays_for_days_from_then_on(root, tmp_path):
    old = tmp_path / "mine.nesproj"
    long_ago = time.time() - (KEPT_DAYS + 1) * 24 * 3600
    places = []
    for copy in (True, True, False):
        old.write_bytes(b"song")
        os.utime(old, (long_ago, long_ago))
        places.append(keep_aside(root, old, copy))
    assert not old.exists()
    assert len({*places}) == 3
    tidy(root)
    assert all(path.read_bytes() == b"song" for path in places)
    os.utime(places[0], (long_ago, long_ago))
    tidy(root)
    assert sorted(kept(root).iterdir()) == sorted(places[1:])
    assert names(Leftovers(root)) == []
