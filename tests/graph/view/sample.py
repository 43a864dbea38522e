"""A made-up casebook of 25 banks and about 800 nodes, the same on each run; larger ones for the benchmarks."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from extract.schema import Document, Entity, Evidence, Extraction, Mention, Metric, Relation

BANKS = (
    "北京银行", "江苏银行", "上海银行", "南京银行", "宁波银行", "杭州银行", "徽商银行", "长沙银行", "成都银行",
    "重庆银行", "工商银行", "农业银行", "建设银行", "交通银行", "邮储银行", "招商银行", "浦发银行", "中信银行",
    "兴业银行", "民生银行", "华夏银行", "浙商银行", "上海农商银行", "常熟农商银行", "网商银行",
)  # fmt: skip
KINDS = ("city",) * 10 + ("state",) * 5 + ("joint_stock",) * 7 + ("rural",) * 2 + ("private",)
WORDS = (
    "青禾", "远帆", "云杉", "晨星", "合众", "智汇", "融通", "知本", "启明", "长风", "千帆",
    "同舟", "万象", "星火", "惠民",
)  # fmt: skip
PRODUCTS = (
    ("贷", "loan"), ("e贷", "loan"), ("平台", "platform"), ("手机银行App", "app"),
    ("保", "insurance"), ("大模型", "ai_model"),
)  # fmt: skip
PROGRAMS = (
    ("计划", "plan"), ("工程", "campaign"), ("机制", "mechanism"), ("战略", "strategy"), ("+N服务模式", "model"),
)  # fmt: skip
PARTNERS = (("科技", "company"), ("生物", "company"), ("创投", "investor"), ("产业园", "park"), ("大学", "university"))
METRICS = (("科技贷款余额", "亿元"), ("服务企业数", "家"), ("手机银行月活", "万户"), ("不良率", "%"))
DATES = ("2024-12-31", "2025-06-30", "2025-09-30", None)
STAGES = ((), ("初创期",), ("成长期", "成熟期"))
THEMES = (("科技金融",), ("绿色金融",), ())


@dataclass
class Draft:
    """A document that is being written, sentence by sentence."""

    name: str
    title: str = ""
    sentences: list[str] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    told: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    relations: list[Relation] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)

    def say(self, sentence: str, *names: str) -> tuple[Evidence, ...]:
        start = sum(len(other) + 1 for other in self.sentences)
        self.sentences.append(sentence)
        place = Evidence(start, start + len(sentence), sentence)
        for name in names:
            self.told[name].append(place)
        return (place,)

    def entity(self, label: str, name: str, kind: str, **more: object) -> str:
        self.entities.setdefault(name, Entity(label, name, kind, (), (), **more))  # type: ignore[arg-type]
        return name

    def relate(self, head: str, rel: str, tail: str, sentence: str) -> None:
        self.relations.append(Relation(rel, head, tail, self.say(sentence, head, tail)))  # type: ignore[arg-type]

    def extraction(self, number: int) -> Extraction:
        text = "\n".join(self.sentences)
        entities = tuple(
            Entity(
                one.label, name, one.kind, tuple(self.told[name]) or (Evidence(0, 1, text[:1]),),
                tuple(
                    Mention(place.start + at, place.start + at + len(form))
                    for place in self.told[name]
                    for form in (name, *one.aliases)[:1]
                    if (at := place.quote.find(form)) >= 0
                ),
                one.aliases, one.bank, one.themes, one.stages,
            )
            for name, one in self.entities.items()
        )  # fmt: skip
        document = Document(f"{self.name}-{number:08x}", self.name, f"{number:064x}", text, (), self.title)
        return Extraction(document, entities, tuple(self.relations), tuple(self.metrics))


def extractions(banks: int = 25, leaves: int = 28, seed: int = 7, shared: int = 0) -> list[Extraction]:
    """Write a document for each of so many banks, with on average so many things and `shared` common partners each."""
    dice = random.Random(seed)
    drafts = [_draft(number, leaves, dice) for number in range(banks)]
    for number, draft in enumerate(drafts):
        bank = next(iter(draft.entities))
        for other in range(shared):
            partner = draft.entity("partner", f"第{(number * 7 + other) % (banks * 2)}产业园", "park")
            draft.relate(bank, "cooperates_with", partner, f"{bank}与{partner}合作。")
    first = drafts[0]
    other = BANKS[min(10, banks - 1)]
    first.entity("bank", other, KINDS[min(10, banks - 1)])
    first.relate(BANKS[0], "cooperates_with", other, f"{BANKS[0]}与{other}签署战略合作协议。")
    for value in (4346.0, 4364.0):
        told = first.say(f"截至2024-12-31，{BANKS[0]}绿色贷款余额达{value:g}亿元。", BANKS[0])
        first.metrics.append(Metric(BANKS[0], "绿色贷款余额", value, "亿元", "=", told, date="2024-12-31"))
    first.entity("bank", "河谷村镇银行", "village")
    first.say("河谷村镇银行也在场。", "河谷村镇银行")
    return [draft.extraction(number) for number, draft in enumerate(drafts, 1)]


def _draft(number: int, leaves: int, dice: random.Random) -> Draft:
    bank = BANKS[number] if number < len(BANKS) else f"第{number}村镇银行"
    draft = Draft(f"案例{number:03}", f"{bank}案例选编")
    draft.entity("bank", bank, KINDS[number] if number < len(KINDS) else "village", aliases=(f"{bank[:2]}行",))
    draft.say(f"{bank}（{bank[:2]}行）成立多年。", bank)
    made: list[str] = []
    for serial in range(max(1, int(leaves * dice.choice((0.1, 0.3, 0.5, 1, 1, 1.2, 1.6, 2.4))))):
        again = serial // len(WORDS)
        word = WORDS[(serial * 7 + number) % len(WORDS)] + ("" if not again else str(again))
        if number >= len(BANKS):
            # Beyond a few banks names seldom recur.
            word = word[0] + chr(0x5E00 + number) + word[1:]
        role = dice.choices(("product", "program", "partner", "unit", "metric"), (9, 5, 4, 3, 5))[0]
        if role in ("product", "program"):
            made.append(_initiative(draft, bank, word, role, dice))
        elif role == "partner":
            ending, kind = dice.choice(PARTNERS)
            name = f"{word}{ending}有限公司" if kind == "company" else f"{word}{ending}"
            if dice.random() > 0.3:
                name = f"{bank[:2]}{name}"
            rel = "finances" if kind == "company" else "cooperates_with"
            draft.relate(bank, rel, draft.entity("partner", name, kind), f"{bank}与{name}签署协议，提供综合金融服务。")
        elif role == "unit":
            unit = draft.entity("unit", f"{bank}{word}支行", "branch", bank=bank)
            draft.relate(unit, "part_of", bank, f"{unit}在{bank}挂牌成立。")
            product = draft.entity("product", f"{word}专营贷", "loan", bank=bank)
            draft.relate(unit, "offers", product, f"{unit}创新推出“{product}”。")
        else:
            _metric(draft, bank, made, dice)
    for part in made[3::9]:
        if part != made[0]:
            draft.relate(part, "part_of", made[0], f"{part}是{made[0]}的一部分。")
    return draft


def _initiative(draft: Draft, bank: str, word: str, role: str, dice: random.Random) -> str:
    ending, kind = dice.choice(PRODUCTS if role == "product" else PROGRAMS)
    more = {"stages": dice.choice(STAGES), "aliases": (f"{word}产品",)} if role == "product" else {}
    name = draft.entity(role, word + ending, kind, bank=bank, themes=dice.choice(THEMES), **more)
    year = dice.choice((2023, 2024, 2025))
    if role == "product":
        draft.relate(bank, "offers", name, f"{bank}{year}年面向科技型企业推出“{name}”，全线上申请，随借随还。")
    else:
        draft.relate(bank, "runs", name, f"{year}年起，{bank}深入推进{name}，服务实体经济。")
    for _ in range(dice.choice((0, 0, 0, 1, 2))):
        draft.say(f"{name}受到好评。", name)
    return name


def _metric(draft: Draft, bank: str, made: list[str], dice: random.Random) -> None:
    name, unit = dice.choice(METRICS)
    value = float(dice.choice((1.2, 46, 87, 3000, 4346, 12100)))
    cmp = dice.choice("==>~")
    about = dice.choice(made) if made and dice.random() < 0.3 else None
    word = {"=": "", ">": "超", "~": "约"}[cmp]
    date = dice.choice(DATES)
    sentence = f"截至{date or '目前'}，{bank}{about or ''}{name}达{word}{value:g}{unit}。"
    told = draft.say(sentence, bank)
    draft.metrics.append(Metric(bank, name, value, unit, cmp, told, about, date=date))


def write_casebook(path: Path, found: list[Extraction]) -> Path:
    """Store extractions in a casebook, as a build does, and resolve them."""
    from graph.casebook import add_source, open_for_writing, store_extraction
    from graph.resolution import refresh

    with open_for_writing(path) as connection:
        with connection:
            for extraction in found:
                store_extraction(connection, extraction, "sample")
                document = extraction.document
                add_source(connection, f"/{document.name}.txt", document.id, document.sha256)
        refresh(connection, "sample")
    return path
