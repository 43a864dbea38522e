"""Whom a sentence speaks of: the bank is carried on, changes, ends; some figures are nobody's."""

import pytest

from .claims import check, each

A_BANK_IS_CARRIED_ON = r"""
苏州银行创新推出“苏芯贷”。该行还上线了“苏心通”智能客服平台。截至2025年6月末，该行科技贷款余额650亿元。
    苏州银行 offers 苏芯贷
    苏州银行 offers 苏心通智能客服平台
    苏州银行 reports 科技贷款余额 =650 亿元 2025-06-30 -
徽商银行科技金融工作总结\n\n一年来，我行实施“徽创领跑”行动，新推出“皖禾贷”。2024年，
我行累计投放科技贷款320亿元。
    徽商银行 runs 徽创领跑行动
    徽商银行 offers 皖禾贷
    徽商银行 reports 投放科技贷款 320 亿元 2024
青岛银行深耕蓝色经济。围绕海洋牧场推出“蓝鲸贷”，今年以来已服务养殖企业86户。
    青岛银行 offers 蓝鲸贷
    青岛银行 reports 服务养殖企业数 86 户
成都银行与成都市科技局建立会商机制，其推出的“蓉芯贷”已投放30亿元。
    成都银行 offers 蓉芯贷
    成都银行 reports 投放 30 亿元
长沙银行在产品创新上持续发力。\n\n一方面，推出“湘才贷”，单户额度最高1000万元。\n\n另一方面，
搭建“湘企云”服务平台，注册企业超过2万家。
    长沙银行 offers 湘才贷
    长沙银行 reports 额度 <=1000 万元 - 湘才贷
    长沙银行 offers 湘企云服务平台
    长沙银行 reports 注册企业 >2 万家 - 湘企云服务平台
（一）甘肃银行：做实特色产业\n\n聚焦“牛羊菜果薯药”，推出“陇药贷”，余额达18亿元。\n\n
（二）贵州银行：数字赋能\n\n上线“黔税通”，累计放款9亿元。该行手机银行用户达560万户。
    甘肃银行 offers 陇药贷
    甘肃银行 reports 余额 18 亿元
    贵州银行 offers 黔税通
    贵州银行 reports 累计放款 9 亿元
    贵州银行 reports 手机银行用户 560 万户
    not 甘肃银行 offers 黔税通
    not 甘肃银行 reports * 560 万户
1.郑州银行\n郑州银行打造“郑科融”品牌，设有科技特色支行12家。\n2.中原银行\n中原银行推出“豫创贷”，
累计支持企业1300户。
    郑州银行 runs 郑科融品牌
    郑州银行 reports 科技特色支行 12 家
    中原银行 offers 豫创贷
    中原银行 reports 支持企业 1300 户
    not 郑州银行 offers 豫创贷
【厦门银行】推出“两岸通速汇”，服务台胞3.5万人。\n【泉州银行】创设“刺桐贷”，年内投放6.8亿元。
    厦门银行 offers 两岸通速汇
    厦门银行 reports 服务台胞 3.5 万人
    泉州银行 offers 刺桐贷
    泉州银行 reports 投放 6.8 亿元
    not 厦门银行 offers 刺桐贷
案例：兰州银行“百合e贷”助力小微\n\n针对小微企业融资难题，兰州银行于2023年上线“百合易融”。
产品全流程线上办理，最快3分钟到账，已惠及小微企业主4.2万户。
    兰州银行 offers 百合易融
    兰州银行 reports 惠及小微企业主 4.2 万户
"""


@pytest.mark.parametrize(("text", "claim"), each(A_BANK_IS_CARRIED_ON))
def test_a_bank_is_carried_on(text: str, claim: str) -> None:
    check(text, claim)


