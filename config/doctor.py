"""``bin/bailiwick doctor``: what is missing or wrong here, and the command that mends it.

Changes nothing. Exit code 0: nothing is wrong (warnings may remain); 1: something is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from cryptography import x509

from config import env, frontend, home, lock, machine, postgres, site
from config.home import PROJECT
from config.site import Site

GOOD, WARNING, WRONG = "good", "warning", "wrong"
MARKS = {GOOD: "✓", WARNING: "!", WRONG: "✗"}
LOW_DISK, NO_DISK = 0.15, 0.05  # share of free space: warn, wrong
CERTIFICATE_DAYS = 30
BEAT_SECONDS = 30
UNSEALED_SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it stands, in words, and what mends it."""

    state: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        mend = f"\n    补救: {self.mend}" if self.mend else ""
        return f"{MARKS[self.state]} {self.what}{mend}"


Check = Callable[[Site], Iterator[Finding]]


def main(arguments: list[str]) -> int:
    """Look at everything and print it; ``--json`` for programs."""
    place = site.current()
    findings = list(look(place))
    if "--json" in arguments:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(finding)
        wrong = sum(finding.state == WRONG for finding in findings)
        warned = sum(finding.state == WARNING for finding in findings)
        print(f"\n{'✗' if wrong else '✓'} {wrong} 处错误,{warned} 处提醒")
    return int(any(finding.state == WRONG for finding in findings))


def look(place: Site) -> Iterator[Finding]:
    """Yield all findings; what needs the database is left out while it does not answer."""
    for check in (system_packages, python_and_node, locks, home_folder, keys, disk, ports):
        yield from check(place)
    yield from certificate(place)
    yield from settings(place)
    yield from database(place)


# ------------------------------------------------------------ machine


def system_packages(place: Site) -> Iterator[Finding]:
    query = shutil.which("dpkg-query")
    if query is None:
        yield Finding(WARNING, "不是 Debian 系统,没有核对系统软件包")
    else:
        words = [query, "-W", "-f=${Package} ${db:Status-Status}\n"]
        done = subprocess.run(
            [*words, *machine.packages()], capture_output=True, text=True, check=False
        )
        present = {
            line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed")
        }
        lacking = {name: off for name, off in machine.packages().items() if name not in present}
        for name, off in lacking.items():
            yield Finding(WARNING, f"没有安装 {name},{off}不可用", machine.setup_command())
        if not lacking:
            yield Finding(GOOD, "系统软件包齐全")
    for lack in machine.browser_lacks():
        yield Finding(WARNING, f"{lack.what},{lack.off}", lack.mend)


def python_and_node(place: Site) -> Iterator[Finding]:
    yield Finding(GOOD, f"Python {'.'.join(map(str, sys.version_info[:3]))}")  # bin/ saw to 3.11
    if not home.python_is_readable(place.home):
        yield Finding(
            WARNING,
            f"系统用户 {home.ACCOUNT} 读不到 Python 或代码目录,除数据库外以 root 运行",
            f"把代码目录 {PROJECT} 放到它能读到的地方",
        )
    problem = frontend.node_problem()
    if problem:
        yield Finding(WARNING, f"{problem};页面部件不能构建", f"安装 Node.js {frontend.NODE_MAJOR}")
    else:
        yield Finding(GOOD, "Node.js 可用")


def locks(place: Site) -> Iterator[Finding]:
    problem = lock.problem()
    if problem:
        yield Finding(WRONG, problem, "bin/bailiwick lock")
    stamp = Path(sys.prefix) / ".lock-digest"
    made_from = stamp.read_text(encoding="ascii").strip() if stamp.exists() else ""
    wanted = hashlib.sha256(lock.LOCK.read_bytes()).hexdigest()
    if made_from != wanted:
        yield Finding(WARNING, "Python 环境与 requirements.lock 不一致", "bin/run (会重新安装)")
    elif not problem:
        yield Finding(GOOD, "Python 环境与锁文件一致")
    built = PROJECT / "static" / "built"
    if (PROJECT / "package.json").exists() and not built.is_dir():
        yield Finding(WARNING, "页面部件尚未构建", "bin/run (会构建)")


# ------------------------------------------------------------ home


