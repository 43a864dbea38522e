"""The registry: every name has one meaning, names that look alike stay apart, and the register is whole."""

from __future__ import annotations

import csv
import importlib.util
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import registry
from extract.registry import (
    bank_index,
    banks,
    find_bank,
    institution_index,
    institutions,
    normalize_name,
    organisation_index,
    organisations,
    place_names,
    places,
)
from extract.resources import resource
from extract.schema import KINDS

ROOT = Path(__file__).parents[2]
REGISTER = ROOT.parent / "shared" / "datasets" / "nfra" / "institutions.tsv"
INSTITUTION_TYPES = {"trust", "finance_company", "leasing", "consumer_finance", "wealth", "amc", "other"}


def make_banks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_banks", ROOT / "data" / "registry" / "make_banks.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def register() -> list[dict[str, str]]:
    if not REGISTER.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the register is missing: {REGISTER}")
        pytest.skip("the register of the shared folder is not here, so the tables cannot be compared with it")
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_name_belongs_to_one_bank() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for bank in banks():
        for name in (bank.name, bank.full_name, *bank.aliases, *bank.weak_aliases):
            owners[normalize_name(name).casefold()].add(bank.full_name)
    assert {name: full_names for name, full_names in owners.items() if len(full_names) > 1} == {}


def test_tables_do_not_claim_each_others_names() -> None:
    tables = (set(bank_index()), set(institution_index()), set(organisation_index()), set(place_names()))
    for number, left in enumerate(tables):
        for right in tables[number + 1 :]:
            assert left & right == set()


def test_names_are_printable_and_not_too_short() -> None:
    for bank in banks():
        for name in (bank.name, bank.full_name, *bank.aliases):
            assert len(name) >= 2, bank
            assert name == name.strip(), bank
    for organisation in organisations():
        assert all(len(name) >= 2 for name in (organisation.name, *organisation.aliases)), organisation


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("上海银行", "上海农商银行"),
        ("上海银行", "上海科创银行"),
        ("上海银行", "上海商业银行"),
        ("重庆银行", "重庆农商银行"),
        ("重庆银行", "重庆富民银行"),
        ("重庆银行", "重庆三峡银行"),
        ("三峡银行", "三峡农商银行"),
        ("北京银行", "北京农商银行"),
        ("北京银行", "北京中关村银行"),
        ("厦门银行", "厦门国际银行"),
        ("厦门银行", "厦门农商银行"),
        ("浙商银行", "浙江农商联合银行"),
        ("浙商银行", "网商银行"),
        ("苏州银行", "苏州农商银行"),
        ("苏商银行", "江苏银行"),
        ("湖南银行", "三湘银行"),
        ("吉林银行", "吉林农商银行"),
        ("内蒙古银行", "内蒙古农商银行"),
        ("内蒙古银行", "蒙商银行"),
        ("河南农商银行", "青海河南农商银行"),
        ("江苏滨海农商银行", "天津滨海农商银行"),
        ("江苏紫金农商银行", "广东紫金农商银行"),
        ("山西银行", "陕西农信"),
        ("广州银行", "广发银行"),
        ("宁波银行", "宁波通商银行"),
        ("东亚银行", "东亚中国"),
        ("中国银行", "中银香港"),
        ("浦发银行", "浦发硅谷银行"),
        ("中信银行", "百信银行"),
        ("邮储银行", "邮惠万家银行"),
        ("昆山农商银行", "昆山鹿城村镇银行"),
        ("温州鹿城农商银行", "昆山鹿城村镇银行"),
        ("平顶山银行", "平安银行"),
        ("哈密市商业银行", "新疆银行"),
        ("上海商业银行", "上海银行"),
    ],
)
def test_banks_that_look_alike_are_two(left: str, right: str) -> None:
    first, second = find_bank(left), find_bank(right)
    assert first is not None
    assert second is not None
    assert first.full_name != second.full_name


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("交行", "交通银行"),
        ("招行", "招商银行"),
        ("“工行”", "工商银行"),
        ("中国邮政储蓄银行股份有限公司", "邮储银行"),
        ("上海浦东发展银行", "浦发银行"),
        ("农发行", "农业发展银行"),
        ("沪农商行", "上海农商银行"),
        ("渝农商行", "重庆农商银行"),
        ("常熟农商行", "常熟农商银行"),
        ("江苏常熟农村商业银行", "常熟农商银行"),
        ("江苏省常熟市农村商业银行", "常熟农商银行"),
        ("昆山市农商行", "昆山农商银行"),
        ("余杭农商银行", "杭州余杭农商银行"),
        ("江苏苏宁银行", "苏商银行"),
        ("华融湘江银行", "湖南银行"),
        ("众邦银行", "武汉众邦银行"),
        ("中关村银行", "北京中关村银行"),
        ("汇丰银行(中国)有限公司", "汇丰中国"),
        ("汇丰银行（中国）", "汇丰中国"),
        ("安徽省农村信用社联合社", "安徽农信"),
        ("陕西省联社", "陕西农信"),
        ("陕西省农村信用联社联合社", "陕西农信"),
        ("浙江农信", "浙江农商联合银行"),
        ("浙江农商联合", "浙江农商联合银行"),
        ("武平县农信社", "武平农信联社"),
        ("松桃苗族自治县农村信用合作联社", "松桃农信联社"),
        ("江苏昆山鹿城村镇银行", "昆山鹿城村镇银行"),
        ("和县新华村镇银行", "安徽和县新华村镇银行"),
        ("深圳前海微众银行", "微众银行"),
        (" 北京 银行 ", "北京银行"),
        ("ＩＣＢＣ", "工商银行"),
        ("icbc", "工商银行"),
        ("601328", "交通银行"),
        ("平安", "平安银行"),
        ("沪农商行股份有限公司", "上海农商银行"),
        ("西安市商业银行", "西安银行"),
        ("呼和浩特市商业银行", "内蒙古银行"),
        ("合肥市商业银行股份有限公司", "徽商银行"),
        ("福建兴业银行", "兴业银行"),
        ("深圳发展银行", "平安银行"),
        ("驻马店银行", "中原银行"),
    ],
)
def test_a_person_finds_a_bank_by_the_name_at_hand(written: str, canonical: str) -> None:
    bank = find_bank(written)
    assert bank is not None
    assert bank.name == canonical


