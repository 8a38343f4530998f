"""Which command has which keys: the shipped ones, and what the person made of them. No two commands share a key."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QKeySequence

from nes_composer.ui import key_tips

_SETTING = "keys"


def normal(key: str) -> str:
    """Return a chord as Qt writes it, such as ``Ctrl+Shift+A``; empty if it is none, or more than one."""
    sequence = QKeySequence(key)
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    return text if sequence.count() == 1 and QKeySequence(text) == sequence and text else ""


class KeyBindings(QObject):
    """Keys by the name of the command.

    Signals
    -------
    changed
        Some command has other keys.

    Parameters
    ----------
    shipped
        The keys that commands have unless the person chose others; the first of each is the one that is shown.
    settings
        Where the person's are kept: only what differs, so that new shipped keys reach everybody.
    """

    changed = Signal()

    def __init__(
        self, shipped: Mapping[str, tuple[str, ...]], settings: QSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._shipped = {name: tuple(map(normal, keys)) for name, keys in shipped.items()}
        self._settings = settings
        self._keys = dict(self._shipped)
        self._read()
        self._tell()

    def keys(self, name: str) -> tuple[str, ...]:
        """Return a command's keys; the first is the one that is shown."""
        return self._keys[name]

    def owner(self, key: str) -> str | None:
        """Return which command has a key."""
        return next((name for name, keys in self._keys.items() if normal(key) in keys), None)

    def is_shipped(self, name: str) -> bool:
        """Return whether a command has the keys that it came with."""
        return self._keys[name] == self._shipped[name]

    def bind(self, name: str, key: str) -> str | None:
        """Give a command one key in place of those that it has.

        Returns
        -------
        str or None
            The command that had the key until now and has lost it.

        Raises
        ------
        ValueError
            If the key is no single chord.
        """
        chord = normal(key)
        if not chord:
            raise ValueError(f"“{key}” is no key that can be pressed at once")
        loser = self.owner(chord)
        self._give(name, (chord,))
        self._keep()
        return loser if loser != name else None

    def clear(self, name: str) -> None:
        """Leave a command without a key."""
        self._give(name, ())
        self._keep()

    def reset(self, name: str) -> None:
        """Give a command the keys that it came with; whoever has them now loses them."""
        self._give(name, self._shipped[name])
        self._keep()

    def reset_all(self) -> None:
        """Give all commands the keys that they came with."""
        self._keys = dict(self._shipped)
        self._keep()

    def _give(self, name: str, keys: tuple[str, ...]) -> None:
        self._keys = {
            other: tuple(key for key in theirs if key not in keys) for other, theirs in self._keys.items()
        } | {name: keys}

    def _read(self) -> None:
        """Take over the person's keys; what was damaged or belongs to no command is left out."""
        try:
            kept = json.loads(str(self._settings.value(_SETTING, "{}")))
        except ValueError:
            return
        for name, keys in kept.items() if isinstance(kept, dict) else ():
            if name in self._keys and isinstance(keys, list):
                self._give(name, tuple(dict.fromkeys(chord for key in keys if (chord := normal(str(key))))))

    def _keep(self) -> None:
        theirs = {name: keys for name, keys in self._keys.items() if not self.is_shipped(name)}
        self._settings.setValue(_SETTING, json.dumps(theirs))
        self._tell()

    def _tell(self) -> None:
        key_tips.use({name: keys[0] for name, keys in self._keys.items() if keys})
        self.changed.emit()
