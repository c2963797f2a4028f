"""When the calendar, a setting or a statement of completeness changes, the register follows at once.

The job looks every minute anyway (``tasks.follow_law_tables``); this only spares the wait.
"""

from __future__ import annotations

import time

from procrastinate.exceptions import AlreadyEnqueued

from bailiwick.audit import journal
from bailiwick.events import Event
from bailiwick.events.org import CalendarChanged, GoLiveSet, SourceDeclared, SourceWithdrawn
from bailiwick.events.supervision import RuleSettingChanged, RuleSettingEnded

CHANGES: tuple[type[Event], ...] = (
    CalendarChanged, GoLiveSet, SourceDeclared, SourceWithdrawn, RuleSettingChanged,
    RuleSettingEnded,
)  # fmt: skip


def connect() -> None:
    """Called once by ``CasesConfig.ready``."""
    for event in CHANGES:
        journal.subscribe(event)(follow)


def follow(event: Event) -> None:
    """Ask for the derivation after such a change; one that waits already will see this one too."""
    from bailiwick.cases.tasks import follow_law_tables  # jobs need the app registry to be ready

    try:
        follow_law_tables.configure().defer(timestamp=int(time.time()))
    except AlreadyEnqueued:
        return
