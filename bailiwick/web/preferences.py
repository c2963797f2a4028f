"""How a person wants to see the pages: large type, keys, density, columns; kept on the account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from bailiwick.errors import RuleBroken
from bailiwick.org.models import Account

DENSITIES = {"compact": "紧凑", "standard": "标准"}


_CHOICES: dict[str, Callable[[Any], bool]] = {
    "large": lambda value: isinstance(value, bool),
    "keys": lambda value: isinstance(value, bool),
    "density": lambda value: value in DENSITIES,
}


def _nothing(value: Any) -> bool:
    return False


@dataclass(frozen=True)
class Preferences:
    """What a person has chosen; the defaults for everybody else."""

    large: bool = False
    keys: bool = True
    density: str = "compact"
    columns: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, account: Account) -> Preferences:
        kept: dict[str, Any] = account.preferences or {}
        return cls(
            large=kept.get("large") is True,
            keys=kept.get("keys") is not False,
            density=kept["density"] if kept.get("density") in DENSITIES else "compact",
            columns=kept.get("columns") or {},
        )


@transaction.atomic
def prefer(account: Account, **changes: Any) -> None:
    """Keep a person's own choices. Nothing official: no journal record.

    Raises:
        RuleBroken: an unknown choice.
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    for key, value in changes.items():
        if not _CHOICES.get(key, _nothing)(value):
            raise RuleBroken(f"没有这一显示设置：{key}")
        row.preferences[key] = value
    row.save(update_fields=["preferences"])
    account.preferences = row.preferences


@transaction.atomic
def prefer_columns(account: Account, table: str, columns: list[str]) -> None:
    """Keep which columns of a table a person shows, in order; an empty list means all."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    kept = dict(row.preferences.get("columns") or {})
    kept.pop(table, None)
    if columns:
        kept[table] = columns[:40]
    row.preferences["columns"] = kept
    row.save(update_fields=["preferences"])
    account.preferences = row.preferences
