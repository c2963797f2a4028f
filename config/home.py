"""Where the platform keeps its state, and which operating-system account owns what.

Below the home: ``pg`` (database), ``run`` (sockets), ``keys``, ``files``, ``secret_key`` belong to
the account that runs the platform; ``ctl`` and ``logs`` to whoever starts it. Started as root these
are two: the platform then runs as ``bailiwick`` and cannot rewrite what root reads.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from config import env

PROJECT = Path(__file__).resolve().parent.parent
ACCOUNT = "bailiwick"
ROOT_HOMES = Path("/var/lib/bailiwick")
SOCKET_PATH_BYTES = 100  # sun_path holds 107; supervisor appends ".PID" while it binds


class NotPossible(Exception):
    """What was asked cannot be done here; the message says why and what to do. Shown as is."""


class HomeInUse(NotPossible):
    """Another process runs the platform, or uses its database, from the same home."""


@dataclass(frozen=True)
class Home:
    """A state folder. ``account`` is None unless we are root."""

    path: Path
    account: pwd.struct_passwd | None = None

    @property
    def data(self) -> Path:
        return self.path / "pg"

    @property
    def ctl(self) -> Path:
        return self.path / "ctl"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def keys(self) -> Path:
        return Path(env.text("BAILIWICK_KEYS", str(self.path / "keys")))

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def secret_key(self) -> Path:
        return Path(env.text("BAILIWICK_SECRET_KEY_FILE", str(self.path / "secret_key")))

    @property
    def demo(self) -> Path:
        return self.path / "demo"

    @property
    def demo_state(self) -> str:
        """Return "" before the first start, then ``none``, or ``started`` and later ``done``."""
        try:
            return self.demo.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""

    def mark_demo(self, state: str) -> None:
        self.demo.write_text(state + "\n", encoding="ascii")
        self.give(self.demo)

    @property
    def tls(self) -> Path:
        return self.path / "tls"

    @cached_property
    def sockets(self) -> Path:
        """Folder of the sockets: below the home, or a short one where that path is too long."""
        own = self.path / "run"
        if len(os.fsencode(own / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES:
            return own
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        owner = self.account.pw_uid if self.account else os.getuid()
        return Path(tempfile.gettempdir()) / f"bailiwick-{owner}-{digest}"

    @property
    def supervisor_socket(self) -> Path:
        return self.sockets_of_root / "supervisor.sock"

    @property
    def sockets_of_root(self) -> Path:
        """Folder for sockets that only whoever starts the platform may use."""
        if len(os.fsencode(self.ctl / "supervisor.sock")) <= SOCKET_PATH_BYTES:
            return self.ctl
        return self.sockets.with_name(self.sockets.name + "-ctl")

    def as_account(self) -> dict[str, Any]:
        """Arguments that make ``subprocess`` start a process as the platform's account."""
        if self.account is None:
            return {}
        return {
            "user": self.account.pw_uid,
            "group": self.account.pw_gid,
            "extra_groups": [],
        }

    def give(self, path: Path) -> None:
        """Hand a file or folder to the platform's account."""
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    @contextlib.contextmanager
    def lock(self, purpose: str) -> Iterator[None]:
        """Hold the home alone until the block ends, or our process does.

        Raises:
            HomeInUse: another process holds it; the message says which and what for.
        """
        path = self.ctl / "lock"
        with path.open("a+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise HomeInUse(f"状态目录 {self.path} 正被使用: {file.read().strip()}") from None
            file.truncate(0)
            file.write(f"{purpose} (进程 {os.getpid()})\n")
            file.flush()
            yield


def default_path() -> Path:
    """Return BAILIWICK_HOME, else ``var/`` here; as root a folder for this checkout in /var/lib."""
    given = env.text("BAILIWICK_HOME")
    if given:
        return Path(given).expanduser().absolute()
    if os.geteuid() != 0:
        return PROJECT / "var"
    digest = hashlib.sha256(os.fsencode(PROJECT)).hexdigest()[:8]
    return ROOT_HOMES / f"{PROJECT.name}-{digest}"


def find(path: Path | None = None) -> Home:
    """Return the home without touching the disk, but for the account root needs.

    Raises:
        NotPossible: we are root and the account ``bailiwick`` cannot be made.
    """
    account = _account() if os.geteuid() == 0 else None
    return Home(path or default_path(), account)


def prepare(home: Home) -> None:
    """Make the folders and the secret key, with their owners and modes. Idempotent.

    Raises:
        NotPossible: a folder cannot be made, or the platform's account cannot reach it.
    """
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        home.path.chmod(0o711 if home.account else 0o700)
        _folder(home, home.ctl, 0o700, ours=True)
        _folder(home, home.logs, 0o755, ours=True)
        _folder(home, home.sockets, 0o700)
        _folder(home, home.sockets_of_root, 0o700, ours=True)
        _folder(home, home.keys, 0o700)
        _folder(home, home.files, 0o700)
        _make_secret_key(home)
    except OSError as error:
        raise NotPossible(
            f"状态目录 {home.path} 不能使用: {error.strerror} ({error.filename})"
        ) from error
    if home.account and not _reaches(home, home.files):
        raise NotPossible(
            f"系统用户 {ACCOUNT} 进不了状态目录 {home.path};"
            "请用 BAILIWICK_HOME 指定一个它能到达的目录 (上级目录要有 x 权限)"
        )


def _folder(home: Home, path: Path, mode: int, *, ours: bool = False) -> None:
    path.mkdir(parents=True, exist_ok=True)
    owner = os.geteuid() if ours or home.account is None else home.account.pw_uid
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotPossible(f"{path} 不是目录")
    if found.st_uid not in {os.geteuid(), owner}:
        raise NotPossible(f"{path} 属于别的用户")
    if not ours:
        home.give(path)
    path.chmod(mode)


def _make_secret_key(home: Home) -> None:
    path = home.secret_key
    if not path.exists():
        fresh = path.with_name(path.name + ".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64) + "\n", encoding="utf-8")
        home.give(fresh)
        fresh.replace(path)


def _account() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(ACCOUNT)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise NotPossible(f"不能建立系统用户 {ACCOUNT}: {' '.join(command)}") from error


def _reaches(home: Home, path: Path) -> bool:
    test = ["/usr/bin/test", "-w", str(path)]
    return bool(subprocess.run(test, check=False, **home.as_account()).returncode == 0)


def python_is_readable(home: Home) -> bool:
    """Return whether the platform's account can run this interpreter with this checkout."""
    if home.account is None:
        return True
    test = [sys.executable, "-c", "import django, config.env"]
    answer = subprocess.run(
        test,
        check=False,
        capture_output=True,
        cwd="/",
        env={"PATH": os.defpath, "PYTHONPATH": str(PROJECT)},
        **home.as_account(),
    )
    return bool(answer.returncode == 0)
