"""节点看板."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bailiwick.cases.selectors.lights import LEVELS
from bailiwick.law.case_numbers import CASE_TYPES
from bailiwick.org.scope import scope_of
from bailiwick.supervision.selectors import board as boards
from bailiwick.supervision.selectors.asking import wanted_of
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy


@require_GET
@policy("supervision.view_board")
def node_board(request: HttpRequest) -> HttpResponse:
    """Courts × nodes × levels; each number opens the list of exactly its cases."""
    account: Any = request.user
    wanted = wanted_of(request.GET, timezone.localdate())
    made = boards.board(account, wanted)
    context = {
        "board": made,
        "wanted": wanted,
        "modes": _modes(bool(scope_of(account).groups)),
        "levels": [(level, level in wanted.levels, _toggled(wanted, level)) for level in LEVELS],
        "types": [(kind.code, kind.name) for kind in CASE_TYPES.values()],
        "open_total": sum(row.open.count for row in made.rows),
        "bar_units": boards.BAR,
    }
    return page_or_part(request, "supervision/node_board.html", "supervision/_board.html", context)


def _modes(has_team: bool) -> list[tuple[str, str]]:
    """Officers only inside the own team: who leads none has no such mode."""
    return [(key, label) for key, label in boards.MODES.items() if key != "officers" or has_team]


def _toggled(wanted: boards.Wanted, level: str) -> str:
    """Return the ``levels`` of the URL with one switched; the last one cannot be switched off."""
    chosen = [one for one in LEVELS if (one in wanted.levels) != (one == level)]
    return ",".join(chosen or wanted.levels)
