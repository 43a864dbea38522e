"""A made-up graph of 25 banks and about 800 nodes, the same on each run."""

from __future__ import annotations

import random

import networkx as nx

BANKS = (
    "北京银行", "江苏银行", "上海银行", "南京银行", "宁波银行", "杭州银行", "徽商银行", "长沙银行", "成都银行",
    "重庆银行", "工商银行", "农业银行", "建设银行", "交通银行", "邮储银行", "招商银行", "浦发银行", "中信银行",
    "兴业银行", "民生银行", "华夏银行", "浙商银行", "上海农商银行", "常熟农商银行", "网商银行",
)  # fmt: skip
KINDS = ("city",) * 10 + ("state",) * 5 + ("joint_stock",) * 7 + ("rural",) * 2 + ("private",)
WORDS = (
    "青禾",
    "远帆",
    "云杉",
    "晨星",
    "合众",
    "智汇",
    "融通",
    "知本",
    "启明",
    "长风",
    "千帆",
    "同舟",
    "万象",
    "星火",
    "惠民",
)
PRODUCTS = (
    ("贷", "loan"),
    ("e贷", "loan"),
    ("平台", "platform"),
    ("手机银行App", "app"),
    ("保", "insurance"),
    ("大模型", "ai_model"),
)
PROGRAMS = (
    ("计划", "plan"),
    ("工程", "campaign"),
    ("机制", "mechanism"),
    ("战略", "strategy"),
    ("+N服务模式", "model"),
)
PARTNERS = (("科技", "company"), ("生物", "company"), ("创投", "investor"), ("产业园", "park"), ("大学", "university"))
METRICS = (("科技贷款余额", "亿元"), ("服务企业数", "家"), ("手机银行月活", "万户"), ("不良率", "%"))
DOCUMENTS = tuple(f"银行案例选编之{number}" for number in range(1, 14))


def build(banks: int = 25, leaves: int = 28, seed: int = 7) -> nx.MultiDiGraph[str]:
    """Build a graph of so many banks with on average so many things each."""
    dice = random.Random(seed)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()

    def edge(head: str, tail: str, relation: str, evidence: str) -> None:
        graph.add_edge(
            head, tail, relation,
            type=relation, weight=dice.choice((1, 1, 1, 2, 3)), evidence=evidence, document=dice.choice(DOCUMENTS),
        )  # fmt: skip

    for number in range(banks):
        bank = BANKS[number] if number < len(BANKS) else f"第{number}银行"
        kind = KINDS[number] if number < len(KINDS) else "rural"
        aliases = f"{bank[:2]}行|{bank}股份有限公司"
        node = f"bank:{bank}"
        graph.add_node(
            node, label=bank, type="bank", kind=kind, aliases=aliases,
            documents=dice.randint(1, 6), mentions=dice.randint(2, 60),
        )  # fmt: skip
        size = max(1, int(leaves * dice.choice((0.1, 0.3, 0.5, 1, 1, 1.2, 1.6, 2.4))))
        made: list[str] = []
        for serial in range(size):
            word = WORDS[(serial * 7 + number) % len(WORDS)] + (
                "" if serial < len(WORDS) else "二三四五六"[serial // len(WORDS) - 1]
            )
            role = dice.choices(("product", "program", "partner", "unit", "metric"), (9, 5, 4, 3, 5))[0]
            stated = {"documents": dice.randint(1, 3), "mentions": dice.choice((1, 1, 1, 2, 2, 3, 5, 9)), "aliases": ""}
            date = dice.choice(("2024-03-01", "2024-11-20", "2025-06-30"))
            if role == "product":
                ending, sort = dice.choice(PRODUCTS)
                thing = f"product:{bank}/{word}{ending}"
                graph.add_node(
                    thing, label=word + ending, type=role, kind=sort, bank=bank, first_date=date,
                    themes="科技金融", stages=dice.choice(("", "初创期", "成长期|成熟期")),
                    **(stated | {"aliases": f"{word}产品"}),
                )  # fmt: skip
                edge(node, thing, "offers", f"{bank}面向科技型企业推出“{word}{ending}”，全线上申请，随借随还。")
            elif role == "program":
                ending, sort = dice.choice(PROGRAMS)
                thing = f"program:{bank}/{word}{ending}"
                graph.add_node(thing, label=word + ending, type=role, kind=sort, bank=bank, first_date=date, **stated)
                edge(node, thing, "runs", f"近年来，{bank}深入推进{word}{ending}，服务实体经济。")
            elif role == "partner":
                ending, sort = dice.choice(PARTNERS)
                name = f"{word}{ending}有限公司" if sort == "company" else f"{word}{ending}"
                thing = f"partner:{name}" if dice.random() < 0.3 else f"partner:{bank[:2]}{name}"
                name = thing.removeprefix("partner:")
                graph.add_node(thing, label=name, type=role, kind=sort, **stated)
                relation = "finances" if sort == "company" else "cooperates_with"
                edge(node, thing, relation, f"{bank}与{name}签署合作协议，提供综合金融服务。")
            elif role == "unit":
                thing = f"unit:{bank}/{word}支行"
                graph.add_node(thing, label=f"{bank}{word}支行", type=role, kind="branch", bank=bank, **stated)
                edge(thing, node, "part_of", f"{bank}{word}支行挂牌成立。")
                product = f"product:{bank}/{word}专营贷"
                graph.add_node(product, label=f"{word}专营贷", type="product", kind="loan", bank=bank, **stated)
                edge(thing, product, "offers", f"{word}支行创新推出“{word}专营贷”。")
            else:
                about, unit = dice.choice(METRICS)
                value = float(dice.choice((1.2, 46, 87, 3000, 4346, 12100)))
                thing = f"metric:{bank}/{about}/{serial}"
                graph.add_node(
                    thing, label=about, type=role, bank=bank, value=value, unit=unit, cmp=dice.choice("==>~"),
                    date=dice.choice(("2025-06-30", "2024", "")), **stated,
                )  # fmt: skip
                subject = dice.choice(made) if made and dice.random() < 0.3 else node
                edge(subject, thing, "reports", f"截至6月末，{bank}{about}达{value:g}{unit}。")
            if role in ("product", "program"):
                made.append(thing)
        for part in made[3::9]:
            edge(part, made[0], "part_of", f"{part.rpartition('/')[2]}是{made[0].rpartition('/')[2]}的一部分。")
    edge("bank:北京银行", f"bank:{BANKS[min(10, banks - 1)]}", "cooperates_with", "两家银行签署战略合作协议。")
    graph.add_node("bank:无名银行", label="无名银行", type="bank", kind="other", aliases="", documents=1, mentions=1)
    return graph
