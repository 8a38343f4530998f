"""Each in a process of its own, as pyqtgraph is loaded once."""

import subprocess
import sys

BEGIN = "from PySide6 import QtCore, QtGui, QtWidgets; listed = dir(QtWidgets)\n"
QUICK = BEGIN + "from nes_composer.ui import quick_pyqtgraph; quick_pyqtgraph.load(); import pyqtgraph as pg\n"
PLAIN = BEGIN + "import pyqtgraph as pg\n"
MADE = "print(sum(isinstance(value, type) for value in vars(QtWidgets).values()))"
ROLL = """
import sys
from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from nes_composer.score.song import Song
from nes_composer.ui.desk import Desk
from nes_composer.ui.document import Document
from nes_composer.ui.piano_roll import PianoRoll
from nes_composer.ui.selection import Selection
from nes_composer.ui.time_view import TimeView
app = QtWidgets.QApplication([])
desk = Desk(Document(), Selection(), TimeView(), print)
roll = PianoRoll(P1, desk)
roll.resize(600, 200)
roll.set_score(draw(Score.silent(64), [Note(P1, 4 * i, 3, 60 + i) for i in range(16)]))
desk.time.set_length(64)
roll.show()
roll.show_playhead(20.0)
image = roll.grab().toImage()
print(image.sizeInBytes(), hash(bytes(image.constBits())), len({image.pixel(x, 100) for x in range(600)}) > 3)
"""


def told(code):
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONHASHSEED": "0", "QT_LOGGING_RULES": "default.warning=false"}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_it_makes_none_of_the_classes_that_nobody_asks_for():
    assert int(told(QUICK + MADE)) < int(told(PLAIN + MADE)) / 2


def test_qt_is_as_it_was_after_it():
    named = "print(set(listed) <= set(dir(QtWidgets)), QtWidgets.QTableView.__name__)"
    assert told(QUICK + named) == "True QTableView"


def test_it_is_the_same_pyqtgraph():
    told(QUICK + "pg.GraphicsView, pg.ViewBox, pg.GraphicsObject, pg.QtCore.QRectF, pg.QtWidgets.QOpenGLWidget")


def test_one_that_is_loaded_already_stays():
    again = "from nes_composer.ui import quick_pyqtgraph\nquick_pyqtgraph.load()\n"
    assert told(PLAIN + again + "print(pg.QtCore is QtCore)") == "False"


def test_a_roll_looks_the_same():
    found = told(QUICK + ROLL)
    assert found == told(PLAIN + ROLL)
    assert found.endswith("True")
