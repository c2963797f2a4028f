"""The whole platform as bin/run starts it: it heals from kill -9 and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from config import home, supervise
from config.home import PROJECT, Home

pytestmark = pytest.mark.slow
SECONDS = 120.0


class Platform:
    """A platform in a home of its own on a free port."""

    def __init__(self, folder: Path) -> None:
        self.home = home.find(folder / "home")
        self.log = folder / "run.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"BAILIWICK_HOME": str(self.home.path), "PYTHONPATH": str(PROJECT)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        words = [sys.executable, "-m", "config.cli", "run", "--no-demo", *options]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603
                [*words, "--port", str(self.port)],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def health(self) -> dict[str, object]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return dict(json.load(answer))
        except HTTPError as error:
            return dict(json.load(error))
        except (URLError, OSError, ValueError):
            return {}

    def until(self, true: Callable[[], object], seconds: float = SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            said = self.log.read_text(encoding="utf-8")[-2000:]
            assert time.monotonic() < deadline, f"did not happen in time; bin/run said:\n{said}"
            assert self.process is None or self.process.poll() is None, f"bin/run ended:\n{said}"
            time.sleep(0.2)

    def ready(self) -> bool:
        return bool(self.health().get("ready"))

    def pids(self) -> dict[str, int]:
        states = supervise.Supervisor(self.home, [], {}).states()
        return {name: info["pid"] for name, info in states.items() if info["pid"]}

    def processes(self) -> list[str]:
        """Return the command lines of everything that works for this home."""
        found = []
        own = os.fsencode(self.home.path)
        for process in Path("/proc").iterdir():
            if not process.name.isdecimal() or int(process.name) == os.getpid():
                continue
            try:
                words = (process / "cmdline").read_bytes()
                surroundings = (process / "environ").read_bytes()
            except OSError:
                continue
            if words and (own in words or b"BAILIWICK_HOME=" + own in surroundings):
                found.append(words.replace(b"\0", b" ").decode()[:120])
        return found


@pytest.fixture
def platform() -> Iterator[Platform]:
    folder = Path(tempfile.mkdtemp(prefix="bw-run-"))
    folder.chmod(0o711)  # as root, the platform's account must get through
    running = Platform(folder)
    yield running
    if running.process and running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    deadline = time.monotonic() + 30
    while running.processes() and time.monotonic() < deadline:
        time.sleep(0.2)
    shutil.rmtree(folder, ignore_errors=True)


def test_heals_from_every_kill_and_leaves_nothing_behind(platform: Platform) -> None:
    platform.start()
    platform.until(platform.ready)
    assert set(platform.pids()) == {"postgres", "web_0", "web_1", "worker"}
    assert stat_mode(platform.home.path) in {0o700, 0o711}

    for name in ("worker", "web_0", "postgres"):
        before = platform.pids()[name]
        os.kill(before, signal.SIGKILL)
        platform.until(lambda: platform.pids().get(name) not in {None, before})  # noqa: B023
        platform.until(platform.ready)

    supervisor = int((platform.home.ctl / "supervisord.pid").read_text())
    os.kill(supervisor, signal.SIGKILL)
    platform.until(lambda: "已恢复" in platform.log.read_text(encoding="utf-8"))
    platform.until(platform.ready)

    assert platform.process is not None
    platform.process.kill()  # bin/run itself; the next one makes way for itself
    platform.process.wait()
    platform.start()
    platform.until(lambda: platform.log.read_text(encoding="utf-8").count("已就绪") == 2)

    platform.process.send_signal(signal.SIGINT)
    assert platform.process.wait(60) == 0
    platform.process = None
    platform.until(lambda: not platform.processes(), seconds=10)


def test_second_run_in_the_same_home_or_on_the_same_port_is_refused(platform: Platform) -> None:
    platform.start()
    platform.until(lambda: platform.pids().get("postgres"))
    again = subprocess.run(
        [sys.executable, "-m", "config.cli", "run", "--port", "1"],
        cwd=PROJECT,
        env=platform.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert again.returncode == 3
    assert "正被使用" in again.stderr
    platform.until(platform.ready)


def stat_mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_home_that_is_too_deep_for_sockets_gets_a_short_folder(tmp_path: Path) -> None:
    deep = Home(tmp_path / ("d" * 120))
    assert len(os.fsencode(deep.sockets / ".s.PGSQL.5432")) <= home.SOCKET_PATH_BYTES
    assert Home(Path("/srv/bw")).sockets == Path("/srv/bw/run")
