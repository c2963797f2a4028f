"""The processes of the platform and the supervisor that keeps them alive.

Each child gets a signal when the supervisor is gone, so nothing outlives it. The web processes
share one listening socket which the supervisor holds: while one restarts, callers wait in line.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from config.home import PROJECT, Home, NotPossible
from config.processes import dying_with_parent, is_zombie

STOP_SECONDS = 90


@dataclass(frozen=True)
class Program:
    """One kind of process. ``listen`` is the address its copies share as file descriptor 0."""

    name: str
    words: Sequence[str]
    priority: int  # smaller starts earlier and stops later
    account: str = ""  # "" = whoever runs the supervisor
    stop_signal: str = "TERM"
    stop_seconds: int = 10
    death_signal: str = "KILL"
    copies: int = 1
    listen: str = ""
    once: bool = False  # runs to its end; started anew only if it was killed
    directory: str = "/"
    environment: Mapping[str, str] | None = None


def programs(
    home: Home,
    postgres: Sequence[str] | None,
    account: str,
    *,
    listen: str,
    https: str = "",
    environment: Mapping[str, str] | None = None,
) -> list[Program]:
    """Return what is to run; ``postgres`` None: the database is elsewhere.

    ``account`` runs everything but postgres.
    """
    python = [sys.executable, "-X", "utf8"]
    shared: dict[str, Any] = {
        "account": account,
        "directory": str(PROJECT),
        "environment": environment,
    }
    found = []
    if postgres is not None:
        owner = home.account.pw_name if home.account else ""
        found.append(
            Program(
                "postgres",
                postgres,
                10,
                account=owner,
                stop_signal="INT",
                stop_seconds=60,
                death_signal="INT",
            )
        )
    web = [*python, "-m", "config.serve"]
    found.append(Program("web", web, 30, copies=2, listen=listen, **shared))
    if https:
        tls = [str(home.tls / "server.crt"), str(home.tls / "server.key")]
        secure = shared | {"environment": {**(environment or {}), "BAILIWICK_HTTPS": "1"}}
        found.append(Program("https", [*web, *tls], 30, listen=https, **secure))
    manage = [*python, str(PROJECT / "manage.py")]
    found.append(Program("worker", [*manage, "run_worker"], 20, **shared))
    demo = [*python, "-m", "config.demo", str(home.demo)]
    found.append(Program("demo", demo, 40, once=True, stop_seconds=5, **shared))
    return found


def render(home: Home, wanted: Sequence[Program]) -> str:
    """Return the supervisor's configuration."""
    sections = [
        _section(
            "supervisord",
            {
                "nodaemon": "true",
                "silent": "true",
                "logfile": home.logs / "supervisor.log",
                "logfile_maxbytes": "10MB",
                "logfile_backups": 3,
                "pidfile": home.ctl / "supervisord.pid",
                "directory": "/",
                "umask": "022",
                **({"user": "root"} if os.geteuid() == 0 else {}),
            },
        ),
        _section("unix_http_server", {"file": home.supervisor_socket, "chmod": "0700"}),
        _section(
            "rpcinterface:supervisor",
            {"supervisor.rpcinterface_factory": ("supervisor.rpcinterface:make_main_rpcinterface")},
        ),
    ]
    sections += [_program(home, program) for program in wanted]
    return "\n".join(sections)


def _program(home: Home, program: Program) -> str:
    words = dying_with_parent(program.words, program.death_signal)
    values: dict[str, object] = {
        "command": shlex.join(words),
        "process_name": "%(program_name)s",
        "directory": program.directory,
        "priority": program.priority,
        "autostart": "false",
        "autorestart": "unexpected" if program.once else "true",
        "exitcodes": "0,1" if program.once else 0,
        "startsecs": 0 if program.once else 1,
        "startretries": 100,
        "stopsignal": program.stop_signal,
        "stopwaitsecs": program.stop_seconds,
        "stopasgroup": "false",
        "killasgroup": "true",
        "umask": "027",
        "redirect_stderr": "true",
        "stdout_logfile": home.logs / f"{program.name}.log",
        "stdout_logfile_maxbytes": "20MB",
        "stdout_logfile_backups": 3,
    }
    if program.account:
        values["user"] = program.account
    if program.environment:
        pairs = (f"{name}={_quoted(value)}" for name, value in program.environment.items())
        values["environment"] = ",".join(pairs)
    kind = "program"
    if program.listen:
        kind = "fcgi-program"
        values["socket"] = program.listen
        values["socket_backlog"] = 1024
    if program.copies > 1:
        values["numprocs"] = program.copies
        values["process_name"] = "%(program_name)s_%(process_num)d"
        values["stdout_logfile"] = home.logs / f"{program.name}_%(process_num)d.log"
    return _section(f"{kind}:{program.name}", values)


