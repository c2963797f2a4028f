"""Second factor: how allauth keeps its secrets here, and who must have one.

Secrets of authenticators are sealed with a key derived from the platform's own secret, so a copy of
the database alone opens nothing.
"""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _box() -> Fernet:
    derive = HKDF(SHA256(), 32, salt=None, info=b"bailiwick second factor")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))


class SealedAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped library
    """Seals what allauth would store in the clear (MFA_ADAPTER)."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()
