"""What the menus offer about the rolls: voices in focus, tools, the scale, the velocity lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.score.score import VOICES
from nes_composer.ui import labels
from nes_composer.ui.actions import Command
from nes_composer.ui.tools import Tool

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow

_TOOLS = {
    Tool.PENCIL: ("&Pencil", "Draw on an empty place, move and resize notes"),
    Tool.SELECT: ("&Select", "Choose by a drag on an empty place"),
    Tool.ERASE: ("&Erase", "Erase what is pressed or dragged over"),
}


def view_commands(window: MainWindow) -> list[Command]:
    """Return the commands about what is seen of the rolls."""
    focus, editor = window.desk.focus, window.editor
    return [
        *(
            Command(
                "&View",
                f"focus_{voice}",
                f"Focus {labels.VOICE_TITLES[voice].lower()}",
                (f"F{voice + 1}",),
                f"Give {labels.VOICE_TITLES[voice].lower()} the room of all rolls, the others as ghosts; "
                "again or Esc returns",
                lambda voice=voice: focus.toggle(voice),  # type: ignore[misc]
                separated=voice == 0,
                checkable=True,
            )
            for voice in range(len(VOICES))
        ),
        Command(
            "&View",
            "value_lane",
            "&Velocity lane",
            ("Ctrl+B",),
            "Show or hide velocity and timbre of the voice in focus",
            lambda: editor.show_values(not editor.shows_values),
            separated=True,
            checkable=True,
        ),
        Command(
            "&View",
            "highlight",
            "Highlight s&cale",
            ("Ctrl+K",),
            "Brighten the lanes of the song's key, or of the key that was chosen last",
            window.desk.highlight.toggle,
            checkable=True,
        ),
    ]


def tool_commands(window: MainWindow) -> list[Command]:
    """Return the commands about what a press in a roll does."""
    tools = window.desk.tools
    return [
        Command(
            "&Edit",
            f"tool_{tool.value}",
            text,
            (f"Ctrl+{number}",),
            tip,
            lambda tool=tool: tools.take(tool),  # type: ignore[misc]
            separated=number == 1,
            checkable=True,
        )
        for number, (tool, (text, tip)) in enumerate(_TOOLS.items(), 1)
    ]


def connect(window: MainWindow) -> None:
    """Let the commands show what is on."""

    def show() -> None:
        desk, commands = window.desk, window.commands
        for voice in range(len(VOICES)):
            commands[f"focus_{voice}"].setChecked(desk.focus.voice == voice)
        commands["highlight"].setChecked(desk.highlight.key is not None)
        commands["value_lane"].setChecked(window.editor.shows_values)

    for signal in (window.desk.focus.changed, window.desk.highlight.changed, window.editor.values_shown):
        signal.connect(show)
    show()
