import ast
import gc
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

import nes_composer.ui
from nes_composer.score.score import MAX_VELOCITY
from nes_composer.ui import theme


@pytest.fixture(params=[theme.DARK, theme.LIGHT], ids=["dark", "light"])
def look(request, qapp):
    theme.apply(qapp, request.param)
    yield request.param
    theme.apply(qapp, theme.DARK)


def lanes(look):
    return (look.LANE_WHITE, look.LANE_BLACK)


def test_the_louder_the_stronger(look):
    for voice, color in enumerate(look.VOICES):
        shades = theme.note_colors(voice)
        seen = [theme.contrast(shade, look.LANE_WHITE) for shade in shades]
        assert len(shades) == MAX_VELOCITY + 1
        assert all(b > a for a, b in pairwise(seen))
        assert shades[MAX_VELOCITY].name() == color.name()


def test_every_note_stands_out_from_its_lane_and_its_name_from_the_note(look):
    for voice in range(4):
        for shade in (*theme.note_colors(voice), *theme.heat_colors(voice)):
            assert min(theme.contrast(shade, lane) for lane in lanes(look)) >= 3
            assert theme.contrast(theme.ink(shade), shade) >= 4.5


def test_the_more_surprising_the_stronger_and_the_voice_is_still_known(look):
    for voice, color in enumerate(look.VOICES):
        scale = theme.heat_colors(voice)
        assert len(scale) == theme.HEAT_STEPS
        seen = [theme.contrast(shade, look.LANE_BLACK) for shade in scale]
        assert all(b / a > 1.1 for a, b in pairwise(seen))
        assert scale[theme.HEAT_STEPS // 2] == color
        for shade in scale[: theme.HEAT_STEPS // 2 + 2]:  # nearly white and nearly black have no hue
            difference = abs(shade.hue() - color.hue())
            assert min(difference, 360 - difference) < 35


def test_the_names_are_those_of_the_look_in_use(look):
    assert theme.look() is look
    assert theme.TEXT is look.TEXT
    assert theme.VOICES is look.VOICES


def test_a_follower_is_told_of_each_change_until_its_owner_is_gone(qapp, qtbot):
    owner, seen = QWidget(), []
    theme.follow(owner, lambda: seen.append(theme.PANEL.name()))
    theme.apply(qapp, theme.LIGHT)
    theme.apply(qapp, theme.DARK)
    assert seen == [look.PANEL.name() for look in (theme.DARK, theme.LIGHT, theme.DARK)]
    owner.deleteLater()
    del owner
    qtbot.wait(1)  # lets it be deleted
    gc.collect()
    theme.apply(qapp, theme.LIGHT)
    theme.apply(qapp, theme.DARK)
    assert len(seen) == 3


def test_style_and_ground_follow(qapp, qtbot):
    label = QLabel("x")
    qtbot.addWidget(label)
    theme.follow_style(label, lambda: f"color: {theme.DIM.name()}")
    theme.follow_ground(label, lambda: theme.PANEL)
    theme.apply(qapp, theme.LIGHT)
    assert theme.LIGHT.DIM.name() in label.styleSheet()
    assert label.palette().window().color() == theme.LIGHT.PANEL
    theme.apply(qapp, theme.DARK)
    assert theme.DARK.DIM.name() in label.styleSheet()
    assert label.palette().window().color() == theme.DARK.PANEL


def test_no_colour_is_copied_when_a_module_is_imported():
    """What runs at import time: module and class level, and the defaults of parameters."""
    colors = set(vars(theme.DARK))
    for file in sorted(Path(nes_composer.ui.__file__).parent.rglob("*.py")):
        for node in _at_import(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "theme":
                assert node.attr not in colors, f"{file.name}:{node.lineno}"


def test_no_colour_is_written_down_outside_the_looks():
    for file in sorted(Path(nes_composer.ui.__file__).parent.rglob("*.py")):
        if file.name not in ("looks.py", "colors.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "QColor"), (
                    f"{file.name}:{node.lineno}"
                )


def _at_import(node):
    """Yield the nodes that are worked out when a module is imported."""
    yield node
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        parts = [default for default in (*node.args.defaults, *node.args.kw_defaults) if default is not None]
    else:
        parts = ast.iter_child_nodes(node)
    for part in parts:
        yield from _at_import(part)
