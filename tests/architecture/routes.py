"""All addresses of the platform with their policies; run as a module to write ``routes.csv``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from bailiwick.web.policy import Policy, declared


@dataclass(frozen=True)
class Route:
    """One address: name with its namespace, pattern, parameters by converter, policy."""

    name: str
    pattern: str
    parameters: dict[str, str]
    policy: Policy | None
    view: Callable[..., HttpResponse]


def routes() -> list[Route]:
    """Return every address behind the root resolver, those of included libraries too."""
    return list(_walk(get_resolver().url_patterns, "", "", {}))


def _walk(
    entries: Iterable[URLPattern | URLResolver], space: str, before: str, known: dict[str, str]
) -> Iterator[Route]:
    for entry in entries:
        pattern = before + str(entry.pattern)
        names = known | {
            name: type(converter).__name__ for name, converter in entry.pattern.converters.items()
        }
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, pattern, names)
        else:
            name = f"{space}{entry.name or pattern}"
            yield Route(name, pattern, names, declared(entry.callback), entry.callback)


def main() -> None:
    """Write what is declared now; the difference is what a reviewer looks at."""
    with (Path(__file__).parent / "routes.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["route", "needs"])
        writer.writerows(sorted((route.name, str(route.policy)) for route in routes()))


if __name__ == "__main__":
    import django

    django.setup()
    main()
