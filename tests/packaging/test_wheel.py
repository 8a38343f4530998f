"""What pip installs: the wheel holds all that the program needs, and a wheel made of the sdist is the same."""

import gzip
import tarfile
import zipfile
import zlib
from email import message_from_bytes
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from nes_composer import __version__

builders = pytest.importorskip("hatchling.builders.wheel")
sdists = pytest.importorskip("hatchling.builders.sdist")

ROOT = Path(__file__).parents[2]
NAME = f"nes_composer-{__version__}"


def build_wheel(root: Path, out: Path) -> Path:
    return Path(next(builders.WheelBuilder(str(root)).build(directory=str(out), versions=["standard"])))


@pytest.fixture(scope="module", autouse=True)
def uncompressed():
    """Spend no time on making the checkpoints smaller, which they do not become."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zlib, "Z_DEFAULT_COMPRESSION", zlib.Z_NO_COMPRESSION)
        patch.setattr(sdists, "gzip", SimpleNamespace(GzipFile=partial(gzip.GzipFile, compresslevel=0)))
        yield


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def content(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: info.CRC for info in archive.infolist()}


@pytest.fixture(scope="module")
def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return message_from_bytes(archive.read(f"{NAME}.dist-info/METADATA"))


def files(folder: str, pattern: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob(pattern) if path.is_file()}


def test_it_is_for_every_python(wheel):
    assert wheel.name == f"{NAME}-py3-none-any.whl"


def test_it_holds_the_code_and_its_types(content):
    assert files("nes_composer", "*.py") | files("train", "*.py") <= set(content)
    assert "nes_composer/py.typed" in content


@pytest.mark.parametrize("folder", ["assets", "checkpoints"])
def test_it_holds_what_the_code_needs(content, folder):
    shipped = {f"nes_composer/{name}" for name in files(folder, "*") if "__pycache__" not in name}
    assert shipped
    assert shipped <= set(content)


def test_it_holds_what_desktops_need(content):
    share = {name.removeprefix("packaging/") for name in files("packaging/share", "*")}
    assert {f"{NAME}.data/data/{name}" for name in share} <= set(content)


def test_it_holds_nothing_else(content):
    tops = {name.split("/")[0] for name in content}
    assert tops == {"nes_composer", "train", f"{NAME}.dist-info", f"{NAME}.data"}
    assert not [name for name in content if "__pycache__" in name or name.endswith((".pyc", ".nbi", ".nbc"))]


def test_it_tells_what_it_is(metadata):
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"].split(",")[0] in ("<3.14", ">=3.11")
    assert "midi" in metadata.get_all("Provides-Extra")
    assert metadata.get_payload().startswith("# nes_composer")
    # There is no page of ours yet that one could go to.
    assert metadata["Home-page"] is None
    assert metadata.get_all("Project-URL") is None


def test_a_wheel_of_the_sdist_is_the_same(content, tmp_path):
    sdist = Path(next(sdists.SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    assert sdist.name == f"{NAME}.tar.gz"
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    for name in ("README.md", "dev.py", "constraints.txt", "LICENSE", "packaging/nes-composer.spec", "tests/walk.py"):
        assert (tmp_path / NAME / name).is_file()
    with zipfile.ZipFile(build_wheel(tmp_path / NAME, tmp_path)) as archive:
        assert {info.filename: info.CRC for info in archive.infolist()} == content