THE_SUBJECT_CHANGES = r"""
长沙银行推出“湘创贷”，余额40亿元。与此同时，重庆银行上线“渝创易贷”，该行科技贷款余额突破500亿元。
    长沙银行 offers 湘创贷
    重庆银行 offers 渝创易贷
    重庆银行 reports 科技贷款余额 >500 亿元
    长沙银行 reports 余额 40 亿元
    not 长沙银行 offers 渝创易贷
    not 长沙银行 reports 科技贷款余额 500 亿元
江苏银行推出“苏研贷”，南京银行则推出“宁研贷”，苏州银行也上线了“吴研贷”。
    江苏银行 offers 苏研贷
    南京银行 offers 宁研贷
    苏州银行 offers 吴研贷
    not 江苏银行 offers 宁研贷
    not 南京银行 offers 吴研贷
在产品端，杭州银行推出“杭芯贷”；宁波银行上线“甬税云”；温州银行打造“瓯越小微云”平台。
    杭州银行 offers 杭芯贷
    宁波银行 offers 甬税云
    温州银行 offers 瓯越小微云平台
    not 杭州银行 offers 瓯越小微云平台
与杭州银行相比，宁波银行科技贷款增速更快，2024年达到26%。
    宁波银行 reports 科技贷款增速 26 % 2024
    not 杭州银行 reports * 26 %
宁波银行不良率0.76%，低于杭州银行。
    宁波银行 reports 不良率 0.76 %
    not 杭州银行 reports * 0.76 %
西安银行2024年净利润25.6亿元。不同于西安银行，长安银行2024年净利润21.3亿元。
    西安银行 reports 净利润 25.6 亿元 2024
    长安银行 reports 净利润 21.3 亿元 2024
湖南银行表示，下一步将加大投入。湖南三湘银行则已先行一步，推出“湘企快贷”。
    湖南三湘银行 offers 湘企快贷
    not 湖南银行 offers 湘企快贷
盛京银行与中国平安旗下平安产险、平安租赁等公司协同。其“星瀚”平台接入设备3800台。
    盛京银行 reports 接入设备 3800 台
萧山农商银行依托浙江农商联合银行“丰收云”平台，搭建“萧然e站”平台。该行走访农户28万户。
    浙江农商联合银行 offers 丰收云平台
浙江农商联合银行辖内萧山农商银行：数智赋能\n\n该行走访农户28万户。推出“萧禾贷”。
    not 浙江农商联合银行 offers 萧禾贷
在徽商银行支持下，合肥某企业顺利上市。盛京银行推出“盛芯贷”。
    盛京银行 offers 盛芯贷
"""


@pytest.mark.parametrize(("text", "claim"), each(THE_SUBJECT_CHANGES))
def test_the_subject_changes(text: str, claim: str) -> None:
    check(text, claim)


A_BRANCH_SPEAKS_FOR_ITS_BANK = r"""
中信银行合肥分行推出“庐芯贷”，截至2025年9月末，贷款余额达12亿元。该分行还成立了半导体金融服务团队。
    中信银行合肥分行 offers 庐芯贷
    中信银行 offers 庐芯贷
    中信银行 reports 贷款余额 12 亿元 2025-09-30
    中信银行合肥分行 part_of 中信银行
今年一季度，光大银行苏州分行累计投放绿色贷款45亿元，同比多增9亿元。
    光大银行 reports 投放绿色贷款 45 亿元
    光大银行 reports 同比多增 9 亿元
    光大银行苏州分行 part_of 光大银行
兴业银行杭州分行滨江支行走进园区，为企业办理授信。该支行科创客户已达210户。
    兴业银行杭州分行滨江支行 part_of 兴业银行
    兴业银行 reports 科创客户 210 户
    not 杭州银行 reports * 210 户
广发银行佛山分行2024年服务制造业企业3100家。分行还推出“佛企通”服务方案。
    广发银行 reports 服务制造业企业 3100 家 2024
    广发银行 offers 佛企通服务方案
"""


@pytest.mark.parametrize(("text", "claim"), each(A_BRANCH_SPEAKS_FOR_ITS_BANK))
def test_a_branch_speaks_for_its_bank(text: str, claim: str) -> None:
    check(text, claim)


