"""The window: puts its parts together and connects them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from nes_composer.ui import continue_settings, docks, icons, roll_commands
from nes_composer.ui.alternatives import Alternatives
from nes_composer.ui.autosave_label import AutosaveLabel
from nes_composer.ui.commands import commands
from nes_composer.ui.continuation import Continuation
from nes_composer.ui.demo_songs import DemoSongs
from nes_composer.ui.desk import Desk
from nes_composer.ui.difference import Difference
from nes_composer.ui.document import Document
from nes_composer.ui.editing import Editing
from nes_composer.ui.editor import Editor
from nes_composer.ui.files import Files
from nes_composer.ui.history import History
from nes_composer.ui.history_strip import HistoryStrip
from nes_composer.ui.latent import Latent
from nes_composer.ui.latent_map_view import LatentMapView
from nes_composer.ui.latent_moves import LatentMoves
from nes_composer.ui.latent_panel import LatentPanel
from nes_composer.ui.latent_record import generations
from nes_composer.ui.latent_step import LatentStep
from nes_composer.ui.live import Live
from nes_composer.ui.model_link import ModelLink
from nes_composer.ui.model_menu import ModelMenu
from nes_composer.ui.novelty import NoveltyMeter
from nes_composer.ui.patterns import Patterns
from nes_composer.ui.ports import Audio, ConsoleName, MakeModels
from nes_composer.ui.recent_menu import RecentMenu
from nes_composer.ui.roll_tools import RollTools
from nes_composer.ui.selection import Selection
from nes_composer.ui.shelf import Shelf
from nes_composer.ui.shelf_hearing import ShelfHearing
from nes_composer.ui.shelf_view import ShelfView
from nes_composer.ui.shell import Shell
from nes_composer.ui.sound_views import SoundViews
from nes_composer.ui.status_bar import StatusBar
from nes_composer.ui.surprise import Surprise
from nes_composer.ui.take_keys import TakeKeys
from nes_composer.ui.takes_panel import TakesPanel
from nes_composer.ui.tasks import Tasks
from nes_composer.ui.time_view import TimeView
from nes_composer.ui.transport import Transport
from nes_composer.ui.transport_bar import TransportBar

_SIZE = QSize(1280, 720)
_NEEDS_VAE = (
    "random",
    "mutate",
    "reset",
    "encode",
    "adopt",
    "copy_point",
    "paste_point",
    "keep_a",
    "keep_b",
    "fill_path",
)


class MainWindow(QMainWindow):
    """The composer.

    Attributes
    ----------
    document : Document
    selection : Selection
    time_view : TimeView
    transport : Transport
    model_link : ModelLink
    history : History
    latent : Latent
    patterns : Patterns
    moves : LatentMoves
    difference : Difference
    continuation : Continuation
    model_menu : ModelMenu
    files : Files
    demo_songs : DemoSongs
    editing : Editing
    tasks : Tasks
    shell : Shell
    editor : Editor
    rolls : list of PianoRoll
    ruler : Ruler
    strips : list of VoiceStrip
    live : Live
    latent_panel : LatentPanel
    takes_panel : TakesPanel
    surprise : Surprise
    alternatives : Alternatives
    history_strip : HistoryStrip
    history_dock : QDockWidget
    map_view : LatentMapView
    map_dock : QDockWidget
    shelf : Shelf
    shelf_view : ShelfView
    shelf_dock : QDockWidget
    novelty_meter : NoveltyMeter
    sound_views : SoundViews
    transport_bar : TransportBar
    status_bar : StatusBar
    commands : dict of str to QAction
    """

    def __init__(self, audio: Audio, make_models: MakeModels, settings: QSettings, data: Path | None = None) -> None:
        super().__init__()
        self._audio, self._settings = audio, settings
        history, recovery = (data / "history.jsonl", data / "recovery") if data else (None, None)
        self._given_up = False
        self.shell = Shell(settings, self)
        self.setWindowIcon(icons.window())
        self.document = Document(self)
        self.selection = Selection(self)
        self.time_view = TimeView(self)
        self.tasks = Tasks(self)
        self.transport = Transport(self.document, audio, self)
        self.model_link = ModelLink(make_models, self)
        self.history = History(self.document, self.selection, self.model_link, self.tasks, history, self)
        self.latent = Latent(self.document, self.model_link, self)
        self.desk = Desk(self.document, self.selection, self.time_view, audio.preview)
        self.continuation = Continuation(self.desk, self.model_link, self.transport, self.history, self)
        self.continuation.set(continue_settings.read(settings))
        self.model_menu = ModelMenu(self.model_link, self.latent, self.continuation, settings, self)
        self.files = Files(self.document, self.tasks, settings, self, recovery)
        self.demo_songs = DemoSongs(self.document, self.tasks, self.files)
        self.editor = Editor(self.desk, self.transport)
        self.rolls, self.ruler, self.strips = self.editor.rolls, self.editor.ruler, self.editor.strips
        self.live = Live(self.desk, self.transport, audio, self.tasks, settings, self)
        self.patterns = Patterns(self.desk, self.latent, self)
        self.moves = LatentMoves(self.desk, self.latent, self)
        self.difference = Difference(self.desk, self.latent, self)
        self.latent_panel = LatentPanel(self.desk, self.latent, self.moves)
        self.takes_panel = TakesPanel(self.desk, self.continuation, self.transport)
        self.surprise = Surprise(self.document, self.model_link, self)
        self.alternatives = Alternatives(self.desk, self.model_link, self.surprise, self.rolls, self)
        self.novelty_meter = NoveltyMeter(self.desk, self.model_link)
        self.editing = Editing(self.desk, self.transport, settings, self)
        self.sound_views = SoundViews(self.desk, self.transport, audio, self.editor, settings)
        self.commands = self.shell.make_actions(commands(self))
        TakeKeys(self.continuation.takes, self.commands, self)
        self.transport_bar = TransportBar(self.desk, self.transport, self.commands)
        self.transport_bar.beside_tempo.addWidget(self.editing.snap_button(self.commands))
        self.transport_bar.beside_tempo.addWidget(RollTools(self.desk, self.commands))
        self.status_bar = StatusBar(self.desk, self.transport, self.latent, self.continuation)
        self.addToolBar(self.transport_bar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setCentralWidget(self.editor)
        self.setStatusBar(self.status_bar)
        self._place_docks()
        self.recent = RecentMenu(self.files, self)
        below = {"open": self.recent, "load": self.model_menu.shipped, "octave_down": self.live.midi_menu}
        for command, menu in below.items():
            self._add_menu(menu, command)
        self.live.connect_actions(self.commands, self.continuation, self.transport_bar.beside_transport)
        self._connect()
        self._restore()

    def _place_docks(self) -> None:
        """Put what is not always seen around the rolls."""
        self._dock = self._add_dock("Latent space", "latent_dock", self.latent_panel)
        self.history_strip = HistoryStrip(self.history, self.transport.audition)
        area = Qt.DockWidgetArea.BottomDockWidgetArea
        self.history_dock = self._add_dock("History", "history_dock", self.history_strip, area)
        self.history_dock.hide()
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._takes_dock = self._add_dock("Continue", "takes_dock", self.takes_panel)
        self.map_view = LatentMapView(self.desk, self.latent, self.transport)
        self.map_dock = self._add_dock("Latent map", "map_dock", self.map_view, area)
        self.tabifyDockWidget(self.history_dock, self.map_dock)
        self.map_dock.hide()
        self.shelf = Shelf(self.desk, self.latent, self.moves, self.history, self.files, self.tasks, self)
        self.shelf_view = ShelfView(self.shelf, ShelfHearing(self.desk, self.transport, self))
        self.shelf_dock = self._add_dock("Starting points", "shelf_dock", self.shelf_view, area)
        self.tabifyDockWidget(self.map_dock, self.shelf_dock)
        self.shelf_dock.hide()
        self.sound_views.place(self, self._add_dock, self.shelf_dock)
        novelty_dock = self._add_dock("Novelty", "novelty_dock", self.novelty_meter)
        novelty_dock.setTitleBarWidget(QWidget())
        novelty_dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)

    def _connect(self) -> None:
        self.status_bar.addPermanentWidget(AutosaveLabel(self.files.autosave))
        self.files.told.connect(self.status_bar.show_text)
        self.live.told.connect(self.status_bar.show_text)
        self.live.failed.connect(self.status_bar.show_error)
        self.files.failed.connect(self.status_bar.show_error)
        self.editing.told.connect(self.status_bar.show_text)
        self.editing.failed.connect(self.status_bar.show_error)
        self.document.history_changed.connect(self._show_history)
        for roll in self.rolls:
            roll.hovered.connect(lambda row, pitch, v=roll.voice: self.status_bar.show_hover(v, row, pitch))
        self.model_link.failed.connect(self.status_bar.show_error)
        self.latent_panel.difference_toggled.connect(self._show_difference)
        self.ruler.bar_lock_clicked.connect(lambda bar: self.patterns.toggle_bar_locks(range(bar, bar + 1)))
        for strip in self.strips:
            strip.lock_clicked.connect(lambda voice=strip.voice: self.patterns.toggle_voice_lock(voice))
        self.editor.band.dropped.connect(self.patterns.move)
        self.editor.band.renamed.connect(self.patterns.rename)
        self.editor.band.menu_wanted.connect(lambda place: self._menu("add_pattern").popup(place))
        self.sound_views.connect_to(self.status_bar.show_error, self.sound_views.open_instrument)
        self.commands["scopes"].setChecked(self.sound_views.scopes_shown)
        for part in (self.history, self.surprise, self.alternatives, self.shelf):
            part.failed.connect(self.status_bar.show_error)
        self.surprise.ready_changed.connect(self._show_ready)
        self.surprise.changed.connect(self._show_heat)
        self.latent.made.connect(self._keep_step)
        self.latent.ready_changed.connect(self._show_ready)
        self.continuation.ready_changed.connect(self._show_ready)
        self.continuation.begun.connect(self.time_view.reveal)
        self.transport.console_changed.connect(self._show_console)
        self.novelty_meter.switch.toggled.connect(self.commands["novelty"].setChecked)
        self.commands["novelty"].setChecked(self.novelty_meter.switch.isChecked())
        roll_commands.connect(self)
        self._show_history()
        self._show_ready()
        self._show_console()

    # Commands that concern more than one part

    def cancel(self) -> None:
        """Take back the drag, then what a model draws or offers, then the hint; then choose nothing, then all rolls."""
        if self.editor.cancel_gesture() or self.continuation.cancel() or self.shell.skip_first_steps():
            return
        if self.selection.notes or self.selection.rows:
            self.selection.choose_nothing()
        else:
            self.desk.focus.leave()

    def zoom(self, factor: float) -> None:
        """Show `factor` times as many rows around the playhead, or around the middle if that is not seen."""
        time, row = self.time_view, self.transport.row
        time.zoom(factor, row if time.first <= row <= time.last else time.first + time.span / 2)

    def toggle_latent(self) -> None:
        """Show or hide the sliders."""
        self._dock.setVisible(not self._dock.isVisible())

    def toggle_history(self) -> None:
        """Show or hide what models made."""
        docks.toggle(self.history_dock)

    def toggle_takes(self) -> None:
        """Show or hide the panel of the takes."""
        self._takes_dock.setVisible(not self._takes_dock.isVisible())

    def toggle_map(self) -> None:
        """Show or hide the latent map, in front of what shares its place."""
        docks.toggle(self.map_dock)

    def toggle_mute(self) -> None:
        """Mute the voice in focus, or no longer."""
        voice = self.selection.voice
        self.transport.set_muted(voice, not self.transport.muted[voice])

    def toggle_solo(self) -> None:
        """Hear the voice in focus alone, or no longer."""
        voice = self.selection.voice
        self.transport.set_soloed(voice, not self.transport.soloed[voice])

    def choose_instrument(self) -> None:
        """Offer the presets to the voice in focus."""
        self.strips[self.selection.voice].preset.offer()

    def encode(self) -> None:
        """Find the chosen patterns' places, and show how what the model makes of them differs."""
        self.moves.encode()
        self.latent_panel.difference.setChecked(True)

    def step_pattern(self, step: int) -> None:
        """Choose a neighbour of the chosen pattern, and show it."""
        index = min(max(self.selection.pattern + step, 0), len(self.document.song.patterns) - 1)
        self.selection.choose_pattern(index)

    # What the parts tell

    def _show_history(self) -> None:
        document = self.document
        for name, verb, text in (("undo", "&Undo", document.undo_text), ("redo", "&Redo", document.redo_text)):
            self.commands[name].setEnabled(bool(text))
            self.commands[name].setText(f"{verb}: {text}" if text else verb)
        name = document.path.name if document.path else document.song.title or "Untitled"
        self.setWindowTitle(f"{name}[*] – nes_composer")
        self.setWindowModified(document.dirty)

    def _show_ready(self) -> None:
        for name in _NEEDS_VAE:
            self.commands[name].setEnabled(self.latent.ready)
        for name in ("continue", "fill"):
            self.commands[name].setEnabled(self.continuation.ready)
        for name in ("surprise", "alternatives"):
            self.commands[name].setEnabled(self.surprise.ready)
        self.files.grid = self.latent.grid

    def _keep_step(self, step: LatentStep) -> None:
        """Add what the VAE made to the history: the last of each drag."""
        rows = self.document.song.rows_per_pattern
        for generation in generations(step, self.latent.model, self.latent.voices, rows):
            self.history.add(generation, step.key)

    def _show_heat(self) -> None:
        for roll in self.rolls:
            roll.notes_item.set_heat(self.surprise.nats(roll.voice))
        self.editor.legend.set_shown(self.surprise.on)
        self.commands["surprise"].setChecked(self.surprise.on)

    def _show_console(self) -> None:
        self.files.console = self.transport.console
        for name in get_args(ConsoleName):
            self.commands[f"console_{name}"].setChecked(name == self.transport.console)

    def _add_dock(
        self, title: str, name: str, widget: QWidget, area: Qt.DockWidgetArea = Qt.DockWidgetArea.RightDockWidgetArea
    ) -> QDockWidget:
        """Put a widget beside the rolls; it is remembered by its name where it is."""
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _add_menu(self, menu: QMenu, command: str) -> None:
        """Put a menu below a command."""
        above, parent = self.commands[command], self._menu(command)
        below = parent.actions()[parent.actions().index(above) + 1 :]
        if below:
            parent.insertMenu(below[0], menu)
        else:
            parent.addMenu(menu)

    def _menu(self, command: str) -> QMenu:
        """Return the menu that a command is in."""
        return next(m for m in self.menuBar().findChildren(QMenu) if self.commands[command] in m.actions())

    def _show_difference(self, shown: bool) -> None:
        self.difference.set_shown(shown)
        self.commands["difference"].setChecked(shown)

    # Beginning and end

    def _restore(self) -> None:
        self.resize(_SIZE)
        for name, restore in (
            ("geometry", self.restoreGeometry),
            ("state", self.restoreState),
        ):
            saved = self._settings.value(name)
            if isinstance(saved, QByteArray):  # anything else was not written by a window
                restore(saved)
        self.editor.restore(self._settings)
        volume = str(self._settings.value("volume"))
        if volume.isascii() and volume.isdecimal() and len(volume) < 9:
            self.transport_bar.volume.setValue(int(volume))

        console = self._settings.value("console")
        if console in get_args(ConsoleName):
            self.transport.set_console(console)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Close when nothing is lost by it; else ask first."""
        if self.document.dirty and not self._given_up:
            event.ignore()
            self.files.when_kept(self._give_up)
            return
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("state", self.saveState())
        self.editor.keep(self._settings)
        self._settings.setValue("volume", self.transport_bar.volume.value())
        self._settings.setValue("console", self.transport.console)
        continue_settings.write(self._settings, self.continuation.settings)
        event.accept()

    def shut_down(self) -> None:
        """End both processes and all work; the window cannot be used after that."""
        self.transport.close()
        self.live.close()
        self.model_link.close()
        self.history.close()
        self.files.close()
        self._audio.close()

    def _give_up(self) -> None:
        self._given_up = True
        self.close()
