import json
import os
import tracemalloc
from pathlib import Path

import pytest

from nes_composer import bounded
from nes_composer.bounded import TooLargeError


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert bounded.read(path, 5) == b"12345"
    with pytest.raises(TooLargeError, match="larger than the 4 bytes"):
        bounded.read(path, 4)


def test_a_device_without_an_end_is_read_no_further(tmp_path):
    with pytest.raises(TooLargeError, match="larger than the 1000 bytes"):
        bounded.read(Path("/dev/zero"), 1000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_nobody_waits_for_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "song.mid")
    with pytest.raises(OSError, match="a pipe, not a file"):
        bounded.read(tmp_path / "song.mid", 1000)


def test_a_file_that_grows_meanwhile_is_not_read_beyond_the_limit(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    small = path.stat()
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(Path, "stat", lambda _: small)
    with pytest.raises(TooLargeError):
        bounded.read(path, 50)


def test_json_comes_back():
    document = {"a": [1, 2.5, "x[{", None], "b": {}}
    assert bounded.parse(json.dumps(document).encode()) == document
    with pytest.raises(ValueError, match="Expecting"):
        bounded.parse(b"{")


@pytest.mark.parametrize(("item", "what"), [(b"[],", "lists"), (b"{},", "objects")])
def test_json_that_takes_far_more_memory_than_its_text_is_not_parsed(item, what):
    text = b"[" + item * (bounded.MOST_LISTS + 1) + b"0]"
    tracemalloc.start()
    with pytest.raises(TooLargeError, match=f"more than the [0-9]+ {what}"):
        bounded.parse(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20
