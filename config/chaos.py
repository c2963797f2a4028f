"""``bin/bailiwick chaos``: kill -9 at random during an import and a stream of edits, then count.

A platform is started in a home of its own. One account uploads an import and edits through the
pages while the worker imports; postgres, web and worker are killed at random from a seed. Then:

* every edit that was acknowledged is stored, once;
* no act is half done: each fact has its journal record and each record its fact;
* the import ends like one that nobody disturbed (made in a second home);
* the journal verifies.

Requests go to 127.0.0.1 only; counts and times are bounded.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

import psycopg

from config import home, postgres, site, supervise
from config.home import PROJECT, NotPossible

ACCOUNT, PASSWORD = "chaos", "Luo-river-2017"
TARGETS = ("postgres", "web_0", "web_1", "worker", "worker")
READY_SECONDS = 180.0
IMPORT_SECONDS = 900.0
FILES = {
    "案件": ("案号", "法院", "立案日期", "案由", "申请执行标的额", "承办人"),
    "节点": ("案号", "节点", "发生日期", "文号"),
    "措施": ("案号", "标识", "类型", "财产", "价值", "生效日期", "届满日期"),
}


def main(arguments: list[str]) -> int:
    """Run it all; print one JSON object. Exit code 0 only if nothing was lost or half done."""
    options = _options(arguments)
    folder = Path(tempfile.mkdtemp(prefix="bw-chaos-"))
    folder.chmod(0o711)
    try:
        result = Chaos(folder, options).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(result, ensure_ascii=False, indent=None if options.json else 2))
    return 0 if result["ok"] else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bailiwick chaos", description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1, help="决定内容与杀进程次序的种子")
    parser.add_argument("--cases", type=int, default=3000, help="导入多少案件")
    parser.add_argument("--edits", type=int, default=150, help="至少办理多少次")
    parser.add_argument("--kills", type=int, default=10, help="杀进程多少次")
    parser.add_argument("--json", action="store_true", help="一行 JSON")
    return parser.parse_args(arguments)


# ------------------------------------------------------------ what is imported


def write_source(folder: Path, *, cases: int, first_serial: int, seed: int) -> list[str]:
    """Write an import folder of CSV files; returns the case numbers."""
    chance = random.Random(seed)  # noqa: S311  (reproducible, not secret)
    folder.mkdir()
    today = date.today()  # noqa: DTZ011
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in FILES}
    numbers = []
    for serial in range(first_serial, first_serial + cases):
        filed = today - timedelta(days=chance.randint(20, 300))
        number = f"（{filed.year}）豫0311执{serial}号"
        numbers.append(number)
        amount = chance.randint(1_000, 5_000_000)
        rows["案件"].append((number, "豫0311", filed, "买卖合同纠纷", amount, "演示承办"))
        for code, days in (("N04", 3), ("N06", 5), ("N07", 8)):
            if chance.random() < 0.8:
                on = filed + timedelta(days=chance.randint(1, days))
                rows["节点"].append((number, code, on, f"文{serial}"))
        if chance.random() < 0.5:
            start = filed + timedelta(days=10)
            end = start.replace(year=start.year + 1) - timedelta(days=1)
            rows["措施"].append((number, f"m{serial}", "冻结存款", "账户", amount, start, end))
    for name, header in FILES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows[name]])
    for path in [folder, *folder.iterdir()]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return numbers


# ------------------------------------------------------------ a home and its processes


class Place:
    """One home with the commands that work on it."""

    def __init__(self, path: Path) -> None:
        self.home = home.find(path)
        kept = (*site.PASSED_ON, "BAILIWICK_CHROMIUM")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"BAILIWICK_HOME": str(path), "PYTHONPATH": str(PROJECT)}
        self.environment |= {"BAILIWICK_HOSTS": "localhost,127.0.0.1"}

    def start(self, *words: str, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-X", "utf8", *words],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def ask(self, *words: str) -> Any:
        """Run a command of bin/bailiwick that answers in JSON."""
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "config.cli", "command", *words],
            cwd=PROJECT,
            env=self.environment,
            check=False,
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
        lines = done.stdout.strip().splitlines()
        try:
            return json.loads(lines[-1])
        except (IndexError, ValueError):
            said = site.last_lines(done.stderr or done.stdout)
            raise NotPossible(f"{words[0]} 没有答复:\n{said}") from None

    @property
    def database(self) -> str:
        return postgres.cluster_of(self.home).url(postgres.APP)

    def pids(self) -> dict[str, int]:
        states = supervise.Supervisor(self.home, [], {}).states()
        return {name: info["pid"] for name, info in states.items() if info["pid"]}


# ------------------------------------------------------------ a person at a browser


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None  # a redirect is the acknowledgement; it need not be followed


@dataclass
class Browser:
    """Signs in and posts forms; remembers what was acknowledged and what was left open."""

    address: str
    acknowledged: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    sign_ins: int = 0

    def __post_init__(self) -> None:
        self._fresh()

    def _fresh(self) -> None:
        self._cookies = CookieJar()
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self._cookies), _Stay)

    def _post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        token = next((c.value or "" for c in self._cookies if "csrf" in c.name), "")
        data = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self._send(path, data)

    def _send(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        try:
            with self._opener.open(f"{self.address}{path}", data, timeout=20) as answer:
                return answer.status, answer.headers.get("Location", "")
        except HTTPError as error:
            location = error.headers.get("Location", "")
            error.close()
            return error.code, location

    def sign_in(self) -> bool:
        """Return whether a session was opened."""
        self._fresh()
        try:
            self._send("/login/")
            code, _ = self._post("/login/", {"username": ACCOUNT, "password": PASSWORD})
        except (URLError, OSError, HTTPException):
            return False
        self.sign_ins += 1
        return code == 302

    def upload(self, source: Path) -> int:
        """Upload a ZIP for import; returns the number of the batch.

        Raises:
            NotPossible: it was not taken.
        """
        border = "chaos-upload-border"
        token = next((c.value or "" for c in self._cookies if "csrf" in c.name), "")
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f"{token}\r\n".encode(),
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="source.zip"\r\n'
            "Content-Type: application/zip\r\n\r\n".encode(),
            source.read_bytes(),
            f"\r\n--{border}--\r\n".encode(),
        ]
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        address = f"{self.address}/import/upload/"
        request = Request(address, b"".join(parts), kind)  # noqa: S310  (our own platform)
        try:
            self._opener.open(request, timeout=60).close()
        except HTTPError as error:
            found = re.search(r"/import/(\d+)/", error.headers.get("Location", ""))
            error.close()
            if found:
                return int(found[1])
        raise NotPossible("导入文件没有收下")

    def confirm(self, batch: int) -> None:
        """Let a checked import begin.

        Raises:
            NotPossible: it was not let.
        """
        code, _ = self._post(f"/import/{batch}/confirm/", {})
        if code != 302:
            raise NotPossible(f"导入没有开始 ({code})")

    def record_clue(self, case: int, mark: str, on: date) -> bool:
        """Post one act; a redirect to anywhere but the door is the acknowledgement."""
        fields = {"what": "线索", "on": on.isoformat(), "detail": mark}
        try:
            code, location = self._post(f"/cases/{case}/event/", fields)
        except (URLError, OSError, HTTPException) as error:
            self.answers[type(error).__name__] += 1
            self.unknown.append(mark)
            return False
        self.answers[str(code)] += 1
        if code == 302 and not location.startswith("/login"):
            self.acknowledged.append(mark)
            return True
        if code >= 500:
            self.unknown.append(mark)
        return code == 422


# ------------------------------------------------------------ the trial


class Chaos:
    """One trial from its seed."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder = folder
        self.options = options
        self.chance = random.Random(options.seed)  # noqa: S311
        self.place = Place(folder / "home")
        self.control = Place(folder / "control")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.browser = Browser(f"http://127.0.0.1:{self.port}")
        self.kills: Counter[str] = Counter()
        self.batch = 0
        self.import_runs = 0
        self.over = threading.Event()
        self.started = time.monotonic()

    def run(self) -> dict[str, Any]:
        """Return the findings; ``ok`` says whether everything held."""
        base = self.folder / "base"
        source = self.folder / "source"
        write_source(base, cases=40, first_serial=90_001, seed=self.options.seed)
        numbers = write_source(
            source, cases=self.options.cases, first_serial=1, seed=self.options.seed + 1
        )
        platform = self.place.start(
            *("-m", "config.cli", "run", "--no-demo", "--port", str(self.port)),
            log=self.folder / "run.log",
        )
        try:
            self._until_ready(platform)
            cases = self.place.ask("chaos_world", "make", str(base))["cases"]
            self._disturb(source, cases)
            self._until_ready(platform)
            found = self.place.ask("chaos_world", "report", "--path", str(source))
            verified = self.place.ask("verify_journal", "--json")
        finally:
            self.over.set()
            platform.send_signal(signal.SIGINT)
            platform.wait(120)
        undisturbed = self.control.ask("chaos_world", "undisturbed", "--path", str(source))
        return self._judge(found, verified, undisturbed, len(numbers))

    def _until_ready(self, platform: subprocess.Popen[bytes]) -> None:
        from config import run

        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if platform.poll() is not None:
                said = (self.folder / "run.log").read_text(encoding="utf-8")
                raise NotPossible(f"平台没有启动:\n{site.last_lines(said)}")
            try:
                if run.health(self.port).get("ready"):
                    return
            except (OSError, ValueError):
                pass
            time.sleep(0.3)
        raise NotPossible(f"平台 {READY_SECONDS:.0f} 秒内没有恢复")

    # -------------------------------------------------------- disturbing

    def _disturb(self, source: Path, cases: list[int]) -> None:
        self._start_import(source)
        editor = threading.Thread(target=self._edit, args=(cases,), daemon=True)
        editor.start()
        for _ in range(self.options.kills):
            time.sleep(self.chance.uniform(0.8, 4.0))
            self._kill(self.chance.choice(TARGETS))
        self._until_imported("done")
        deadline = time.monotonic() + 300
        while len(self.browser.acknowledged) < self.options.edits and time.monotonic() < deadline:
            time.sleep(0.2)
        self.over.set()
        editor.join(60)

    def _start_import(self, source: Path) -> None:
        if not self.browser.sign_in():
            raise NotPossible("登录不成")
        packed = Path(shutil.make_archive(str(source), "zip", source))
        self.batch = self.browser.upload(packed)
        self._until_imported("checked")
        self.browser.confirm(self.batch)

    def _until_imported(self, wanted: str) -> None:
        """Wait until the import is in the wanted state; a database that is down is waited for."""
        deadline = time.monotonic() + IMPORT_SECONDS
        state = ""
        while time.monotonic() < deadline:
            try:
                with psycopg.connect(self.place.database, connect_timeout=5) as link:
                    state, self.import_runs, message = link.execute(
                        "SELECT state, runs, message FROM cases_importbatch WHERE id = %s",
                        [self.batch],
                    ).fetchone() or ("", 0, "")
            except psycopg.OperationalError:
                state = ""
            if state == wanted:
                return
            if state == "failed":
                raise NotPossible(f"导入失败: {message}")
            time.sleep(0.3)
        raise NotPossible(f"导入没有完成 ({state})")

    def _kill(self, target: str) -> None:
        pid = self.place.pids().get(target)
        if pid:
            os.kill(pid, signal.SIGKILL)
            self.kills[target] += 1

    def _edit(self, cases: list[int]) -> None:
        chance = random.Random(self.options.seed * 7)  # noqa: S311
        signed_in = False
        number = 0
        while not self.over.is_set():
            if not signed_in:
                signed_in = self.browser.sign_in()
                time.sleep(0 if signed_in else 0.3)
                continue
            number += 1
            on = date.today() - timedelta(days=chance.randint(0, 10))  # noqa: DTZ011
            case = chance.choice(cases)
            if not self.browser.record_clue(case, f"混沌{number:06d}", on):
                signed_in = False
            time.sleep(chance.uniform(0, 0.05))

    # -------------------------------------------------------- judging

    def _judge(
        self,
        found: dict[str, Any],
        verified: dict[str, Any],
        undisturbed: dict[str, Any],
        expected_cases: int,
    ) -> dict[str, Any]:
        stored = Counter(found["marks"])
        acknowledged = self.browser.acknowledged
        lost = [mark for mark in acknowledged if not stored[mark]]
        twice = [mark for mark, times in stored.items() if times > 1]
        stray = set(stored) - set(acknowledged) - set(self.browser.unknown)
        facts = {
            "acknowledged": len(acknowledged),
            "unanswered": len(self.browser.unknown),
            "lost": lost,
            "stored_twice": twice,
            "stored_without_request": sorted(stray),
            "facts_without_record": found["facts_without_record"],
            "records_without_fact": found["records_without_fact"],
            "clocks_out_of_date": found["clocks_out_of_date"],
            "import_runs": self.import_runs,
            "import_cases": found["cases"],
            "import_equals_undisturbed": found["content"] == undisturbed["content"]
            and found["cases"] == expected_cases,
            "journal_whole": verified["ok"],
            "journal_unsealed": verified["unsealed"],
        }
        faults = [
            name
            for name in (
                *("lost", "stored_twice", "stored_without_request"),
                *("facts_without_record", "records_without_fact", "clocks_out_of_date"),
            )
            if facts[name]
        ]
        faults += [
            name for name in ("import_equals_undisturbed", "journal_whole") if not facts[name]
        ]
        if len(acknowledged) < self.options.edits:
            faults.append("too_few_edits")
        return {
            "ok": not faults,
            "faults": faults,
            "seed": self.options.seed,
            "kills": dict(self.kills),
            "answers": dict(self.browser.answers),
            "sign_ins": self.browser.sign_ins,
            "seconds": round(time.monotonic() - self.started, 1),
            **facts,
        }
