"""预警说明: as of any day, by present facts or by those known then; what clears a light."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils.timezone import localdate

from bailiwick.cases.facts import NewFact
from bailiwick.cases.models import Case
from bailiwick.cases.selectors import explaining
from bailiwick.cases.selectors.explaining import Asked
from bailiwick.org import reference
from bailiwick.org.models import Account
from tests import make

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


@pytest.fixture
def case(li: Account) -> Case:
    """Filed 2026-03-16; a pause with its paper (22 days) and one without (20 days).

    Six months: 09-16. Audit 06-08…06-29 is 22 days: 10-08, a working day (the holiday of 2026 ends
    on 10-07). Red from 10-09, black from 11-08 (more than 30 days). With the second pause 20 days
    more: 10-28, a Wednesday.
    """
    reference.load()
    case = make.make_case(officer=li, filed_on=date(2026, 3, 16), as_of=date(2026, 3, 16))
    make.add_facts(
        case,
        NewFact("deduction", "审计", date(2026, 6, 8), until=date(2026, 6, 29),
                document="审计委托书〔2026〕86号"),
        at=at(date(2026, 7, 1)),
    )  # fmt: skip
    make.add_facts(
        case,
        NewFact("deduction", "暂缓", date(2026, 9, 1), until=date(2026, 9, 20)),
        at=at(date(2026, 9, 25)),
    )
    return case


def shown(case: Case, on: date, known: str = "now") -> explaining.Shown:
    reader = Account.objects.get(person=case.officer)
    return explaining.explained(
        case, "EXEC", Asked("", on, known), today=date(2026, 10, 20), reader=reader
    )


def test_light_and_days_as_of_any_day(case: Case) -> None:
    assert shown(case, date(2026, 10, 8)).light.level == "orange"
    assert shown(case, date(2026, 10, 8)).light.days == 0
    red = shown(case, date(2026, 10, 20)).light
    assert (red.level, red.days) == ("red", -12)
    assert shown(case, date(2026, 11, 8)).light.level == "black"


def test_what_was_known_on_a_day_is_not_what_is_known_now(case: Case) -> None:
    """On 2026-06-30 nobody had recorded the audit: the limit then stood at 2026-09-16."""
    day = date(2026, 6, 30)
    assert shown(case, day).explanation.clock.due == date(2026, 10, 8)
    assert shown(case, day, "then").explanation.clock.due == date(2026, 9, 16)


def test_a_pause_without_paper_is_refused_and_says_where_to_mend_it(case: Case) -> None:
    rows = [pause for step in shown(case, date(2026, 10, 20)).steps for pause in step.pauses]
    used, refused = rows
    assert (used.line.word, used.days_text, used.url) == ("审计", "22 日", "")
    assert refused.line.reason.startswith("缺文书")
    assert refused.days_text == "20 日"
    assert refused.url.startswith(f"/facts/{refused.line.fact_id}/correct/")


def test_each_way_to_clear_shows_the_light_it_would_give(case: Case) -> None:
    found = {row.clear.title: row for row in shown(case, date(2026, 10, 20)).clears}
    paper = found["补录暂缓文书"]
    assert (paper.light.level, paper.clear.due) == ("yellow", date(2026, 10, 28))
    assert found["办理结案"].light.state == "met_late"
    assert found["报请院长延长"].clear.works is False


def test_page_and_part_with_article_and_people(case: Case, sign_in: SignIn, li: Account) -> None:
    url = f"/cases/{case.pk}/why/EXEC/?on=2026-10-20"
    page = sign_in(li).get(url).content.decode()
    assert "法发〔2006〕35号第一条" in page
    assert "被执行人有财产可供执行的案件" in page
    assert "承办人 李执行员" in page
    assert "<html" in page
    part = sign_in(li).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'class="bw-oc bw-ex"' in part


def test_strangers_and_unknown_rules_get_404(
    case: Case, sign_in: SignIn, li: Account, chen: Account, zhao: Account, sun: Account
) -> None:
    url = f"/cases/{case.pk}/why/EXEC/"
    assert sign_in(li).get(url).status_code == 200
    assert sign_in(sun).get(url).status_code == 200
    assert sign_in(chen).get(url).status_code == 404
    assert sign_in(zhao).get(url).status_code == 404
    assert sign_in(li).get(f"/cases/{case.pk}/why/NOPE/").status_code == 404


def test_a_day_before_the_clock_began_is_answered_not_refused(
    case: Case, sign_in: SignIn, li: Account
) -> None:
    page = sign_in(li).get(f"/cases/{case.pk}/why/EXEC/?on=2026-03-01")
    assert page.status_code == 200
    assert "这一天没有这项期限" in page.content.decode()


def test_nonsense_in_the_address_is_today() -> None:
    today = localdate()
    assert explaining.read({"on": "gestern"}, today).as_of == today
    assert explaining.read({"on": "0001-01-01"}, today).as_of == today
    assert explaining.read({"known": "x"}, today).known == "now"


def test_copied_text_is_the_explanation_in_lines(case: Case) -> None:
    text = shown(case, date(2026, 10, 20)).copy_text
    assert text.startswith(f"{case.number}　执行期限　超期 12日（截至 2026-10-20）")
    assert "暂缓 2026-09-01 至 2026-09-20　无文书　不扣除（缺文书" in text
    assert "依据：法发〔2006〕35号第一条" in text


def test_axis_is_proportional_and_its_labels_do_not_collide(case: Case) -> None:
    axis = shown(case, date(2026, 10, 20)).axis
    run, over = axis.bars
    assert (run.kind, over.kind) == ("run", "over")
    # 2026-03-17…10-08 are 206 days, 10-09…10-20 are 12
    assert run.width / over.width == pytest.approx(206 / 12, rel=0.02)
    assert len(axis.pauses) == 1
    assert len(axis.brackets) == 1
    for row in {(label.above, label.y) for label in axis.labels}:
        xs = sorted(label.x for label in axis.labels if (label.above, label.y) == row)
        assert xs == sorted(set(xs))
