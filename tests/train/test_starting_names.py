from support.starting_points import starting_points

from train import starting_names
from train.starting_names import CHECKPOINT, Given, named


def test_names_are_given_by_the_seed_and_only_for_their_checkpoint(monkeypatch):
    points = starting_points(3).points
    monkeypatch.setattr(starting_names, "NAMES", {101: Given("Ice cave", ("organ", "stab", "bass", "kick"))})
    found = named(points, f"renamed {CHECKPOINT}")
    assert [point.name for point in found] == ["Place 0", "Ice cave", "Place 2"]
    assert [instrument.name for instrument in found[1].instruments] == ["organ", "stab", "bass", "kick"]
    assert found[0].instruments == points[0].instruments
    assert [point.name for point in named(points, "other 123")] == ["Place 0", "Place 1", "Place 2"]


def test_names_of_moods_are_told_apart():
    one = starting_points(1).points
    assert [point.name for point in named(one * 3, "other 123")] == ["Place 0", "Place 0 2", "Place 0 3"]


def test_given_names_are_all_different_and_their_instruments_are_presets():
    from nes_composer.driver import presets

    names = [given.name for given in starting_names.NAMES.values()]
    assert len(set(names)) == len(names)
    for given in starting_names.NAMES.values():
        if given.instruments:
            assert len(presets.named(given.instruments)) == 4
