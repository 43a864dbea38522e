"""Companies and their short names, authorities, universities, associations, exchanges."""

import pytest

from .claims import check, each

A_COMPANY_IS_KNOWN_BY_ITS_SHORT_NAME = r"""
浙商银行向宁波澜海智能装备有限公司（以下简称“澜海智能”）发放2000万元贷款。资金到账后，澜海智能扩建了产线。
    partner 宁波澜海智能装备有限公司 = 澜海智能
    浙商银行 finances 澜海智能
    浙商银行 reports * 2000 万元 * 澜海智能
渤海银行为天津云帆航空材料股份有限公司（简称云帆材料）授信5000万元。
    partner 天津云帆航空材料股份有限公司 = 云帆材料
    渤海银行 finances 云帆材料
恒丰银行与济南星澜信息技术有限公司（下称“星澜信息”）共建未来算力实验室。
    恒丰银行 cooperates_with 星澜信息
    partner 济南星澜信息技术有限公司 company
杭州驭风机器人科技有限公司是一家工业机器人企业。杭州银行为驭风机器人提供600万元信用贷款，
驭风科技的订单由此增长。
    杭州银行 finances 杭州驭风机器人科技有限公司
    partner 杭州驭风机器人科技有限公司 = 驭风机器人
    杭州银行 reports 信用贷款 600 万元
长沙银行走访了湖南楚天新材料有限公司。了解到该企业缺少抵押物后，长沙银行为其发放300万元贷款。
    长沙银行 finances 湖南楚天新材料有限公司
    长沙银行 reports * 300 万元 * 湖南楚天新材料有限公司
贵州苗岭药业集团有限公司流动资金紧张，贵阳银行得知后，仅用3天便向该公司投放1500万元。
    贵阳银行 finances 贵州苗岭药业集团有限公司
    贵阳银行 reports * 1500 万元
    贵阳银行 reports * 3 天
位于合肥高新区的安徽量迹科技有限公司获得徽商银行首笔贷款800万元。
    徽商银行 finances 安徽量迹科技有限公司
    partner 安徽量迹科技有限公司
    not partner 位于合肥高新区的安徽量迹科技有限公司
在徽商银行500万元贷款支持下，安徽量迹科技有限公司顺利投产。
    徽商银行 finances 安徽量迹科技有限公司
兴业银行独立主承销比亚迪股份有限公司绿色中期票据，规模10亿元。
    兴业银行 reports 规模 10 亿元
建设银行为宁德时代提供50亿元授信。
    建设银行 finances 宁德时代
    建设银行 reports 授信 50 亿元 * 宁德时代
某科技公司负责人说，某生物医药企业、多家国资企业都从河北银行拿到了贷款。
    not partner 某科技公司
    not partner 多家国资企业
“没想到这么快！”江西赣锦纺织有限公司总经理陈先生说。江西银行仅用两天就完成了300万元贷款的审批。
    江西银行 finances 江西赣锦纺织有限公司
    江西银行 reports * 300 万元
"""


@pytest.mark.parametrize(("text", "claim"), each(A_COMPANY_IS_KNOWN_BY_ITS_SHORT_NAME))
def test_a_company_is_known_by_its_short_name(text: str, claim: str) -> None:
    check(text, claim)