def home_folder(place: Site) -> Iterator[Finding]:
    path = place.home.path
    if not path.exists():
        yield Finding(WARNING, f"状态目录 {path} 还不存在", "bin/run (首次启动时建立)")
        return
    found = path.stat()
    if stat.S_IMODE(found.st_mode) & 0o022:
        yield Finding(WRONG, f"状态目录 {path} 可被他人改写", f"chmod go-w {path}")
    elif not os.access(path, os.W_OK):
        yield Finding(WRONG, f"状态目录 {path} 不可写", "用启动平台的用户执行,或改 BAILIWICK_HOME")
    else:
        yield Finding(GOOD, f"状态目录 {path}")


def keys(place: Site) -> Iterator[Finding]:
    folder = place.home.keys
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    if place.home.secret_key.exists():
        files.append(place.home.secret_key)
    bad = False
    for path in files:
        try:
            path.read_bytes()
        except OSError as error:
            bad = True
            yield Finding(
                WRONG, f"密钥 {path} 读不出: {error.strerror}", "检查属主,或从密钥备份恢复"
            )
            continue
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            bad = True
            yield Finding(WRONG, f"密钥 {path} 可被他人读取", f"chmod 600 {path}")
    if not files:
        yield Finding(WARNING, f"{folder} 里还没有密钥", "bin/run (首次启动时生成)")
    elif not bad:
        yield Finding(GOOD, f"密钥可读,共 {len(files)} 个;请确认已另行备份")


def disk(place: Site) -> Iterator[Finding]:
    path = place.home.path
    while not path.exists():
        path = path.parent
    usage = shutil.disk_usage(path)
    share = usage.free / usage.total
    said = f"{path} 所在磁盘剩余 {usage.free / 2**30:.1f} GB ({share:.0%})"
    if share < NO_DISK:
        yield Finding(WRONG, said, "清理磁盘或扩容")
    elif share < LOW_DISK:
        yield Finding(WARNING, said, "清理磁盘或扩容")
    else:
        yield Finding(GOOD, said)


def ports(place: Site) -> Iterator[Finding]:
    number = site.port(None, "BAILIWICK_PORT", site.HTTP_PORT)
    with socket.socket() as probe:
        probe.settimeout(2)
        busy = probe.connect_ex(("127.0.0.1", number)) == 0
    if not busy:
        yield Finding(GOOD, f"端口 {number} 空闲")
        return
    from config import run

    try:
        parts = run.health(number)
    except (OSError, ValueError):
        yield Finding(
            WRONG,
            f"端口 {number} 被别的程序占用",
            "bin/run --port N,或设 BAILIWICK_PORT_OFFSET",
        )
        return
    if parts.get("ready"):
        yield Finding(GOOD, f"平台正在端口 {number} 运行,状态正常")
    else:
        yield Finding(
            WRONG,
            f"平台在端口 {number} 运行,但没有就绪: {_unwell(parts)}",
            f"查看日志 {place.home.logs}",
        )


def _unwell(answer: dict[str, object]) -> str:
    parts = answer.get("parts")
    if not isinstance(parts, dict):
        return "没有说明"
    return "、".join(name for name, part in parts.items() if not part.get("ok"))


def certificate(place: Site) -> Iterator[Finding]:
    path = place.home.tls / "server.crt"
    if not path.exists():
        return
    ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    left = (ends - datetime.now(UTC)).days
    if left < 0:
        yield Finding(WRONG, f"https 证书已于 {ends:%Y-%m-%d} 到期", "bin/run --lan HOST (会重发)")
    elif left < CERTIFICATE_DAYS:
        yield Finding(WARNING, f"https 证书 {left} 天后到期", "重启 bin/run --lan HOST (会重发)")
    else:
        yield Finding(GOOD, f"https 证书有效至 {ends:%Y-%m-%d}")


def settings(place: Site) -> Iterator[Finding]:
    """Settings that a production site must not have."""
    demo = place.home.demo_state in {"started", "done"} or env.flag("BAILIWICK_DEMO")
    if demo:
        yield Finding(WARNING, "这是演示: 演示账号的口令是公开的,不要放入真实案件")
    if not demo and not env.flag("BAILIWICK_SECOND_FACTOR"):
        yield Finding(
            WARNING, "没有要求第二因素登录 (等保三级要求)", "设 BAILIWICK_SECOND_FACTOR=1"
        )


# ------------------------------------------------------------ database


