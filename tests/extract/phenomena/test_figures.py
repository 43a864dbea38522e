"""Numbers: their forms, what they are called, what they are about."""

import pytest

from .claims import check, each

NUMBERS_OF_EVERY_FORM = r"""
2024年末，杭州联合银行贷款余额1,210亿元，服务小微企业2.6万家，覆盖近五成的规上企业。
    杭州联合银行 reports 贷款余额 =1210 亿元 2024-12-31
    杭州联合银行 reports 服务小微企业 =2.6 万家 2024-12-31
    杭州联合银行 reports 覆盖规上企业 <0.5 比例
九江银行“稻米贷”期限5至10年，额度最高1000万元，利率低至3.2%，最快2小时放款。
    九江银行 reports 期限 5-10 年 - 稻米贷
    九江银行 reports 额度 <=1000 万元 - 稻米贷
    九江银行 reports 利率 3.2 % - 稻米贷
赣州银行累计服务企业4000余家，授信超百亿元。
    赣州银行 reports 服务企业 >4000 家
    赣州银行 reports 授信 >100 亿元
赣州银行不良贷款率较年初下降0.5个百分点，贷款利率下降140个基点。
    赣州银行 reports 不良贷款率 0.5 个百分点
    赣州银行 reports 贷款利率 140 个基点
上饶银行线上审批占比从40%提升至80%。
    上饶银行 reports 线上审批占比 40 %
    上饶银行 reports 线上审批占比 80 %
截至2025年9月末，长安银行科技支行和绿色支行分别达37家和16家，较上年新增8家和6家。
    长安银行 reports 科技支行 37 家 2025-09-30
    长安银行 reports 绿色支行 16 家 2025-09-30
晋城银行科技贷款、绿色贷款、普惠贷款余额分别为56亿元、43亿元、120亿元，分别增长21%、35%和12%。
    晋城银行 reports 科技贷款 56 亿元
    晋城银行 reports 绿色贷款 43 亿元
    晋城银行 reports 普惠贷款余额 120 亿元
    晋城银行 reports 科技贷款增长 21 %
    晋城银行 reports 绿色贷款增长 35 %
    晋城银行 reports 普惠贷款增长 12 %
唐山银行投入逾3亿元建设数据中心，服务客户约六百万户。
    唐山银行 reports 投入建设数据中心 >3 亿元
    唐山银行 reports 客户 ~600 万户
沧州银行“狮城贷”授信额度不低于10万元、不超过300万元，期限1-3年。
    沧州银行 reports 授信额度 >=10 万元 - 狮城贷
    沧州银行 reports * <=300 万元 - 狮城贷
    沧州银行 reports 期限 1-3 年 - 狮城贷
邯郸银行全行科技人员占比达8.6%，是2020年的2倍。
    邯郸银行 reports 科技人员占比 8.6 %
    邯郸银行 reports * 2 倍
邢台银行不良率控制在1%以内，审批时间由5天压缩到半天。
    邢台银行 reports 不良率 1 %
    邢台银行 reports 审批时间 5 天
保定银行资产总额突破2000亿元大关，达到2036.7亿元。
    保定银行 reports 资产总额 2036.7 亿元
衡水银行存款余额1.2万亿元。
    衡水银行 reports 存款余额 1.2 万亿元
张家口银行累计发放“冰雪贷”1.5万笔、金额86.4亿元，惠及农户11万余户。
    张家口银行 reports * 1.5 万笔 * 冰雪贷
    张家口银行 reports 金额 86.4 亿元 * 冰雪贷
    张家口银行 reports 惠及农户 >11 万户 * 冰雪贷
承德银行建立“1+3+N”机制，实施“三步走”方案，聚焦“五篇大文章”。
    not 承德银行 reports * 1 *
    not 承德银行 reports * 3 *
    not 承德银行 reports * 5 *
廊坊银行成立于2000年，2014年更名，服务热线400-612-0000。
    not 廊坊银行 reports * 2000 年
    not 廊坊银行 reports * 400 *
内蒙古银行第一次发行永续债，第3期规模15亿元。
    内蒙古银行 reports 规模 15 亿元
    not 内蒙古银行 reports * 3 期
鄂尔多斯银行户均贷款28.5万元，贷款客户数达6.3万户，户均同比下降2.1万元。
    鄂尔多斯银行 reports 户均贷款 28.5 万元
    鄂尔多斯银行 reports 贷款客户数 6.3 万户
    鄂尔多斯银行 reports 户均 2.1 万元
乌海银行每年节约成本500多万元，人均效能提升3倍以上。
    乌海银行 reports 节约成本 >500 万元
    乌海银行 reports 人均效能 >3 倍
抚顺银行网点数量压降至62个，ATM机减少120台。
    抚顺银行 reports 网点数量 62 个
    抚顺银行 reports ATM机 120 台
营口银行本科以上员工占比超九成，平均年龄34岁。
    营口银行 reports 本科以上员工占比 >0.9 比例
    营口银行 reports 平均年龄 34 岁
锦州银行手机银行月活跃用户突破百万，交易替代率达96.8%。
    锦州银行 reports 手机银行月活跃用户 >100 万
    锦州银行 reports 交易替代率 96.8 %
辽沈银行申请专利17项，取得软件著作权42项，落地大模型应用场景30余个。
    辽沈银行 reports 专利 17 项
    辽沈银行 reports 软件著作权 42 项
    辽沈银行 reports 大模型应用场景 >30 个
丹东银行三年来累计为1800户企业减费让利4600万元。
    丹东银行 reports 减费让利 4600 万元
本溪银行2024年实现营业收入36.8亿元，同比增长5.2%；净利润10.1亿元，同比增长3.7%。
    本溪银行 reports 营业收入 36.8 亿元 2024
    本溪银行 reports 营业收入同比增长 5.2 % 2024
    本溪银行 reports 净利润 10.1 亿元 2024
    本溪银行 reports 净利润同比增长 3.7 % 2024
"""


