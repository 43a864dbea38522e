"""Who offers, runs, finances, works with, uses and belongs to what."""

import pytest

from .claims import check, each

RELATIONS_ARE_TOLD = r"""
湖州银行联合湖州市金融办上线“湖绿通”平台。
    湖州银行 offers 湖绿通平台
    湖州银行 cooperates_with 湖州市金融办
嘉兴银行与海宁农商银行联合推出“南湖红船贷”。
    嘉兴银行 offers 南湖红船贷
    海宁农商银行 offers 南湖红船贷
绍兴银行携手绍兴市人才集团、绍兴文理学院共同推出“越才贷”。
    绍兴银行 offers 越才贷
    绍兴银行 cooperates_with 绍兴市人才集团
    绍兴银行 cooperates_with 绍兴文理学院
金华银行采用腾讯云TDSQL数据库，引入华为云底座。
    金华银行 cooperates_with 华为云
台州银行基于“小本云”平台推出“小本贷”。
    台州银行 offers 小本云平台
    台州银行 offers 小本贷
“稻香贷”依托“智农大脑”系统实现自动审批，由黄河农商银行推出。
    黄河农商银行 offers 稻香贷
    稻香贷 uses 智农大脑系统
江南农商银行打造“江南创翼”产品体系，包括“创翼投”“创翼贷”“创翼保”。
    江南农商银行 offers 创翼投
    创翼投 part_of 江南创翼产品体系
    创翼贷 part_of 江南创翼产品体系
    创翼保 part_of 江南创翼产品体系
张家港农商银行实施“沙洲英才”计划，该计划包括“英才贷”和“英才卡”两款产品。
    张家港农商银行 runs 沙洲英才计划
    英才贷 part_of 沙洲英才计划
    英才卡 part_of 沙洲英才计划
昆山农商银行“昆创贷”系列产品涵盖“昆创初贷”“昆创长贷”。
    昆山农商银行 offers 昆创初贷
    昆创初贷 part_of 昆创贷
太仓农商银行“娄商贷”是“金融进万企”行动的专属产品。
    太仓农商银行 offers 娄商贷
    太仓农商银行 runs 金融进万企行动
“潮商e贷”隶属于广东南粤银行“南粤科创”产品体系。
    广东南粤银行 offers 潮商e贷
攀枝花农商银行牵头组建银团，联合宜宾市商业银行向四川钒钛新材料有限公司发放3亿元贷款。
    攀枝花农商银行 finances 四川钒钛新材料有限公司
华润银行上线“润企链”系统，与中国人民银行征信中心应收账款融资服务平台直连。
    华润银行 offers 润企链系统
广州农商银行对接广东省“粤信融”平台，推出“太阳粤贷”。
    广州农商银行 offers 太阳粤贷
东莞农商银行引入百融云创的风控模型。
    东莞农商银行 cooperates_with 百融云创
顺德农商银行科技金融中心推出“顺智贷”。
    顺德农商银行 offers 顺智贷
    unit 科技金融中心
    科技金融中心 part_of 顺德农商银行
中山农商银行为中山菊城电器有限公司、中山隆都灯饰有限公司分别发放500万元、300万元贷款。
    中山农商银行 finances 中山菊城电器有限公司
    中山农商银行 finances 中山隆都灯饰有限公司
    中山农商银行 reports * 300 万元 * 中山隆都灯饰有限公司
成都农商银行推出的“蜀芯贷”，由成都市科技局风险补偿资金池提供增信。
    成都农商银行 offers 蜀芯贷
重庆农村商业银行开展“千企万户大走访”活动，联动区县政府共走访企业1.2万户。
    重庆农村商业银行 runs 千企万户大走访活动
    重庆农村商业银行 reports 走访企业 1.2 万户
武汉农村商业银行与武汉理工大学、武汉光谷联合产权交易所达成合作。
    武汉农村商业银行 cooperates_with 武汉理工大学
    武汉农村商业银行 cooperates_with 武汉光谷联合产权交易所
天府银行通过“天府慧眼”模型识别风险，模型准确率达92%。
    天府银行 offers 天府慧眼
    天府银行 reports 准确率 92 % * 天府慧眼
乌鲁木齐银行面向种子期企业推出“苗芽贷”，面向成长期企业推出“壮苗贷”。
    乌鲁木齐银行 offers 苗芽贷
    乌鲁木齐银行 offers 壮苗贷
柳州银行参与国家开发银行牵头的银团贷款，为柳州轨道交通项目融资8亿元。
    柳州银行 reports 融资 8 亿元
桂林银行战略投资者包括桂林市财政局。
    not 桂林银行 finances 桂林市财政局
海南银行与海南国际能源交易中心共建“蓝碳实验室”，研发“红树林碳汇贷”。
    海南银行 offers 红树林碳汇贷
    海南银行 cooperates_with 海南国际能源交易中心
    unit 蓝碳实验室
    蓝碳实验室 part_of 海南银行
青海银行不断升级“青e贷”。目前青e贷已接入税务、社保等12类数据，建模指标达460个。
    青海银行 offers 青e贷
    青海银行 reports 数据 12 类 * 青e贷
    青海银行 reports 建模指标 460 个 * 青e贷
"""


