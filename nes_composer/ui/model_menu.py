"""Which checkpoints are in use: the shipped ones, and any other file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from nes_composer import paths
from nes_composer.ui import labels
from nes_composer.ui.continuation import Continuation
from nes_composer.ui.latent import Latent
from nes_composer.ui.model_link import ModelLink

_END = ".safetensors"
_FOLDER = "checkpoints"


class ModelMenu(QObject):
    """Opens checkpoints. One VAE and one LSTM are in use; opening either leaves the other.

    Attributes
    ----------
    shipped : QMenu
        The shipped ones; those in use are ticked.
    """

    def __init__(
        self, link: ModelLink, latent: Latent, continuation: Continuation, settings: QSettings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._link, self._users, self._settings, self._window = link, (latent, continuation), settings, parent
        self.shipped = QMenu("Shipped &models", parent)
        self.shipped.setToolTipsVisible(True)
        self.shipped.aboutToShow.connect(self._fill)

    def open(self) -> None:
        """Ask for a checkpoint and load it."""
        folder = str(self._settings.value(_FOLDER, paths.checkpoints()))
        name, _ = QFileDialog.getOpenFileName(self._window, "Open checkpoint", folder, f"Checkpoints (*{_END})")
        if name:
            self._settings.setValue(_FOLDER, str(Path(name).parent))
            self._link.load(Path(name))

    def _fill(self) -> None:
        self.shipped.clear()
        in_use = {labels.model_name(user.model) for user in self._users}
        for path in sorted(paths.checkpoints().glob(f"*{_END}")):
            action = self.shipped.addAction(path.stem)
            action.setToolTip(str(path))
            action.setCheckable(True)
            action.setChecked(path.stem in in_use)
            action.triggered.connect(lambda _checked=False, path=path: self._link.load(path))
