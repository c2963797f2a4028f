"""Invented words the bench builds names and causes from; initials by the same alphabet."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "海燕建国志强丽华春梅晓东文静立新红霞少伟玉兰鹏程思远佳宁浩然雪松明亮秀英振宇慧敏德胜翠平"
    "金花永利占奎俊杰一鸣子涵雨桐嘉欣天佑若曦景行"
)
FIRMS = "盛昌恒泰祥瑞隆兴宏达鑫源丰裕安顺康宁博远信诚"
TRADES = ("商贸", "建材", "机械", "餐饮", "物流", "置业")
CAUSES = (
    "民间借贷纠纷",
    "买卖合同纠纷",
    "金融借款合同纠纷",
    "建设工程合同纠纷",
    "劳动争议",
    "离婚纠纷",
)


def alphabet() -> tuple[str, str]:
    """Return all characters a name may hold and, in the same order, their pinyin initials."""
    used = "".join(dict.fromkeys(SURNAMES + GIVEN + FIRMS + "".join(TRADES) + "洛阳有限公司"))
    initials = [lazy_pinyin(one, style=Style.FIRST_LETTER)[0][:1].upper() for one in used]
    return used, "".join(initials)
