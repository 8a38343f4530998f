import json

import pytest

from train.prepare_report import Report, describe


def test_what_a_corpus_holds_is_told_by_split(small_corpus):
    facts = describe(small_corpus)
    assert set(facts) == {"train", "valid"}
    assert facts["train"]["songs"] == 6
    assert facts["train"]["rows"] == 6 * 256
    assert facts["train"]["hours"] == pytest.approx(6 * 256 * 6 / 60.0988 / 3600, abs=1e-4)
    assert facts["train"]["fit_mean"] == facts["valid"]["fit_median"] == pytest.approx(0.9)
    # Of 64 rows the melody sounds in 12 x 3, the second voice in 12 x 4, the bass in 6 x 6 and the beat in 24.
    expected = {"P1": 36 / 64, "P2": 48 / 64, "TR": 36 / 64, "NO": 24 / 64}
    assert facts["valid"]["sounding"] == pytest.approx(expected, abs=1e-4)


def test_reports_of_parts_add_up(small_corpus):
    whole = Report()
    for count, reason in ((3, "a.vgm: damaged"), (4, "b.vgm: damaged")):
        part = Report()
        part.counts["songs"] += count
        part.unreadable.append(reason)
        text = part.to_json([small_corpus])
        assert json.loads(text)["holds"]["rows"]["train"]["songs"] == 6
        whole.add_json(text)
    assert whole.counts == {"songs": 7}
    assert whole.unreadable == ["a.vgm: damaged", "b.vgm: damaged"]


def test_people_read_counts_reasons_and_contents(small_corpus):
    report = Report()
    report.counts.update({"songs": 1234, "silent songs left out": 0})
    report.unreadable = [f"{number}.vgm: damaged" for number in range(7)]
    text = report.to_text([small_corpus])
    assert "1,234 songs" in text
    assert "silent" not in text
    assert "4.vgm: damaged" in text
    assert "5.vgm" not in text
    assert "and 2 more" in text
    assert "rows  train      6      1,536" in text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"counts": {"songs": "3"}, "unreadable": []}', '{"counts": 3}'])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Report().add_json(text)
