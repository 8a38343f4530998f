import subprocess
import sys

import pytest

WRITE = """
import sys
from PySide6.QtCore import QSettings

class Evil:
    def __reduce__(self):
        return print, ("a program in the settings was run",)

settings = QSettings(sys.argv[1], QSettings.Format.IniFormat)
settings.setValue("volume", Evil())
settings.sync()
"""
READ = """
import pickle, sys
from PySide6.QtCore import QSettings
from nes_composer.ui import no_pickles
if {forbidden}:
    no_pickles.forbid()
print("read:", QSettings(sys.argv[1], QSettings.Format.IniFormat).value("volume"))
assert pickle.loads(pickle.dumps(5)) == 5
"""


def run(code, *arguments):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("forbidden", [True, False])
def test_a_program_in_the_settings_is_not_run(tmp_path, forbidden):
    """Without the precaution it is, which shows that the test can fail, and that the precaution is still needed."""
    path = tmp_path / "settings.ini"
    run(WRITE, path)
    assert "PyObjectWrapper" in path.read_text(encoding="latin1")
    found = run(READ.format(forbidden=forbidden), path)
    assert ("a program in the settings was run" in found) is not forbidden
    assert "read: None" in found


def test_the_program_takes_the_precaution_before_it_reads_settings(tmp_path):
    path = tmp_path / "settings.ini"
    run(WRITE, path)
    read = READ.format(forbidden=False).replace("import no_pickles", "import no_pickles\nfrom nes_composer import app")
    assert "was run" not in run(read.replace("print(", "app.application()\nprint(", 1), path)
