"""审计日志: for the auditor alone; looking is recorded too."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bailiwick.audit import chain, journal, naming, selectors, verification
from bailiwick.audit.models import JournalRecord
from bailiwick.events.audit import JournalRecordRead, JournalSearched
from bailiwick.org.request import StaffRequest
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy
from bailiwick.web.toasts import say

BEFORE_AFTER = ("before", "after")


@require_GET
@policy("audit.view_journal")
def record_list(request: StaffRequest) -> HttpResponse:
    """The journal, newest first, by keyset."""
    found = selectors.search(request.GET)
    shown = selectors.page(
        found, before=_number(request, "before"), after=_number(request, "after")
    )
    words = "，".join(f"{label} {value}" for label, value in found.words) or "全部"
    journal.record(JournalSearched(words), by=request.user)
    unsealed, since = chain.unsealed()
    context = {
        "rows": _rows(shown.rows),
        "slice": shown,
        "found": found,
        "kinds": naming.KINDS,
        "events": sorted(naming.event_labels().items(), key=lambda pair: pair[1]),
        "unsealed": unsealed,
        "late": since is not None and timezone.now() - since > chain.ALARM,
        "verified": selectors.last_verification(),
        "verifying": verification.is_running(),
    }
    return page_or_part(request, "audit/record_list.html", "audit/_record_rows.html", context)


@require_GET
@policy("audit.view_journal")
def record_detail(request: StaffRequest, record_id: int) -> HttpResponse:
    """One record with before and after, its digest and its place in the chain."""
    entry = get_object_or_404(JournalRecord, pk=record_id)
    journal.record(JournalRecordRead(entry.pk), by=request.user)
    seal = selectors.seals_of([entry.pk]).get(entry.pk)
    context = {
        "row": _rows([entry])[0],
        "entry": entry,
        "seal": seal,
        "digest_holds": journal.digest(entry) == entry.digest,
        "seal_holds": seal is not None and seal.digest == entry.digest,
        "changes": _changes(entry.data),
        "fields": [
            (naming.FIELDS.get(name, name), naming.in_words(name, _text(value)))
            for name, value in naming.in_order(entry.event, entry.data)
            if name not in BEFORE_AFTER and value not in ("", None)
        ],
        "raw": json.dumps(entry.data, ensure_ascii=False, indent=2, sort_keys=True),
    }
    return render(request, "audit/record_detail.html", context)


@require_POST
@policy("audit.verify_journal")
def journal_verify(request: StaffRequest) -> HttpResponse:
    """Let the worker verify the whole journal; the page shows the result."""
    asked = verification.ask_for_verification(by=request.user, account_id=request.user.pk)
    say(request, "已开始校验，结果显示在本页" if asked else "校验正在进行")
    return redirect("audit:record_list")


def _rows(entries: list[JournalRecord]) -> list[dict[str, Any]]:
    seals = selectors.seals_of([entry.pk for entry in entries])
    courts = naming.names("court", [entry.court for entry in entries])
    cases = naming.names("case", [entry.case for entry in entries])
    labels = naming.event_labels()
    return [
        {
            "entry": entry,
            "label": labels.get(entry.event, entry.event),
            "kind": naming.KINDS.get(entry.kind, entry.kind),
            "court": courts.get(entry.court or 0, ""),
            "case": cases.get(entry.case or 0, ""),
            "seal": seals.get(entry.pk),
            "gist": _gist(entry),
        }
        for entry in entries
    ]


def _gist(entry: JournalRecord) -> str:
    """What a record says, in one line."""
    told = [
        _told(name, value)
        for name, value in naming.in_order(entry.event, entry.data)
        if name not in BEFORE_AFTER and naming.is_told(name)
    ]
    return "　".join(filter(None, told))[:160]


def _told(name: str, value: Any) -> str:
    """A value as it stands in the line: numbers with their name, nothing for zero, rights in words."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{naming.FIELDS.get(name, name)} {value}" if value else ""
    return naming.in_words(name, _text(value))


def _changes(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    before, after = data.get("before"), data.get("after")
    if not isinstance(before, dict) and not isinstance(after, dict):
        return []
    before = before if isinstance(before, dict) else {}
    after = after if isinstance(after, dict) else {}
    return [
        (naming.FIELDS.get(name, name), _text(before.get(name)), _text(after.get(name)))
        for name in dict.fromkeys([*before, *after])
    ]


def _text(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(_text(item) for item in value)
        case dict():
            return "，".join(f"{key} {_text(item)}" for key, item in value.items())
    return str(value)


def _number(request: StaffRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