@pytest.mark.parametrize(
    "written", ["", "银行", "农商银行", "村镇银行", "合作联社", "中国人民银行", "商业银行", "市商业银行"]
)
def test_what_names_no_bank_finds_none(written: str) -> None:
    assert find_bank(written) is None


def test_weak_aliases_are_not_searched_for_in_texts() -> None:
    weak = {alias for bank in banks() for alias in bank.weak_aliases}
    assert weak >= {"平安", "光大", "民生", "华夏", "兴业", "中信", "浦发", "邮储", "汇丰", "渣打"}
    assert weak & set(bank_index()) == set()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("交通银行", "state"),
        ("招商银行", "joint_stock"),
        ("北京银行", "city"),
        ("威海银行", "city"),
        ("北京农商银行", "rural"),
        ("安徽农信", "rural"),
        ("浙江农商联合银行", "rural"),
        ("微众银行", "private"),
        ("昆山鹿城村镇银行", "village"),
        ("汇丰中国", "foreign"),
        ("中银香港", "foreign"),
        ("国家开发银行", "policy"),
        ("中德银行", "other"),
        ("百信银行", "other"),
    ],
)
def test_kinds(name: str, kind: str) -> None:
    assert bank_index()[name].kind == kind


def test_tables_keep_to_the_ontology() -> None:
    assert {bank.kind for bank in banks()} <= set(KINDS["bank"])
    assert {organisation.kind for organisation in organisations()} <= set(KINDS["partner"])
    assert {institution.type for institution in institutions()} <= INSTITUTION_TYPES
    assert {place.level for place in places()} == {"province", "city", "county", "district", "zone", "region"}


def test_parents_are_canonical_names_of_banks() -> None:
    names = {bank.name for bank in banks()}
    parents = {bank.parent for bank in banks()} | {institution.parent for institution in institutions()}
    assert parents - {""} <= names
    assert institution_index()["招银理财"].parent == "招商银行"
    assert institution_index()["工银金租"].parent == "工商银行"
    assert institution_index()["建信消费金融"].parent == "建设银行"
    assert institution_index()["平安消费金融"].parent == ""
    assert institution_index()["青岛青银金租"].parent == "青岛银行"
    assert bank_index()["江苏沭阳东吴村镇银行"].parent == "苏州银行"
    assert bank_index()["大邑交银兴民村镇银行"].parent == "交通银行"
    assert bank_index()["进贤瑞丰村镇银行"].parent == "", "瑞丰 is a mark of several founders"


