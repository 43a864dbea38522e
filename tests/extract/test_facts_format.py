import json

from extract.facts_format import facts_lines
from extract.schema import Document, Entity, Evidence, Extraction, Mention, Metric, Relation


def test_entities_first_numbers_as_printed_and_all_evidence() -> None:
    text = "海河银行推出“海智贷”，余额12亿元。海智贷利率3.5%至4%。"
    first, second = Evidence(0, 17, text[0:17]), Evidence(18, 31, text[18:31])
    extraction = Extraction(
        Document("a-00000000", "a", "0" * 64, text, ()),
        (
            Entity("bank", "海河银行", "city", (first,), (Mention(0, 4),)),
            Entity(
                "product", "海智贷", "loan", (first, second), (Mention(7, 10),), ("海贷",), "海河银行", ("科技金融",)
            ),
        ),
        (Relation("offers", "海河银行", "海智贷", (first,)),),
        (
            Metric("海河银行", "余额", 12.0, "亿元", "=", (first,), "海智贷", None, "2025"),
            Metric("海河银行", "利率", 3.5, "%", "=", (second,), None, 4.0),
        ),
    )
    lines = facts_lines(extraction)
    rows = [json.loads(line) for line in lines]
    assert "海河银行" in lines[0], "readable, not escaped"
    assert '"value": 12,' in lines[3]
    assert [row["type"] for row in rows] == ["entity", "entity", "relation", "metric", "metric"]
    assert all(text[row["start"] : row["end"]] == row["evidence"] for row in rows)
    assert rows[0] == {
        "type": "entity",
        "label": "bank",
        "name": "海河银行",
        "aliases": [],
        "kind": "city",
        "evidence": first.quote,
        "start": 0,
        "end": 17,
    }
    assert (rows[1]["bank"], rows[1]["themes"], rows[1]["further_evidence"]) == ("海河银行", ["科技金融"], [[18, 31]])
    assert rows[2]["rel"] == "offers"
    assert rows[3]["date"] == "2025"
    assert "value_max" not in rows[3]
    assert (rows[4]["value"], rows[4]["value_max"], rows[4]["date"], rows[4]["about"]) == (3.5, 4, None, None)
