"""Names of products and programs: quoted, enumerated, nested; and quotations that name nothing."""

import pytest

from .claims import check, each

EACH_OF_AN_ENUMERATION_IS_FOUND = r"""
天津银行推出津融贷、海河知贷、芯火贷等多款信贷产品。
    天津银行 offers 津融贷
    天津银行 offers 海河知贷
    天津银行 offers 芯火贷
天津银行推出“津才贷”“津智贷”“津链融”等特色产品。
    天津银行 offers 津才贷
    天津银行 offers 津智贷
    天津银行 offers 津链融
天津银行形成“津才贷、津智贷、津创贷”三大产品。
    天津银行 offers 津才贷
    天津银行 offers 津智贷
    天津银行 offers 津创贷
天津银行先后推出“津才贷”、“津智贷”、“津链融”及“津票通”。
    天津银行 offers 津才贷
    天津银行 offers 津链融
    天津银行 offers 津票通
晋商银行创新推出研发贷、人才e贷、科创积分贷和“晋创投联贷”。
    晋商银行 offers 人才e贷
    晋商银行 offers 晋创投联贷
紫金农商银行针对不同阶段企业，推出苗圃贷（初创期）、青藤贷（成长期）、乔木贷（成熟期）。
    紫金农商银行 offers 苗圃贷
    紫金农商银行 offers 青藤贷
    紫金农商银行 offers 乔木贷
华夏银行推出绿筑贷、碳汇林贷以及节水e贷。
    华夏银行 offers 绿筑贷
    华夏银行 offers 节水e贷
    华夏银行 offers 碳汇林贷
"""


@pytest.mark.parametrize(("text", "claim"), each(EACH_OF_AN_ENUMERATION_IS_FOUND))
def test_each_of_an_enumeration_is_found(text: str, claim: str) -> None:
    check(text, claim)


QUOTATION_MARKS_OF_EVERY_KIND = r"""
贵阳银行推出「爽快贷」，并上线『数谷通』平台。
    贵阳银行 offers 爽快贷
    贵阳银行 offers 数谷通平台
贵阳银行推出"爽易贷"，并上线"数谷云"平台。
    贵阳银行 offers 爽易贷
    贵阳银行 offers 数谷云平台
贵阳银行推出〝爽农贷〞产品。
    贵阳银行 offers 爽农贷
贵阳银行推出＂爽茶贷＂产品。
    贵阳银行 offers 爽茶贷
"""


@pytest.mark.parametrize(("text", "claim"), each(QUOTATION_MARKS_OF_EVERY_KIND))
def test_quotation_marks_of_every_kind(text: str, claim: str) -> None:
    check(text, claim)


A_NAME_MAY_HOLD_A_NAME = r"""
东莞银行上线“小莞看厂”AI智能尽调服务。
    product 小莞看厂AI智能尽调服务
    东莞银行 offers 小莞看厂AI智能尽调服务
东莞银行发布“莞芯”半导体产业链金融服务方案。
    东莞银行 offers 莞芯半导体产业链金融服务方案
东莞银行建成“慧瞳”智能风控系统，“慧瞳”系统日均拦截可疑交易300笔。
    东莞银行 offers 慧瞳智能风控系统
    product 慧瞳智能风控系统 = 慧瞳
    东莞银行 reports 拦截可疑交易 300 笔 * 慧瞳
"""


@pytest.mark.parametrize(("text", "claim"), each(A_NAME_MAY_HOLD_A_NAME))
def test_a_name_may_hold_a_name(text: str, claim: str) -> None:
    check(text, claim)


SLOGANS_NAME_NOTHING = r"""
厦门国际银行引导“金融活水”流向企业，打通“最后一公里”，当好“店小二”，变“输血”为“造血”。
    not any 金融活水
    not any 最后一公里
    not any 店小二
    not any 造血
河北银行支持“专精特新”“小巨人”企业，破解“轻资产”企业“融资难、融资贵”问题。
    not any 专精特新
    not any 小巨人
    not any 轻资产
    not any 融资难
河北银行做好“五篇大文章”，落实“双碳”目标，建立“敢贷愿贷能贷会贷”长效机制。
    not any 五篇大文章
    not any 双碳
企业由“制造”向“智造”转变，河北银行送来“及时雨”，让“知产”变“资产”，解了“燃眉之急”。
    not any 智造
    not any 及时雨
    not any 资产
    not any 燃眉之急
河北银行以“看未来”代替“看过去”，让数据“多跑路”、企业“少跑腿”。
    not any 看未来
    not any 多跑路
河北银行获评“年度最佳服务实体经济银行”称号，入选“金融科技发展奖”。
    not any 年度最佳服务实体经济银行
    not any 金融科技发展奖
河北银行印发《科技金融三年行动方案（2024—2026年）》，明确“一把手”负责制。
    not any 一把手
    not any 科技金融三年行动方案
盛京银行参与“一带一路”建设，支持“双碳”目标，践行“绿水青山就是金山银山”理念。
    not any 一带一路
    not any 双碳
盛京银行坚持“专业化、特色化”发展路径，走“轻资本”转型之路。
    not any 轻资本
盛京银行实行“白名单”管理，建立“尽职免责”机制，落实“四下基层”。
    not product 白名单
    not any 四下基层
盛京银行获评“服务乡村振兴先进单位”，其案例入选“十佳普惠金融案例”。
    not any 服务乡村振兴先进单位
    not any 十佳普惠金融案例
盛京银行承办“金融助力科技创新”论坛。
    not product 金融助力科技创新
"""