@pytest.mark.parametrize(("text", "claim"), each(RELATIONS_ARE_TOLD))
def test_relations_are_told(text: str, claim: str) -> None:
    check(text, claim)


UNITS_BELONG = r"""
齐鲁银行济南分行的泉城支行、历山支行同时挂牌。
    泉城支行 part_of 济南分行
    历山支行 part_of 济南分行
长沙银行株洲分行辖属的醴陵分行走访陶瓷企业。
    醴陵分行 part_of 株洲分行
青岛银行烟台分行走进海洋牧场，青岛银行总行普惠金融部派员同行。
    总行普惠金融部 part_of 青岛银行
    not 总行普惠金融部 part_of 烟台分行
徽商银行在公司金融部之下设立碳汇金融中心。
    unit 碳汇金融中心
"""


@pytest.mark.parametrize(("text", "claim"), each(UNITS_BELONG))
def test_units_belong_to_what_they_are_under(text: str, claim: str) -> None:
    check(text, claim)


PARTS_OF_A_WHOLE = r"""
汉口银行打造“江汉领航”体系：“江汉苗贷”给初创企业，“江汉树贷”给成长企业。
    江汉苗贷 part_of 江汉领航体系
    江汉树贷 part_of 江汉领航体系
郑州银行上线“三大引擎”。“风控引擎”看风险，“营销引擎”找客户，“运营引擎”管流程。
    风控引擎 part_of 三大引擎
    运营引擎 part_of 三大引擎
"""


@pytest.mark.parametrize(("text", "claim"), each(PARTS_OF_A_WHOLE))
def test_parts_of_a_whole(text: str, claim: str) -> None:
    check(text, claim)


BANKS_TOGETHER = r"""
2025年3月，天津银行、河北银行与唐山银行共同签署合作协议。
    天津银行 cooperates_with 河北银行
    天津银行 cooperates_with 唐山银行
    河北银行 cooperates_with 唐山银行
天津银行、河北银行与唐山银行的资产规模居前。
    not 天津银行 cooperates_with 河北银行
在合肥市科技局指导下，徽商银行、杭州银行合肥分行等启动“科技金融宣讲”活动。
    徽商银行 cooperates_with 合肥市科技局
南京银行近日扩大招聘。南京市工商联与苏州银行、无锡农商银行签约。
    苏州银行 cooperates_with 南京市工商联
    无锡农商银行 cooperates_with 南京市工商联
    not 南京银行 cooperates_with 南京市工商联
"""


@pytest.mark.parametrize(("text", "claim"), each(BANKS_TOGETHER))
def test_banks_that_work_together(text: str, claim: str) -> None:
    check(text, claim)
