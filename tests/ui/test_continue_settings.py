import pytest

from nes_composer.models.sampling import Sampling
from nes_composer.score.keys import Key
from nes_composer.score.score import P1, TR
from nes_composer.ui.continue_settings import ContinueSettings, read, write


def test_what_is_wanted_is_remembered_but_for_what_belongs_to_one_song(settings):
    wanted = ContinueSettings(8, 2, 1.25, 0.5, Key(0, "minor"), 7, (P1, TR))
    write(settings, wanted)
    settings.sync()
    assert read(settings) == ContinueSettings(8, 2, 1.25, 0.5, None, None, (P1, TR))


def test_without_a_memory_it_is_as_usual(settings):
    assert read(settings) == ContinueSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bars", 0),
        ("bars", "many"),
        ("takes", 9),
        ("temperature", "nan"),
        ("top_p", 2),
        ("voices", "1 4"),
        ("voices", "x"),
    ],
)
def test_what_is_not_possible_is_as_usual(settings, name, value):
    settings.setValue(f"continue/{name}", value)
    assert read(settings) == ContinueSettings()


def test_no_voice_is_remembered_too(settings):
    write(settings, ContinueSettings(voices=()))
    assert read(settings).voices == ()


def test_the_model_is_told_all_of_it():
    wanted = ContinueSettings(temperature=1.5, top_p=0.5, key=Key(2, "dorian"))
    assert wanted.sampling(9) == Sampling(1.5, 0.5, 9, Key(2, "dorian"))
    assert wanted.told == (("temperature", 1.5), ("top_p", 0.5), ("key", "D dorian"))
    assert ContinueSettings().told == (("temperature", 0.9), ("top_p", 0.95))