def _section(title: str, values: Mapping[str, object]) -> str:
    lines = (f"{key}={_escaped(key, str(value))}" for key, value in values.items())
    return f"[{title}]\n" + "\n".join(lines) + "\n"


def _escaped(key: str, value: str) -> str:
    """Double the per cent signs that are not the supervisor's own, and refuse line breaks."""
    if "\n" in value:
        raise NotPossible(f"{key} 含有换行")
    if " ;" in value:
        raise NotPossible(f"{key} 含有“空格加分号”: {value}")
    for own in ("%(program_name)s", "%(process_num)d"):
        value = value.replace(own, own.replace("%", "\0"))
    return value.replace("%", "%%").replace("\0", "%")


def _quoted(value: str) -> str:
    if '"' in value:
        raise NotPossible(f"值中不能有引号: {value}")
    return f'"{value}"'


# ------------------------------------------------------------ the running supervisor


class Supervisor:
    """A supervisord of ours: started as a child that dies with us, spoken to over its socket."""

    def __init__(
        self, home: Home, wanted: Sequence[Program], environment: Mapping[str, str]
    ) -> None:
        self.home = home
        self.wanted = {program.name: program for program in wanted}
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it with nothing running below it yet.

        Raises:
            NotPossible: it ended at once, or does not answer.
        """
        config = self.home.ctl / "supervisord.conf"
        config.write_text(render(self.home, list(self.wanted.values())), encoding="utf-8")
        words = [sys.executable, "-m", "supervisor.supervisord", "-c", str(config)]
        with (self.home.logs / "supervisord.out").open("wb") as output:
            self._process = subprocess.Popen(
                dying_with_parent(words, "TERM"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                start_new_session=True,  # Ctrl-C in the terminal is for us alone
            )
        for _ in range(200):
            if self._process.poll() is not None:
                break
            with contextlib.suppress(OSError, Fault):
                self.call("getState")
                return
            time.sleep(0.05)
        said = (self.home.logs / "supervisord.out").read_text(encoding="utf-8")[-800:]
        self.stop()
        raise NotPossible(f"监护进程没有启动: {said.strip() or '见 logs/supervisor.log'}")

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def call(self, method: str, *arguments: object) -> Any:
        transport = SupervisorTransport("", "", f"unix://{self.home.supervisor_socket}")
        with ServerProxy("http://127.0.0.1", transport=transport) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)

    def launch(self, name: str) -> None:
        """Start one program, all its copies; it stays up from then on."""
        with contextlib.suppress(Fault):  # already started
            self.call("startProcessGroup", name, False)

    def states(self) -> dict[str, dict[str, Any]]:
        """Return state, pid and exit status of each process; empty while it does not answer."""
        with contextlib.suppress(OSError, Fault):
            return {info["name"]: info for info in self.call("getAllProcessInfo")}
        return {}

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """End everything in order, last started first."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()  # its children die with it
            self._process.wait()


def end_leftover(home: Home, wait_s: float = STOP_SECONDS) -> None:
    """End a supervisor whose ``bin/run`` was killed; wait for it if it is already ending."""
    pid_file = home.ctl / "supervisord.pid"
    marker = str(home.ctl / "supervisord.conf")
    started = time.monotonic()
    order: signal.Signals | None = None
    while (pid := _supervisor_pid(pid_file, marker)) is not None:
        waited = time.monotonic() - started
        wanted = signal.SIGTERM if waited < wait_s else signal.SIGKILL
        if wanted is not order:
            order = wanted
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, order)
        time.sleep(0.1)
    for path in (pid_file, home.supervisor_socket):
        path.unlink(missing_ok=True)


def _supervisor_pid(pid_file: Path, marker: str) -> int | None:
    try:
        pid = int(pid_file.read_text(encoding="ascii"))
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(marker) in words and not is_zombie(pid) else None
