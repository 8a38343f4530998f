"""The window in which the person says where the sound goes, and sees how it fares there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from nes_composer.playback.devices import Output, OutputDevice
from nes_composer.ui import theme
from nes_composer.ui.follower import Follower
from nes_composer.ui.panel_parts import caption, dialog_button, line
from nes_composer.ui.sound_output import DeviceList, SoundOutput
from nes_composer.ui.transport import Transport

_LATENCIES_S = (0.01, 0.02, 0.05, 0.1)
_USUAL_RATES = (44_100, 48_000, 96_000)
_WIDTH = 460


class SoundDialog(QDialog):
    """Whatever is chosen holds at once and is kept; there is nothing to confirm.

    Attributes
    ----------
    host, device, rate, latency : QComboBox
    tone, refresh : QPushButton
    plays_on, measured, underruns, headroom : QLabel
        How the sound fares.
    told : QLabel
        Whether devices are being looked for.
    """

    def __init__(self, output: SoundOutput, devices: DeviceList, transport: Transport, parent: QWidget) -> None:
        super().__init__(parent)
        self._output, self._devices, self._transport = output, devices, transport
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Sound")
        self.host = _choice("Sound system", "Through which system the sound leaves the program")
        self.device = _choice("Device", "Which device of this system plays")
        self.rate = _choice("Sample rate", "How many samples a second the device gets")
        self.latency = _choice("Latency", "How late the sound is: a longer one stutters less on a slow machine")
        self.host.activated.connect(self._choose_host)
        self.device.activated.connect(self._choose_device)
        self.rate.activated.connect(lambda _: self._choose(rate=self.rate.currentData()))
        self.latency.activated.connect(lambda _: self._choose(latency=self.latency.currentData()))
        self.tone = dialog_button("Test &tone", "Sound a note of the chip on this device", output.sound_tone)
        self.refresh = dialog_button("&Refresh", "Look again for devices that were plugged in", devices.look)
        self.told = caption("")
        self.plays_on, self.measured, self.underruns, self.headroom = QLabel(), QLabel(), QLabel(), QLabel()
        for label, name in (
            (self.plays_on, "Plays on"),
            (self.measured, "Rate and latency now"),
            (self.underruns, "Underruns"),
            (self.headroom, "Kept ready"),
        ):
            label.setAccessibleName(name)
            label.setWordWrap(True)
        self.underruns.setToolTip("How often the device had to play silence because the sound came too late")
        self.headroom.setToolTip("Sound that is made in advance; there is more after each underrun")
        self._lay_out()
        Follower(devices.changed, self._fill, self)
        Follower(output.changed, self._fill, self)
        Follower(transport.status_changed, self._show_state, self)
        theme.follow(self, self._show_state)
        devices.look()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, widget in (
            ("&System", self.host),
            ("&Device", self.device),
            ("R&ate", self.rate),
            ("&Latency", self.latency),
        ):
            form.addRow(text, widget)
        state = QFormLayout()
        state.setVerticalSpacing(6)
        for label in (self.plays_on, self.measured, self.underruns, self.headroom):
            state.addRow(caption(label.accessibleName()), label)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(14)
        column.addLayout(form)
        column.addLayout(line(self.tone, self.refresh, self.told, None))
        column.addLayout(state)
        self.setMinimumWidth(_WIDTH)

    # What there is to choose from

    def _fill(self) -> None:
        output, devices = self._output.output, self._devices.devices
        hosts = list(dict.fromkeys(device.host for device in devices))
        if not isinstance(output.device, str) and output.device[0] not in hosts:
            hosts.append(output.device[0])
        items: list[tuple[str, Any]] = [("As the system", "default"), *((host, host) for host in hosts)]
        chosen = output.device if isinstance(output.device, str) else output.device[0]
        _offer(self.host, [*items, ("No sound", "null")], chosen)
        self._fill_devices(output)
        info = self._info(output)
        rates = info.rates if info else _USUAL_RATES
        own = f"The device's own ({_kilohertz(info.own_rate)})" if info else "The device's own"
        if output.rate is not None and output.rate not in rates:
            rates = (*rates, output.rate)
        _offer(self.rate, [(own, None), *((_kilohertz(rate), rate) for rate in rates)], output.rate)
        seconds = sorted({*_LATENCIES_S, output.latency} - {"low", "high"}, key=float)
        low, high = (f" ({_milliseconds(s)})" for s in (info.low_s, info.high_s)) if info else ("", "")
        named = [(f"Low{low}", "low"), (f"High{high}", "high")]
        _offer(self.latency, [*named, *((_milliseconds(float(s)), s) for s in seconds)], output.latency)
        self.latency.setEnabled(output.device != "null")
        self.refresh.setEnabled(not self._devices.looking)
        problem = "The system told nothing about its devices." if self._devices.failed else ""
        self.told.setText("Looking for devices…" if self._devices.looking else problem)

    def _fill_devices(self, output: Output) -> None:
        if isinstance(output.device, str):
            info = self._info(output)
            _offer(self.device, [(info.name if info else "", output.device)], output.device)
            self.device.setEnabled(False)
            return
        host, chosen = output.device
        names = list(dict.fromkeys(device.name for device in self._devices.devices if device.host == host))
        items = [(name, name) for name in names]
        if chosen not in names:
            items.append((chosen if self._devices.looking else f"{chosen} (not there)", chosen))
        _offer(self.device, items, chosen)
        self.device.setEnabled(True)

    def _info(self, output: Output) -> OutputDevice | None:
        """Return what is known of the device."""
        for device in self._devices.devices:
            if output.device == (device.host, device.name) or (output.device == "default" and device.is_default):
                return device
        return None

    # What the person chooses

    def _choose_host(self) -> None:
        host = self.host.currentData()
        if host in ("default", "null"):
            self._choose(device=host, rate=None)
            return
        there = [device for device in self._devices.devices if device.host == host]
        if there:
            best = next((device for device in there if device.is_default), there[0])
            self._choose(device=(best.host, best.name), rate=None)

    def _choose_device(self) -> None:
        device = self._output.output.device
        if not isinstance(device, str):
            # Another device need not have this rate.
            self._choose(device=(device[0], self.device.currentData()), rate=None)

    def _choose(self, **changes: Any) -> None:
        self._output.choose(replace(self._output.output, **changes))

    # How it fares

    def _show_state(self) -> None:
        status = self._transport.status
        wrong = bool(status.error) or status.standing_in
        waits = "; it is looked for" if status.standing_in else ""
        starting = status.error or "the sound is starting…"
        self.plays_on.setText(status.device + waits if status.ready else starting)
        self.plays_on.setStyleSheet(f"color: {(theme.ERROR if wrong else theme.TEXT).name()}")
        now = f"{_kilohertz(status.sample_rate)}, {_milliseconds(status.latency_s)}" if status.ready else "–"
        self.measured.setText(now)
        self.underruns.setText(str(status.underruns) if status.ready else "–")
        self.headroom.setText(_milliseconds(status.headroom_s) if status.ready else "–")


def _choice(name: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    return box


def _offer(box: QComboBox, items: list[tuple[str, Any]], chosen: Any) -> None:
    """Let a box offer texts with values, one of them chosen; an open list stays as it is if nothing changes."""
    if items != [(box.itemText(index), box.itemData(index)) for index in range(box.count())]:
        box.clear()
        for text, value in items:
            box.addItem(text, value)
    box.setCurrentIndex([value for _, value in items].index(chosen))


def _kilohertz(rate: int) -> str:
    return f"{rate / 1000:g} kHz"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
