"""Settings of the tests: the same product, weak hashing, static files straight from the finders."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("BAILIWICK_HOME", tempfile.mkdtemp(prefix="bailiwick-test-"))
os.environ.setdefault("BAILIWICK_SECRET_KEY", "tests-only")
os.environ.setdefault("DATABASE_URL", "postgresql://owner@localhost/bailiwick")
os.environ.setdefault("BAILIWICK_HOSTS", "localhost,127.0.0.1,testserver")

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT = BASE_DIR / "static" / "collected"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
