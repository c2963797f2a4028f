"""``bin/test``: every check and every test, with a throw-away database of its own."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config import frontend, home, lock, machine, postgres
from config.home import PROJECT, NotPossible

USAGE = """用法: bin/test [--no-browser] [--database URL] [pytest 的参数 …]

准备环境,然后依次执行全部检查 (ruff、mypy、lint-imports、迁移、tsc) 和全部测试。
  --no-browser     不跑浏览器测试 (缺 Chromium 或汉字字体时);结尾会写明没有测试什么
  --database URL   用另一个 PostgreSQL 服务器 (URL 中的角色要能建库),不用内嵌的
其余参数原样交给 pytest,例如 bin/test tests/law -k 扣除
"""
WORKERS = "2"


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    browser: bool
    database: str
    pytest: tuple[str, ...]


def parse(arguments: Sequence[str]) -> Options:
    """Take our own options out; the rest is pytest's.

    Raises:
        NotPossible: --database without a URL.
    """
    rest: list[str] = []
    browser, database = True, ""
    words = iter(arguments)
    for word in words:
        if word == "--no-browser":
            browser = False
        elif word == "--database":
            database = next(words, "")
            if not database:
                raise NotPossible("--database 后面要有 URL")
        elif word.startswith("--database="):
            database = word.partition("=")[2]
        else:
            rest.append(word)
    return Options(browser, database, tuple(rest))


def main(arguments: Sequence[str]) -> int:
    """Run everything. Returns 0 only if nothing failed."""
    if {"-h", "--help"} & set(arguments):
        print(USAGE, end="")
        return 0
    options = parse(arguments)
    for name in [n for n in os.environ if n.startswith(("BAILIWICK_", "DATABASE_"))]:
        if name != "BAILIWICK_CHROMIUM":
            del os.environ[name]  # the tests know nothing of the platform running beside them
    lacks = machine.browser_lacks()
    if options.browser and lacks:
        for lack in lacks:
            print(f"✗ {lack}")
        print("✗ 浏览器测试不能进行。补齐后重试,或用 --no-browser 跳过 (会写明没有测试什么)。")
        return 1
    started = time.monotonic()
    failed: list[str] = []
    with _database(options.database) as url, tempfile.TemporaryDirectory() as scratch:
        environment = _environment(url, scratch)
        for name, step in _checks(environment):
            _run(name, step, failed)
        _run("pytest", lambda: _pytest(options, environment), failed)
    if not options.browser:
        print("! 没有测试: 浏览器测试 (--no-browser)")
    seconds = time.monotonic() - started
    if failed:
        print(f"✗ 没有通过: {'、'.join(failed)} ({seconds:.0f} 秒)")
        return 1
    print(f"✓ 全部通过 ({seconds:.0f} 秒)")
    return 0


def _run(name: str, step: Callable[[], bool], failed: list[str]) -> None:
    started = time.monotonic()
    print(f"── {name}", flush=True)
    try:
        good = step()
    except NotPossible as problem:
        print(problem)
        good = False
    if not good:
        failed.append(name)
    print(f"   {'✓' if good else '✗'} {name} ({time.monotonic() - started:.1f} 秒)", flush=True)


def _environment(url: str, scratch: str) -> dict[str, str]:
    return dict(os.environ) | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(PROJECT),
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "DATABASE_URL": url,
        "BAILIWICK_HOME": scratch,
        "BAILIWICK_SECRET_KEY": "tests-only",
        "BAILIWICK_CHROMIUM": machine.chromium(),
        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
    }


@contextlib.contextmanager
def _database(given: str) -> Iterator[str]:
    """Yield the URL of a server: the one given, or one of our own that is gone afterwards."""
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="bw-test-"))
    try:
        place = home.find(folder)
        home.prepare(place)
        cluster = postgres.Cluster(place, place.data, place.sockets, durable=False)
        with postgres.running(cluster, place.logs / "postgres.log"):
            postgres.ensure_database(cluster)
            yield cluster.url(postgres.OWNER)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _checks(environment: dict[str, str]) -> Iterator[tuple[str, Callable[[], bool]]]:
    def command(*words: str) -> Callable[[], bool]:
        program = shutil.which(words[0], path=environment["PATH"]) or words[0]
        return lambda: _call([program, *words[1:]], environment) == 0

    yield "依赖锁文件", _lock_is_current
    yield "ruff format", command("ruff", "format", "--check", "--quiet", ".")
    yield "ruff check", command("ruff", "check", "--quiet", ".")
    yield "lint-imports", command("lint-imports", "--no-cache")
    yield "迁移齐全", command("python", "manage.py", "makemigrations", "--check", "--dry-run")
    yield "mypy", command("mypy")
    if (PROJECT / "package.json").exists():
        yield "npm ci 与构建", _build
        yield "tsc", command("npm", "run", "--silent", "typecheck")


def _lock_is_current() -> bool:
    problem = lock.problem()
    if problem:
        print(problem)
    return not problem


def _build() -> bool:
    frontend.install_packages()
    frontend.build()
    return True


def _pytest(options: Options, environment: dict[str, str]) -> bool:
    words = [sys.executable, "-X", "utf8", "-m", "pytest"]
    if not {"-n", "--pdb", "--numprocesses"} & {
        re.sub(r"^(-n|--numprocesses).*", r"\1", word) for word in options.pytest
    }:
        words += ["-n", WORKERS]
    words += options.pytest
    if not options.browser:
        words += ["-m", _without_browser(options.pytest)]
    return _call(words, environment) == 0


def _without_browser(given: Sequence[str]) -> str:
    """Return the marker expression: the one given, but never the browser tests."""
    asked = ""
    for before, word in zip(("", *given), given, strict=False):
        if before == "-m":
            asked = word
        elif word.startswith("-m") and word != "-m":
            asked = word[2:].lstrip("=")
    return f"({asked}) and not browser" if asked else "not browser"


def _call(words: Sequence[str], environment: dict[str, str]) -> int:
    sys.stdout.flush()
    done = subprocess.run(
        words, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, check=False
    )
    return done.returncode
