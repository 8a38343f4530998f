"""What a Linux desktop is given: a menu entry, file types, and the icon that the window shows."""

import configparser
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from nes_composer.formats.registry import READABLE
from nes_composer.ui import icons, looks, theme

ROOT = Path(__file__).parents[2]
SHARE = ROOT / "packaging" / "share"
ENTRY = SHARE / "applications" / "nes-composer.desktop"
TYPES = SHARE / "mime" / "packages" / "nes-composer.xml"
ICONS = SHARE / "icons" / "hicolor"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def pixels(image: QImage) -> np.ndarray:
    """Return the four values of each pixel, as if the transparent ones were black."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)


@pytest.fixture
def drawing(qapp):
    """Draws the window's icon in a size, in the look that the files have."""
    assert theme.look() is looks.DARK
    return lambda size: pixels(icons.window().pixmap(size, size).toImage())


@pytest.mark.parametrize("size", SIZES)
def test_each_picture_is_the_window_s_icon(drawing, size):
    found = pixels(QImage(str(ICONS / f"{size}x{size}" / "apps" / "nes-composer.png")))
    assert found.shape == (size, size, 4)
    assert np.abs(found - drawing(size)).max() <= 8


def test_there_is_no_picture_of_another_size():
    assert {path.name for path in ICONS.iterdir()} == {f"{size}x{size}" for size in SIZES} | {"scalable"}


def test_the_scalable_one_is_the_window_s_icon(drawing):
    renderer = QSvgRenderer(str(ICONS / "scalable" / "apps" / "nes-composer.svg"))
    image = QImage(256, 256, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    different = np.abs(pixels(image) - drawing(256)).max(axis=2) > 24
    assert different.mean() < 0.01
    assert pixels(image)[..., 3].max() == 255


@pytest.fixture
def entry():
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(ENTRY, encoding="utf-8")
    return parser["Desktop Entry"]


def globs() -> dict[str, set[str]]:
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    types = ElementTree.parse(TYPES).getroot().iter(f"{space}mime-type")
    return {kind.attrib["type"]: {glob.attrib["pattern"] for glob in kind.iter(f"{space}glob")} for kind in types}


def test_the_menu_entry_opens_the_program_and_its_files(entry):
    assert entry["Exec"].split() == ["nes-composer", "%f"]
    assert entry["Icon"] == "nes-composer"
    opened = set(entry["MimeType"].rstrip(";").split(";"))
    # MIDI is known to every desktop.
    assert opened == {*globs(), "audio/midi"}
    assert next(iter(globs())) == entry["MimeType"].split(";")[0]


def test_the_types_are_files_that_can_be_read():
    patterns = set().union(*globs().values())
    assert patterns == {f"*{end}" for end in (".nesproj", ".nsf", ".vgm", ".vgz")}
    assert {pattern[1:] for pattern in patterns} <= set(READABLE)


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed")
def test_the_menu_entry_is_valid():
    done = subprocess.run(["desktop-file-validate", ENTRY], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_installing_puts_everything_where_desktops_look_and_names_the_program(tmp_path):
    here = tmp_path / 'a "bundle" of 100 %'
    shutil.copytree(SHARE, here / "share")
    shutil.copy(ROOT / "packaging" / "install.sh", here)
    program = here / "nes-composer"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "my data")}
    command = ["sh", here / "install.sh"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    data = tmp_path / "my data"
    for file in (path.relative_to(SHARE) for path in SHARE.rglob("*") if path.is_file()):
        assert str(data / file) in done.stdout.splitlines()
        if file.suffix != ".desktop":
            assert (data / file).read_bytes() == (SHARE / file).read_bytes()
    text = (data / "applications" / "nes-composer.desktop").read_text(encoding="utf-8")
    quoted = str(program).replace('"', '\\\\"').replace("%", "%%")
    assert f'Exec="{quoted}" %f\n' in text
    assert [line for line in text.splitlines() if not line.startswith("Exec=")] == [
        line for line in ENTRY.read_text(encoding="utf-8").splitlines() if not line.startswith("Exec=")
    ]


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_installing_without_the_program_is_refused_in_a_sentence(tmp_path):
    shutil.copytree(SHARE, tmp_path / "share")
    shutil.copy(ROOT / "packaging" / "install.sh", tmp_path)
    (tmp_path / "data").mkdir()
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    command = ["sh", tmp_path / "install.sh"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert not list((tmp_path / "data").iterdir())
