"""One installation: its home, its database, and the environment its processes get."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config import env, home, postgres
from config.home import PROJECT, Home, NotPossible

HTTP_PORT = 8000
HTTPS_PORT = 8443
PASSED_ON = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TERM", "PYTHONDONTWRITEBYTECODE"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
)


@dataclass(frozen=True)
class Site:
    """``cluster`` is None when DATABASE_URL names a server elsewhere."""

    home: Home
    cluster: postgres.Cluster | None
    app_url: str
    owner_url: str

    def environment(
        self, more: Mapping[str, str] | None = None, *, owner: bool = False
    ) -> dict[str, str]:
        """Return the environment of our processes; only with ``owner`` can they change tables.

        Of ours it holds the few names a program needs, and everything that starts with BAILIWICK_.
        """
        found = {
            name: value
            for name, value in os.environ.items()
            if name in PASSED_ON or name.startswith(("BAILIWICK_", "DJANGO_"))
        }
        found |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
            "BAILIWICK_HOME": str(self.home.path),
            "BAILIWICK_KEYS": str(self.home.keys),
            "BAILIWICK_SECRET_KEY_FILE": str(self.home.secret_key),
            "DATABASE_URL": self.owner_url if owner else self.app_url,
        }
        if self.home.demo_state in {"started", "done"}:
            found["BAILIWICK_DEMO"] = "1"
        return found | dict(more or {})

    def python(
        self, *words: str, as_account: bool = True, owner: bool = False, capture: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run our interpreter with these words to its end, from the project folder."""
        account: dict[str, Any] = self.home.as_account() if as_account else {}
        environment = self.environment(owner=owner)
        if account:
            environment["HOME"] = str(self.home.files)
        return subprocess.run(
            [sys.executable, "-X", "utf8", *words],
            cwd=PROJECT,
            env=environment,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else None,
            stderr=subprocess.PIPE if capture else None,
            **account,
        )


def current() -> Site:
    """Return the site of this environment, without changing anything but for root's account.

    Raises:
        NotPossible: DATABASE_URL makes no sense, or the account cannot be made.
    """
    place = home.find()
    given = _url("DATABASE_URL")
    if not given:
        cluster = postgres.cluster_of(place)
        return Site(place, cluster, cluster.url(postgres.APP), cluster.url(postgres.OWNER))
    return Site(place, None, given, _url("DATABASE_OWNER_URL") or given)


def _url(name: str) -> str:
    if not env.text(name) and not env.text(f"{name}_FILE"):
        return ""
    try:
        url = env.secret(name)
        env.database(url)
    except env.OddSetting as error:
        raise NotPossible(str(error)) from error
    return url


def port(asked: int | None, name: str, default: int) -> int:
    """Return the port asked for on the command line, else of the environment, else the default.

    BAILIWICK_PORT_OFFSET is added to the default only.

    Raises:
        NotPossible: a port makes no sense.
    """
    try:
        offset = env.number("BAILIWICK_PORT_OFFSET", 0, high=40000)
        return asked or env.number(name, default + offset, low=1)
    except env.OddSetting as error:
        raise NotPossible(str(error)) from error


def last_lines(said: str, count: int = 12) -> str:
    """Return the end of what a failed program said, short enough to read."""
    return "\n".join(said.strip().splitlines()[-count:])
