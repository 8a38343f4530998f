import gzip
import sys
import zlib
from pathlib import Path

import fuzz
import pytest
from support import bad_readers, readers
from support.readers import Reader


def broken(read):
    seeds = (b"good seed of a file, long enough to be damaged in many ways", b"good file")
    return Reader(".dat", read, (bad_readers.OwnError,), seeds, hostile=(b"good: neither seed nor damaged", b"bad"))


@pytest.mark.parametrize("name", readers.names())
def test_readers_survive_damaged_files(name, tmp_path):
    """A short form of what `dev.py fuzz` does, in this process; the same inputs each time."""
    reader = readers.reader(name)
    file = tmp_path / reader.file_name
    for index in range(len(reader.seeds)):
        file.write_bytes(fuzz.make_input(reader, 0, index))
        reader.read(file)
    # What is loaded and compiled only once has been by now.
    for index in range(len(reader.seeds) + len(reader.hostile) + 150):
        file.write_bytes(fuzz.make_input(reader, 0, index))
        fault = fuzz.fault(reader, file)
        # In a process as full of objects as this one, collecting garbage alone may take longer than a reader is given.
        assert fault is None or fault.startswith("slow: "), f"input {index}"


@pytest.mark.parametrize(
    ("read", "finding"),
    [
        (bad_readers.raising, "ValueError in bad_readers.py"),
        (bad_readers.slow, "slow"),
        (bad_readers.nameless, "does not name the file"),
        (bad_readers.picky, "good file refused"),
        (bad_readers.dying, "process died"),
        (bad_readers.greedy, "memory"),
        (bad_readers.greedier, "memory"),
    ],
)
def test_a_broken_reader_is_found(read, finding):
    if finding == "memory" and sys.platform != "linux":
        pytest.skip("the memory of a process is limited on Linux only")
    # The hostile files, the third and fourth input, set each of them off.
    assert any(place.startswith(finding) for place in fuzz.fuzz(broken(read), 4).findings)


def test_a_reader_that_never_ends_is_stopped_and_the_others_inputs_are_read():
    report = fuzz.fuzz(broken(bad_readers.hanging), 6, hang_seconds=1.0)
    assert any(place.startswith("hangs") for place in report.findings)


def test_a_careful_reader_passes():
    report = fuzz.fuzz(broken(bad_readers.careful), 400)
    assert (report.inputs, report.findings) == (400, {})


def test_inputs_depend_on_the_seed_and_the_index_alone():
    reader = broken(bad_readers.careful)
    inputs = [fuzz.make_input(reader, 1, index) for index in range(200)]
    assert inputs == [fuzz.make_input(reader, 1, index) for index in range(200)]
    assert inputs != [fuzz.make_input(reader, 2, index) for index in range(200)]
    assert len(set(inputs)) > 150


def test_findings_are_saved_and_are_exit_status_1(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(readers, "reader", lambda name: broken(bad_readers.raising))
    assert fuzz.main(["--reader", "points", "--inputs", "3", "--out", str(tmp_path)]) == 1
    saved = tmp_path / "dat-0-2.dat"
    assert saved.read_bytes() == b"good: neither seed nor damaged"
    assert "ValueError" in Path(f"{saved}.txt").read_text()
    assert str(saved) in capsys.readouterr().out


def test_nothing_found_is_exit_status_0(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "reader", lambda name: broken(bad_readers.careful))
    assert fuzz.main(["--reader", "points", "--inputs", "20", "--out", str(tmp_path / "none")]) == 0
    assert not (tmp_path / "none").exists()


@pytest.mark.skipif(".vgz" not in readers.names(), reason="not read")
def test_damage_of_a_vgz_is_inside_a_sound_wrapper_mostly():
    reader = readers.reader(".vgz")
    first = len(reader.seeds) + len(reader.hostile)
    unpacked = 0
    for index in range(first, first + 100):
        try:
            gzip.decompress(fuzz.make_input(reader, 0, index))
            unpacked += 1
        except (OSError, EOFError, zlib.error):
            continue
    assert 60 <= unpacked < 100
