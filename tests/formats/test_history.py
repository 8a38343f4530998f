import base64
import dataclasses
import json
import os
import signal
import subprocess
import sys
import tracemalloc
import zlib
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.mutations import mutated

from nes_composer.formats import history
from nes_composer.formats.history import Entry, Generation
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import with_length
from nes_composer.score.score import Score
from nes_composer.score.song import Origin

MODEL = "a-model 0123"

_WRITER = """
import sys
from pathlib import Path
from nes_composer.formats import history
from nes_composer.formats.history import Entry, Generation
from nes_composer.score.score import Score
from nes_composer.score.song import Origin
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for seed in range(count):
    made = Generation(Origin(name, "a-model 0123", seed, ()), 0, Score.silent(64), (0, 1, 2, 3), (0.5,) * 100)
    history.append(path, history.encoded(Entry(float(seed), made)))
    print(seed, flush=True)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "history.jsonl"


@pytest.fixture
def make(melody):
    """An entry whose seed and time are a number."""

    def entry(number, rows=melody.score, **changes):
        settings = (("temperature", 0.9), ("key", "C minor"))
        made = Generation(Origin("Continue", MODEL, number, settings), 64, rows, (0, 2), (0.25, -1.5))
        return Entry(float(number), dataclasses.replace(made, **changes))

    return entry


def add(path, *entries):
    for entry in entries:
        history.append(path, history.encoded(entry))


def seeds(page):
    return [entry.generation.origin.seed for entry in page.entries]


def start_writer(path, name, count):
    command = [sys.executable, "-c", _WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_was_added_comes_back_whole_latest_first(path, make):
    entries = [make(1), make(2, z=None), make(3, origin=Origin("Reset", MODEL)), make(4, Score.silent(0))]
    add(path, *entries)
    assert history.latest(path, 10).entries == tuple(reversed(entries))


@given(data=st.data())
def test_any_score_survives(tmp_path_factory, scores, data):
    path = tmp_path_factory.mktemp("kept") / "history.jsonl"
    score = data.draw(scores())
    z = data.draw(st.none() | st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1).map(tuple))
    made = Generation(Origin("Random", MODEL, data.draw(st.integers(0, 10**6)), ()), 0, score, (1,), z)
    add(path, Entry(5.5, made))
    assert history.latest(path, 1).entries == (Entry(5.5, made),)


def test_there_is_no_history_yet(path):
    assert history.latest(path, 10) == history.Page((), (), 0)


def test_older_entries_are_read_on_from_where_the_reading_stopped(path, make):
    add(path, *(make(seed) for seed in range(7)))
    first = history.latest(path, 3)
    second = history.latest(path, 3, first.start)
    third = history.latest(path, 3, second.start)
    assert [seeds(page) for page in (first, second, third)] == [[6, 5, 4], [3, 2, 1], [0]]
    assert third.start == 0


def test_lines_longer_than_a_block_are_read(path, make, monkeypatch):
    monkeypatch.setattr(history, "_BLOCK", 100)
    entries = [make(seed) for seed in range(4)]
    add(path, *entries)
    assert history.latest(path, 10).entries == tuple(reversed(entries))
    assert seeds(history.latest(path, 1, history.latest(path, 2).start)) == [1]


def test_only_the_end_of_a_long_history_is_read(path, make):
    add(path, *(make(seed) for seed in range(5)))
    data = path.read_bytes()
    path.write_bytes(data * 20_000)
    tracemalloc.start()
    try:
        page = history.latest(path, 5)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seeds(page) == [4, 3, 2, 1, 0]
    assert page.start == len(data) * 19_999
    assert most < 2 << 20


@pytest.mark.parametrize("left", [1, 30, -2])
def test_a_torn_line_is_left_out_and_spoils_no_other(path, make, left):
    add(path, make(1), make(2))
    data = path.read_bytes()
    begin = data.index(b"\n") + 1
    path.write_bytes(data[: begin + left] if left > 0 else data[:left])
    add(path, make(3))
    assert seeds(history.latest(path, 10)) == [3, 1]


def test_an_entry_without_its_newline_is_whole(path, make):
    add(path, make(1))
    path.write_bytes(path.read_bytes()[:-1])
    add(path, make(2))
    assert seeds(history.latest(path, 10)) == [2, 1]


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"time": "now"},
        {"time": True},
        {"time": -1},
        {"time": 1e15},
        {"time": 10**400},
        {"action": 7},
        {"action": "a" * 201},
        {"action": "two\nlines"},
        {"model": "\ud800"},
        {"seed": -1},
        {"settings": [1]},
        {"settings": {"temperature": None}},
        {"settings": {str(i): i for i in range(51)}},
        {"row": -1},
        {"row": 0.5},
        {"rows": 65},
        {"rows": -1},
        {"rows": 10**9},
        {"rows_per_second": 0},
        {"rows_per_beat": 0},
        {"notes": ""},
        {"notes": "!"},
        {"notes": base64.b64encode(zlib.compress(b"\xff" * 1024)).decode()},
        {"notes": base64.b64encode(zlib.compress(bytes(50_000_000))).decode()},
        {"voices": [4]},
        {"voices": [1, 1]},
        {"voices": 3},
        {"z": []},
        {"z": [1, None]},
        {"z": [0] * 4097},
    ],
)
def test_a_spoiled_line_is_left_out(path, make, changes):
    document = json.loads(history.encoded(make(1)))
    assert history._entry(json.dumps(document).encode()) is not None
    history.append(path, json.dumps(document | changes).encode() + b"\n")
    add(path, make(2))
    assert seeds(history.latest(path, 10)) == [2]


def test_a_line_that_unpacks_to_gigabytes_is_not_unpacked(make):
    bomb = base64.b64encode(zlib.compress(bytes(100 << 20))).decode()
    line = json.dumps(json.loads(history.encoded(make(1))) | {"notes": bomb}).encode()
    tracemalloc.start()
    try:
        assert history._entry(line) is None
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4 << 20


@given(seed=st.integers(0, 2**32))
def test_no_damage_is_more_than_a_lost_line(tmp_path_factory, melody, seed):
    path = tmp_path_factory.mktemp("damaged") / "history.jsonl"
    made = Generation(Origin("Random", MODEL, 1, (("temperature", 1.0),)), 0, melody.score, (0, 1), (0.5,))
    whole = b"".join(history.encoded(Entry(float(n), made)) for n in range(3))
    path.write_bytes(mutated(Random(seed), [whole]))
    for entry in history.latest(path, 10).entries:
        assert history.encoded(entry)
    add(path, Entry(9.0, made))
    assert history.latest(path, 10).entries[0] == Entry(9.0, made)


def test_a_line_without_an_end_is_not_held_in_memory(path, make):
    add(path, make(1))
    with path.open("ab") as file:
        for _ in range(30):
            file.write(b"{" + b" " * (1 << 20))
        file.write(b"\n")
    add(path, make(2))
    tracemalloc.start()
    try:
        page = history.latest(path, 10)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seeds(page) == [2, 1]
    assert most < 5 * history.MAX_LINE


def test_a_file_without_entries_is_not_searched_for_ever(path, make, monkeypatch):
    monkeypatch.setattr(history, "_MOST_READ", 2000)
    add(path, make(1))
    with path.open("ab") as file:
        file.write(b"nothing\n" * 1000)
    page = history.latest(path, 10)
    assert page.entries == ()
    assert 0 < page.start < history.size(path)


def test_a_generation_of_hours_is_refused(make):
    with pytest.raises(FormatError, match="65537 rows are more than the history keeps"):
        history.encoded(make(1, with_length(Score.silent(1), history.MAX_ROWS + 1)))


def test_what_cannot_be_written_or_read_is_told_in_a_sentence(tmp_path, make):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(FormatError, match=r"file.history.jsonl: the history cannot be written: "):
        add(blocked / "history.jsonl", make(1))
    with pytest.raises(FormatError, match=r": the history cannot be read: "):
        history.latest(tmp_path, 1, 100)


def test_two_windows_share_a_file(path):
    count = 200
    writers = [start_writer(path, name, count) for name in ("first", "second")]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    page = history.latest(path, 10 * count)
    for name in ("first", "second"):
        assert [e.generation.origin.seed for e in page.entries if e.generation.origin.action == name] == list(
            range(count)
        )[::-1]
    assert page.start == 0


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_writer_loses_at_most_what_it_was_writing(path, make):
    writer = start_writer(path, "killed", 100_000)
    told = [writer.stdout.readline() for _ in range(50)]
    writer.send_signal(signal.SIGKILL)
    told += writer.communicate()[0].splitlines(keepends=True)
    last = max(int(line) for line in told if line.endswith("\n"))
    add(path, make(7))
    kept = seeds(history.latest(path, 100_000))
    assert kept[0] == 7
    assert kept[-1 - last :] == list(range(last, -1, -1))
    assert len(kept) <= last + 3


def test_notes_are_small(make):
    random = np.random.default_rng(1)
    z = tuple(float(number) for number in random.normal(size=64))
    assert len(history.encoded(make(1, z=z))) < 4000
