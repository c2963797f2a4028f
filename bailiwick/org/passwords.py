"""Password rules (GB/T 22239-2019 §8.1.4.1): ten characters of three classes, not the last five."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

MIN_LENGTH = 10
MIN_CLASSES = 3
KEPT = 5


class LengthAndClasses:
    """Ten characters from three of: lower case, upper case, digits, others."""

    def validate(self, password: str, user: Any = None) -> None:
        classes = sum(
            any(test(char) for char in password)
            for test in (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
        )
        if len(password) < MIN_LENGTH or classes < MIN_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_weak")

    def get_help_text(self) -> str:
        return "至少 10 位，含大写字母、小写字母、数字、符号中的三类"


class NotUsedBefore:
    """None of the last five passwords."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        old = user.old_passwords.order_by("-set_at")[:KEPT]
        former = [user.password, *(entry.password for entry in old)]
        if any(check_password(password, kept) for kept in former):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def get_help_text(self) -> str:
        return "不能与最近 5 次使用过的密码相同"


_ALPHABET = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"  # none look alike


def one_time_password() -> str:
    """Return a random initial password of fourteen characters that fulfils the rules."""
    letters = [secrets.choice(kind) for kind in _ALPHABET for _ in range(2)]
    letters += [secrets.choice("".join(_ALPHABET)) for _ in range(8)]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)
