"""Search of the register: one box for any part of a name or number, initials, and whole
identity data.

Each case has an array of keys (``CaseKeys``, GIN): every two neighbouring characters of its
number and of its parties' names, and of the names' pinyin initials two and three neighbouring
letters. A query asks for all of its own pairs; a query with a digit is also compared with the
text, because serial numbers repeat their pairs. Identity numbers, telephones and accounts are
found only whole, by blind index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Replace, StrIndex, Upper
from django.db.models.lookups import GreaterThan
from pypinyin import Style, lazy_pinyin

from bailiwick.cases.models import Case, CaseKeys, Party
from bailiwick.cases.privacy import blind
from bailiwick.law import case_numbers

MIN_CHARACTERS = 2
_MARKS = re.compile(r"[\s()()\[\]【】〔〕《》“”\"'、,，。;；:：\-—_/\\]")
_NUMBER = re.compile(
    r"[(（]\s*\d{4}\s*[)）]\s*[\u4e00-\u9fa5][\u4e00-\u9fa5\d]{0,12}(?:字第)?\d+(?:-\d+)?\s*号(?:之[一二三四五六七八九十]+)?"
)
_WHOLE = re.compile(r"\d{17}[\dX]|\d{15}|1\d{10}|[0-9A-HJ-NPQRTUWXY]{18}|\d{16,19}|0\d{2,3}\d{7,8}")
_ENDINGS = "公司|合作社|银行|委员会|经营部|商行|厂|店"
_FIRM = rf"[\u3400-\U0003ffff()（）]{{2,30}}?(?:{_ENDINGS})"
_HAN_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,}")
_LONGEST_NAME = 4
_MOST_CANDIDATES = 4000
#: The commonest surnames: a candidate for a person's name begins with one (or is the whole run).
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔"
    "贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷"
    "祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解"
    "强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏"
    "栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银"
    "扬明沙薄伏岑习胥保和蔺上诸东皇尉公慕令长夏端轩呼"
)


def folded(text: str) -> str:
    """Return the text as keys are made from it: half width, upper case, without marks and
    blanks.
    """
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def keys_of(number: str, names: Iterable[str]) -> list[str]:
    """Return the search keys of a case with that number and those parties."""
    keys = set(_neighbours(folded(number), 2))
    for name in names:
        whole = folded(name)
        keys.update(_neighbours(whole, 2) if len(whole) > 1 else {whole})
        letters = initials(name)
        keys.update(":" + part for part in _neighbours(letters, 2))
        keys.update(":" + part for part in _neighbours(letters, 3))
    return sorted(keys - {""})


def index(case: Case, names: Iterable[str]) -> None:
    """Store the keys of a case; ``names`` are those of its present parties."""
    CaseKeys.objects.update_or_create(case=case, defaults={"keys": keys_of(case.number, names)})


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """Return the pinyin initials of a name: 周海燕 → ZHY; characters without reading are left
    out.
    """
    letters = lazy_pinyin(folded(name), style=Style.FIRST_LETTER, errors="ignore")
    return "".join(letters).upper()


def query(text: str) -> Q | None:
    """Return the condition on ``Case`` for what was typed; None when it is too short to search.

    Several words must all fit. A complete case number finds just that case.
    """
    number = _full_number(text)
    if number:
        return Q(number=number)
    words = [word for word in (folded(part) for part in text.split()) if word]
    if not words or max(map(len, words)) < MIN_CHARACTERS:
        return None
    condition = Q()
    for word in words:
        if len(word) >= MIN_CHARACTERS:
            condition &= _word(word)
    return condition


def _word(word: str) -> Q:
    if _WHOLE.fullmatch(word):
        return Q(pk__in=_parties_with(word))
    if re.fullmatch(r"[A-Z]+", word):  # one scan for both: OR of two subqueries reads all cases
        size = 2 if len(word) == 2 else 3
        by_initials = Q(keys__contains=sorted({":" + part for part in _neighbours(word, size)}))
        by_letters = Q(keys__contains=sorted(set(_neighbours(word, 2))))
        return Q(pk__in=CaseKeys.objects.filter(by_initials | by_letters).values("case"))
    return _pairs(word)


def _pairs(word: str) -> Q:
    condition = _having(_neighbours(word, 2))
    if len(word) > 2 and re.search(r"\d", word):
        return condition & _shown_text_holds(word)
    return condition


def _having(keys: Iterable[str]) -> Q:
    found = CaseKeys.objects.filter(keys__contains=sorted(set(keys)))
    return Q(pk__in=found.values("case"))


def _parties_with(word: str) -> object:
    hashed = blind(word)
    return Party.objects.filter(
        Q(id_blind=hashed) | Q(phone_blind=hashed) | Q(account_blind=hashed)
    ).values("case")


def _shown_text_holds(word: str) -> Q:
    """The number without its brackets, or a name shown in the list, holds the word."""
    bare = Replace(Replace(F("number"), Value("（"), Value("")), Value("）"), Value(""))
    shown = Upper(Concat(bare, Value(" "), F("applicants_text"), Value(" "), F("debtors_text")))
    return Q(GreaterThan(StrIndex(shown, Value(word)), 0))


def _neighbours(text: str, size: int) -> Iterator[str]:
    return (text[i : i + size] for i in range(len(text) - size + 1))


def _full_number(text: str) -> str | None:
    try:
        return case_numbers.parse(text.strip()).text
    except case_numbers.BadCaseNumber:
        return None


@dataclass(frozen=True)
class Recognised:
    """What a pasted text holds: case numbers, whole identity values, names (in order, once
    each).
    """

    numbers: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def recognise(text: str) -> Recognised:
    """Find case numbers, identity values and possible names in any pasted text (粘贴即查)."""
    numbers: list[str] = []
    rest = text
    for found in _NUMBER.finditer(text):
        number = _full_number(found.group())
        if number:
            numbers.append(number)
            rest = rest.replace(found.group(), " ")
    half = unicodedata.normalize("NFKC", rest).upper()
    values = [v for v in re.findall(r"[0-9A-Z]{11,19}", half) if _WHOLE.fullmatch(v)]
    return Recognised(_once(numbers), _once(values), _candidates(rest))


def _candidates(text: str) -> list[str]:
    """Return what may be a party's name: firms, whole runs of characters, and within a run whatever
    begins with a surname. Which of them are names, only the register knows (``chosen``).
    """
    found = list(re.findall(_FIRM, text))
    for run in _HAN_RUN.findall(text):
        if len(run) <= 12:
            found.append(run.strip("·"))
        for start, first in enumerate(run):
            if first in _SURNAMES:
                ends = range(start + 2, min(start + _LONGEST_NAME, len(run)) + 1)
                found += [run[start:end] for end in ends]
    return _once(name for name in found if len(name) > 1)[:_MOST_CANDIDATES]


def chosen(candidates: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the candidates that are known names; a name inside a longer one is not meant."""
    names = set(known)
    hits = [name for name in candidates if name in names]
    return [n for n in hits if not any(n != other and other.startswith(n) for other in hits)]


def _once(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
