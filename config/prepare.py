"""Brings the database to what this version needs: ``python -m config.prepare``, as the owner role.

DATABASE_URL must name the owner; the role of the running platform is the one argument.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command, get_commands

from config import postgres


def main(app_role: str) -> None:
    """Apply migrations, load reference data, grant rights to the app role. Idempotent."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if app_role:
        postgres.grant_to_app(os.environ["DATABASE_URL"], app_role)
    if "load_reference" in get_commands():
        call_command("load_reference", verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
