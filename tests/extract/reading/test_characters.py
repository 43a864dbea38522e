"""Characters and spaces."""

from __future__ import annotations

import pytest

from extract.reading.cleanup.characters import close_up, fold
from extract.reading.offsets import trace


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("ＡＢｃ１２．５％", "ABc12.5%"),
        ("“贷”，：（）「」", "“贷”，：（）「」"),
        ("科\u200b技\u00ad金\ue123融\ufeff", "科技金融"),
        ("5㎡，①，²", "5㎡，①，²"),
        ("⾦融", "金融"),
        ("甲\u00a0乙", "甲 乙"),
    ],
)
def test_forms_are_folded_one_for_one(source: str, clean: str) -> None:
    assert fold(trace(source)).text == clean


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("总计 5 亿元，较 年初增长 12 %。", "总计5亿元，较年初增长12%。"),
        ("推 出 “ 星桥贷 ” ，服务企业。", "推出“星桥贷”，服务企业。"),
        ("接入 Open Banking 平台，并用 AI 审批。", "接入 Open Banking 平台，并用 AI 审批。"),
        ("上 海 某 银 行", "上海某银行"),
        ("晚报 记者 王小明", "晚报 记者 王小明"),
        ("三 农商行的做法", "三 农商行的做法"),
        ("表 3-2 部分银行的做法", "表3-2 部分银行的做法"),
    ],
)
def test_odd_spaces_go_and_separating_ones_stay(source: str, clean: str) -> None:
    assert close_up(trace(source)).text == clean
