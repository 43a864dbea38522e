"""Make banks.csv and institutions.csv from the public register of banking institutions.

    python data/registry/make_banks.py PATH_TO_institutions.tsv [--out FOLDER]

Names come from the register, short names by the rules below, and whatever no rule can know from
well_known.csv, well_known_institutions.csv and brands.csv. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
Row = dict[str, str]

BANK_KINDS = {
    "开发性金融机构": "policy",
    "政策性银行": "policy",
    "国有大型商业银行": "state",
    "股份制商业银行": "joint_stock",
    "城市商业银行": "city",
    "民营银行": "private",
    "外资法人银行": "foreign",
    "农村商业银行": "rural",
    "农村合作银行": "rural",
    "农村信用社": "rural",
    "村镇银行": "village",
    "农村资金互助社": "other",
    "住房储蓄银行": "other",
    "直销银行": "other",
}
INSTITUTION_TYPES = {
    "信托公司": "trust",
    "企业集团财务公司": "finance_company",
    "金融租赁公司": "leasing",
    "消费金融公司": "consumer_finance",
    "金融资产管理公司": "amc",
    "汽车金融公司": "other",
    "货币经纪公司": "other",
    "其他金融机构": "other",
}
# A bank's mark at the head of a trust or a finance company names its group, not its parent.
OWNED_TYPES = ("leasing", "consumer_finance", "wealth", "other")

LEGAL_FORM = re.compile(r"(?:股份有限公司|有限责任公司|股份公司|有限公司)$")
# The forms that one kind of rural bank takes in print: how the register ends, then how people write it.
# The first written form is the canonical one.
WRITTEN_FORMS = (
    ("农村商业联合银行", ("农商联合银行", "农村商业联合银行", "农商联合")),
    ("农村商业银行", ("农商银行", "农商行", "农村商业银行")),
    ("农村合作银行", ("农合银行", "农村合作银行", "农合行")),
    ("村镇银行", ("村镇银行",)),
)
CREDIT_UNION = re.compile(r"农村信用(?:合作社联合社|社联合社|合作联社|联社)$")
COUNTY_UNION_FORMS = (
    "农信联社",
    "农信社",
    "农信",
    "联社",
    "信用联社",
    "农村信用社",
    "农村信用联社",
    "农村信用合作联社",
)
PROVINCE_UNION_FORMS = (
    "农信", "农信联社", "农信社", "农村信用社", "农村信用联社", "农村信用联合社", "农村信用社联合社",
    "农村信用联社联合社",
)  # fmt: skip
# What is left of "海口联合" or "合作市" names no place of its own.
NO_PLACE = frozenset({"合作", "联合", "发展", "科技", "海洋", "市区", "城区", "开发区"})
# Divisions that were merged or renamed after the register gave out its codes.
FORMER_DIVISIONS = {
    "3414": "合肥", "3712": "济南", "5222": "铜仁", "5224": "毕节", "5426": "林芝", "6321": "海东",
    "6503": "石河子", "6521": "吐鲁番", "6522": "哈密",
}  # fmt: skip
# 上海银行 was 上海城市合作银行; 上海商业银行 is another bank.
NEVER_MUNICIPAL = frozenset({"上海"})
MUNICIPALITIES = frozenset({"北京", "上海", "天津", "重庆"})

BANK_COLUMNS = ("name", "full_name", "kind", "province", "city", "aliases", "weak_aliases", "code", "parent")
INSTITUTION_COLUMNS = ("name", "full_name", "type", "province", "city", "aliases", "code", "parent")


def read_table(path: Path, delimiter: str = ",") -> list[Row]:
    """Return the rows of a table as dicts of its header; tabs never quote."""
    with path.open(encoding="utf-8", newline="") as file:
        if delimiter == "\t":
            return list(csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE))
        return list(csv.DictReader(file, delimiter=delimiter))


def split(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several names."""
    return tuple(part for part in cell.split("|") if part)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without repetition, in their order."""
    return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True)
class Gazetteer:
    """What the rules need of places.csv: divisions by code and the counties of each province."""

    provinces: dict[str, tuple[str, str]]
    cities: dict[str, str]
    counties: dict[str, tuple[Row, ...]]

    @classmethod
    def read(cls, path: Path) -> Gazetteer:
        """Return the gazetteer of a places.csv."""
        provinces: dict[str, tuple[str, str]] = {}
        cities: dict[str, str] = {}
        counties: defaultdict[str, list[Row]] = defaultdict(list)
        for row in read_table(path):
            code = row["code"]
            if row["level"] == "province":
                provinces[code[:2]] = (row["short"], row["name"])
            elif row["level"] == "city":
                cities[code[:4]] = row["city"]
            elif code:
                counties[row["province"]].append(row)
        return cls(provinces, cities, {province: tuple(rows) for province, rows in counties.items()})

    def seat(self, code: str, name: str) -> tuple[str, str]:
        """Return province and city of an institution's seat, from the GB/T 2260 division in its code."""
        division = code[7:11]
        province = self.provinces[division[:2]][0]
        if province in MUNICIPALITIES:
            return province, province
        city = self.cities.get(division) or FORMER_DIVISIONS.get(division)
        if city:
            return province, city
        directly_governed = (county["stem"] for county in self.counties[province] if not county["city"])
        cities = (name for division_, name in self.cities.items() if division_[:2] == division[:2])
        return province, next((place for place in (*directly_governed, *cities) if place in name), "")

    def is_county(self, text: str, province: str) -> bool:
        """Tell whether a text begins with the name of a county or district of the province."""
        return any(text.startswith(county["stem"]) for county in self.counties[province])


