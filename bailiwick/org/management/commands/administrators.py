"""``manage.py administrators``: appoint the three administrators, or reset the password of one.

Run on the server by two people. It prints one-time passwords once; they must be changed at login.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from bailiwick.audit import journal
from bailiwick.events.org import PostAssigned
from bailiwick.org.models import Account, Court, CourtLevel, Post, Role, Title
from bailiwick.org.services import accounts, people

NAMES = {
    "sysadmin": ("系统管理员", Role.SYS_ADMIN),
    "secadmin": ("安全管理员", Role.SEC_ADMIN),
    "audadmin": ("审计管理员", Role.AUD_ADMIN),
}


class Command(BaseCommand):
    help = "任命三类管理员；--reset 用户名 重置管理员密码（须两人在场）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", metavar="USERNAME", help="重置一名管理员的密码")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["reset"]:
            account = Account.objects.filter(username=options["reset"]).first()
            if account is None or not accounts.is_administrator(account):
                raise CommandError("no administrator of that name")
            password = accounts.renew_password(account, by=None, at=now)
            self.stdout.write(f"{account.username}\t{password}")
            return
        court = Court.objects.filter(level=CourtLevel.INTERMEDIATE).first()
        if court is None:
            raise CommandError("load_reference first")
        for username, (name, role) in NAMES.items():
            if Post.objects.filter(role=role, ends_on=None).exists():
                self.stdout.write(f"{role}: appointed before")
                continue
            person = people.add(username, name, Title.STAFF, court, by=None, at=now)
            on = timezone.localdate()
            post = Post.objects.create(person=person, role=role, court=court, starts_on=on)
            event = PostAssigned(post.pk, person.pk, role, court.pk, on, None, False, "首次任命")
            journal.record(event, by=None, subject=("person", person.pk))
            _, password = accounts.open_account(person, username, by=None, at=now)
            self.stdout.write(f"{username}\t{password}")
