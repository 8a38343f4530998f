import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication

from nes_composer.ui import appearance, theme
from nes_composer.ui.appearance import Appearance


@pytest.fixture(autouse=True)
def dark_again(qapp):
    yield
    theme.apply(qapp, theme.DARK)


def test_dark_is_the_usual_look(settings):
    assert Appearance(settings).look == "dark"
    assert theme.look() is theme.DARK


def test_another_look_is_shown_at_once_and_kept(settings):
    Appearance(settings).set_look("light")
    assert theme.look() is theme.LIGHT
    theme.apply(QGuiApplication.instance(), theme.DARK)
    settings.sync()
    Appearance(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert theme.look() is theme.LIGHT


@pytest.mark.parametrize(
    ("scheme", "look"),
    [(Qt.ColorScheme.Light, theme.LIGHT), (Qt.ColorScheme.Dark, theme.DARK), (Qt.ColorScheme.Unknown, theme.DARK)],
)
def test_as_the_system(settings, monkeypatch, scheme, look):
    class Hints:
        def __init__(self):
            self.colorSchemeChanged = QGuiApplication.styleHints().colorSchemeChanged

        def colorScheme(self):
            return scheme

    hints = Hints()
    monkeypatch.setattr(QGuiApplication, "styleHints", lambda: hints)
    Appearance(settings).set_look("system")
    assert theme.look() is look


def test_the_size_is_kept_and_only_sizes_that_there_are(settings):
    one = Appearance(settings)
    assert one.scale == 100
    one.set_scale(150)
    assert appearance.scale(settings) == 150
    for wrong in ("big", "137", ""):
        settings.setValue("scale", wrong)
        assert appearance.scale(settings) == 100
    settings.setValue("look", "purple")
    assert Appearance(settings).look == "dark"


def test_a_size_is_what_qt_is_told_at_the_start(settings, monkeypatch):
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    environment = {}
    appearance.scale_qt(settings, environment)
    assert environment == {}
    settings.setValue("scale", 150)
    appearance.scale_qt(settings, environment)
    assert environment == {"QT_SCALE_FACTOR": "1.5"}
    environment = {"QT_SCALE_FACTOR": "3"}  # whoever says so when starting the program is right
    appearance.scale_qt(settings, environment)
    assert environment == {"QT_SCALE_FACTOR": "3"}
