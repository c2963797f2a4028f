"""Invented names, causes, property. Nobody real: surname + 某, firms with 某 in the middle."""

from __future__ import annotations

import random
from datetime import date

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = "梅强伟芳娜敏静丽军磊洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红鹏辉宁琳斌宇浩凯健俊帆雪荣爱妹香月莺媛珍贞莉"
_BRAND = "盛达恒源鑫泰宏裕德润诚信永丰华茂嘉禾瑞祥金牡丹洛"
_TRADES = (
    "商贸", "建材", "机械", "置业", "物流", "餐饮管理", "农业发展", "装饰工程", "汽车销售", "劳务",
    "新材料", "建筑工程", "酒店管理", "医药", "电子科技",
)  # fmt: skip
_PLACES = ("洛阳", "偃师", "孟津", "新安", "伊川", "宜阳", "栾川", "汝阳")
_RARE = ("李某𠮷", "赵某䶮", "阿依某·买某", "欧阳某某", "王某㐂")
ROADS = (
    "中州路",
    "西苑路",
    "九都路",
    "开元大道",
    "王城大道",
    "滨河路",
    "建设路",
    "人民路",
    "古城路",
)
DISTRICTS = {
    "豫03": "洛阳市", "豫0302": "老城区", "豫0303": "西工区", "豫0304": "瀍河回族区", "豫0305": "涧西区",
    "豫0306": "吉利区", "豫0311": "洛龙区", "豫0307": "偃师区", "豫0308": "孟津区", "豫0322": "孟津县",
    "豫0323": "新安县", "豫0324": "栾川县", "豫0325": "嵩县", "豫0326": "汝阳县", "豫0327": "宜阳县",
    "豫0328": "洛宁县", "豫0329": "伊川县", "豫0381": "偃师市", "豫0391": "洛龙区",
}  # fmt: skip
CAUSES = (
    ("民间借贷纠纷", 26), ("买卖合同纠纷", 16), ("金融借款合同纠纷", 14), ("劳动争议", 8),
    ("机动车交通事故责任纠纷", 8), ("建设工程施工合同纠纷", 6), ("租赁合同纠纷", 6), ("离婚纠纷", 4),
    ("追偿权纠纷", 4), ("物业服务合同纠纷", 4), ("承揽合同纠纷", 2), ("抚养费纠纷", 2),
)  # fmt: skip
BANKS = ("某商业银行", "某农村商业银行", "某股份制银行", "某城市商业银行")
ASSETS = {
    "冻结存款": "{bank}账户存款{amount}元",
    "冻结网络资金": "网络支付账户余额{amount}元",
    "查封车辆": "豫C·***{n:02d}小型轿车一辆",
    "查封不动产": "{district}{road}某小区{n}幢{m}单元{m}02室",
    "查封土地": "{district}某村工业用地{n}亩",
    "冻结股权": "某有限责任公司{n}%股权",
    "查封设备": "数控机床{m}台",
}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def person_name(rng: random.Random) -> str:
    if rng.random() < 0.004:
        return rng.choice(_RARE)
    surname = rng.choice(SURNAMES)
    return f"{surname}某" if rng.random() < 0.06 else f"{surname}某{rng.choice(_GIVEN)}"


def firm_name(rng: random.Random) -> str:
    brand = f"某{rng.choice(_BRAND)}"
    return f"{rng.choice(_PLACES)}{brand}{rng.choice(_TRADES)}有限公司"


def identity_number(rng: random.Random) -> str:
    """A number of the right form in a division that does not exist (410399)."""
    born = date(1955, 1, 1).toordinal() + rng.randrange(18000)
    digits = f"410399{date.fromordinal(born):%Y%m%d}{rng.randrange(1000):03d}"
    return (
        digits + "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11]
    )


def phone_number(rng: random.Random) -> str:
    """A number of a block that is not given out."""
    return f"1990000{rng.randrange(10000):04d}"


def address(rng: random.Random, court: str) -> str:
    place = DISTRICTS.get(court, "洛龙区")
    city = "" if place == "洛阳市" else "洛阳市"
    return f"河南省{city}{place}{rng.choice(ROADS)}{rng.randrange(1, 400)}号"


def cause(rng: random.Random) -> str:
    names, weights = zip(*CAUSES, strict=True)
    return str(rng.choices(names, weights)[0])


def asset(rng: random.Random, what: str, court: str, amount: int) -> str:
    return ASSETS[what].format(
        bank=rng.choice(BANKS), amount=f"{amount:,}", n=rng.randrange(2, 40), m=rng.randrange(1, 9),
        district=DISTRICTS.get(court, "洛龙区"), road=rng.choice(ROADS),
    )  # fmt: skip
