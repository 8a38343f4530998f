from pathlib import Path

import nes_composer
from nes_composer import paths


def test_a_checkout_has_its_files_beside_the_package():
    root = Path(nes_composer.__file__).resolve().parents[1]
    assert paths.assets() == root / "assets"
    assert paths.songs() == root / "assets" / "songs"
    assert paths.default_vae().parent == paths.checkpoints() == root / "checkpoints"


def test_each_shipped_checkpoint_has_its_name():
    assert paths.default_vae() == paths.checkpoint("vae", "all", "rows")
    assert paths.default_lstm() == paths.checkpoint("lstm", "all", "rows")
    asked = [(kind, *what) for kind in ("vae", "lstm") for what in (("all", "rows"), ("p1", "rows"), ("all", "24hz"))]
    assert [paths.checkpoint(*what).name for what in asked] == [
        f"{kind}-{name}.safetensors" for kind in ("vae", "lstm") for name in ("full", "p1", "24hz")
    ]


def test_an_installed_package_carries_its_files_inside(tmp_path, monkeypatch):
    package = tmp_path / "nes_composer"
    (package / "assets").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.assets() == package / "assets"
    assert paths.checkpoints() == tmp_path / "checkpoints"


def test_the_person_s_own_files_are_where_the_system_or_a_variable_says(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))
    assert paths.data() == tmp_path
    monkeypatch.delenv(paths.DATA_VARIABLE)
    assert paths.data().name == "nes_composer"
    assert paths.data().is_relative_to(Path.home())
