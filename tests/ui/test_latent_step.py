import numpy as np

from nes_composer.generation.requests import Decoded
from nes_composer.score.edits import draw, join
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from nes_composer.score.song import Origin, Song
from nes_composer.ui.latent_step import LatentStep


def decoded(pattern, pitch):
    return Decoded(1, pattern, (float(pitch),), draw(Score.silent(64), [Note(P1, 0, 4, pitch)]), 0.01)


def test_answers_are_applied_to_the_song_from_before_the_step(melody):
    song = Song(join([melody.score] * 3))
    step = LatentStep("key", "Random", Origin("Random", "tiny 01", 7))
    for pattern, pitch in ((0, 60), (2, 62)):
        step.answers[pattern] = decoded(pattern, pitch)
    found = step.applied(song, (0, 1, 2, 3), 1.0)
    assert [int(found.pattern_rows(i).pitch[0, P1]) for i in range(3)] == [60, melody.score.pitch[0, P1], 62]
    assert [p.z for p in found.patterns] == [(60.0,), None, (62.0,)]
    assert found.patterns[0].origin.seed == 7


def test_a_base_is_what_the_answer_changes_and_leaves_the_notes_alone(melody):
    song, step = Song(melody.score), LatentStep("key", "Move")
    step.bases[0] = decoded(0, 60)
    assert step.applied(song, (0, 1, 2, 3), 1.0).score == song.score
    step.answers[0] = decoded(0, 65)
    found = step.applied(song, (0, 1, 2, 3), 1.0).score
    changed = (found.pitch != song.score.pitch).any(axis=1)
    assert np.flatnonzero(changed).tolist() == [0, 1, 2, 3]
