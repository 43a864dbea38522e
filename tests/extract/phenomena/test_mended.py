"""Phenomena that were read wrongly once: tables with heads, new banks, terms inside a number's own expression."""

from __future__ import annotations

import pytest

from .claims import check, each

TABLES_WITH_HEADS = r"""
三家城商行对照\n机构\t2024年末科技贷款余额\t增速\n威海银行\t286亿元\t21.3%\n烟台银行\t98亿元\t-\n
    威海银行 reports 科技贷款余额 286 亿元 2024-12-31
    威海银行 reports 科技贷款余额增速 21.3 %
    烟台银行 reports 科技贷款余额 98 亿元 2024-12-31
"""

BANKS_OF_NO_REGISTER = r"""
奉新汇金村镇银行推出“竹乡贷”，已放款2300万元。
    奉新汇金村镇银行 offers 竹乡贷
淳安县农村信用合作联社推出“湖畔贷”。
    淳安县农村信用合作联社 offers 湖畔贷
钱塘银行推出“潮涌贷”，余额3亿元。
    钱塘银行 offers 潮涌贷
    钱塘银行 reports 余额 3 亿元
近年来，多家农商行推出产品，三家村镇银行也推出“普惠贷”。
    not 三家村镇银行 offers 普惠贷
"""

NAMES_OF_FIGURES = r"""
苏州银行推出“苏研贷”。“苏研贷”最高额度500万元，最长期限3年。
    苏州银行 reports 最高额度 <=500 万元
盛京银行科技贷款由2022年末的210亿元增至2024年末的390亿元。
    盛京银行 reports 科技贷款 210 亿元 2022-12-31
    盛京银行 reports 科技贷款 390 亿元 2024-12-31
苏州银行科技支行达12家，绿色支行达5家。
    苏州银行 reports 科技支行数 12 家
    not 苏州银行科技支行 part_of 苏州银行
辽宁五家银行中，科技贷款余额较高的有：盛京银行（2100亿元）、锦州银行（1300亿元）。
    盛京银行 reports 科技贷款余额 2100 亿元
    not 锦州银行 reports 科技贷款余额 2100 亿元
"""

WHOSE_THING = r"""
北京银行、上海银行分别推出“京才通”“沪才通”。
    北京银行 offers 京才通
    not 北京银行 offers 沪才通
珠海华润银行通过接入“沈融通”平台获取企业数据。
    not 珠海华润银行 offers 沈融通
破解“不敢贷”“不愿贷”问题，盛京银行推出“盛安贷”。
    盛京银行 offers 盛安贷
    not 盛京银行 offers 不敢贷
行长表示：“目前‘湘芯贷’累计放款12亿元，湖南银行还将扩面。”
    湖南银行 offers 湘芯贷
"""


@pytest.mark.parametrize(
    ("text", "claim"),
    [*each(TABLES_WITH_HEADS), *each(BANKS_OF_NO_REGISTER), *each(NAMES_OF_FIGURES), *each(WHOSE_THING)],
)
def test_what_was_read_wrongly_once(text: str, claim: str) -> None:
    check(text, claim)
