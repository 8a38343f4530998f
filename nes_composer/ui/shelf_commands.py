"""What the menus offer about the shelf of starting points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.ui import docks
from nes_composer.ui.actions import Command

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


def shelf_commands(window: MainWindow) -> list[Command]:
    """Return the commands about starting points."""

    def show() -> None:
        docks.toggle(window.shelf_dock)
        if window.shelf_dock.isVisible():
            window.shelf_view.strip.setFocus()

    def begin() -> None:
        window.shelf_view.begin_song()

    return [
        Command(
            "&View",
            "shelf",
            "&Starting points",
            ("F6",),
            "Show or hide points of the latent space to begin from; arrows let them be heard, Return takes one",
            show,
        ),
        Command(
            "&Model",
            "begin_song",
            "Be&gin a song with a starting point",
            ("Ctrl+Alt+N",),
            "Begin a song of sixteen bars with the starting point in focus, at its tempo and on its instruments",
            begin,
        ),
    ]
