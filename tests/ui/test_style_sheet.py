import re
from pathlib import Path

from PySide6.QtGui import QPixmap

from nes_composer.ui.looks import DARK, LIGHT
from nes_composer.ui.style_sheet import style_sheet


def test_each_look_has_its_own_colours_and_no_gap():
    for look, other in ((DARK, LIGHT), (LIGHT, DARK)):
        sheet = style_sheet(look)
        assert "$" not in sheet
        assert look.RAISED.name() in sheet
        assert other.RAISED.name() not in sheet
        assert sheet.count("{") == sheet.count("}")


def test_signs_are_there_and_read_on_their_ground(qapp):
    for look, tick in ((DARK, "tick-dark"), (LIGHT, "tick-light")):
        files = re.findall(r'url\("([^"]*)"\)', style_sheet(look))
        assert {Path(file).stem for file in files} == {tick, "arrow"}
        assert not any(QPixmap(file).isNull() for file in files)
