"""What a person wants of a continuation: how long, how many takes, how daring, in which key, in which voices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QSettings

from nes_composer.models.sampling import Sampling
from nes_composer.score.keys import Key
from nes_composer.score.score import VOICES

MOST_BARS = 64
MOST_TAKES = 8
MOST_SEED = 999_999
TEMPERATURES = (0.1, 3.0)
TOP_PS = (0.05, 1.0)

_GROUP = "continue"


@dataclass(frozen=True)
class ContinueSettings:
    """A record of what is wanted.

    Parameters
    ----------
    bars, takes
        How many.
    temperature, top_p, key
        As in :class:`~nes_composer.models.sampling.Sampling`.
    seed
        None for a new one each time.
    voices
        Those that are drawn, as far as the model has them and they are not locked.
    """

    bars: int = 4
    takes: int = 4
    temperature: float = 0.9
    top_p: float = 0.95
    key: Key | None = None
    seed: int | None = None
    voices: tuple[int, ...] = tuple(range(len(VOICES)))

    def sampling(self, seed: int) -> Sampling:
        """Return how tokens are drawn."""
        return Sampling(self.temperature, self.top_p, seed, self.key)

    @property
    def told(self) -> tuple[tuple[str, float | str], ...]:
        """Names and values, for whoever wants to do it again."""
        key: tuple[tuple[str, float | str], ...] = (("key", self.key.name),) if self.key is not None else ()
        return (("temperature", self.temperature), ("top_p", self.top_p), *key)


def read(settings: QSettings) -> ContinueSettings:
    """Return what was remembered; what is missing or not possible is as usual. Key and seed belong to a song."""
    result = ContinueSettings()
    for name, parse in _PARSERS.items():
        value = settings.value(f"{_GROUP}/{name}")
        try:
            result = replace(result, **{name: parse(str(value))}) if value is not None else result
        except ValueError:
            continue
    return result


def write(settings: QSettings, wanted: ContinueSettings) -> None:
    """Remember."""
    for name in _PARSERS:
        value = getattr(wanted, name)
        settings.setValue(f"{_GROUP}/{name}", " ".join(map(str, value)) if isinstance(value, tuple) else value)


def _number(kind: Callable[[str], Any], low: float, high: float) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        value = kind(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def _voices(text: str) -> tuple[int, ...]:
    voices = tuple(sorted({int(voice) for voice in text.split()}))
    if not set(voices) <= set(range(len(VOICES))):
        raise ValueError(text)
    return voices


_PARSERS: dict[str, Callable[[str], Any]] = {
    "bars": _number(int, 1, MOST_BARS),
    "takes": _number(int, 1, MOST_TAKES),
    "temperature": _number(float, *TEMPERATURES),
    "top_p": _number(float, *TOP_PS),
    "voices": _voices,
}
