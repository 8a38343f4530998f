"""Folders that fail: on a disk that is full, that may not be written to, or that are gone."""

import os
import subprocess

import pytest

_SIZE = 1 << 20


def _mounted(folder, options):
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("a small disk can be mounted by root only")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own of a megabyte; `fill` leaves so many bytes free."""
    folder = tmp_path / "disk"
    folder.mkdir()
    _mounted(folder, f"size={_SIZE}")

    def fill(free):
        filler = folder.parent / "disk" / ".filler"
        status = os.statvfs(folder)
        filler.write_bytes(bytes(max(status.f_bavail * status.f_frsize - free, 0)))

    yield folder, fill
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def read_only(tmp_path):
    """Make a folder read-only, also for root."""
    folder, mounted = tmp_path / "read-only", []
    folder.mkdir()

    def seal():
        if os.geteuid() == 0:
            mounted.append(True)
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        else:
            folder.chmod(0o555)

    if os.geteuid() == 0:
        _mounted(folder, f"size={_SIZE}")
    yield folder, seal
    if os.geteuid() == 0:
        subprocess.run(["umount", "-l", folder], check=True)
    else:
        folder.chmod(0o755)
