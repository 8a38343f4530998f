import numpy as np

from nes_composer.generation.form import points
from nes_composer.models.inference import LatentComposer


def test_points_form_a_theme_its_repeat_a_bridge_and_the_theme_again(tiny_checkpoint):
    axes = LatentComposer(tiny_checkpoint).axes
    theme, again, bridge, last = points(axes, np.random.default_rng(3), 4)
    apart = [np.linalg.norm(axes.values(point) - axes.values(theme)) for point in (again, bridge, last)]
    assert 0 < apart[0] < apart[1]
    assert 0 < apart[2] < apart[1]
    assert len(points(axes, np.random.default_rng(3), 7)) == 7
    assert np.array_equal(points(axes, np.random.default_rng(3), 7)[2], bridge)


def test_a_given_theme_comes_first_and_the_bridge_has_something_of_it(tiny_checkpoint):
    axes = LatentComposer(tiny_checkpoint).axes
    given = axes.random(np.random.default_rng(9))
    theme, again, bridge, last = points(axes, np.random.default_rng(3), 4, given)
    assert np.array_equal(theme, given)
    random = np.random.default_rng(3)
    random.standard_normal(len(axes.sigma))  # of the repeat
    elsewhere = axes.random(random)
    apart = [np.linalg.norm(axes.values(point) - axes.values(given)) for point in (again, bridge, last, elsewhere)]
    assert 0 < apart[0] < apart[1] < apart[3]
    assert 0 < apart[2] < apart[1]
