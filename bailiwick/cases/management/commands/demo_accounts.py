"""``demo_accounts``: print the demo accounts, one a role; nothing where there is no demo city."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from bailiwick.cases.demo import staff


class Command(BaseCommand):
    help = "列出演示账号"

    def handle(self, *args: Any, **options: Any) -> None:
        text = staff.accounts_text()
        if not text:
            print("没有演示账号：演示城市没有装入", file=sys.stderr)
            sys.exit(1)
        print(text)
