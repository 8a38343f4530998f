"""What the Model and the Pattern menus offer about latent points and the chain of patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.ui.actions import Command

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


def latent_commands(window: MainWindow) -> list[Command]:
    """Return the commands that move the chosen patterns through latent space."""
    moves, panel = window.moves, window.latent_panel
    return [
        Command(
            "&Model", "random", "&Random", ("Ctrl+R",), "Move the chosen patterns to random points", moves.randomize
        ),
        Command(
            "&Model",
            "mutate",
            "&Mutate",
            ("Ctrl+M",),
            "Move the chosen patterns a part of the way to a random point",
            panel.mutate,
        ),
        Command(
            "&Model",
            "reset",
            "Re&set",
            ("Ctrl+Shift+R",),
            "Move the chosen patterns to the centre: sliders at 0",
            moves.reset,
        ),
        Command(
            "&Model",
            "encode",
            "&Encode",
            ("Ctrl+E",),
            "Find the chosen patterns' places on the sliders; their notes stay",
            window.encode,
        ),
        Command(
            "&Model",
            "difference",
            "Show &difference",
            ("F7",),
            "Show as ghosts what the model would have where the notes differ",
            panel.difference.toggle,
            checkable=True,
        ),
        Command(
            "&Model",
            "adopt",
            "Take &over",
            ("Ctrl+Shift+A",),
            "Replace the chosen patterns by what the model makes of them, as far as the strength goes",
            moves.adopt,
        ),
        Command(
            "&Model",
            "copy_point",
            "Cop&y point",
            ("Ctrl+Alt+C",),
            "Keep the latent point of the pattern",
            moves.copy,
            separated=True,
        ),
        Command(
            "&Model",
            "paste_point",
            "&Paste point",
            ("Ctrl+Alt+V",),
            "Move the chosen patterns to the point that was copied",
            moves.paste,
        ),
        Command(
            "&Model",
            "keep_a",
            "Keep as &A",
            ("Ctrl+[",),
            "Keep the pattern's point in slot A, where a morph begins",
            lambda: moves.keep_in_slot("A"),
        ),
        Command(
            "&Model",
            "keep_b",
            "Keep as &B",
            ("Ctrl+]",),
            "Keep the pattern's point in slot B, where a morph ends",
            lambda: moves.keep_in_slot("B"),
        ),
        Command(
            "&Model",
            "fill_path",
            "Morph t&hrough",
            ("Ctrl+J",),
            "Fill the chosen patterns with the way from A to B, or from the first to the last",
            moves.fill,
        ),
    ]


def pattern_commands(window: MainWindow) -> list[Command]:
    """Return the commands about the chosen patterns as parts of the song, and about locks."""
    patterns = window.patterns
    return [
        Command(
            "&Pattern",
            "add_pattern",
            "&Add",
            ("Ctrl+Shift+N",),
            "Put a silent pattern after the chosen ones",
            patterns.add,
        ),
        Command(
            "&Pattern",
            "duplicate_patterns",
            "&Duplicate",
            ("Ctrl+Shift+D",),
            "Put copies of the chosen patterns after them",
            patterns.duplicate,
        ),
        Command(
            "&Pattern",
            "delete_patterns",
            "De&lete",
            ("Ctrl+Shift+Del",),
            "Take the chosen patterns out of the song",
            patterns.delete,
        ),
        Command(
            "&Pattern",
            "move_left",
            "Move &left",
            ("Ctrl+Shift+Left",),
            "Move the chosen patterns one place to the left",
            lambda: patterns.shift(-1),
            separated=True,
        ),
        Command(
            "&Pattern",
            "move_right",
            "Move &right",
            ("Ctrl+Shift+Right",),
            "Move the chosen patterns one place to the right",
            lambda: patterns.shift(1),
        ),
        Command(
            "&Pattern",
            "name_pattern",
            "&Name…",
            ("Shift+F2",),
            "Give the pattern another name",
            lambda: window.editor.band.edit_name(window.selection.pattern),
        ),
        Command(
            "&Pattern",
            "next",
            "Ne&xt",
            ("Ctrl+PgDown",),
            "Choose the next pattern",
            lambda: window.step_pattern(1),
            separated=True,
        ),
        Command(
            "&Pattern",
            "previous",
            "&Previous",
            ("Ctrl+PgUp",),
            "Choose the pattern before",
            lambda: window.step_pattern(-1),
        ),
        Command(
            "&Pattern",
            "lock_voice",
            "Lock &voice",
            ("K",),
            "Lock the voice in focus against all that models do, or no longer",
            lambda: patterns.toggle_voice_lock(window.selection.voice),
            separated=True,
        ),
        Command(
            "&Pattern",
            "lock_bars",
            "Lock &bars",
            ("Shift+K",),
            "Lock the chosen rows' bars, or the chosen patterns', against all that models do, or no longer",
            patterns.toggle_chosen_bar_locks,
        ),
    ]
