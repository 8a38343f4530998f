"""Whatever can be clicked or typed in says its name to those who do not see it, and what it does to those who wait."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDockWidget,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QTextEdit, QAbstractItemView)
WHOLE = (QAbstractSpinBox, QComboBox, QLineEdit, QMenu, QMenuBar, QTabBar)
PARTS_OF_QT = (QScrollBar, QMenu, QMenuBar, QHeaderView, QTabBar)


def controls(root):
    """Return what is clicked or gets the keys, but for the parts that Qt puts into its own widgets."""
    for widget in root.findChildren(QWidget):
        inner = widget.objectName().startswith("qt_") or isinstance(widget, PARTS_OF_QT)
        of_another = any(isinstance(above, WHOLE) for above in list(lineage(widget))[1:])
        of_another |= isinstance(widget.parent(), QDockWidget) and isinstance(widget, QAbstractButton)
        inner |= isinstance(widget.parent(), QAbstractScrollArea) and widget.parent().viewport() is widget
        takes_part = isinstance(widget, CONTROLS) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus or clicked(widget)
        if takes_part and not inner and not of_another:
            yield widget


def clicked(widget):
    """Return whether a widget of our own does something with the mouse."""
    ours = (kind for kind in type(widget).__mro__ if kind.__module__.startswith("nes_composer"))
    return any("mousePressEvent" in vars(kind) for kind in ours)


def name(widget):
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def tip(widget):
    """Return the tooltip; one without its own shows that of what it is in."""
    while widget is not None and not widget.toolTip() and not widget.isWindow():
        widget = widget.parentWidget()
    return widget.toolTip() if widget is not None else ""


def described(widget):
    where = " in ".join(type(w).__name__ for w in lineage(widget))
    return f"{where} “{name(widget)}” {widget.objectName()}"


def lineage(widget):
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


@pytest.fixture
def whole(ready, qtbot):
    """The window with all of its docks shown."""
    window = ready.window
    ready.models.become_able_to_continue()
    qtbot.waitUntil(lambda: window.continuation.ready)
    for dock in window.findChildren(QDockWidget):
        dock.show()
    return window


def test_every_control_of_the_window_has_a_name_and_a_tooltip(whole):
    found = list(controls(whole))
    assert len(found) > 60
    assert [described(widget) for widget in found if not name(widget).strip()] == []
    # A tooltip of the rolls would lie over the notes: the cursor and the status bar say there what can be done.
    assert [described(widget) for widget in found if not tip(widget).strip() and widget not in whole.rolls] == []


@pytest.mark.parametrize("command", ["keys", "settings", "palette"])
def test_every_control_of_a_dialog_too(whole, command):
    whole.commands[command].trigger()
    opened = [dialog for dialog in whole.findChildren(QDialog) if dialog.isVisible()] or [whole.shell.palette]
    for dialog in opened:
        assert [described(widget) for widget in controls(dialog) if not name(widget).strip()] == []
        assert [described(widget) for widget in controls(dialog) if not tip(widget).strip()] == []


def test_no_name_is_a_mere_sign(whole):
    signs = [described(widget) for widget in controls(whole) if not any(map(str.isalpha, name(widget)))]
    assert signs == []