SEVERAL_BANKS_GET_EACH_THEIR_OWN = r"""
江苏银行、南京银行、苏州银行科技贷款余额分别达2100亿元、1500亿元和650亿元。
    江苏银行 reports 科技贷款余额 2100 亿元
    南京银行 reports 科技贷款余额 1500 亿元
    苏州银行 reports 科技贷款余额 650 亿元
    not 江苏银行 reports * 650 亿元
    not 苏州银行 reports * 2100 亿元
从净息差看，成都银行、重庆银行和贵阳银行依次为1.66%、1.35%、1.81%。
    not 成都银行 reports * 1.35 %
北京银行、上海银行分别推出“京才通”“沪才通”。
    北京银行 offers 京才通
    上海银行 offers 沪才通
资产规模方面，青岛银行6900亿元，齐鲁银行7000亿元，日照银行3200亿元。
    青岛银行 reports 资产规模 6900 亿元
    齐鲁银行 reports 资产规模 7000 亿元
    日照银行 reports 资产规模 3200 亿元
齐鲁银行和威海银行均推出“海鲜贷”。
    齐鲁银行 offers 海鲜贷
    威海银行 offers 海鲜贷
工商银行、农业银行、中国银行、建设银行的科技贷款余额分别为6万亿元、5万亿元、4.8万亿元和5.2万亿元。
    工商银行 reports 科技贷款余额 6 万亿元
    农业银行 reports 科技贷款余额 5 万亿元
    中国银行 reports 科技贷款余额 4.8 万亿元
    建设银行 reports 科技贷款余额 5.2 万亿元
科技贷款余额超千亿元的有：江苏银行（2100亿元）、徽商银行（1300亿元）、成都银行（1050亿元）。
    江苏银行 reports 科技贷款余额 2100 亿元
    徽商银行 reports 科技贷款余额 1300 亿元
    成都银行 reports 科技贷款余额 1050 亿元
盛京银行、锦州银行、营口银行与辽宁省科技厅签约。三家银行将分别提供100亿元、60亿元和40亿元授信。
    not 盛京银行 reports * 3 家
辽沈银行吸收合并营口沿海银行、辽阳银行。
    not 营口沿海银行 offers *
"""


@pytest.mark.parametrize(("text", "claim"), each(SEVERAL_BANKS_GET_EACH_THEIR_OWN))
def test_several_banks_get_each_their_own(text: str, claim: str) -> None:
    check(text, claim)


FIGURES_OF_OTHERS_GO_TO_NO_BANK = r"""
截至2025年6月末，合肥市科技型企业贷款余额5200亿元，同比增长18%。其中，徽商银行科技贷款余额1300亿元。
    徽商银行 reports 科技贷款余额 1300 亿元 2025-06-30
    not 徽商银行 reports * 5200 亿元
    not 徽商银行 reports * 18 %
目前，全国银行业金融机构绿色贷款余额超过40万亿元。湖州银行绿色贷款占比达32%。
    湖州银行 reports 绿色贷款占比 32 %
    not 湖州银行 reports * 40 万亿元
根据《行动方案》，到2027年，浙江省将培育科技型中小企业15万家。杭州银行积极响应，已对接企业4600家。
    杭州银行 reports 对接企业 4600 家
    not 杭州银行 reports * 15 万家
湖北省实施“尖刀”工程，计划三年投入100亿元。汉口银行推出“尖刀贷”予以配套。
    汉口银行 offers 尖刀贷
据国家统计局数据，2024年全国研发经费投入3.6万亿元。广州银行全年科技贷款增长31%。
    广州银行 reports 科技贷款增长 31 %
    not 广州银行 reports * 3.6 万亿元
截至6月末，A股42家上市银行科技贷款余额合计超20万亿元。
    not any 上市银行
"""


@pytest.mark.parametrize(("text", "claim"), each(FIGURES_OF_OTHERS_GO_TO_NO_BANK))
def test_figures_of_others_go_to_no_bank(text: str, claim: str) -> None:
    check(text, claim)


