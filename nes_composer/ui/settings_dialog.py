"""The settings: how the window looks, and which keys commands have."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from nes_composer.ui.appearance import SCALES, Appearance
from nes_composer.ui.panel_parts import caption
from nes_composer.ui.settings_keys import SettingsKeys

_LOOKS = (("Dark", "dark"), ("Light", "light"), ("As the system", "system"))


class SettingsDialog(QDialog):
    """Whatever is chosen holds at once and is kept; there is nothing to confirm.

    Attributes
    ----------
    look, scale : QComboBox
    keys : SettingsKeys
    tabs : QTabWidget
    """

    def __init__(self, appearance: Appearance, keys: SettingsKeys, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        self.keys = keys
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Settings")
        self.tabs.setToolTip("Look, keys")
        self.tabs.addTab(self._make_look(), "&Look")
        self.tabs.addTab(keys, "&Keys")
        QVBoxLayout(self).addWidget(self.tabs)
        self.resize(640, 560)

    def _make_look(self) -> QWidget:
        self.look, self.scale = QComboBox(), QComboBox()
        for text, name in _LOOKS:
            self.look.addItem(text, name)
        self.look.setCurrentIndex(self.look.findData(self._appearance.look))
        self.look.setAccessibleName("Theme")
        self.look.setToolTip("The colours of the window; they change at once")
        self.look.activated.connect(lambda _: self._appearance.set_look(self.look.currentData()))
        for percent in SCALES:
            self.scale.addItem(f"{percent} %", percent)
        self.scale.setCurrentIndex(self.scale.findData(self._appearance.scale))
        self.scale.setAccessibleName("Size of everything")
        self.scale.setToolTip("The size of everything in the window, from the next start on")
        self.scale.activated.connect(self._choose_scale)
        self._later = caption("")
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(14, 16, 14, 14)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow("&Theme", self.look)
        form.addRow("&Size", self.scale)
        form.addRow(QLabel(), self._later)
        return page

    def _choose_scale(self) -> None:
        self._appearance.set_scale(self.scale.currentData())
        self._later.setText("The new size is there when nes_composer starts again.")