def test_listed_banks_have_their_stock_codes() -> None:
    for code, name in [
        ("601328", "交通银行"),
        ("02016.HK", "浙商银行"),
        ("001227.SZ", "兰州银行"),
        ("02596.HK", "宜宾银行"),
    ]:
        bank = find_bank(code)
        assert bank is not None
        assert bank.name == name
    codes = {alias for bank in banks() for alias in bank.weak_aliases if alias.endswith((".SH", ".SZ", ".HK"))}
    assert len([code for code in codes if not code.endswith(".HK")]) == 42, "the banks of the A-share market"


def test_seats() -> None:
    for name, province, city in [
        ("昆山鹿城村镇银行", "江苏", "苏州"),
        ("北京银行", "北京", "北京"),
        ("神农架农商银行", "湖北", "神农架"),
        ("铜仁农商银行", "贵州", "铜仁"),
        ("莱商银行", "山东", "济南"),
    ]:
        assert (bank_index()[name].province, bank_index()[name].city) == (province, city)
    assert [bank.name for bank in banks() if not (bank.province and bank.city)] == []


def test_counts_by_type_agree_with_the_register(register: list[dict[str, str]]) -> None:
    module = make_banks()
    by_kind = Counter(module.BANK_KINDS[row["type"]] for row in register if row["type"] in module.BANK_KINDS)
    assert Counter(bank.kind for bank in banks() if bank.code) == by_kind
    licensed = [institution for institution in institutions() if institution.code]
    assert len(licensed) + by_kind.total() == len(register) == 4070


def test_the_tables_are_what_the_script_makes(register: list[dict[str, str]], tmp_path: Path) -> None:
    script = ROOT / "data" / "registry" / "make_banks.py"
    subprocess.run([sys.executable, script, REGISTER, "--out", tmp_path], check=True)
    for name in ("banks.csv", "institutions.csv"):
        assert (tmp_path / name).read_bytes() == resource("registry", name).read_bytes(), (
            f"run make_banks.py for {name}"
        )


def test_the_script_names_a_missing_register(tmp_path: Path) -> None:
    script = ROOT / "data" / "registry" / "make_banks.py"
    done = subprocess.run(
        [sys.executable, script, tmp_path / "absent.tsv"], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "absent.tsv is no file" in done.stderr


def test_places() -> None:
    assert {"北京市", "北京", "江苏", "内蒙古", "苏州", "海淀", "雄安新区", "前海", "景宁"} <= place_names()
    # 朝阳 is a city and districts of two others, 和平 and 通道 are everyday words, 吉林 is a province first.
    by_name = defaultdict(set)
    for place in places():
        by_name[place.name].add(place.short)
    assert by_name["朝阳区"] == {""}
    assert by_name["和平区"] == {""}
    assert by_name["通道侗族自治县"] == {""}
    assert by_name["吉林市"] == {""}
    assert by_name["吉林省"] == {"吉林"}
    assert len([place for place in places() if place.level == "province"]) == 34


@pytest.mark.parametrize(
    ("name", "canonical", "kind"),
    [
        ("央行", "中国人民银行", "government"),
        ("金融监管总局", "国家金融监督管理总局", "government"),
        ("工信部", "工业和信息化部", "government"),
        ("上交所", "上海证券交易所", "exchange"),
        ("哈工大", "哈尔滨工业大学", "university"),
        ("中国信通院", "中国信息通信研究院", "government"),
        ("中国银联", "中国银联", "company"),
        ("江苏省科技厅", "江苏省科学技术厅", "government"),
        ("国家大基金", "国家集成电路产业投资基金", "investor"),
        ("新华社", "新华社", "medium"),
        ("中国银行业协会", "中国银行业协会", "association"),
    ],
)
def test_organisations(name: str, canonical: str, kind: str) -> None:
    organisation = organisation_index()[name]
    assert (organisation.name, organisation.kind) == (canonical, kind)


def test_a_missing_data_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"absent\.csv is missing: reinstall"):
        resource("registry", "absent.csv")


def test_lookups_load_no_heavy_library() -> None:
    heavy = ("spacy", "pandas", "networkx", "typer", "numpy")
    look_up = "import sys; from extract.registry import find_bank; find_bank('交行'); "
    code = f"{look_up}print([module for module in {heavy} if module in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@given(st.sampled_from([name for bank in banks() for name in (bank.name, bank.full_name, *bank.aliases)]))
def test_every_recorded_name_finds_its_bank(name: str) -> None:
    bank = find_bank(f" “{name}”")
    assert bank is registry.bank_index()[name]


def test_an_accent_behind_a_quotation_mark_joins_its_letter() -> None:
    assert normalize_name("e'\u0301") == "é"


@given(st.text())
def test_normalized_names_stay_as_they_are(name: str) -> None:
    once = normalize_name(name)
    assert normalize_name(once) == once
