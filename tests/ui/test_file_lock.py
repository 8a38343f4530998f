import os
import signal
import subprocess
import sys
import textwrap

import pytest

from nes_composer.ui.file_lock import FileLock


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "locks"


@pytest.fixture
def other(tmp_path, folder):
    """Another program that holds a file."""
    code = f"""
        import time
        from pathlib import Path
        from nes_composer.ui.file_lock import FileLock
        lock = FileLock(Path({str(folder)!r}))
        print(lock.take(Path({str(tmp_path / "song.nesproj")!r})), flush=True)
        time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline() == "True\n"
        yield program
        program.kill()


def test_a_file_is_held_by_one_window(folder, tmp_path):
    one, another = FileLock(folder), FileLock(folder)
    assert one.take(tmp_path / "a")
    assert one.take(tmp_path / "a")
    assert not another.take(tmp_path / "a")
    assert another.take(tmp_path / "b")
    one.release()
    assert another.take(tmp_path / "a")
    # What it had before is free again.
    assert one.take(tmp_path / "b")


def test_two_ways_to_a_file_are_one_file(folder, tmp_path):
    (tmp_path / "song").touch()
    (tmp_path / "link").symlink_to(tmp_path / "song")
    assert FileLock(folder).take(tmp_path / "x" / ".." / "song")
    one, another = FileLock(folder), FileLock(folder)
    assert one.take(tmp_path / "link")
    assert not another.take(tmp_path / "song")


def test_who_fails_keeps_what_it_has(folder, tmp_path):
    one, another = FileLock(folder), FileLock(folder)
    assert one.take(tmp_path / "a")
    assert another.take(tmp_path / "b")
    assert not another.take(tmp_path / "a")
    assert not one.take(tmp_path / "b")


def test_the_lock_of_a_program_that_was_killed_is_nobodys(folder, tmp_path, other):
    lock = FileLock(folder)
    assert not lock.take(tmp_path / "song.nesproj")
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    assert lock.take(tmp_path / "song.nesproj")


def test_nothing_is_left_in_the_folder_of_the_file(folder, tmp_path):
    (tmp_path / "songs").mkdir()
    FileLock(folder).take(tmp_path / "songs" / "a.nesproj")
    assert list((tmp_path / "songs").iterdir()) == []


def test_without_a_folder_nothing_is_held(tmp_path):
    assert FileLock(None).take(tmp_path / "a")
    assert FileLock(None).take(tmp_path / "a")


def test_a_folder_that_cannot_be_written_keeps_nobody_from_working(tmp_path):
    (tmp_path / "locks").write_text("a file")
    assert FileLock(tmp_path / "locks").take(tmp_path / "a")
