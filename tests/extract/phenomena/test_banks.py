"""Names of banks, listed or not, and of their units; words that look like a bank."""

import pytest

from .claims import check, each

BANKS_ARE_TOLD_APART = r"""
上海银行推出“沪创贷”，上海农商银行推出“鑫农创贷”，上海科创银行推出“科芽贷”。
    上海银行 offers 沪创贷
    上海农商银行 offers 鑫农创贷
    上海科创银行 offers 科芽贷
    not 上海银行 offers 鑫农创贷
    not 上海银行 offers 科芽贷
    bank 上海科创银行
南京银行北京分行为首都科创企业投放贷款80亿元。
    unit 南京银行北京分行 branch
    南京银行北京分行 part_of 南京银行
    not bank 北京银行
    南京银行 reports * 80 亿元
北京银行南京分行与江苏省农科院签约。
    北京银行南京分行 part_of 北京银行
    not bank 南京银行
江苏银行上海分行张江支行揭牌。
    江苏银行上海分行张江支行 part_of 江苏银行
    not bank 上海银行
青岛农商银行发布“胶东粮贷”。青岛农商行涉农贷款余额达530亿元。青岛农村商业银行将继续扎根三农。
    bank 青岛农商银行 = 青岛农商行
    bank 青岛农商银行 = 青岛农村商业银行
    青岛农商银行 offers 胶东粮贷
    青岛农商银行 reports 涉农贷款余额 530 亿元
青岛银行与青岛农商银行签署战略合作协议。
    bank 青岛银行
    bank 青岛农商银行
    not bank 青岛银行 = 青岛农商银行
江苏江阴农村商业银行股份有限公司（以下简称“江阴银行”）推出“澄港贷”。江阴银行2024年净利润20.3亿元。
    bank 江苏江阴农村商业银行股份有限公司 = 江阴银行
    江阴银行 offers 澄港贷
    江阴银行 reports 净利润 20.3 亿元 2024
福建农信上线“福农云”平台。福建农信系统员工1.9万人。
    bank 福建农信 rural
    福建农信 offers 福农云平台
云南省农村信用社联合社与云南省农业农村厅合作。
    bank 云南省农村信用社联合社
    云南省农村信用社联合社 cooperates_with 云南省农业农村厅
浙江农商联合银行发布“浙里丰收”品牌。
    bank 浙江农商联合银行 rural
    浙江农商联合银行 runs 浙里丰收品牌
海安农商行创新“桑蚕贷”，如皋农商银行推出“苗木贷”。
    bank 海安农商行 rural
    海安农商行 offers 桑蚕贷
    如皋农商银行 offers 苗木贷
工行推出“兴农通”，建行打造“裕农快贷”，招行上线“招企云”，邮储银行发布“极速惠农贷”。
    bank 工行 state
    bank 招行 joint_stock
    建行 offers 裕农快贷
    招行 offers 招企云
    邮储银行 offers 极速惠农贷
中国工商银行股份有限公司（以下简称“工商银行”）科技贷款余额6万亿元。工行将持续加大投入。
    bank 中国工商银行股份有限公司 = 工商银行 工行
    工商银行 reports 科技贷款余额 6 万亿元
国家开发银行和进出口银行提供银团贷款。
    bank 国家开发银行 policy
    bank 进出口银行 policy
网商银行与微众银行同为民营银行。
    bank 网商银行 private
    bank 微众银行 private
汇丰中国推出“汇企通”服务。渣打银行（中国）发布“出海通”方案。
    bank 汇丰中国 foreign
东阿农商银行推出“阿胶贷”。
    东阿农商银行 offers 阿胶贷
西平财富村镇银行推出“麦香贷”。
    西平财富村镇银行 offers 麦香贷
临潭县信用联社发放“药材贷”3000万元。
    bank 临潭县信用联社
宜春农商银行推出“稻虾贷”，宜春农商银行党委书记走访企业。
    宜春农商银行 offers 稻虾贷
山西农商联合银行挂牌后推出“晋农云”平台。
    山西农商联合银行 offers 晋农云平台
北京农商行海淀支行发放“农科贷”。
    北京农商行 offers 农科贷
江苏省联社组织辖内农商行开展“阳光信贷”工程。
    bank 江苏省联社
海峡银行推出“榕科贷”，福建海峡银行科技支行达5家。
    bank 福建海峡银行 = 海峡银行
"""


