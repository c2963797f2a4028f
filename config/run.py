"""``bin/run``: prepare what is missing, start everything, say where it is, stop it on Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from config import frontend, home, machine, postgres, site, supervise, tls
from config.home import PROJECT, NotPossible
from config.site import Site

READY_SECONDS = 120
RESTARTS = 5  # of the supervisor itself, within RESTART_WINDOW_S
RESTART_WINDOW_S = 300.0
NAMES = {
    "postgres": "数据库",
    "web": "网页服务",
    "https": "https 服务",
    "worker": "后台任务",
    "demo": "演示城市",
}


def parser() -> argparse.ArgumentParser:
    """Return the options of ``bin/run``."""
    found = argparse.ArgumentParser(
        prog="bin/run", description="准备并启动执行指挥中心平台;Ctrl-C 停止。", add_help=False
    )
    found.add_argument("-h", "--help", action="help", help="显示本说明")
    found.add_argument(
        "--port", type=int, metavar="N", help="网页端口 (默认 8000 + BAILIWICK_PORT_OFFSET)"
    )
    found.add_argument("--no-demo", action="store_true", help="首次启动时不装演示城市")
    found.add_argument(
        "--lan", metavar="HOST", default="", help="另在局域网以 https 提供服务;HOST 是本机域名或 IP"
    )
    return found


def main(arguments: Sequence[str]) -> int:
    """Run until told to stop. Returns the exit code.

    Raises:
        NotPossible: it cannot start; nothing of ours is left running.
    """
    options = parser().parse_args(arguments)
    os.umask(0o022)
    place = site.current()
    home.prepare(place.home)
    with _told_to_stop() as stop:
        port = site.port(options.port, "BAILIWICK_PORT", site.HTTP_PORT)
        with place.home.lock(f"bin/run, http://127.0.0.1:{port}/, 代码目录 {PROJECT}"):
            return Run(place, port, options, stop).until_stopped()


@contextlib.contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C, TERM and a closed terminal set."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: object) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, on_signal)
    yield stop


class Stopped(Exception):
    """We were told to stop while still starting."""


class Run:
    """One run of the platform from start to stop."""

    def __init__(
        self, place: Site, port: int, options: argparse.Namespace, stop: threading.Event
    ) -> None:
        self.place = place
        self.home = place.home
        self.port = port
        self.no_demo: bool = options.no_demo
        self.lan: str = options.lan
        self.https_port = site.port(None, "BAILIWICK_HTTPS_PORT", site.HTTPS_PORT)
        self.stop = stop
        self.started_at = time.monotonic()
        self.account = ""
        self.notes: list[str] = []
        self._pids: dict[str, object] = {}  # of what last ran, to tell a restart

    def until_stopped(self) -> int:
        """Start, watch, stop."""
        self._clear_away()
        self._check_ports()
        self._choose_account()
        self._decide_demo()
        if self.lan:
            tls.ensure(self.home, self.lan)
        self.supervisor = supervise.Supervisor(self.home, self._programs(), self._environment())
        try:
            self._bring_up()
            self._say_where()
            self._watch()
        except Stopped:
            pass
        finally:
            print("· 正在停止 …", flush=True)
            self.supervisor.stop()
        print("✓ 已停止", flush=True)
        return 0

    # ------------------------------------------------------------------ before anything runs

    def _clear_away(self) -> None:
        """End what a killed run left behind."""
        supervise.end_leftover(self.home)
        if self.place.cluster:
            postgres.recover(self.place.cluster)

    def _check_ports(self) -> None:
        wanted = [("127.0.0.1", self.port)] + ([("0.0.0.0", self.https_port)] if self.lan else [])  # noqa: S104
        for host, port in wanted:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((host, port))
                except OSError as error:
                    if error.errno == errno.EADDRINUSE:
                        raise NotPossible(
                            f"端口 {port} 已被占用;请用 --port 或 BAILIWICK_PORT_OFFSET 换一个"
                        ) from error
                    raise NotPossible(f"端口 {port} 不能使用: {error.strerror}") from error

    def _choose_account(self) -> None:
        if self.home.account is None:
            return
        if home.python_is_readable(self.home):
            self.account = self.home.account.pw_name
        else:
            self.notes.append(
                f"系统用户 {home.ACCOUNT} 读不到 Python 或代码目录 {PROJECT},"
                "除数据库外的进程以 root 运行;把代码放到它能读到的目录即可避免"
            )

    def _programs(self) -> list[supervise.Program]:
        cluster = self.place.cluster
        if cluster:
            postgres.create(cluster)
        return supervise.programs(
            self.home,
            postgres.command(cluster) if cluster else None,
            self.account,
            listen=f"tcp://127.0.0.1:{self.port}",
            https=f"tcp://0.0.0.0:{self.https_port}" if self.lan else "",
            environment={"HOME": str(self.home.files)} if self.account else None,
        )

    def _environment(self) -> dict[str, str]:
        more = {"BAILIWICK_PORT": str(self.port)}
        if self.lan:
            given = os.environ.get("BAILIWICK_HOSTS", "localhost,127.0.0.1,[::1]")
            more["BAILIWICK_HOSTS"] = f"{given},{self.lan}"
            more["BAILIWICK_TLS_AUTHORITY"] = str(self.home.tls / "authority.crt")
        return self.place.environment(more)

    # ------------------------------------------------------------------ starting

    def _bring_up(self) -> None:
        with ThreadPoolExecutor(1) as pool:
            pages = pool.submit(self._make_pages)
            self.supervisor.start()
            self._prepare_database()
            self._finish(pages)
        for name in ("worker", "web", *(["https"] if self.lan else [])):
            self.supervisor.launch(name)
        self._wait_until_ready()
        if self._wants_demo():
            self.supervisor.launch("demo")

    def _make_pages(self) -> None:
        try:
            frontend.build()
        except NotPossible as problem:
            self.notes.append(f"页面上的动态部件没有构建,这些部件不可用。{problem}")

    def _finish(self, pages: Future[None]) -> None:
        while not pages.done():
            self._pause(0.1)
        pages.result()
        collected = PROJECT / "static" / "collected"
        digest = frontend.static_digest()
        if frontend.is_current(collected, digest):
            return
        words = ("manage.py", "collectstatic", "--no-input", "--clear", "--verbosity", "0")
        done = self.place.python(*words, as_account=False, capture=True)
        if done.returncode != 0:
            raise NotPossible(f"静态文件没有备好:\n{site.last_lines(done.stderr)}")
        (collected / frontend.STAMP).write_text(digest, encoding="ascii")

    def _prepare_database(self) -> None:
        if self.place.cluster:
            self.supervisor.launch("postgres")
            postgres.wait_ready(self.place.cluster.url(postgres.OWNER, "postgres"))
            postgres.ensure_database(self.place.cluster)
        self._pause(0)
        prepare_database(self.place, as_account=bool(self.account))

    def _decide_demo(self) -> None:
        """Decide once, at the first start, whether this home holds a demo city."""
        if self.home.demo.exists():
            return
        wanted = not self.no_demo
        if wanted and self.place.cluster is None:
            wanted = False
            self.notes.append("外部数据库不自动装演示城市;需要时执行 bin/bailiwick demo")
        self.home.mark_demo("started" if wanted else "none")

    def _wants_demo(self) -> bool:
        return not self.no_demo and self.home.demo_state == "started"

    def _wait_until_ready(self) -> None:
        address = f"http://127.0.0.1:{self.port}/healthz"
        deadline = time.monotonic() + READY_SECONDS
        said = ""
        while time.monotonic() < deadline:
            try:
                with urlopen(address, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except HTTPError as error:
                said = error.read().decode("utf-8", "replace")[:500]
            except (URLError, OSError) as error:
                said = str(error)
            self._pause(0.2)
        raise NotPossible(f"{READY_SECONDS} 秒内没有就绪: {said}\n日志在 {self.home.logs}")

    def _pause(self, seconds: float) -> None:
        if self.stop.wait(seconds) or self.stop.is_set():
            raise Stopped

    # ------------------------------------------------------------------ running

    def _say_where(self) -> None:
        seconds = time.monotonic() - self.started_at
        print(f"\n✓ 执行指挥中心平台已就绪 ({seconds:.1f} 秒)")
        print(f"  地址      http://127.0.0.1:{self.port}/")
        if self.lan:
            print(f"  局域网    https://{self.lan}:{self.https_port}/")
            print(f"  信任证书  https://{self.lan}:{self.https_port}{tls.TRUST_PAGE}")
        print(f"  状态目录  {self.home.path}")
        if self.place.cluster is None:
            print(f"  数据库    {postgres.without_password(self.place.app_url)}")
        accounts = self._demo_accounts()
        if accounts:
            print(f"\n演示账号 (只在演示中存在):\n{accounts}")
        for note in [*self.notes, *machine.off_at_run_time()]:
            print(f"! {note}")
        print("\nCtrl-C 停止。", flush=True)

    def _demo_accounts(self) -> str:
        """Return the list of demo accounts; on the first start wait until they are made."""
        if self.home.demo_state not in {"started", "done"}:
            return ""
        for _ in range(60):
            words = ("manage.py", "demo_accounts")
            done = self.place.python(*words, as_account=bool(self.account), capture=True)
            if done.returncode == 0 and done.stdout.strip():
                return done.stdout.rstrip()
            if not self._demo_runs():
                break
            self._pause(1)
        return (
            f"  (没有取到;稍后用 bin/bailiwick demo_accounts 查看)\n{site.last_lines(done.stderr)}"
        )

    def _demo_runs(self) -> bool:
        state = self.supervisor.states().get("demo", {}).get("statename")
        return state in {"STARTING", "RUNNING", "BACKOFF"}

    def _watch(self) -> None:
        """Tell what restarts; start the supervisor anew if somebody killed it."""
        known = self.supervisor.states()
        self._pids = {name: info["pid"] for name, info in known.items()}
        restarts: list[float] = []
        while not self.stop.wait(1):
            if not self.supervisor.alive:
                now = time.monotonic()
                restarts = [at for at in restarts if now - at < RESTART_WINDOW_S] + [now]
                if len(restarts) > RESTARTS:
                    raise NotPossible(f"监护进程反复退出;日志在 {self.home.logs}")
                _say("监护进程意外退出,重新启动全部进程")
                self._clear_away()
                self._bring_up()
                _say("已恢复")
                known = self.supervisor.states()
                self._pids = {name: info["pid"] for name, info in known.items()}
                continue
            now_states = self.supervisor.states()
            for name, info in now_states.items():
                self._tell(name, known.get(name, {}), info)
            known = known | now_states

    def _tell(self, name: str, before: dict[str, object], now: dict[str, object]) -> None:
        label = NAMES.get(name.partition("_")[0], name)
        changed = before.get("statename") != now["statename"]
        if now["statename"] == "RUNNING":
            last, self._pids[name] = self._pids.get(name), now["pid"]
            if last and last != now["pid"]:
                _say(f"{label}已自动重启 (进程 {last} → {now['pid']})")
        elif changed and now["statename"] == "BACKOFF":
            _say(f"{label}启动失败,正在重试;日志 {now['stdout_logfile']}")
        elif changed and now["statename"] == "FATAL":
            _say(f"{label}多次启动失败,已放弃;日志 {now['stdout_logfile']}")
        elif changed and name == "demo" and now["statename"] == "EXITED":
            good = now["exitstatus"] == 0
            _say("演示城市已装好" if good else f"演示城市没有装好;日志 {now['stdout_logfile']}")


def prepare_database(place: Site, *, as_account: bool) -> None:
    """Migrate, load reference data and grant rights, in a process that acts as the owner role.

    Raises:
        NotPossible: it failed; the message quotes it.
    """
    app_role = postgres.role_of(place.app_url)
    done = place.python(
        *("-m", "config.prepare", app_role), as_account=as_account, owner=True, capture=True
    )
    if done.returncode != 0:
        raise NotPossible(f"数据库结构没有备好:\n{site.last_lines(done.stderr)}")


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def health(port: int) -> dict[str, object]:
    """Return what ``/healthz`` answers now.

    Raises:
        OSError: nothing answers on that port.
    """
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            return dict(json.load(answer))
    except HTTPError as error:
        return dict(json.load(error))
