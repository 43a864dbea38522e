"""Wrapped columns, table rows and pages of several articles are read as a person reads them."""

import pytest

from .claims import check, each

WRAPPED_COLUMNS_ARE_READ_ON = r"""
齐商银行推出“齐创\n贷”，为轻资产科技企业提\n供纯信用支持。截至2025年6\n月末，该行科技贷款余额86\n亿元，
较年初增长1\n2.5%。
    齐商银行 offers 齐创贷
    齐商银行 reports 科技贷款余额 86 亿元 2025-06-30
    齐商银行 reports 科技贷款余额增长 12.5 %
近年来，莱商银\n行积极探索科技金融新模\n式，与山东钢城智能装备有\n限公司签署合作协议，并\n成立“钢城先锋\n队”。
    unit 钢城先锋队
临商银行聚焦商贸物流，\n\n推出“商城物流贷”，累计服\n\n务商户5600户，不良率仅为\n\n0.6%。
    临商银行 offers 商城物流贷
    临商银行 reports 服务商户 5600 户
"""


@pytest.mark.parametrize(("text", "claim"), each(WRAPPED_COLUMNS_ARE_READ_ON))
def test_wrapped_columns_are_read_on(text: str, claim: str) -> None:
    check(text, claim)


A_ROW_SPEAKS_OF_ITS_BANK = r"""
银行\t主要产品\t成效\n济宁银行\t“运河科创贷”\t余额23亿元\n德州银行\t“德芯贷”“扒鸡贷”\t服务企业310家\n
    济宁银行 offers 运河科创贷
    德州银行 offers 德芯贷
    德州银行 offers 扒鸡贷
    济宁银行 reports 余额 23 亿元
    德州银行 reports 服务企业 310 家
    not 济宁银行 offers 德芯贷
    not 德州银行 offers 运河科创贷
序号\t机构\t战略\n1\t泰安银行\t实施“登高”战略，打造“泰科通”平台\n2\t东营银行\t构建“石油科创”服务体系\n
    泰安银行 runs 登高战略
    泰安银行 offers 泰科通平台
    东营银行 runs 石油科创服务体系
    not 泰安银行 runs 石油科创服务体系
以下为部分银行做法。\n银行\t举措\n曲阜农商银行\t推出“圣城研学贷”。\n全国中小银行科技投入超过300亿元。\n
    曲阜农商银行 offers 圣城研学贷
    not 曲阜农商银行 reports * 300 亿元
"""


@pytest.mark.parametrize(("text", "claim"), each(A_ROW_SPEAKS_OF_ITS_BANK))
def test_a_row_speaks_of_its_bank(text: str, claim: str) -> None:
    check(text, claim)


HEADINGS_AND_LINE_ENDS = r"""
湘江银行做实养老金融\n本报讯 湘江银行推出“湘伴”养老服务品牌，已建成适老网点72家。\n\n遂宁银行发力科技金融\n
本报讯 遂宁银行“船山贷”余额突破10亿元。\n
    遂宁银行 offers 船山贷
    遂宁银行 reports 余额 >10 亿元
    not 湘江银行 offers 船山贷
# 自贡银行：盐都金融新实践\n\n自贡银行推出“盐商贷”。\n\n## 产品创新\n\n上线“灯会通”收单平台，服务商户900户。
\n
    自贡银行 offers 盐商贷
    自贡银行 offers 灯会通收单平台
    自贡银行 reports 服务商户 900 户
达州银行 助力特色产业\n\n达 州 银 行 推 出 “ 巴 山 牛 贷 ” 。\n
    达州银行 offers 巴山牛贷
雅安农商银行\n推出“藏茶贷”\n服务茶企 86 户\n投放贷款 2.4 亿元\n
    雅安农商银行 offers 藏茶贷
    雅安农商银行 reports 投放贷款 2.4 亿元
（三）乐山银行。该行创新“峨眉灵猴贷”。（四）泸州银行。该行推出“酒曲贷”。
    乐山银行 offers 峨眉灵猴贷
    泸州银行 offers 酒曲贷
    not 乐山银行 offers 酒曲贷
    not 泸州银行 offers 峨眉灵猴贷
泸州银行推出“酒曲贷”。\r\n\r\n该行贷款余额980亿元。\r\n
    泸州银行 offers 酒曲贷
    泸州银行 reports 贷款余额 980 亿元
泸州银行推出“酒　曲　贷”，贷款余额９８０亿元，不良率１．２％。
    泸州银行 reports 贷款余额 980 亿元
    泸州银行 reports 不良率 1.2 %
"""


@pytest.mark.parametrize(("text", "claim"), each(HEADINGS_AND_LINE_ENDS))
def test_headings_and_line_ends(text: str, claim: str) -> None:
    check(text, claim)
