"""The request as a view behind ``@policy`` or ``@signed_in`` sees it: somebody is there."""

from __future__ import annotations

from django.http import HttpRequest

from bailiwick.org.models import Account


class StaffRequest(HttpRequest):
    """A request of a signed-in member of staff. For type checkers; never instantiated."""

    user: Account
