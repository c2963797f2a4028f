"""保存的视图: a person's own names for filters. No official act, no journal."""

from __future__ import annotations

from django.db import transaction

from bailiwick.cases.models import SavedView
from bailiwick.errors import Refusal
from bailiwick.org.models import Account

MAX_VIEWS = 12


@transaction.atomic
def save_view(name: str, query: str, *, page: str, by: Account) -> SavedView:
    """Keep the filters of a list under a name; the same name again replaces them.

    Raises:
        Refusal: no name, or more views than tabs can show.
    """
    name = name.strip()[:20]
    if not name:
        raise Refusal("写明视图名称")
    mine = SavedView.objects.filter(account=by, page=page)
    if not mine.filter(name=name).exists() and mine.count() >= MAX_VIEWS:
        raise Refusal(f"最多保存 {MAX_VIEWS} 个视图，先删除不用的")
    view, _ = SavedView.objects.update_or_create(
        account=by, page=page, name=name, defaults={"query": query[:600], "order": mine.count()}
    )
    return view


def forget_view(view_id: int, *, by: Account) -> None:
    """Remove one of the person's own views."""
    SavedView.objects.filter(pk=view_id, account=by).delete()
