"""Tags and filters every page may use: icons, lights, dates, figures, links that keep the query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bailiwick.web.lights import LEVELS, STATE_WORDS, WORDS, chip_of
from bailiwick.web.toasts import Toast, take

register = template.Library()
NOTHING = "—"


@register.simple_tag
def icon(name: str, *, label: str = "", size: str = "") -> SafeString:
    """Write an icon of the sprite. Without ``label`` it is decoration beside a word."""
    href = f"{static('built/icons.svg')}#{name}"
    classes = f"bw-icon bw-{size}" if size else "bw-icon"
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="{}" width="16" height="16" {}><use href="{}"/></svg>',
        classes,
        mark_safe(spoken),  # noqa: S308  (one of our two, escaped above)
        href,
    )


@register.simple_tag
def light(obj: Any, *, big: bool = False, href: str = "", title: str = "") -> SafeString:
    """Write the chip of ``obj`` (level, days, state, internal, measure); with ``href`` a link."""
    chip = chip_of(obj)
    if chip is None:
        return format_html('<span class="bw-faint">{}</span>', NOTHING)
    classes = f"lv lv-{chip.shape}"
    if getattr(obj, "internal", False):
        classes += " int"
        title = title or "内部管理节点，本院未发文采用"
    if big:
        classes += " big"
    figure = format_html("<em>{}</em>", chip.figure) if chip.figure else ""
    inside = format_html("<i></i>{}{}", chip.word, figure)
    hover = format_html(' title="{}"', title) if title else ""
    if href:
        return format_html(
            '<a class="{}" data-lv="{}" href="{}"{}>{}</a>',
            classes,
            chip.shape,
            href,
            hover,
            inside,
        )
    return format_html(
        '<span class="{}" data-lv="{}"{}>{}</span>', classes, chip.shape, hover, inside
    )


@register.simple_tag
def shape(level: Any) -> SafeString:
    """Write the bare shape of a level, for legends and boards; a word must stand beside it."""
    return format_html('<span class="sh" data-lv="{}"></span>', str(getattr(level, "value", level)))


@register.filter
def level_word(level: Any) -> str:
    """Return 正常, 临期 … 缺数据 for a level, 已暂停 … for a state."""
    key = str(getattr(level, "value", level))
    return WORDS.get(key) or STATE_WORDS.get(key, "")


@register.simple_tag
def levels() -> tuple[str, ...]:
    """Return the six levels, most severe first."""
    return LEVELS


@register.filter
def day(value: date | None) -> str:
    """今天, 11-25, or 2027-03-02 when the year is another one."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    today = timezone.localdate()
    if value == today:
        return "今天"
    return value.strftime("%m-%d" if value.year == today.year else "%Y-%m-%d")


@register.filter
def long_day(value: date | None) -> str:
    """2026年11月23日 星期一, for page headers and papers."""
    if not value:
        return NOTHING
    weekday = "一二三四五六日"[value.weekday()]
    return f"{value.year}年{value.month}月{value.day}日 星期{weekday}"


@register.filter
def moment_text(value: datetime | None) -> str:
    """今天 08:52, 11-20 09:00, or 2025-03-02 09:00 when the year is another one."""
    if not value:
        return NOTHING
    local = timezone.localtime(value)
    return f"{day(local.date())} {local:%H:%M}"


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Like ``moment_text``, as a time element with the full time on hover."""
    if not value:
        return NOTHING
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        f"{local:%Y-%m-%d %H:%M:%S}",
        moment_text(value),
    )


@register.filter
def wan(amount: Decimal | float | None) -> str:
    """Yuan as 万元 with two decimals: 128000 is 12.80."""
    if amount is None or amount == "":
        return NOTHING
    value = (Decimal(str(amount)) / 10000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{value:,}"


@register.filter
def thousands(number: int | Decimal | None) -> str:
    """1284 is 1,284; a Decimal keeps its decimals."""
    return NOTHING if number is None or number == "" else f"{number:,}"


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """Return the query of this page with keys changed; None or "" removes one.

    The page number starts anew unless it is among the changes.
    """
    query = _query(context)
    query.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, key: str, value: Any = None) -> str:
    """Return the query without a key, or without one of its values (removable filter chips)."""
    query = _query(context)
    query.pop("page", None)
    kept = [item for item in query.getlist(key) if value is not None and item != str(value)]
    if kept:
        query.setlist(key, kept)
    else:
        query.pop(key, None)
    return f"?{query.urlencode()}"


@register.simple_tag
def url_if(name: str, *args: Any) -> str:
    """Return an address, or "" where no context has mounted it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("web/_pager.html", takes_context=True)
def pager(
    context: template.Context, page: Page[Any], unit: str = "件", sizes: str = "20,50,100"
) -> dict[str, Any]:
    """Write the foot of a list: how many, page size, page numbers. All state is in the URL."""
    return {
        "request": context.get("request"),
        "page": page,
        "unit": unit,
        "numbers": list(_numbers(page)),
        "sizes": [int(size) for size in sizes.split(",")],
    }


@register.inclusion_tag("web/_toasts.html", takes_context=True)
def toasts(context: template.Context) -> dict[str, list[Toast]]:
    """Write what the last act has to say, once."""
    request = context.get("request")
    return {"toasts": take(request) if request is not None else []}


def _numbers(page: Page[Any]) -> Iterable[int | None]:
    last = page.paginator.num_pages
    wanted = {1, last, *range(page.number - 2, page.number + 3)}
    previous = 0
    for number in sorted(n for n in wanted if 1 <= n <= last):
        if number - previous > 1:
            yield None
        yield number
        previous = number


def _query(context: template.Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)