def place_forms(place: str, province: str, city: str, gazetteer: Gazetteer) -> Iterator[str]:
    """Yield the forms of the place and brand before a rural bank's kind: as registered, without province, without city.

    浙江杭州余杭 gives 浙江杭州余杭, 杭州余杭 and 余杭; 昆山鹿城 gives itself and 江苏昆山鹿城.
    """
    yield place
    if city and place.startswith(city + "市"):
        yield city + place.removeprefix(city + "市")
    rest = place.removeprefix(province)
    if len(rest) < 2 or rest in NO_PLACE:
        return
    if rest != place:
        yield rest
    elif province not in MUNICIPALITIES:
        yield province + place
    district = rest.removeprefix(city + "市").removeprefix(city) if city and city != province else rest
    if district != rest and district not in NO_PLACE and gazetteer.is_county(district, province):
        yield district


def union_forms(stem: str, province: str, city: str, gazetteer: Gazetteer) -> Iterator[str]:
    """Yield the forms of a county's or province's rural credit union, the canonical one first."""
    place = CREDIT_UNION.sub("", stem)
    if place in {name for _, name in gazetteer.provinces.values()}:
        yield from (province + form for form in PROVINCE_UNION_FORMS)
        yield from (place + form for form in ("联社", *PROVINCE_UNION_FORMS))
        return
    in_city = place.removeprefix(city + "市") or place
    county = next((row["stem"] for row in gazetteer.counties[province] if row["name"] == in_city), "")
    bare = county or re.sub(r"(?<=..)[县市]$", "", in_city)
    places = [part for part in unique((bare, in_city, place, province + bare)) if part not in NO_PLACE]
    for form in COUNTY_UNION_FORMS:
        yield from (part + form for part in places)


