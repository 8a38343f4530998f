"""The real window with the real models, for tests that are about both."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from nes_composer import app, paths
from nes_composer.generation.client import ModelClient
from nes_composer.playback.client import AudioClient
from nes_composer.selftest import SelfTest


class RealSession:
    """A window of the program, on a clock in place of a sound card, with the shipped models.

    Attributes
    ----------
    window : MainWindow
    client : ModelClient
    wait
        Lets the window live until a condition holds; takes it and what is waited for.
    """

    def __init__(self, folder: Path) -> None:
        app.application()
        self._test = SelfTest("null", folder, None)
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self._audio = AudioClient("null")
        self.window = app.build(self._audio, self._make_models, settings)
        self.wait = self._test.wait
        self.window.show()
        latent, continuation = self.window.latent, self.window.continuation
        self.wait(lambda: latent.ready and continuation.ready, "both models are ready")

    def _make_models(self, on_event):
        self.client = ModelClient(on_event)
        return self.client

    def close(self) -> None:
        """End the window and its processes; what is not saved is given up."""
        self.window.document.mark_saved(self.window.document.song, Path("kept"))
        self._test._window, self._test._audio = self.window, self._audio
        self._test.quit()


@pytest.fixture
def real(qapp, tmp_path):
    """The window, with models that are ready and an empty song."""
    if not (paths.default_vae().is_file() and paths.default_lstm().is_file()):
        pytest.skip("the shipped checkpoints are missing")
    session = RealSession(tmp_path)
    yield session
    session.close()
