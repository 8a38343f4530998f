import signal

import pytest
from support.random_songs import pack, random_score, write

from nes_composer.formats.report import FormatError
from train import reading_pool
from train.parts import Parts
from train.reading_pool import read_files
from train.sources import find_files


@pytest.fixture
def opened(monkeypatch):
    """The files that were read, as they are."""
    opened = []

    def counting(files):
        files = list(files)
        opened.append(len(files))
        return contents(files)

    contents = reading_pool.contents
    monkeypatch.setattr(reading_pool, "contents", counting)
    return opened


@pytest.fixture
def files(tmp_path):
    for seed in range(20):
        write(tmp_path / "music" / f"{seed:02}.nesproj", random_score(seed))
    return dict.fromkeys(find_files([tmp_path / "music"]), 0.0)


def test_every_file_is_read_and_a_bad_one_says_why(tmp_path, files):
    bad = tmp_path / "music" / "05.nesproj"
    bad.write_text("{")
    gone = tmp_path / "music" / "06.nesproj"
    gone.unlink()
    readings = {file.path.name: reading for file, reading in read_files(files, Parts(tmp_path / "set.npz")).items()}
    assert len(readings) == 20
    faults = {name: reading.fault for name, reading in readings.items() if reading.fault}
    assert set(faults) == {"05.nesproj", "06.nesproj"}
    assert all(str(path) in faults[path.name] for path in (bad, gone))
    assert all(set(reading.tunes) == {"rows", "24hz"} for reading in readings.values() if not reading.fault)


def test_what_was_read_before_an_interrupt_is_not_read_again(tmp_path, files, opened, monkeypatch):
    parts = Parts(tmp_path / "set.npz")

    def interrupting(readings, *_, **__):
        for count, reading in enumerate(readings):
            if count == 13:
                signal.raise_signal(signal.SIGINT)
            yield reading

    monkeypatch.setattr(reading_pool, "_IN_A_PART", 5)
    with monkeypatch.context() as changed:
        changed.setattr(reading_pool, "tqdm", interrupting)
        with pytest.raises(KeyboardInterrupt):
            read_files(files, parts)
    readings = read_files(files, parts)
    assert opened == [20, 7]
    assert all(reading.tunes for reading in readings.values())
    read_files(files, parts)
    assert opened == [20, 7, 0]


def test_a_changed_file_is_read_again(tmp_path, files, opened):
    parts = Parts(tmp_path / "set.npz")
    before = read_files(files, parts)
    write(tmp_path / "music" / "03.nesproj", random_score(99, notes=50))
    after = read_files(dict.fromkeys(find_files([tmp_path / "music"]), 0.0), parts)
    assert opened == [20, 1]
    changed = [file for file in after if file not in before]
    assert [len(after[file].tunes["rows"]) for file in changed] == [100]


def test_an_archive_that_breaks_off_is_refused_and_what_was_read_is_kept(tmp_path, files, opened, monkeypatch):
    parts = Parts(tmp_path / "set.npz")
    archive = pack(tmp_path / "music.tar.xz", tmp_path / "music")
    packed = dict.fromkeys(find_files([archive]), 0.0)
    contents = reading_pool.contents

    def breaking(files):
        yield from list(contents(files))[:9]
        raise FormatError("music.tar.xz: the archive is damaged")

    with monkeypatch.context() as changed:
        changed.setattr(reading_pool, "contents", breaking)
        changed.setattr(reading_pool, "_IN_A_TASK", 1)
        with pytest.raises(FormatError, match="damaged"):
            read_files(packed, parts)
    assert len(read_files(packed, parts)) == 20
    assert opened == [20, 11]
