"""What the recipe of the bundle, nes-composer.spec, takes in and leaves out."""

from __future__ import annotations

import compileall
import ctypes.util
import fnmatch
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from py_compile import PycInvalidationMode

from PyInstaller.utils.hooks import collect_submodules, copy_metadata

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ICON = HERE / "share" / "icons" / "hicolor" / "256x256" / "apps" / "nes-composer.png"
PACKAGES = ("nes_composer", "train")
PROGRAMS = {"start.py": "nes-composer", "start_training.py": "nes-composer-train"}
"""The window with the commands, and the trainer, by where they begin."""

DOCUMENT_TYPES = [
    {"CFBundleTypeName": "nes_composer project", "CFBundleTypeExtensions": ["nesproj"], "CFBundleTypeRole": "Editor"},
    {"CFBundleTypeName": "NSF, VGM or MIDI", "CFBundleTypeExtensions": ["nsf", "vgm", "vgz", "mid"],
     "CFBundleTypeRole": "Editor", "LSHandlerRank": "Alternate"},
]  # fmt: skip
"""What macOS opens with the program."""

NOT_NEEDED = ["tkinter", "IPython", "pytest", "hypothesis", "mypy", "numba.tests", "numba.cuda.tests"]
"""Modules that are found, but that nothing of the program reaches."""

_LEFT_OUT = (
    # The system's own, which fit its sound server, its fonts and its drivers; a second copy in one process does harm.
    "libasound.so*", "libfontconfig.so*", "libfreetype.so*", "libexpat.so*", "libstdc++.so*", "libgcc_s.so*",
    # GTK, for file dialogs in its look, and all that it needs.
    "*/platformthemes/libqgtk3*", "libgtk-3*", "libgdk*", "libatk*", "libatspi*", "libcairo*", "libpango*", "libepoxy*",
    "libharfbuzz.so.*", "libthai*", "libdatrie*", "libfribidi*", "libgraphite2*", "libpixman*", "libgio*",
    "libgobject*", "libgmodule*", "libmount*", "libblkid*", "libselinux*",
    # What Qt brings and a window of widgets never loads: its words in other languages, keyboards on screen, QML,
    # networks, and screens without a desktop.
    "*/translations/*", "*virtualkeyboard*", "*Qt6Qml*", "*Qt6Quick*", "*/qml/*", "*/qmltooling/*", "*Qt6EglFS*",
    "*/egldeviceintegrations/*", "*/networkinformation/*", "*/tls/*", "*/plugins/generic/*", "*/platforms/libqeglfs*",
    "*/platforms/libqlinuxfb*", "*/platforms/libqvnc*", "*/platforms/libqvkkhr*", "*/platforms/libqminimalegl*",
    # What torch is built with, and what it is tested with.
    "torch/include/*", "torch/share/*", "torch/test/*", "torch/bin/*test*", "torch/bin/protoc*", "*.a", "*.lib",
    "matplotlib/mpl-data/sample_data/*", "*/tests/*",
)  # fmt: skip
_OWN_FOLDER = ("libportaudio.so.*", "libjack.so.*", "libdb-*.so")
"""Loaded from there where the system has no PortAudio, and only then: see portaudio.py."""

Entry = tuple[str, str, str]
"""Of PyInstaller's tables: where in the bundle, from where, and what kind."""


def modules() -> list[str]:
    """Return our modules, some of which are imported by names that are put together as the program runs."""
    return [module for package in PACKAGES for module in collect_submodules(package)]


def data() -> list[tuple[str, str]]:
    """Return what lies beside the code: assets and checkpoints, and which versions of libraries these are."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["midi"], *extras["train"]]
    versions = [copy_metadata(name[0], recursive=True) for line in needed if (name := re.match(r"[\w.-]+", line))]
    own = [(str(ROOT / folder), f"nes_composer/{folder}") for folder in ("assets", "checkpoints")]
    return [*own, *(entry for entries in versions for entry in entries)]


def portaudio() -> list[tuple[str, str]]:
    """Return the system's PortAudio; PyPI has one for Windows and macOS, but none for Linux."""
    name = ctypes.util.find_library("portaudio") if sys.platform == "linux" else None
    if name is None:
        return []
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    path = re.search(rf"{re.escape(name)} .*=> (\S+)", known)
    return [(path[1], ".")] if path else []


def scripts_of(program: str, table: Iterable[Entry]) -> list[Entry]:
    """Return what one of the programs runs at its start, of what all of them run."""
    others = {Path(script).stem for script in PROGRAMS if script != program}
    return [entry for entry in table if entry[0] not in others]


def chosen(table: Iterable[Entry]) -> list[Entry]:
    """Return a table of PyInstaller's without what is left out."""
    kept = []
    for target, source, kind in table:
        if any(fnmatch.fnmatch(target, pattern) for pattern in _LEFT_OUT):
            continue
        apart = any(fnmatch.fnmatch(target, pattern) for pattern in _OWN_FOLDER)
        kept.append((f"portaudio/{target}" if apart else target, source, kind))
    return kept


def finish(folder: str) -> None:
    """Add to a bundle what PyInstaller does not: compiled sources, licences, and what a desktop needs."""
    bundle = Path(folder)
    inside = bundle / "_internal"
    for package in PACKAGES:
        # Whoever may not write there does not compile at every start.
        mode = PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_dir(inside / package, quiet=1, invalidation_mode=mode)
    _add_licences(inside)
    shutil.copy(ROOT / "LICENSE", bundle)
    if sys.platform == "linux":
        shutil.copytree(HERE / "share", bundle / "share", dirs_exist_ok=True)
        shutil.copy(HERE / "install.sh", bundle)


def _add_licences(inside: Path) -> None:
    """Copy the licences of all libraries whose versions the bundle holds."""
    for found in inside.glob("*.dist-info"):
        distribution = metadata.PathDistribution(found)
        name = distribution.metadata["Name"]
        for file in metadata.files(name) or ():
            if re.match(r"(?i)(licen[cs]e|copying|notice)", file.name) and ".dist-info" in str(file):
                target = inside / "licences" / name / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), target)