def rule_names(row: Row, province: str, city: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return the short names that the rules give a bank: the best candidate for its canonical name first."""
    stem = LEGAL_FORM.sub("", row["name"])
    if CREDIT_UNION.search(stem):
        return unique(union_forms(stem, province, city, gazetteer))
    for ending, forms in WRITTEN_FORMS:
        if stem.endswith(ending):
            places = list(place_forms(stem.removesuffix(ending), province, city, gazetteer))
            # A province before the name is left out in speech: 常熟农商银行 for 江苏常熟农商银行.
            if ending != "村镇银行" and len(places) > 1 and places[0].startswith(province):
                places[0], places[1] = places[1], places[0]
            return unique(place + form for place in places for form in forms)
    # Before 2007 or so a city's bank was its 市商业银行: 西安市商业银行 is 西安银行.
    former = f"{city}市商业银行" if stem == f"{city}银行" and city not in NEVER_MUNICIPAL else ""
    return unique((stem, former))


@dataclass
class Draft:
    """A bank with its claims to names, before it is known which of them it may keep."""

    row: Row
    own: tuple[str, ...]
    by_hand: tuple[str, ...]
    by_rule: tuple[str, ...]


def draft_banks(register: list[Row], by_hand: dict[str, Row], gazetteer: Gazetteer) -> list[Draft]:
    """Return the banks of the register and those known by hand alone, with all their claims."""
    drafts = []
    for entry in register:
        if entry["type"] not in BANK_KINDS:
            continue
        hand = by_hand.get(entry["name"], {})
        province, city = gazetteer.seat(entry["code"], entry["name"])
        names = rule_names(entry, province, city, gazetteer)
        row = {
            "name": hand.get("name", ""),
            "full_name": entry["name"],
            "kind": hand.get("kind") or BANK_KINDS[entry["type"]],
            "province": hand.get("province") or province,
            "city": hand.get("city") or city,
            "weak_aliases": hand.get("weak_aliases", ""),
            "code": entry["code"],
        }
        own = (*filter(None, [row["name"]]), entry["name"], LEGAL_FORM.sub("", entry["name"]))
        drafts.append(Draft(row, own, split(hand.get("aliases", "")), names))
    registered = {entry["name"] for entry in register}
    for full_name, hand in by_hand.items():
        if full_name not in registered:
            row = {**hand, "full_name": hand["full_name"] or hand["name"], "code": ""}
            drafts.append(Draft(row, (hand["name"],), split(hand["aliases"]), ()))
    return drafts


def settle(drafts: list[Draft]) -> list[Row]:
    """Give every name to one bank: own names before those by hand and those by rule; a tie gives it to none."""
    claims: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        for rank, names in enumerate((draft.own, draft.by_hand, draft.by_rule)):
            for name in names:
                claims[name].append((rank, number))
    owner: dict[str, int] = {}
    for name, claimants in claims.items():
        best = min(rank for rank, _ in claimants)
        numbers = {number for rank, number in claimants if rank == best}
        if len(numbers) == 1:
            owner[name] = numbers.pop()
    rows = []
    for number, draft in enumerate(drafts):
        kept = unique(
            name for name in (*draft.own, *draft.by_rule, *draft.by_hand) if owner.get(name) == number and len(name) > 1
        )
        name = draft.row["name"] or next(name for name in (*draft.by_rule, *draft.own) if name in kept)
        aliases = [alias for alias in kept if alias not in (name, draft.row["full_name"])]
        rows.append({**draft.row, "name": name, "aliases": "|".join(aliases)})
    return rows


def with_parents(rows: list[Row], brands: list[Row]) -> list[Row]:
    """Return the banks with the parents of the village banks whose brand is known."""
    parents = {row["brand"]: row["parent"] for row in brands if row["of"] == "village"}
    longest_first = sorted(parents, key=len, reverse=True)
    for row in rows:
        stem = LEGAL_FORM.sub("", row["full_name"]).removesuffix("村镇银行")
        brand = next((brand for brand in longest_first if row["kind"] == "village" and stem.endswith(brand)), "")
        row["parent"] = parents.get(brand, "")
    return rows


def institution_names(stem: str, type_: str, province: str) -> tuple[str, ...]:
    """Return the short names of an institution that is not a bank, the canonical one first."""
    short = {
        "leasing": ("金融租赁", ("金租", "金融租赁", "租赁")),
        "consumer_finance": ("消费金融", ("消费金融", "消金")),
        "trust": ("国际信托", ("国际信托", "信托")),
    }.get(type_)
    if not short or not stem.endswith(short[0]):
        return (stem,)
    place = stem.removesuffix(short[0])
    rest = place.removeprefix(province)
    # A short name needs a mark of its own: 中国, 河北 or 苏州 alone does not make one.
    places = (place, rest) if len(rest) > 2 else (place,)
    return unique(part + form for part in places for form in short[1])


def make_institutions(register: list[Row], by_hand: list[Row], brands: list[Row], gazetteer: Gazetteer) -> list[Row]:
    """Return the institutions that are not banks, with their types, short names and parent banks."""
    parents = {row["brand"]: row["parent"] for row in brands if row["of"] == "subsidiary"}
    longest_first = sorted(parents, key=len, reverse=True)
    known = {row["full_name"]: row for row in by_hand if row["full_name"]}
    rows = []
    for entry in register:
        if entry["type"] not in INSTITUTION_TYPES:
            continue
        province, city = gazetteer.seat(entry["code"], entry["name"])
        stem = LEGAL_FORM.sub("", entry["name"])
        type_ = "wealth" if stem.endswith("理财") else INSTITUTION_TYPES[entry["type"]]
        row = {"full_name": entry["name"], "type": type_, "province": province, "city": city, "code": entry["code"]}
        if hand := known.get(entry["name"]):
            names, row["parent"] = (hand["name"], stem, *split(hand["aliases"])), hand["parent"]
        else:
            names = (*institution_names(stem, type_, province), stem)
            owned = stem.removeprefix(province) if type_ in OWNED_TYPES else ""
            row["parent"] = next((parents[mark] for mark in longest_first if owned.startswith(mark)), "")
        rows.append({**row, "name": names[0], "aliases": "|".join(unique(names[1:]))})
    rows += [{"province": "", "city": "", "code": "", **row} for row in by_hand if not row["full_name"]]
    for row in rows:
        row["full_name"] = row["full_name"] or row["name"]
    return one_owner(rows)


def one_owner(rows: list[Row]) -> list[Row]:
    """Return the rows without the aliases that two of them share."""
    owners: defaultdict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        for name in {row["name"], row["full_name"], *split(row["aliases"])}:
            owners[name].add(number)
    for row in rows:
        own = (row["name"], row["full_name"])
        row["aliases"] = "|".join(
            alias for alias in unique(split(row["aliases"])) if alias not in own and len(owners[alias]) == 1
        )
    return rows


def write_table(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    """Write the columns of the rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make(register_path: Path, out: Path) -> None:
    """Write banks.csv and institutions.csv into the folder `out`."""
    register = read_table(register_path, "\t")
    gazetteer = Gazetteer.read(HERE / "places.csv")
    brands = read_table(HERE / "brands.csv")
    well_known = {row["full_name"] or row["name"]: row for row in read_table(HERE / "well_known.csv")}
    banks = with_parents(settle(draft_banks(register, well_known, gazetteer)), brands)
    write_table(out / "banks.csv", BANK_COLUMNS, banks)
    known_institutions = read_table(HERE / "well_known_institutions.csv")
    institutions = make_institutions(register, known_institutions, brands, gazetteer)
    write_table(out / "institutions.csv", INSTITUTION_COLUMNS, institutions)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("register", type=Path, help="institutions.tsv: seq, name, code, type, regulator, name_en")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: beside this file)")
    arguments = parser.parse_args()
    if not arguments.register.is_file():
        sys.exit(f"{arguments.register} is no file: give the path of the register's institutions.tsv")
    make(arguments.register, arguments.out)


if __name__ == "__main__":
    main()