@pytest.mark.parametrize(("text", "claim"), each(SLOGANS_NAME_NOTHING))
def test_slogans_name_nothing(text: str, claim: str) -> None:
    check(text, claim)


PRODUCT_OR_PROGRAM_BY_WHAT_IT_IS = r"""
吉林银行实施“春苗”计划，构建“1+5+N”服务体系，建立“五专”机制，打造“吉享夕阳”养老金融品牌，
推行“科创陪跑官”制度。
    program 春苗计划 plan
    吉林银行 runs 春苗计划
    吉林银行 runs 1+5+N服务体系
    吉林银行 runs 五专机制
    吉林银行 runs 吉享夕阳
    吉林银行 runs 科创陪跑官
龙江银行自主研发“北极星”大模型，上线“智评大脑”系统，发布“龙e家”APP，运营“黑土云”平台。
    product 北极星大模型 ai_model
    龙江银行 offers 北极星大模型
    龙江银行 offers 智评大脑
    龙江银行 offers 龙e家
    龙江银行 offers 黑土云平台
蒙商银行创新“先租后贷”模式，启动“百园千企”专项行动，举办“金融夜校”活动。
    蒙商银行 runs 百园千企
    蒙商银行 runs 金融夜校
宁夏银行发布手机银行8.0，推出“塞上e码付”，发行“塞上江南”主题借记卡。
    宁夏银行 offers 手机银行8.0
    宁夏银行 offers 塞上e码付
    product 塞上江南主题借记卡 card
宁夏银行深入推进“数字宁银”战略，坚持“科学兴行、人才强行”理念。
    宁夏银行 runs 数字宁银战略
    program 数字宁银战略 strategy
西藏银行推出“格桑花贷”“雪莲保”“藏链通”，分别面向农牧民、小微企业和供应链企业。
    西藏银行 offers 格桑花贷
    西藏银行 offers 雪莲保
    西藏银行 offers 藏链通
泰隆银行的“三品三表”“看人看事”做法广为人知。
    not product 三品三表
新疆银行推出“棉农贷”，棉农贷产品以订单为依据，“棉农贷”额度最高50万元。
    product 棉农贷 loan
    新疆银行 reports 额度 <=50 万元 * 棉农贷
广西北部湾银行开展知识产权质押融资和信用贷款业务，推广智能风控。
    not any 知识产权质押融资
    not any 信用贷款
    not any 智能风控
企业通过“皖事通”平台提交申请，徽商银行线上审批。
    not 徽商银行 offers 皖事通平台
徽商银行运用科技创新再贷款政策，支持企业创新积分制推广。
    not any 科技创新再贷款
    not any 企业创新积分制
大连银行积极响应市政府“千帆计划”，推出“帆船贷”。
    大连银行 offers 帆船贷
    not 大连银行 runs 千帆计划
日照银行“阳光橙贷”产品已覆盖全市54个乡镇。
    日照银行 offers 阳光橙贷
    日照银行 reports * 54 个 * 阳光橙贷
日照银行首创“港航通”，为航运企业提供运费结算服务。“港航通”上线一年来结算金额突破10亿元。
    日照银行 offers 港航通
    日照银行 reports 结算金额 >10 亿元 - 港航通
日照银行的数字员工“小晴”上岗，累计接听来电40万通。
    日照银行 offers 小晴
日照银行落地全市首笔“数据资产质押贷款”，金额300万元。
    日照银行 reports * 300 万元
烟台银行成功发行2024年科技创新金融债券，募集资金20亿元，票面利率2.15%。
    烟台银行 reports 募集资金 20 亿元
    烟台银行 reports 票面利率 2.15 %
烟台银行打造“苹果红”党建金融品牌，组建“红苹果”志愿服务队。
    烟台银行 runs 苹果红党建金融品牌
    unit 红苹果志愿服务队
烟台银行构建“一园一案一专员”服务模式。
    烟台银行 runs 一园一案一专员服务模式
烟台银行推出“投贷联动”“股债结合”等综合服务。
    not product 股债结合
潍坊银行依托AutoML平台和DeepSeek等大模型技术，建设RPA机器人。
    not product DeepSeek
潍坊银行上线SmartCredit智能审批系统。
    潍坊银行 offers SmartCredit智能审批系统
"""


@pytest.mark.parametrize(("text", "claim"), each(PRODUCT_OR_PROGRAM_BY_WHAT_IT_IS))
def test_product_or_program_by_what_it_is(text: str, claim: str) -> None:
    check(text, claim)


WHERE_A_NAME_BEGINS = r"""
泉州银行发布大模型“泉晓”。目前客服助手依托“泉晓”，日均受理3000次。
    product 泉晓
某镇农户都用上了泉州银行“侨乡金融”。
    program 侨乡金融
台州银行提出“小而美、慢而稳”的经营策略，把重心放在县域。
    program 小而美、慢而稳
赣州银行建设“四通八达”的数字化能力体系。
    not program 四通八达
泉州银行的“刺桐贷”靠数据模型放款，“海丝”大语言模型平台完成第二阶段建设。
    product 刺桐贷
    not any 刺桐贷靠数据模型
    product 海丝大语言模型平台
经市农业农村局推荐，赣州银行与市农业农村局签署合作协议。
    not any 经市农业农村局
"""


@pytest.mark.parametrize(("text", "claim"), each(WHERE_A_NAME_BEGINS))
def test_where_a_name_begins(text: str, claim: str) -> None:
    check(text, claim)
