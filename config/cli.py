"""The three commands of ``bin/``: run, test, and the command line inside the environment."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from config import home, postgres, site
from config.home import PROJECT, NotPossible
from config.site import Site

OWNER_COMMANDS = {"migrate", "load_reference"}  # these change tables
FAMILIES = ("bench",)  # ``bench cases`` is the management command ``bench_cases``
DJANGO_COMMANDS = {
    "migrate": "执行数据库迁移",
    "makemigrations": "生成数据库迁移 (开发用)",
    "shell": "Python 交互环境 (开发用)",
    "changepassword": "修改一个账号的口令",
    "clearsessions": "清除过期的登录",
}


def main(arguments: Sequence[str]) -> int:
    """Run ``run``, ``test`` or ``command``; refusals are told in one line, without a traceback."""
    which, *rest = arguments
    try:
        if which == "run":
            from config import run

            return run.main(rest)
        if which == "test":
            from config import check

            return check.main(rest)
        return command(rest)
    except NotPossible as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 3 if isinstance(problem, home.HomeInUse) else 1
    except BrokenPipeError:
        return 1


# ------------------------------------------------------------ bin/bailiwick


def command(arguments: Sequence[str]) -> int:
    """Run one command of ``bin/bailiwick``. Returns its exit code; 2 for an unknown command."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(command_list(), end="")
        return 0
    name, rest = resolve(arguments)
    if name in OWN:
        return OWN[name][1](list(rest))
    known = managed()
    if name not in known and name not in DJANGO_COMMANDS:
        print(
            f"✗ 没有“{' '.join(arguments[:2])}”这个命令\n\n{command_list()}",
            file=sys.stderr,
            end="",
        )
        return 2
    return manage(site.current(), name, rest)


def resolve(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Return the command's name and its arguments; ``bench cases`` is ``bench_cases``.

    Hyphens and underscores are the same: ``import-cases`` is ``import_cases``.
    """
    name, *rest = arguments
    name = name.replace("-", "_")
    if name in FAMILIES and rest and not rest[0].startswith("-"):
        name, rest = f"{name}_{rest[0].replace('-', '_')}", rest[1:]
    return name, rest


def managed(project: Path = PROJECT) -> dict[str, str]:
    """Return our management commands with their ``help`` line, read without starting Django."""
    found = {}
    for path in sorted((project / "bailiwick").glob("*/management/commands/[a-z]*.py")):
        said = re.search(r'^    help = "([^"]*)"', path.read_text(encoding="utf-8"), re.MULTILINE)
        found[path.stem] = said[1] if said else ""
    return found


def command_list() -> str:
    lines = ["用法: bin/bailiwick 命令 [参数 …]", ""]
    rows = {name: text for name, (text, _) in OWN.items()} | managed() | DJANGO_COMMANDS
    for name, text in rows.items():
        if not text:
            continue  # a step of another command
        family, _, topic = name.partition("_")
        shown = f"{family} {topic}" if family in FAMILIES else name
        lines.append(f"  {shown:<20} {text}")
    lines += ["", "每个命令的参数: bin/bailiwick 命令 --help", ""]
    return "\n".join(lines)


def manage(place: Site, name: str, arguments: Sequence[str]) -> int:
    """Run a management command in the caller's folder, with the database up for its length."""
    home.prepare(place.home)
    os.umask(0o027)
    with _database_up(place):
        if name == "demo":
            place.home.mark_demo("started")
        owner = name in OWNER_COMMANDS or name.partition("_")[0] in FAMILIES
        environment = place.environment({"DATABASE_OWNER_URL": place.owner_url}, owner=owner)
        words = [sys.executable, "-X", "utf8", str(PROJECT / "manage.py"), name, *arguments]
        try:
            code = _wait(subprocess.Popen(words, env=environment))
        finally:
            give_back(place.home)
        if code == 0 and name == "demo":
            place.home.mark_demo("done")
        if code == 0 and name == "migrate":
            postgres.grant_to_app(place.owner_url, postgres.role_of(place.app_url))
    return code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the command; Ctrl-C reaches it by itself, and it decides how to end."""
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            code = process.wait()
            return 128 - code if code < 0 else code


@contextlib.contextmanager
def _database_up(place: Site) -> Iterator[None]:
    """Have the embedded server answer inside the block; start it for us alone if nobody has."""
    cluster = place.cluster
    if cluster is None or postgres.answers(place.app_url):
        yield
        return
    from config import run

    log = place.home.logs / "postgres.log"
    with place.home.lock("bin/bailiwick 正在使用数据库"), postgres.running(cluster, log):
        postgres.ensure_database(cluster)
        run.prepare_database(place, as_account=False)
        yield


def give_back(place: home.Home) -> None:
    """Give the platform's account what a command of root's has made in its folders."""
    if place.account is None:
        return
    for folder in (place.files, place.keys):
        for path in [folder, *folder.rglob("*")]:
            if path.lstat().st_uid == 0:
                place.give(path)


# ------------------------------------------------------------ commands without Django


def derive(arguments: list[str]) -> int:
    """What-if: one document a line on stdin, its clocks on stdout. No database needed."""
    from bailiwick.law import whatif

    return whatif.main(arguments)


def decode(arguments: list[str]) -> int:
    """Frames of a device protocol in hexadecimal to JSON, a line each. No database needed."""
    from config import codecs

    return codecs.decode(arguments)


def encode(arguments: list[str]) -> int:
    """The reverse of ``decode``."""
    from config import codecs

    return codecs.encode(arguments)


def doctor(arguments: list[str]) -> int:
    """Say what is missing or wrong, and the command that mends it."""
    from config import doctor as module

    return module.main(arguments)


def chaos(arguments: list[str]) -> int:
    """Kill processes at random during an import and edits; say whether anything was lost."""
    from config import chaos as module

    return module.main(arguments)


def make_lock(arguments: list[str]) -> int:
    """Write requirements.lock anew."""
    from config import lock

    return lock.make(arguments)


OWN: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "derive": ("推算期限: 标准输入一行一件 (JSON),不需要数据库", derive),
    "decode": ("设备协议解码: decode jt808,标准输入一行一帧 (十六进制) → JSON", decode),
    "encode": ("设备协议编码: encode jt808,标准输入一行一个 JSON → 十六进制", encode),
    "chaos": ("混沌试验: 导入与办案时随机杀进程,核对没有丢失、没有半截 (JSON)", chaos),
    "doctor": ("体检: 缺什么、错在哪里、用什么命令补救", doctor),
    "lock": ("重新计算依赖锁文件 (开发用;--upgrade 升级)", make_lock),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
