"""Every reader refuses a file that is far too long by looking at its size, and holds nothing of it in memory."""

import os
import tracemalloc

import numpy as np
import pytest

from nes_composer.cli.composing import read_points
from nes_composer.cli.errors import CommandError
from nes_composer.driver.presets import load_presets
from nes_composer.formats import archive, history, recovery, registry
from nes_composer.formats.report import FormatError
from nes_composer.models import array_file
from nes_composer.models.array_file import ArrayFileError
from nes_composer.score.instrument import InstrumentError

ENORMOUS = 1 << 36
_A_BIT = 12 << 20


def read_checkpoint(path):
    from nes_composer.models.checkpoint import load

    return load(path)


def checkpoint_error():
    from nes_composer.models.checkpoint import CheckpointError

    return CheckpointError


def read_arrays(path):
    return array_file.read(path, "latent map", {"a": np.uint8})


READERS = {
    **{end: (registry.read_song, lambda: FormatError) for end in registry.READABLE},
    ".recovery.nesproj": (recovery.read, lambda: FormatError),
    ".npz": (read_arrays, lambda: ArrayFileError),
    ".points.json": (read_points, lambda: (CommandError, FormatError)),
    ".presets.json": (load_presets, lambda: InstrumentError),
    ".safetensors": (read_checkpoint, checkpoint_error),
}


@pytest.fixture
def enormous(tmp_path):
    """Make a file of 64 GiB that has no bytes on the disk."""

    def make(name):
        path = tmp_path / name
        try:
            with path.open("wb") as file:
                file.truncate(ENORMOUS)
        except OSError as error:
            pytest.skip(f"this file system has no sparse files: {error}")
        return path

    return make


def bytes_read():
    """Return how much this process has read from files so far."""
    try:
        with open("/proc/self/io", encoding="ascii") as file:  # noqa: PTH123 - itself read as little as can be
            return int(file.readline().split()[1])
    except OSError:
        return 0


@pytest.mark.parametrize("end", READERS)
def test_an_enormous_file_is_refused_unread(enormous, end):
    read, error = READERS[end]
    path, error = enormous(f"song{end}"), error()
    before = bytes_read()
    tracemalloc.start()
    with pytest.raises(error, match="larger than") as caught:
        read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert peak < _A_BIT
    assert bytes_read() - before < _A_BIT


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("end", READERS)
def test_nobody_waits_for_a_pipe(tmp_path, end):
    read, error = READERS[end]
    path, error = tmp_path / f"song{end}", error()
    os.mkfifo(path)
    with pytest.raises((*error, OSError) if isinstance(error, tuple) else (error, OSError), match="a pipe, not a file"):
        read(path)


def test_of_an_enormous_history_only_an_end_is_searched(enormous):
    path = enormous("history.jsonl")
    before = bytes_read()
    tracemalloc.start()
    assert history.latest(path, 100).entries == ()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * history.MAX_LINE
    assert bytes_read() - before < history._MOST_READ + _A_BIT


def test_of_a_folder_of_songs_none_is_read_that_is_enormous(enormous):
    path = enormous("song.mid")
    with pytest.raises(FormatError, match=r"song\.mid has 68719476736 bytes, more than"):
        list(archive.files(path.parent, (".mid",)))


def test_every_kind_of_file_that_is_read_is_in_the_table():
    assert set(registry.READABLE) <= set(READERS)
