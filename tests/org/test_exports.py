"""People and accounts leave as spreadsheets with the filters of their page."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import timezone

from bailiwick.errors import NotYours
from bailiwick.notices.services import exports
from bailiwick.org import exporting
from bailiwick.org.models import Account
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_people_of_a_court_with_their_posts(
    city: City, wang: Account, li: Account, zhao: Account
) -> None:
    export = exporting.people(wang, QueryDict(f"court={city.luolong.pk}"))
    rows = {row[0]: row for row in export.rows}
    assert set(rows) == {"王局长", "李执行员"}
    assert rows["李执行员"][5] == "承办人（执行一团队）"
    assert ("法院", "洛阳市洛龙区人民法院") in export.filters


def test_accounts_by_state(system_admin: Account, li: Account, chen: Account) -> None:
    Account.objects.filter(pk=chen.pk).update(is_active=False)
    export = exporting.accounts(system_admin, QueryDict("state=disabled"))
    assert [row[1] for row in export.rows] == ["陈执行员"]


def test_only_who_manages_accounts_exports_them(li: Account) -> None:
    with pytest.raises(NotYours):
        exports.start("org.accounts", QueryDict(), by=li, at=timezone.now())


@pytest.mark.parametrize("query", ["court=x", "court=9" + "9" * 30, "on=2026-99-99", "group=-1"])
def test_odd_filters_do_no_harm(query: str, wang: Account) -> None:
    assert exporting.people(wang, QueryDict(query)).count >= 1