FIGURES_OF_A_CUSTOMER_ARE_NOT_THE_BANKS = r"""
合肥微澜芯片科技有限公司成立于2019年，拥有员工200人，年营收3亿元。徽商银行了解情况后，为其发放1000万元信用贷款。
    徽商银行 finances 合肥微澜芯片科技有限公司
    徽商银行 reports 信用贷款 1000 万元
    not 徽商银行 reports * 200 人
    not 徽商银行 reports * 3 亿元
桂林银行向桂林漓泉药业有限公司发放800万元贷款。该公司负责人表示，资金到位后产能提高了30%，新增就业岗位120个。
    桂林银行 finances 桂林漓泉药业有限公司
    桂林银行 reports * 800 万元
    not 桂林银行 reports * 30 %
    not 桂林银行 reports * 120 个
某光伏企业年产值达2亿元，因缺乏抵押物一度陷入困境。晋商银行为其办理500万元“晋光贷”。
    晋商银行 offers 晋光贷
    晋商银行 reports * 500 万元
"""


@pytest.mark.parametrize(("text", "claim"), each(FIGURES_OF_A_CUSTOMER_ARE_NOT_THE_BANKS))
def test_figures_of_a_customer_are_not_the_banks(text: str, claim: str) -> None:
    check(text, claim)


SPEECH_IS_THE_BANKS = r"""
“我们的科技贷款余额已超过200亿元。”长沙银行副行长说。
    长沙银行 reports 科技贷款余额 >200 亿元
“目前‘湘芯贷’累计放款12亿元，服务企业350家。”长沙银行科技金融部总经理王海介绍。
    长沙银行 reports 服务企业 350 家
据晋商银行相关负责人介绍，该行已设立科技特色支行6家。
    晋商银行 reports 科技特色支行 6 家
"""


@pytest.mark.parametrize(("text", "claim"), each(SPEECH_IS_THE_BANKS))
def test_speech_is_the_banks(text: str, claim: str) -> None:
    check(text, claim)


AN_ARTICLE_OR_A_SECTION_ENDS = r"""
■资讯\n\n渤海银行发力跨境金融\n\n渤海银行推出“渤汇通”，覆盖32个国家和地区。\n\n盛京银行数字化提速\n\n
盛京银行上线“盛小惠”智能客服平台，日均服务1.2万人次。
    渤海银行 offers 渤汇通
    盛京银行 offers 盛小惠智能客服平台
    盛京银行 reports * 1.2 万人次
    not 渤海银行 offers 盛小惠智能客服平台
一是强化组织保障。北部湾银行成立科技金融委员会。二是优化产品供给。推出“桂科贷”“北湾知贷”。三是加强外部合作。
与广西大学共建联合实验室。
    北部湾银行 offers 桂科贷
    北部湾银行 offers 北湾知贷
    北部湾银行 cooperates_with 广西大学
哈尔滨银行把服务农业放在首位。推出“北大仓农贷”。“十四五”以来，累计投放涉农贷款2600亿元。
    哈尔滨银行 offers 北大仓农贷
    哈尔滨银行 reports 投放涉农贷款 2600 亿元
"""


@pytest.mark.parametrize(("text", "claim"), each(AN_ARTICLE_OR_A_SECTION_ENDS))
def test_an_article_or_a_section_ends(text: str, claim: str) -> None:
    check(text, claim)


WHOM_A_TEXT_IS_ABOUT = r"""
常州银行（以下简称“本行”）与江阴银行、宜兴银行、溧阳银行同处苏南。\n\n报告期末，资产总额2100亿元。
    常州银行 reports 资产总额 2100 亿元
泰州银行：把网点开进园区\n\n泰州银行与盐城银行、宿迁银行、南通银行同日披露半年报。\n\n6月末贷款余额880亿元。
    泰州银行 reports 贷款余额 880 亿元
湖州银行的前身是2004年组建的吴兴农村商业银行。2010年更名后，总资产已达1900亿元。
    湖州银行 reports 总资产 1900 亿元
    not 吴兴农村商业银行 reports 总资产 1900 亿元
衢州银行由原三衢农村商业银行等12家机构合并而来，注册资本30亿元。
    衢州银行 reports 注册资本 30 亿元
天津银行为园区企业承销债券3亿元，由河北银行牵头。债券利率2.21%。
    天津银行 reports 利率 2.21 %
"""


@pytest.mark.parametrize(("text", "claim"), each(WHOM_A_TEXT_IS_ABOUT))
def test_whom_a_text_is_about(text: str, claim: str) -> None:
    check(text, claim)
