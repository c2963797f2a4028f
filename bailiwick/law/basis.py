"""Legal basis: instruments, and citations that print the number in force on a day.

Every citation is stored as (instrument, subject). ``citation.on(day)`` prints what a paper of that
day prints; ``citation.text_on(day)`` says the rule: word by word where we have the text, else in
our own words, marked 要旨.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_DIGITS = "零一二三四五六七八九"


def article(number: int) -> str:
    """Return 第八十五条 for 85 (up to 999)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return f"第{words}{_DIGITS[ones] if ones else ''}条"


@dataclass(frozen=True, slots=True)
class Edition:
    """A text of an instrument in force from a day on: the title and number papers print."""

    from_on: date
    title: str
    number: str = ""

    @property
    def label(self) -> str:
        return self.number or self.title


@dataclass(frozen=True, slots=True)
class Source:
    """An instrument (法律、司法解释、规范性文件) with its editions, oldest first."""

    key: str
    title: str
    editions: tuple[Edition, ...]

    def on(self, day: date) -> Edition:
        """Return the edition in force on a day; the first one for an earlier day."""
        found = self.editions[0]
        for edition in self.editions:
            if edition.from_on <= day:
                found = edition
        return found


@dataclass(frozen=True, slots=True)
class Wording:
    """One article of one edition. ``quoted``: the text is the article's own, else our summary."""

    from_on: date
    article: str
    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """What a rule stands on, by instrument and subject."""

    source: Source
    subject: str
    wordings: tuple[Wording, ...]

    def wording(self, day: date) -> Wording:
        """Return the article in force on a day; the first one for an earlier day."""
        found = self.wordings[0]
        for wording in self.wordings:
            if wording.from_on <= day:
                found = wording
        return found

    def on(self, day: date) -> str:
        """Return e.g. 民事诉讼法（2023年修正）第八十五条 or 法发〔2006〕35号第一条."""
        return f"{self.source.on(day).label}{self.wording(day).article}"

    def text_on(self, day: date) -> str:
        """Return the article's text, or 要旨 in our words."""
        wording = self.wording(day)
        return wording.text if wording.quoted else f"要旨：{wording.text}"

    def resolves(self, day: date) -> bool:
        """Whether instrument and article were in force on a day."""
        return self.wordings[0].from_on <= day and self.source.editions[0].from_on <= day

    def __str__(self) -> str:
        newest = self.wordings[-1]
        return f"{self.source.editions[-1].label}{newest.article}"
