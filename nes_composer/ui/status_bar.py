"""The line at the bottom: messages, what is under the mouse, the state of the models and of the sound."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar

from nes_composer.ui import key_tips, labels, theme
from nes_composer.ui.continuation import Continuation
from nes_composer.ui.desk import Desk
from nes_composer.ui.latent import Latent
from nes_composer.ui.transport import Transport

_FIRST_START = "The first start compiles the chip, for up to a minute; all but the sound works meanwhile."


class StatusBar(QStatusBar):
    """Tells the person what goes on, without ever stopping them.

    Attributes
    ----------
    message, hover, model, sound : QLabel
    """

    def __init__(self, desk: Desk, transport: Transport, latent: Latent, continuation: Continuation) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._desk, self._transport = desk, transport
        self._latent, self._continuation = latent, continuation
        self._decode_ms: float | None = None
        self.message, self.hover, self.model, self.sound = QLabel(), QLabel(), QLabel(), QLabel()
        # A long message is cut off rather than widening the window.
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.message.setContentsMargins(theme.MARGIN, 0, 0, 0)
        self.hover.setMinimumWidth(130)
        self.addWidget(self.message, 1)
        for label in (self.hover, self.model, self.sound):
            label.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
            self.addPermanentWidget(label)
        latent.ready_changed.connect(self._show_model)
        latent.answered.connect(self._answered)
        latent.failed.connect(self.show_error)
        continuation.ready_changed.connect(self._show_model)
        continuation.told.connect(self.show_text)
        continuation.failed.connect(self.show_error)
        transport.status_changed.connect(self._show_sound)
        self._error, self._wrong = "", False
        self._standing_in = False
        theme.follow(self, self._show_color)
        self._welcome = True
        key_tips.follow(self, self._show_welcome)
        self._show_model()
        self._show_sound()

    def show_text(self, text: str) -> None:
        """Show a message."""
        self._show(text, wrong=False)

    def show_error(self, text: str) -> None:
        """Show a message that the person should not miss."""
        self._show(text, wrong=True)

    def show_hover(self, voice: int, row: int, pitch: int) -> None:
        """Show the place under the mouse; a negative row is nowhere."""
        score = self._desk.document.score
        if 0 <= row < len(score):
            place = labels.position(score, row)
            self.hover.setText(f"{labels.VOICE_TITLES[voice]}  {labels.pitch_name(voice, pitch)}  {place}")
        else:
            self.hover.clear()

    def _show_welcome(self) -> None:
        """Say how to begin, until there is something else to say."""
        if self._welcome:
            plays = f"{key_tips.key('play')} plays · " if key_tips.key("play") else ""
            shows = f" · {key_tips.key('keys')} shows all keys" if key_tips.key("keys") else ""
            self._show(f"{plays}drag a slider · draw in a roll{shows}", wrong=False)
            self._welcome = True

    def _show(self, text: str, wrong: bool) -> None:
        self._welcome = False
        self._wrong = wrong
        self._show_color()
        self.message.setText(text)
        self.message.setToolTip(text)

    def _show_color(self) -> None:
        self.message.setStyleSheet(f"color: {(theme.ERROR if self._wrong else theme.DIM).name()}")

    def _answered(self, seconds: float) -> None:
        self._decode_ms = seconds * 1000
        self._show_model()

    def _show_model(self) -> None:
        texts, tips = [], []
        for kind, user in (("VAE", self._latent), ("LSTM", self._continuation)):
            state = f"no {kind}" if user.problem else f"{kind} is loading…"
            texts.append(labels.model_name(user.model) if user.ready else state)
            tips.append(f"{kind}: {user.model}" if user.ready else user.problem or state)
        if self._latent.ready and self._decode_ms is not None:
            texts.append(f"decode {self._decode_ms:.1f} ms")
        self.model.setText(" · ".join(texts))
        self.model.setToolTip("\n".join(tips))

    def _show_sound(self) -> None:
        status = self._transport.status
        if status.error and status.error != self._error:
            self.show_error(status.error)
        self._error = status.error
        if status.ready and status.standing_in != self._standing_in:
            self._standing_in = status.standing_in
            if self._standing_in:
                self.show_error(f"{status.device}; it is looked for")
            else:
                self.show_text(f"Sound: {status.device}")
        if status.ready:
            underruns = f"{status.underruns} underrun{'' if status.underruns == 1 else 's'}"
            rate, latency = f"{status.sample_rate / 1000:g} kHz", f"{status.latency_s * 1000:.0f} ms"
            text = f"{_shortened(status.device)} · {rate} · {latency} · {underruns}"
        else:
            text = "sound is starting…"
        if text != self.sound.text():
            self.sound.setText(text)
            self.sound.setToolTip(status.device if status.ready else _FIRST_START)


def _shortened(name: str) -> str:
    return name if len(name) <= 28 else name[:27] + "…"