@pytest.mark.parametrize(("text", "claim"), each(BANKS_ARE_TOLD_APART))
def test_banks_are_told_apart(text: str, claim: str) -> None:
    check(text, claim)


NO_BANK_IS_MEANT = r"""
上海银行业积极行动，全市银行业金融机构科技贷款余额突破1.5万亿元。
    not bank 上海银行
中国银行业协会发布报告。中国银行间市场交易商协会给予支持。
    not bank 中国银行
在这一过程中行业生态加快形成，校地共建行动深入开展，外交行动取得进展。
    not bank 中行
    not bank 建行
    not bank 交行
持卡人刷北京银行卡可享优惠。
    not any 北京银行卡
人民银行安徽省分行指导徽商银行推出“皖碳贷”。
    not bank 人民银行
    not bank 人民银行安徽省分行
    partner 人民银行安徽省分行 government
    徽商银行 offers 皖碳贷
    徽商银行 cooperates_with 人民银行安徽省分行
手机银行、网上银行、直销银行和开放银行共同构成线上渠道。
    not bank 手机银行
    not bank 直销银行
    not bank 开放银行
民生福祉不断改善，平安城市建设提速，农业银色浪潮到来。
    not bank 民生
    not bank 平安
该产品是商业银行服务实体经济的创新，城市商业银行、农村商业银行纷纷跟进。
    not bank 城市商业银行
    not bank 农村商业银行
    not bank 商业银行
"""


@pytest.mark.parametrize(("text", "claim"), each(NO_BANK_IS_MEANT))
def test_no_bank_is_meant(text: str, claim: str) -> None:
    check(text, claim)


UNITS_BELONG_TO_THEIR_BANK = r"""
徽商银行在总行设立科技金融部，在合肥设立科创金融中心。
    unit 科技金融部
    unit 科创金融中心
    科技金融部 part_of 徽商银行
    科创金融中心 part_of 徽商银行
中原银行与郑州大学共建“量子金融联合实验室”。
    unit 量子金融联合实验室
    量子金融联合实验室 part_of 中原银行
    中原银行 cooperates_with 郑州大学
中原银行组建“豫见先锋队”，并成立乡村金融研究院。
    unit 豫见先锋队
    豫见先锋队 part_of 中原银行
    unit 乡村金融研究院
    乡村金融研究院 part_of 中原银行
江苏银行旗下苏银理财管理规模6300亿元，苏银金租资产总额超千亿元。
    苏银理财 part_of 江苏银行
    苏银金租 part_of 江苏银行
徽商银行合肥科技支行成立于2012年，是安徽首家科技支行。合肥科技支行累计服务企业900户。
    unit 徽商银行合肥科技支行 = 合肥科技支行
    徽商银行 reports 服务企业 900 户
    not unit 安徽首家科技支行
徽商银行要求各分行、支行设立专门团队，总行相关部门给予支持。
    not unit 各分行
    not unit 支行
齐鲁银行成立由行长任组长的科技金融工作领导小组，下设办公室。
    unit 科技金融工作领导小组
    科技金融工作领导小组 part_of 齐鲁银行
宁波银行已设立科技支行25家、专营团队60个。
    宁波银行 reports 科技支行 25 家
浦发银行张江科技支行与浦发银行天津分行联动。浦发硅谷银行更名。
    浦发银行天津分行 part_of 浦发银行
农业银行湖州分行安吉县支行推出“白茶贷”。
    农业银行湖州分行安吉县支行 part_of 农业银行
    农业银行 offers 白茶贷
    not bank 湖州银行
华夏银行设立绿色金融中心和“碳路者”工作室。
    unit 绿色金融中心
    unit 碳路者工作室
盛京银行成立科创金融服务中心，设立产业研究院，组建“智库团”。
    unit 科创金融服务中心
    unit 产业研究院
盛京银行与东北大学共建数字金融联合实验室。
    盛京银行 cooperates_with 东北大学
盛京银行挂牌成立沈阳首家科技支行——盛京银行浑南科技支行。
    unit 盛京银行浑南科技支行
盛京银行组建由120名员工组成的“金穗服务队”。
    unit 金穗服务队
    金穗服务队 part_of 盛京银行
盛京银行数字金融部与科技金融部联合攻关。
    unit 数字金融部
"""


@pytest.mark.parametrize(("text", "claim"), each(UNITS_BELONG_TO_THEIR_BANK))
def test_units_belong_to_their_bank(text: str, claim: str) -> None:
    check(text, claim)