@pytest.mark.parametrize(("text", "claim"), each(NUMBERS_OF_EVERY_FORM))
def test_numbers_of_every_form(text: str, claim: str) -> None:
    check(text, claim)


A_METRIC_HAS_THE_WORDS_OF_THE_TEXT = r"""
盛京银行户均贷款28万元，笔均授信约30万元，超过50%的客户获得首笔贷款。
    盛京银行 reports 户均贷款 28 万元
    盛京银行 reports 笔均授信 ~30 万元
盛京银行“盛农贷”累计投放26亿元，户均280万元。
    盛京银行 reports 户均 280 万元 * 盛农贷
盛京银行“风电贷”金额1.2亿元、期限15年。
    盛京银行 reports 期限 15 年 * 风电贷
    盛京银行 reports 金额 1.2 亿元 * 风电贷
盛京银行从申请到放款仅用3天，审批效率提升60%。
    盛京银行 reports 申请到放款 3 天
    盛京银行 reports 审批效率提升 60 %
盛京银行2.6万户小微客户享受了减息。
    盛京银行 reports 小微客户 2.6 万户
40%的科技贷款投向了首贷户，盛京银行为此设立专门通道。
    盛京银行 reports 科技贷款投向首贷户占比 40 %
盛京银行科技贷款新增60亿元，占全部新增贷款的35%。
    盛京银行 reports 科技贷款新增 60 亿元
    盛京银行 reports 占全部新增贷款 35 %
盛京银行全力支持12345便民热线、“7×24小时”服务。
    not 盛京银行 reports * 24 小时
    not 盛京银行 reports * 12345 *
"""


@pytest.mark.parametrize(("text", "claim"), each(A_METRIC_HAS_THE_WORDS_OF_THE_TEXT))
def test_a_metric_has_the_words_of_the_text(text: str, claim: str) -> None:
    check(text, claim)


A_NUMBER_IS_ABOUT_A_THING = r"""
曲靖市商业银行推出“云花贷”和“云果贷”。其中，“云花贷”余额3.1亿元，“云果贷”余额1.4亿元。
    曲靖市商业银行 reports 余额 3.1 亿元 - 云花贷
    曲靖市商业银行 reports 余额 1.4 亿元 - 云果贷
富滇银行“滇茶贷”面向茶企，单户最高200万元。全行涉农贷款余额412亿元。
    富滇银行 reports 单户 <=200 万元 - 滇茶贷
    富滇银行 reports 涉农贷款余额 412 亿元 - -
富滇银行昆明科技支行开业一年，服务科技企业230户。
    富滇银行 reports 服务科技企业 230 户 - 富滇银行昆明科技支行
富滇银行实施“金种子”培育计划，入库企业560家。
    富滇银行 runs 金种子培育计划
    富滇银行 reports 入库企业 560 家 - 金种子培育计划
富滇银行发布“滇科贷”，同时下调收费标准，全年减免手续费800万元。
    富滇银行 offers 滇科贷
盛京银行与东北大学合作。全年科技贷款增长18%。
    盛京银行 reports 科技贷款增长 18 % - -
"""


@pytest.mark.parametrize(("text", "claim"), each(A_NUMBER_IS_ABOUT_A_THING))
def test_a_number_is_about_a_thing(text: str, claim: str) -> None:
    check(text, claim)


COUNTS_AND_CHANGES = r"""
样本取自江苏银行、宁波银行、徽商银行三家。
    not 徽商银行 reports * 3 家
苏州银行贷款余额3000亿元，增长12.1%，存款余额4000亿元，增长9.3%。
    苏州银行 reports 存款余额增长 9.3 %
"""


@pytest.mark.parametrize(("text", "claim"), each(COUNTS_AND_CHANGES))
def test_counts_of_banks_and_changes_of_changes(text: str, claim: str) -> None:
    check(text, claim)
