import dataclasses
import json

import numpy as np
import pytest
from support.starting_points import starting_points

from nes_composer.generation.starting_points import StartingPoints, StartingPointsError, load, rounded, to_json


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "points.json"
    path.write_text(to_json(starting_points()), encoding="utf-8")
    return path


def test_what_is_written_is_read_again(file):
    found, made = load(file), starting_points()
    assert found.checkpoint == made.checkpoint
    for one, other in zip(found.points, made.points, strict=True):
        assert one.rows.rows_per_second == pytest.approx(other.rows.rows_per_second, rel=1e-6)
        # Velocity and timbre are those of everything that a model decodes.
        assert np.array_equal(one.rows.pitch, other.rows.pitch)
        assert np.array_equal(one.rows.onset, other.rows.onset)
        assert dataclasses.replace(one, rows=other.rows) == other


def test_digits_that_are_left_out_are_less_than_a_hundredth():
    assert rounded([0.12345, -0.0049, 1.0]) == (0.12, 0.0, 1.0)
    assert str(rounded([-0.001])[0]) == "0.0"


def test_a_checkpoint_is_known_by_its_hash():
    points = StartingPoints("vae-full c0ffee", ())
    assert points.belong_to("renamed c0ffee")
    assert not points.belong_to("vae-full 123456")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda document: document.update(format="a tune"), "not a file of starting points"),
        (lambda document: document.update(version=2), "version 2, where this program has 1"),
        (lambda document: document.pop("checkpoint"), "damaged"),
        (lambda document: document["points"][1].update(instruments=["kazoo"] * 4), "damaged"),
        (lambda document: document["points"][1].update(instruments=["organ"]), "damaged"),
        (lambda document: document["points"][1].update(P1=[[0, 4, 200]]), "damaged"),
        (lambda document: document["points"][1].update(P1=[[0, 4]]), "damaged"),
        (lambda document: document["points"][1].update(P1=[[60, 5, 72]]), "damaged"),
        (lambda document: document["points"][1].update(P1=[[-1, 5, 72]]), "damaged"),
        (lambda document: document["points"][1].update(P1=[[0, 4, 999]]), "damaged"),
        (lambda document: document["points"][1].update(ticks_per_row=0), "damaged"),
        (lambda document: document["points"][1].update(key="H minor"), "damaged"),
        (lambda document: document.update(points=3), "damaged"),
    ],
)
def test_what_is_wrong_is_one_sentence_that_names_the_file(file, change, said):
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(StartingPointsError, match=said) as error:
        load(file)
    assert str(file) in str(error.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "nothing"])
def test_other_files_are_refused(tmp_path, text):
    path = tmp_path / "points.json"
    path.write_text(text)
    with pytest.raises(StartingPointsError):
        load(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(StartingPointsError, match="No such file"):
        load(tmp_path / "none.json")
