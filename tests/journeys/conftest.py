"""A real server and a real browser for the journeys.

The server is the platform's own (uvicorn, all of config.asgi) in a process of its own, on a free
port of 127.0.0.1, over the test database; what a test has committed it sees. The browser reaches
nothing else. A journey takes the ``page`` fixture and is marked ``browser`` by it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config import machine

PROJECT = Path(__file__).resolve().parents[2]
BUILT = PROJECT / "static" / "built" / "app.js"
RESULTS = PROJECT / "test-results"
START_SECONDS = 30
WIDTH, HEIGHT = 1440, 900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever takes a page needs Chromium: bin/test --no-browser leaves it out and says so."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[str]:
    """Yield the address of the platform over the test database."""
    if not BUILT.is_file():
        pytest.fail("the islands are not built: npm ci && npm run build (bin/test does it)")
    RESULTS.mkdir(exist_ok=True)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with (RESULTS / f"server-{os.getpid()}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter)
            [sys.executable, "-m", "uvicorn", "config.asgi:application",
             "--fd", str(listening.fileno()), "--log-level", "warning",
             "--timeout-graceful-shutdown", "1"],
            cwd=PROJECT, env=_environment(), pass_fds=[listening.fileno()],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait_for(address, process, Path(log.name))
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            listening.close()


def _environment() -> dict[str, str]:
    found = connection.settings_dict
    options = found["HOST"] and f"?host={found['HOST']}"
    port = f":{found['PORT']}" if found["PORT"] else ""
    password = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
    host = "" if str(found["HOST"]).startswith("/") else found["HOST"]
    url = f"postgresql://{found['USER']}{password}@{host}{port}/{found['NAME']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "PYTHONPATH": str(PROJECT),
        "BAILIWICK_HOME": str(settings.HOME),
        "DATABASE_URL": url if host else url + options,
    }


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()  # noqa: S310 (our own)
        except urllib.error.HTTPError as answer:  # up; a part such as the worker is not
            answer.close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
            continue
        return
    pytest.fail("the server did not start:\n" + log.read_text(encoding="utf-8")[-3000:])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Yield one browser for the journeys of a file; the machine's own Chromium.

    Playwright keeps an event loop running in this thread while it is open: gone with the file, it
    does not meet the tests that start loops of their own.
    """
    found = machine.chromium()
    if not found:
        pytest.fail(f"no Chromium: {machine.setup_command()}, or bin/test --no-browser")
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # our ORM calls beside that loop are plain calls
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=[
                "--no-sandbox",
                "--lang=zh-CN",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--font-render-hinting=none",
            ],
        )
        yield browser
        browser.close()
    patch.undo()


@pytest.fixture
def context(chromium: Browser, server: str, transactional_db: None) -> Iterator[BrowserContext]:
    """Yield a fresh browser profile: no cookies of the test before."""
    profile = chromium.new_context(
        base_url=server,
        viewport={"width": WIDTH, "height": HEIGHT},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        permissions=["clipboard-read", "clipboard-write"],
    )
    profile.set_default_timeout(30_000)  # a busy machine is no fault
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Yield a page; an error in its console that nobody expected fails the test."""
    faults: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: faults.append(message.text) if _is_fault(message.text) else None,
    )
    yield opened
    assert not faults, faults


def _is_fault(text: str) -> bool:
    """What the browser says when our policy stopped something, or a script failed to load."""
    return any(sign in text for sign in ("Content Security Policy", "Failed to load module"))
