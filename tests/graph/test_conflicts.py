"""What does not go together is listed with both quotes, and nothing that may stand side by side.

A line `FACT | SENTENCE` is a statement of `statements.py` told by that sentence; the same sentence told of several
facts stands once in the text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from joblib import wrap_non_picklable_objects

from extract.schema import Evidence, Extraction, Mention
from graph.build import build, find_documents
from graph.cli import main
from graph.conflicts import KINDS, Conflict, conflicts
from graph.measures import agree, is_figure, period_of
from graph.reading import open_resolved

BANK = "bank 海河银行 city = 海河行\n"
BOTH = "bank 海河银行 city\nbank 云岭银行 city\n"

Told = Callable[..., list[Conflict]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extract_statements: Callable[[Path], Extraction]) -> Told:
    """Return the conflicts of some documents."""
    copies = tmp_path / "copies"
    copies.mkdir()

    def extract(path: Path, data: bytes) -> Extraction:
        text = data.decode()
        plain = re.sub(r" \| .*", lambda match: " " * len(match[0]), text)
        (copies / Path(path).name).write_text(plain, "utf-8")
        found = extract_statements(copies / Path(path).name)

        def moved(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
            line = text[evidence[0].start : evidence[0].end]
            sentence = line.partition(" | ")[2]
            if not sentence:
                return evidence
            start = text.index(f" | {sentence}") + 3
            return (Evidence(start, start + len(sentence), sentence),)

        entities = [
            replace(
                entity,
                mentions=tuple(
                    Mention(*match.span())
                    for name in (entity.name, *entity.aliases)
                    for match in re.finditer(re.escape(name), text)
                ),
                evidence=moved(entity.evidence),
            )
            for entity in found.entities
        ]
        return replace(
            found,
            document=replace(found.document, text=text),
            entities=tuple(entities),
            relations=tuple(replace(fact, evidence=moved(fact.evidence)) for fact in found.relations),
            metrics=tuple(replace(fact, evidence=moved(fact.evidence)) for fact in found.metrics),
        )

    monkeypatch.setattr("graph.build.extract_file", wrap_non_picklable_objects(extract))
    monkeypatch.setattr("graph.build.extractor_version", lambda: "statements")

    def run(*texts: str, kind: str | None = None, bank: str | None = None) -> list[Conflict]:
        folder = tmp_path / "documents"
        folder.mkdir(exist_ok=True)
        for number, text in enumerate(texts, 1):
            (folder / f"text{number}.txt").write_text(text, "utf-8")
        assert build(tmp_path / "yinpu.db", find_documents([folder])).failed == 0
        with closing(open_resolved(tmp_path / "yinpu.db")) as connection:
            return conflicts(connection, bank, kind=kind)

    return run


def facts(found: list[Conflict]) -> list[tuple[str, str, set[str]]]:
    return [(conflict.kind, conflict.severity, {side.fact for side in conflict.sides}) for conflict in found]


def balance(value: str, date: str = "2025-06-30", name: str = "科技贷款余额", about: str = "") -> str:
    return f"{BANK}product 海智贷 loan\n海河银行 reports {name} {value} 亿元 {date} {about}\n"


def test_two_values_of_one_figure(told: Told) -> None:
    (found,) = told(balance("120.5"), balance("132.8"))
    assert facts([found]) == [
        (
            "value",
            "high",
            {
                "metric:海河银行/科技贷款余额/2025-06-30/120.5亿元",
                "metric:海河银行/科技贷款余额/2025-06-30/132.8亿元",
            },
        )
    ]
    assert [side.evidence[0].document for side in found.sides] == ["text1", "text2"]
    assert "120.5" in found.sides[0].evidence[0].quote
    assert found.banks == ["海河银行"]


def test_a_value_outside_of_a_bound(told: Told) -> None:
    assert [row[:2] for row in facts(told(balance(">150"), balance("120.5")))] == [("value", "medium")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (balance("120.5"), balance("132.8", "2024-12-31")),
        (balance("120.5"), balance("132.8", "2025-H1")),
        (balance("120.5"), balance("132.8", "-")),
        (balance("120.5"), balance("132.8", name="绿色贷款余额")),
        (balance("120.5"), balance("132.8", about="海智贷")),
        (balance("120.5"), balance(">120")),
        (balance("120.5"), balance("<130")),
        (balance(">100"), balance(">120")),
        (balance("120.5"), balance("~150")),
        (balance("120.48"), balance("120.5")),
        (balance("120"), balance("120.9")),
        (balance("673", name="贷款金额"), balance("1200", name="贷款金额")),
        (balance("673", name="余额"), balance("1200", name="余额")),
        (balance("6", name="户均贷款余额"), balance("12", name="户均贷款余额")),
        (balance("120.5"), balance("132.8").replace("海河银行", "云岭银行").replace("海河行", "云岭行")),
        (balance("120.5"), balance("3.5").replace("亿元", "%")),
    ],
)
def test_no_conflict_of_values(told: Told, one: str, other: str) -> None:
    assert told(one, other) == []


def test_two_values_in_one_sentence_are_two_things(told: Told) -> None:
    sentence = "余额由120.5亿元增至132.8亿元。"
    lines = "".join(
        f"海河银行 reports 科技贷款余额 {value} 亿元 2025-06-30 | {sentence}\n" for value in ("120.5", "132.8")
    )
    assert told(BANK + lines) == []


def test_one_value_with_two_dates(told: Told) -> None:
    text = balance("120.5") + "海河银行 reports 科技贷款余额 120.5 亿元 2024-12-31\n"
    assert [row[:2] for row in facts(told(text))] == [("date", "medium")]


@pytest.mark.parametrize(
    "texts",
    [
        [balance("120.5"), balance("120.5", "2024-12-31")],
        [balance("120") + "海河银行 reports 科技贷款余额 120 亿元 2024-12-31\n"],
        [balance("120.5") + "海河银行 reports 科技贷款余额 120.5 亿元 2025-H1\n"],
        [balance(">120.5") + "海河银行 reports 科技贷款余额 >120.5 亿元 2024-12-31\n"],
    ],
    ids=["two documents", "few digits", "one within the other", "bounds"],
)
def test_no_conflict_of_dates(told: Told, texts: list[str]) -> None:
    assert told(*texts) == []


def sentence(bank: str, value: str, words: str) -> str:
    return f"bank {bank} city\n{bank} reports 服务企业数 {value} 户 2025 | {words}\n"


def test_one_sentence_credited_to_two_banks(told: Told) -> None:
    words = "上线一年来，全辖累计服务企业1234户，其中首贷户过半。"
    assert facts(told(sentence("海河银行", "1234", words), sentence("云岭银行", "1234", words))) == [
        ("sentence", "high", {"metric:海河银行/服务企业数/2025/1234户", "metric:云岭银行/服务企业数/2025/1234户"})
    ]


@pytest.mark.parametrize(
    "words",
    ["海河银行与云岭银行共服务企业1234户。", "上线一年来，两家银行累计服务企业1234户。", "服务企业1234户。"],
    ids=["names both", "says several", "too short"],
)
def test_no_conflict_of_sentences(told: Told, words: str) -> None:
    line = "{} reports 服务企业数 1234 户 2025 | " + words + "\n"
    assert told(BOTH + line.format("海河银行") + line.format("云岭银行")) == []


def product(name: str, bank: str = "海河银行", kind: str = "payment") -> str:
    return f"product {name} {kind}\n{bank} offers {name}\n"


def products(name: str, bank: str = "海河银行", kind: str = "payment") -> str:
    return f"bank {bank} city\n{product(name, bank, kind)}"


def test_two_spellings_that_sound_the_same(told: Told) -> None:
    assert facts(told(products("惠e通"), products("慧e通"))) == [
        ("spelling", "medium", {"product:海河银行/惠e通", "product:海河银行/慧e通"})
    ]


def test_one_character_of_a_long_name(told: Told) -> None:
    often = products("云帆智能决策引擎").replace(
        "offers 云帆智能决策引擎", "offers 云帆智能决策引擎 | 云帆智能决策引擎"
    )
    assert [row[:2] for row in facts(told(often, products("云帆智能决测引擎")))] == [("spelling", "medium")]
    assert [row[:2] for row in facts(told(products("云帆智能决策引擎"), products("云帆智能抉择引擎")))] == []


@pytest.mark.parametrize(
    "names",
    [
        ("招企贷", "招创贷"),
        ("惠农e贷", "粮农e贷"),
        ("手机银行7.0", "手机银行8.0"),
        ("星云物联网平台", "星云物联计划"),
        ("云帆专利抵押快贷", "云帆专利质押快贷"),
        ("惠e通", "惠e贷"),
        ("一招", "五招"),
    ],
)
def test_no_conflict_of_spellings(told: Told, names: tuple[str, str]) -> None:
    assert told(products(names[0]), products(names[1]), kind="spelling") == []


def test_spellings_of_far_and_near_banks(told: Told) -> None:
    far = [products("惠e通"), products("慧e通", bank="云岭银行")]
    assert told(*far) == []
    near = far[1] + "bank 海河银行 city\n云岭银行 cooperates_with 海河银行\n"
    assert [row[:2] for row in facts(told(far[0], near))] == [("spelling", "low")]


def test_two_names_in_one_sentence_are_two(told: Told) -> None:
    lines = "".join(f"product {name} app | 惠e通和慧e通两款产品上线。\n" for name in ("惠e通", "慧e通"))
    owned = "海河银行 offers 惠e通 | 惠e通和慧e通两款产品上线。\n海河银行 offers 慧e通 | 惠e通和慧e通两款产品上线。\n"
    assert told(BANK + lines + owned) == []


def test_a_name_that_two_banks_claim(told: Told) -> None:
    one, other = (products("海燕引航平台", bank=bank, kind="platform") for bank in ("海河银行", "云岭银行"))
    assert facts(told(one, other)) == [
        (
            "claim",
            "medium",
            {"bank:海河银行 offers product:海河银行/海燕引航", "bank:云岭银行 offers product:云岭银行/海燕引航"},
        )
    ]


def test_no_conflict_of_claims(told: Told) -> None:
    for name in ("水源权益贷", "智慧食堂助手", "海燕"):
        assert told(*(products(name, bank=bank, kind="other") for bank in ("海河银行", "云岭银行"))) == []
    joint = "product 海燕引航平台 platform\n海河银行 offers 海燕引航平台 & 云岭银行 offers 海燕引航平台\n"
    assert told(BOTH + joint, products("海燕引航平台", kind="platform")) == []
    named = (
        BOTH + "product 海燕引航平台 platform\n海河银行 offers 海燕引航平台 | 海河银行联合云岭银行推出海燕引航平台。\n"
    )
    assert told(named, products("海燕引航平台", bank="云岭银行", kind="platform")) == []


def test_of_one_bank_and_one_kind(told: Told) -> None:
    texts = [balance("120.5") + product("惠e通"), balance("132.8") + product("慧e通")]
    assert [conflict.kind for conflict in told(*texts)] == ["value", "spelling"]
    assert [conflict.kind for conflict in told(*texts, kind="spelling")] == ["spelling"]
    assert told(*texts, bank="bank:云岭银行") == []


def test_decisions_settle(told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def curate(*words: str) -> list[Conflict]:
        with pytest.raises(SystemExit) as ended:
            main(["curate", *words, "--casebook", str(tmp_path / "yinpu.db")])
        assert not ended.value.code, capsys.readouterr().err
        return told(*texts)

    texts = [balance("120.5") + product("惠e通"), balance("132.8") + product("慧e通")]
    kept, wrong = (f"metric:海河银行/科技贷款余额/2025-06-30/{value}亿元" for value in ("120.5", "132.8"))
    assert len(told(*texts)) == 2
    assert [conflict.kind for conflict in curate("reject", wrong)] == ["spelling"]
    curate("undo")
    assert [conflict.kind for conflict in curate("accept", kept)] == ["spelling"]
    assert [conflict.kind for conflict in curate("accept", "product:海河银行/惠e通")] == ["spelling"]
    assert curate("accept", "product:海河银行/慧e通") == []


def test_command(told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["conflicts", *words, "--casebook", str(tmp_path / "yinpu.db")])
        assert not ended.value.code
        return capsys.readouterr().out

    told(balance("120.5") + product("=惠e通"), balance("132.8"))
    plain = run()
    assert "high\tvalue\t海河银行" in plain
    assert "[metric:海河银行/科技贷款余额/2025-06-30/120.5亿元]" in plain
    assert "海河银行 reports 科技贷款余额 120.5 亿元" in plain
    (found,) = json.loads(run("海河行", "--json"))
    assert found["sides"][1]["evidence"][0]["document"] == "text2"
    rows = list(csv.DictReader(io.StringIO(run("--csv", "--kind", "value"))))
    assert [(row["conflict"], row["document"]) for row in rows] == [("1", "text1"), ("1", "text2")]
    assert run("--kind", "date") == ""


def test_kinds_of_the_command() -> None:
    from graph.cli.conflicting import ConflictKind

    assert tuple(ConflictKind) == KINDS


def test_measures() -> None:
    assert period_of("2025-01/2025-09").meets(period_of("2025-09-30"))
    assert not period_of("2024").meets(period_of("2025-H1"))
    assert period_of("不详") is period_of("") is None
    assert agree((4000, "亿元"), (4012.27, "亿元"))
    assert not agree((1.28, "%"), (1.29, "%"))
    assert is_figure("全行不良贷款率") and not is_figure("单笔贷款余额") and not is_figure("授信金额")