ORGANISATIONS_OF_EVERY_KIND = r"""
东莞银行与东莞市工业和信息化局、东莞市科学技术局签订合作协议。
    东莞银行 cooperates_with 东莞市工业和信息化局
    东莞银行 cooperates_with 东莞市科学技术局
    partner 东莞市科学技术局 government
江西银行携手南昌大学、江西财经大学成立产教融合基地。
    江西银行 cooperates_with 南昌大学
    江西银行 cooperates_with 江西财经大学
    partner 南昌大学 university
江西银行联合江西省科技厅、省财政厅推出“科贷通”。
    江西银行 offers 科贷通
    江西银行 cooperates_with 江西省科技厅
    江西银行 cooperates_with 省财政厅
昆仑银行联合上海期货交易所、中国石油大学开展油气贸易金融研究。
    昆仑银行 cooperates_with 上海期货交易所
    昆仑银行 cooperates_with 中国石油大学
中国银行业协会、中国互联网金融协会发布评选结果。
    not bank 中国银行
苏州银行加入长三角科创金融联盟，成为首批成员单位。
    苏州银行 member_of 长三角科创金融联盟
    partner 长三角科创金融联盟 alliance
苏州银行是中国银行业协会理事单位。
    苏州银行 member_of 中国银行业协会
珠海华润银行与华为技术有限公司签署战略合作协议，双方将共建云平台。
    珠海华润银行 cooperates_with 华为技术有限公司
“科汇贷”由珠海华润银行与横琴人寿保险有限公司联合推出。
    珠海华润银行 offers 科汇贷
    珠海华润银行 cooperates_with 横琴人寿保险有限公司
广东华兴银行与深圳市高新投集团、深圳担保集团建立“见贷即保”合作模式。
    广东华兴银行 cooperates_with 深圳市高新投集团
    广东华兴银行 cooperates_with 深圳担保集团
深创投、红杉中国等投资机构与杭州银行开展投贷联动合作。
    杭州银行 cooperates_with 深创投
    杭州银行 cooperates_with 红杉中国
杭州银行与浙江大学计算机创新技术研究院签约共建人工智能实验室。
    杭州银行 cooperates_with 浙江大学计算机创新技术研究院
在国家金融监督管理总局安徽监管局指导下，徽商银行推出“皖美小微”服务。
    徽商银行 cooperates_with 国家金融监督管理总局安徽监管局
江苏股权交易中心与南京银行共建“专精特新”专板。
    南京银行 cooperates_with 江苏股权交易中心
南京银行与江北新区管委会、江苏省信用再担保集团签订三方协议。
    南京银行 cooperates_with 江北新区管委会
    南京银行 cooperates_with 江苏省信用再担保集团
南京银行小微企业“转型升级”项目与法国巴黎银行合作。
    南京银行 cooperates_with 法国巴黎银行
新华社、经济日报报道了齐鲁银行的做法。
    not 齐鲁银行 cooperates_with 新华社
齐鲁银行获得中国人民银行金融科技发展奖三等奖。
    not 齐鲁银行 cooperates_with 中国人民银行
据国家统计局数据，我国中小企业超过5000万户。
    not any 国家统计局
"""


@pytest.mark.parametrize(("text", "claim"), each(ORGANISATIONS_OF_EVERY_KIND))
def test_organisations_of_every_kind(text: str, claim: str) -> None:
    check(text, claim)


A_NAME_MAY_HOLD_WORDS_OF_THE_TRADE = r"""
盛京银行与沈阳市科技创新委员会签约。
    盛京银行 cooperates_with 沈阳市科技创新委员会
盛京银行与大连市海洋发展局建立合作关系。
    盛京银行 cooperates_with 大连市海洋发展局
盛京银行与辽宁省农业农村厅、辽宁省市场监督管理局签约。
    盛京银行 cooperates_with 辽宁省农业农村厅
    盛京银行 cooperates_with 辽宁省市场监督管理局
盛京银行与辽宁合创服务外包有限公司签署合作协议。
    盛京银行 cooperates_with 辽宁合创服务外包有限公司
盛京银行与辽宁省融资担保集团有限公司合作，引入风险分担机制。
    盛京银行 cooperates_with 辽宁省融资担保集团有限公司
盛京银行与沈阳产权交易中心、沈阳市财政局、东软集团建立合作机制。
    盛京银行 cooperates_with 沈阳产权交易中心
    盛京银行 cooperates_with 沈阳市财政局
    盛京银行 cooperates_with 东软集团
    not 盛京银行 finances 东软集团
盛京银行与人保财险辽宁省分公司合作推出“政银保”。
    盛京银行 offers 政银保
在沈阳市金融局的牵线搭桥下，盛京银行走进园区。
    盛京银行 cooperates_with 沈阳市金融局
平台采用蚂蚁链技术，由盛京银行运营。
    not 盛京银行 finances 蚂蚁链
盛京银行向上游32户农业合作社发放贷款1.1亿元。
    盛京银行 reports 农业合作社 32 户
"""


@pytest.mark.parametrize(("text", "claim"), each(A_NAME_MAY_HOLD_WORDS_OF_THE_TRADE))
def test_a_name_may_hold_words_of_the_trade(text: str, claim: str) -> None:
    check(text, claim)
