import pytest

from nes_composer.score.edits import draw
from nes_composer.score.keys import NOTE_NAMES, SCALES, Key, best_key
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR, Score


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("root", range(12))
def test_every_key_is_read_by_its_name_and_begins_on_its_root(root, scale):
    key = Key(root, scale)
    assert Key.parse(key.name) == key
    assert root in key.pitch_classes
    assert len(key.pitch_classes) == len(SCALES[scale])
    # What lies above the root is the scale, whatever the root.
    assert {(pitch - root) % 12 for pitch in key.pitch_classes} == set(SCALES[scale])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("c minor", Key(0, "minor")),
        ("F# major", Key(6, "major")),
        ("Bb", Key(10, "major")),
        ("E♭  harmonic   minor", Key(3, "harmonic minor")),
    ],
)
def test_names_may_be_written_freely(text, key):
    assert Key.parse(text) == key


@pytest.mark.parametrize("text", ["", "H minor", "C strange", "minor"])
def test_what_is_no_key_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"is not a (key|scale)"):
        Key.parse(text)


def test_a_major_key_and_its_relative_have_the_same_notes():
    assert Key.parse("C major").pitch_classes == Key.parse("A minor").pitch_classes


@pytest.mark.parametrize("root", range(12))
@pytest.mark.parametrize("scale", ["major", "minor"])
def test_the_key_of_a_tune_is_found_with_its_root_in_the_bass(root, scale):
    tune = [Note(P1, 2 * i, 2, 60 + root + step) for i, step in enumerate(SCALES[scale])]
    bass = [Note(TR, 8 * i, 4, 36 + root) for i in range(2)]
    drums = [Note(NO, i, 1, 1 + i) for i in range(14)]
    assert best_key(draw(Score.silent(16), tune + bass + drums)) == Key(root, scale)


def test_a_song_without_pitches_has_no_key():
    assert best_key(draw(Score.silent(16), [Note(NO, 0, 1, 5)])) is None


def test_names_of_pitch_classes_are_all_there():
    assert len(set(NOTE_NAMES)) == 12
