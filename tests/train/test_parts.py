import numpy as np
from support.random_songs import random_score, tune_of

from train.parts import Parts, Reading, key_of
from train.sources import SourceFile


def _readings():
    tunes = [tune_of(random_score(seed), 0.9) for seed in range(3)]
    return [
        Reading("a", {"rows": tunes[0], "24hz": tunes[1]}),
        Reading("b", {}, "b.vgm: damaged"),
        Reading("c", {"24hz": tunes[2]}),
    ]


def test_readings_come_back(tmp_path):
    parts = Parts(tmp_path / "set.npz")
    readings = _readings()
    parts.add(readings[:2])
    parts.add(readings[2:])
    again = Parts(tmp_path / "set.npz").load()
    assert set(again) == {"a", "b", "c"}
    for reading in readings:
        found = again[reading.key]
        assert found.fault == reading.fault
        assert found.tunes.keys() == reading.tunes.keys()
        for grid, tune in reading.tunes.items():
            assert np.array_equal(found.tunes[grid].pitch, tune.pitch)
            assert np.array_equal(found.tunes[grid].onset, tune.onset)
            assert (found.tunes[grid].fit, found.tunes[grid].ticks_per_row) == (tune.fit, tune.ticks_per_row)


def test_a_damaged_part_is_passed_over(tmp_path):
    parts = Parts(tmp_path / "set.npz")
    first, second, third = _readings()
    parts.add([first])
    [damaged] = (tmp_path / "set.parts").iterdir()
    parts.add([second, third])
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert set(parts.load()) == {"b", "c"}
    parts.add([first])
    assert set(parts.load()) == {"a", "b", "c"}


def test_the_folder_goes_when_its_data_set_is_there(tmp_path):
    parts = Parts(tmp_path / "set.npz")
    assert parts.load() == {}
    parts.remove()
    parts.add(_readings())
    assert [path.name for path in tmp_path.iterdir()] == ["set.parts"]
    parts.remove()
    assert not list(tmp_path.iterdir())


def test_a_key_changes_with_all_that_a_reading_depends_on(tmp_path):
    file = SourceFile(tmp_path, "a.mid", "1 2")
    keys = {
        key_of(file, 0.0),
        key_of(file, 3.0),
        key_of(SourceFile(tmp_path, "a.mid", "1 3"), 0.0),
        key_of(SourceFile(tmp_path, "b.mid", "1 2"), 0.0),
        key_of(SourceFile(tmp_path / "x", "a.mid", "1 2"), 0.0),
    }
    assert len(keys) == 5
    assert key_of(file, 0.0) in keys