def database(place: Site) -> Iterator[Finding]:
    try:
        link = psycopg.connect(place.app_url, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        first = str(error).strip().splitlines()[0]
        if place.cluster is not None and not place.cluster.data.exists():
            yield Finding(WARNING, "数据库还没有建立", "bin/run")
        elif place.cluster is not None:
            yield Finding(WARNING, "内嵌数据库没有运行", "bin/run")
        else:
            shown = postgres.without_password(place.app_url)
            yield Finding(
                WRONG, f"数据库 {shown} 不应答: {first}", "检查 DATABASE_URL 与数据库服务"
            )
        return
    with link:
        yield from _server(place, link)
        yield from _migrations(place)
        if link.execute("SELECT to_regclass('audit_journalseal')").fetchone() == (None,):
            yield Finding(WRONG, "数据库里没有平台的表", "bin/bailiwick migrate")
            return
        for check in (_journal, _worker, _calendar, _demo_accounts):
            yield from check(place, link)


def _server(place: Site, link: psycopg.Connection[Any]) -> Iterator[Finding]:
    version = link.info.server_version // 10000
    if 15 <= version <= 18:
        yield Finding(GOOD, f"PostgreSQL {version} 应答")
    else:
        yield Finding(WRONG, f"PostgreSQL {version} 没有试过", "使用 15 至 18 版")
    row = link.execute(
        "SELECT rolsuper OR pg_has_role(current_user, c.relowner, 'USAGE')"
        " FROM pg_roles, pg_class c WHERE rolname = current_user"
        " AND c.oid = to_regclass('audit_journalrecord')"
    ).fetchone()
    if row and row[0]:
        yield Finding(
            WARNING,
            "运行时的数据库角色就是表的属主,能改动审计日志",
            "另建一个角色供运行时使用,属主写在 DATABASE_OWNER_URL",
        )


def _migrations(place: Site) -> Iterator[Finding]:
    done = place.python("manage.py", "migrate", "--check", as_account=False, capture=True)
    if done.returncode:
        yield Finding(WRONG, "有未执行的数据库迁移", "bin/bailiwick migrate")
    else:
        yield Finding(GOOD, "数据库结构是最新的")


def _journal(place: Site, link: psycopg.Connection[Any]) -> Iterator[Finding]:
    row = link.execute(
        "SELECT count(*), extract(epoch FROM now() - min(r.written_at)) FROM"
        " (SELECT id, written_at FROM audit_journalrecord ORDER BY id DESC LIMIT 20000) r"
        " WHERE NOT EXISTS (SELECT 1 FROM audit_journalseal s WHERE s.record = r.id)"
    ).fetchone()
    count, seconds = row or (0, None)
    if seconds is not None and seconds > UNSEALED_SECONDS:
        yield Finding(
            WRONG,
            f"{count} 条审计记录未封存,最早的已 {seconds:.0f} 秒",
            "启动 bin/run (后台任务负责封存)",
        )
    else:
        yield Finding(GOOD, "审计日志封存及时;校验用 bin/bailiwick verify_journal")


def _worker(place: Site, link: psycopg.Connection[Any]) -> Iterator[Finding]:
    row = link.execute(
        "SELECT extract(epoch FROM now() - max(beat_at)) FROM notices_workerbeat"
    ).fetchone()
    seconds = row[0] if row else None
    if seconds is not None and seconds < BEAT_SECONDS:
        yield Finding(GOOD, "后台任务正常")
    else:
        since = f"{seconds:.0f} 秒没有应答" if seconds is not None else "没有运行"
        yield Finding(WARNING, f"后台任务{since}", f"bin/run;日志 {place.home.logs / 'worker.log'}")


def _calendar(place: Site, link: psycopg.Connection[Any]) -> Iterator[Finding]:
    today = date.today()  # noqa: DTZ011  (the machine's own day is good enough here)
    years = {today.year, (today + timedelta(days=60)).year}
    rows = link.execute("SELECT year FROM org_calendaryear WHERE official").fetchall()
    official = {year for (year,) in rows}
    for year in sorted(years - official):
        yield Finding(
            WARNING, f"{year} 年放假安排尚未录入,暂按周末推算", "在“工作日历”页面录入国务院通知"
        )
    if not years - official:
        yield Finding(GOOD, "工作日历已核对")


def _demo_accounts(place: Site, link: psycopg.Connection[Any]) -> Iterator[Finding]:
    row = link.execute("SELECT count(*) FROM org_account WHERE demo AND is_active").fetchone()
    count = row[0] if row else 0
    if count and place.home.demo_state not in {"started", "done"}:
        yield Finding(
            WRONG, f"正式环境里有 {count} 个演示账号,口令是公开的", "在“账号”页面停用演示账号"
        )
