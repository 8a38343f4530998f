from pathlib import Path

import nes_composer
from nes_composer import paths


def test_a_checkout_has_its_files_beside_the_package():
    root = Path(nes_composer.__file__).resolve().parents[1]
    assert paths.assets() == root / "assets"
    assert paths.default_vae().parent == paths.checkpoints() == root / "checkpoints"


def test_an_installed_package_carries_its_files_inside(tmp_path, monkeypatch):
    package = tmp_path / "nes_composer"
    (package / "assets").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.assets() == package / "assets"
    assert paths.checkpoints() == tmp_path / "checkpoints"
