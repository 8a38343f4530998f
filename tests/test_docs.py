"""What the docs say of the repository is so: links, pictures, what is made by a script, names of files, versions."""

import ast
import json
import re
import tomllib
from pathlib import Path

import documents
import pytest
import yaml
from support import pages
from support.drawings import house, svg

import nes_composer
from nes_composer.formats import registry

ROOT = pages.ROOT


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.named)
def test_links_and_pictures_lead_somewhere(page):
    for is_picture, target in pages.links(page):
        if re.match(r"[a-z]+:", target):
            assert target.startswith(("https://", "http://", "mailto:"))
            assert not is_picture, f"{target}: a picture that is not in the repository"
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{pages.named(page)}: {target}"
        assert there == ROOT or ROOT in there.parents
        if anchor:
            assert anchor in pages.anchors(pages.text(there)), f"{pages.named(page)}: {target}"


def test_every_picture_is_shown():
    shown = {
        (page.parent / target).resolve()
        for page in pages.PAGES
        for is_picture, target in pages.links(page)
        if is_picture
    }
    folders = [ROOT / "docs" / "drawings", ROOT / "docs" / "tutorial"]
    there = {path for folder in folders for path in folder.iterdir()}
    assert there - shown == set()


def test_every_picture_of_the_tutorial_is_taken_by_its_script():
    taken = set(re.findall(r'yield "(\w+)"', pages.text("tests/tutorial.py")))
    there = {path.stem for path in (ROOT / "docs" / "tutorial").iterdir()}
    assert taken == there | {"window"}
    assert sum(path.stat().st_size for path in (ROOT / "docs" / "tutorial").iterdir()) < 500_000


def test_what_is_made_is_as_it_would_be_made_now():
    stale = [pages.named(path) for path, text in documents.files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "python3 dev.py docs makes them anew"


def test_nothing_that_is_made_says_where_this_checkout_is():
    assert [pages.named(path) for path, text in documents.files().items() if str(ROOT) in text] == []


def test_a_stale_block_is_found_and_made_anew(tmp_path, monkeypatch):
    page = pages.text("README.md")
    stale = page.replace("| 85% |", "| 86% |", 1)
    assert stale != page
    assert documents.with_block(stale, "numbers", documents.numbers()) == page
    with pytest.raises(ValueError, match="not one block"):
        documents.with_block("no marks", "numbers", "")


def test_the_house_has_all_rooms_each_above_what_it_may_import():
    rooms = {name for floor in house.layers() for name in floor}
    there = {
        path.stem
        for path in (ROOT / "nes_composer").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and path.name != "__init__.py"
    }
    assert there == rooms
    picture = house.drawing().svg()
    heights = {
        name: float(re.search(rf'y="([\d.]+)"[^>]*>{re.escape(name)}</text>', picture)[1]) for name in rooms | {"train"}
    }
    for above, below in zip(house.layers(), house.layers()[1:], strict=False):
        assert max(heights[name] for name in above) < min(heights[name] for name in below)
    assert picture.count("no Qt") >= len(rooms) / 2
    for contract in house.contracts():
        assert contract["name"] in picture.replace("&amp;", "&")


def test_the_guide_through_the_house_names_files_that_are_there():
    page = pages.text("docs/architecture.md")
    names = set(re.findall(r"`([\w*/]+\.py|[\w/]+/)`", page))
    assert len(names) > 40
    folders = [ROOT, *(path for path in (ROOT / "nes_composer").rglob("*") if path.is_dir()), ROOT / "nes_composer"]
    for name in names:
        assert any(list(folder.glob(name)) for folder in [*folders, ROOT / "train"]), name


def test_other_pages_name_files_that_are_there():
    for page in ("CONTRIBUTING.md", "SECURITY.md", "docs/reliability.md", "docs/how-it-works.md", "docs/training.md"):
        for name in re.findall(r"`((?:nes_composer|train|tests|docs|examples|packaging)/[\w/.-]+)`", pages.text(page)):
            assert (ROOT / name).exists(), f"{page}: {name}"


@pytest.mark.parametrize("look", [svg.LIGHT, svg.DARK], ids=["light", "dark"])
def test_drawings_are_read_on_their_own_ground(look):
    for ground in ("paper", "box"):
        for ink in ("ink", "dim", "accent", *svg.VOICE_KINDS):
            assert _contrast(look[ink], look[ground]) >= 4.5, f"{ink} on {ground}"
    assert svg.LIGHT.keys() == svg.DARK.keys()


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 has it."""

    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_drawing_whose_words_do_not_fit_is_refused():
    sheet = svg.Drawing("", "", 100, 100)
    with pytest.raises(ValueError, match="does not fit"):
        sheet.box(0, 0, 40, 20, "a title that is too long")
    with pytest.raises(ValueError, match="leaves the sheet"):
        sheet.text(60, 20, "a line that is too long")


@pytest.mark.parametrize("page", ["README.md", "docs/formats.md"])
def test_tables_of_files_say_what_the_registry_says(page):
    said = {}
    for head, *body in pages.tables(pages.text(page)):
        if {"reads", "writes"} <= set(head):
            reads, writes = head.index("reads"), head.index("writes")
            for row in body:
                for end in re.findall(r"`(\.[\w.]+)`", row[0].split(" at ")[0]):
                    said[end] = (row[reads].startswith("yes"), row[writes].startswith("yes"))
    assert said == {end: (kind.reads, kind.writes) for end, kind in registry.FORMATS.items()}


def test_one_version_is_told_everywhere():
    version = nes_composer.__version__
    assert tomllib.loads(pages.text("pyproject.toml"))["project"]["version"] == version
    assert yaml.safe_load(pages.text("CITATION.cff"))["version"] == version
    (first, *_) = re.findall(r"^## \[([\d.]+)\] - \d{4}-\d{2}-\d{2}$", pages.text("CHANGELOG.md"), re.MULTILINE)
    assert first == version


def test_the_citation_has_what_its_form_asks_for():
    citation = yaml.safe_load(pages.text("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert citation["license"] == tomllib.loads(pages.text("pyproject.toml"))["project"].get("license", "MIT")
    for work in [citation, *citation["references"]]:
        assert all("name" in author or {"given-names", "family-names"} <= author.keys() for author in work["authors"])
    assert all({"type", "title", "authors"} <= work.keys() for work in citation["references"])


def test_changes_are_kept_in_the_sections_that_their_form_has():
    sections = re.findall(r"^### (.*)$", pages.text("CHANGELOG.md"), re.MULTILINE)
    assert sections
    assert set(sections) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_module_docstrings_are_those_that_the_house_shows():
    for floor in house.layers():
        for name in floor:
            assert house.purpose(f"nes_composer.{name}")
    path = ROOT / "nes_composer" / "score" / "__init__.py"
    assert (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").startswith(
        house.purpose("nes_composer.score")
    )


def test_measured_times_are_numbers_that_the_bench_gives():
    bench = pages.text("tests/bench.py")
    for key in json.loads(pages.text("docs/measured.json")):
        assert f'"{key}"' in bench


def test_pages_are_found():
    assert Path(ROOT / "docs" / "tutorial.md") in pages.PAGES
