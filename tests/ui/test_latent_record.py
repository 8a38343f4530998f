import numpy as np

from nes_composer.generation.requests import Decoded
from nes_composer.score.score import Score
from nes_composer.score.song import Origin
from nes_composer.ui.history import Generation
from nes_composer.ui.latent_record import generations
from nes_composer.ui.latent_step import LatentStep

ROWS = Score.silent(64)


def test_each_moved_pattern_is_kept_with_how_it_was_made():
    origin = Origin("Random", "tiny 01", 7, (("spread", 1.0),))
    answers = {i: Decoded(i, i, (0.5, float(i)), ROWS, 0.1) for i in (1, 3)}
    step = LatentStep(object(), "Random pattern B, D", origin, answers=answers)
    assert list(generations(step, "tiny 01", (0, 1), 64)) == [
        Generation(Origin("Random", "tiny 01", 7, (("spread", 1.0),)), row, ROWS, (0, 1), z)
        for row, z in ((64, (0.5, 1.0)), (192, (0.5, 3.0)))
    ]


def test_a_drag_without_an_origin_is_kept_by_its_text():
    step = LatentStep(object(), "Move “P1 denser” of pattern A", answers={0: Decoded(1, 0, (0.5,), ROWS, 0.1)})
    (made,) = generations(step, "tiny 01", (0,), 64)
    assert made.origin == Origin("Move “P1 denser” of pattern A", "tiny 01")


def test_in_the_window_a_drag_is_one_entry_and_random_another(ready, qtbot):
    window = ready.window
    window.history._rest.setInterval(60_000)  # on a busy machine the drag may rest
    drag = object()
    for value in np.linspace(0, 1, 5):
        z = window.latent.axes.moved(window.latent.axes.mean, 0, float(value))
        window.latent.go({0: z}, "Move “P1 denser” of pattern A", drag)
        qtbot.waitUntil(lambda: not window.latent.waiting)
    window.commands["random"].trigger()
    qtbot.waitUntil(lambda: len(window.history.entries) == 2)
    qtbot.waitUntil(lambda: not window.latent.waiting)
    random, moved = (entry.generation for entry in window.history.entries)
    assert moved.z == tuple(float(number) for number in z)
    assert random.z == window.document.song.patterns[0].z
    assert random.origin.seed == window.moves.seed
