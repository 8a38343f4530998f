from train.tables import table


def test_a_table_has_a_head_and_aligned_numbers():
    assert table(["", "a", "b"], [["x", 0.12345, 3], ["y", 1.0, "none"]]) == [
        "|  | a | b |",
        "| --- | ---: | ---: |",
        "| x | 0.123 | 3 |",
        "| y | 1.000 | none |",
        "",
    ]
