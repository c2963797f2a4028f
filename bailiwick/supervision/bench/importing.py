"""The import's rate: a folder of CSV as the national system writes it, through the import service."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from django.utils import timezone

from bailiwick.cases.importing import service
from bailiwick.org.models import Court
from bailiwick.supervision.bench.words import CAUSES, FIRMS, GIVEN, SURNAMES, TRADES

HEADERS = {
    "案件": ("案号", "法院", "立案日期", "案由", "执行依据", "申请执行标的额", "承办人", "结案日期", "结案方式"),
    "当事人": ("案号", "诉讼地位", "名称", "类型", "证件号码", "联系电话", "地址"),
    "节点": ("案号", "节点", "发生日期", "经办人", "文号", "备注"),
    "扣除": ("案号", "类型", "起始日期", "截止日期", "文书"),
    "措施": ("案号", "标识", "类型", "财产", "权利人", "价值", "生效日期", "届满日期"),
    "案款": ("案号", "类型", "金额", "日期", "标识"),
}  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def measure(cases: int, today: date) -> dict[str, Any]:
    """Import ``cases`` new cases and return rows a second, as the service counts rows."""
    with tempfile.TemporaryDirectory() as folder:
        rows = write(Path(folder), cases, today)
        at = timezone.now()
        started = perf_counter()
        batch = service.start(Path(folder), by=None, at=at)
        service.run(batch, by=None, at=at)
        seconds = perf_counter() - started
    batch.refresh_from_db()
    return {
        "cases": cases,
        "rows": rows,
        "rejected": batch.rows_rejected,
        "state": batch.state,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
    }


def write(folder: Path, cases: int, today: date) -> int:
    """Write the sheets of ``cases`` invented cases; returns the number of rows."""
    random = Random(42)  # noqa: S311  (no secret: the same folder each time)
    court = Court.objects.filter(valid_to__isnull=True, parent__isnull=False)[0]
    count = 0
    tables = {}
    files = {}
    for sheet, header in HEADERS.items():
        files[sheet] = (folder / f"{sheet}.csv").open("w", encoding="utf-8", newline="")
        tables[sheet] = csv.writer(files[sheet])
        tables[sheet].writerow(header)
    for serial in range(1, cases + 1):
        number = f"（{today.year}）{court.code}执{9_000_000 + serial}号"
        for sheet, row in _case(random, number, court.name, today):
            tables[sheet].writerow(row)
            count += 1
    for file in files.values():
        file.close()
    return count


def _case(random: Random, number: str, court: str, today: date) -> Iterator[tuple[str, list[Any]]]:
    filed = date(today.year, 1, 2) + timedelta(random.randrange(1, 200))
    debtor = f"洛阳{random.choice(FIRMS)}{random.choice(FIRMS)}{random.choice(TRADES)}有限公司"
    amount = random.randrange(2_000, 900_000)
    yield "案件", [number, court, filed, random.choice(CAUSES), "", amount, "", "", ""]
    yield (
        "当事人",
        [number, "申请执行人", _name(random), "自然人", identity(random), phone(random), "洛阳市"],
    )
    yield "当事人", [number, "被执行人", debtor, "法人", "", phone(random), "洛阳市"]
    day = filed
    for code in ("N03", "N04", "N05", "N07", "N08", "N09", "N11", "N15"):
        yield "节点", [number, code, day, "", "", ""]
        day += timedelta(random.randrange(0, 3))
    if random.random() < 0.3:
        yield "扣除", [number, "评估", day, day + timedelta(30), "委托书"]
    if random.random() < 0.6:
        yield (
            "措施",
            [number, "m1", "冻结存款", "银行存款", debtor, amount // 2, day, day + timedelta(364)],
        )
    if random.random() < 0.4:
        yield "案款", [number, "到账", amount // 3, day, "p1"]


def identity(random: Random) -> str:
    """Return an invented identity number with a right check digit."""
    born = date(1960, 1, 1) + timedelta(random.randrange(15_000))
    body = f"410399{born:%Y%m%d}{random.randrange(1000):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def phone(random: Random) -> str:
    return f"1380000{random.randrange(10_000):04d}"


def _name(random: Random) -> str:
    return random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)
