"""Identity data of parties: SM4-GCM ciphertexts, HMAC-SM3 blind indexes, and masks.

Keys live in files below ``settings.KEYS_DIR`` (mode 600), never in the database, so a dump of
it holds nothing readable. A ciphertext names the key that made it: keys can be changed without
a new column. Masks: reliability §3.4.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

FIELD_KEY = "field-1"  # the key new ciphertexts are made with
BLIND_KEY = "blind-1"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_COMPOUND = [
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "宇文",
    "长孙",
    "司徒",
    "司空",
    "夏侯",
    "端木",
    "轩辕",
    "呼延",
]


class Undecipherable(Exception):
    """A ciphertext was changed, or its key is not among ours."""


def seal(text: str) -> bytes:
    """Return the SM4-GCM ciphertext of ``text``: key id, NUL, nonce, tag, content."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    name = FIELD_KEY.encode()
    cipher = Cipher(algorithms.SM4(_key(FIELD_KEY, 16)), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(name)
    content = cipher.update(text.encode()) + cipher.finalize()
    return name + b"\0" + nonce + cipher.tag + content


def open_sealed(sealed: bytes | memoryview) -> str:
    """Return the text of a ciphertext.

    Raises:
        Undecipherable: it was changed, or its key is missing.
    """
    name, _, rest = bytes(sealed).partition(b"\0")
    if not re.fullmatch(rb"field-\d+", name) or not _path(name.decode()).exists():
        raise Undecipherable("unknown key")
    nonce, tag = rest[:_NONCE_BYTES], rest[_NONCE_BYTES : _NONCE_BYTES + _TAG_BYTES]
    try:
        cipher = Cipher(algorithms.SM4(_key(name.decode(), 16)), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(name)
        content = cipher.update(rest[_NONCE_BYTES + _TAG_BYTES :]) + cipher.finalize()
        return content.decode()
    except Exception as error:
        raise Undecipherable("changed ciphertext") from error


def blind(text: str) -> str:
    """Return the keyed hash of a whole value, equal however it was typed; empty for nothing."""
    value = plain(text)
    if not value:
        return ""
    mac = hmac.HMAC(_key(BLIND_KEY, 32), hashes.SM3())
    mac.update(value.encode())
    return mac.finalize().hex()


def plain(text: str) -> str:
    """Return a number half-width, upper case, without blanks and dashes: 41 0311-… x → 410311…X."""
    return re.sub(r"[\s\-—·]", "", unicodedata.normalize("NFKC", text)).upper()


def mask_id(text: str) -> str:
    """Return the mask of detail pages: first six digits, twelve stars, whatever the length."""
    value = plain(text)
    return value[:6] + "*" * 12 if len(value) > 6 else "*" * len(value)


def mask_id_in_list(text: str) -> str:
    """Return the mask of lists: the first character, then seventeen stars."""
    value = plain(text)
    return value[:1] + "*" * 17 if value else ""


def mask_phone(text: str) -> str:
    """Return 138****5678; shorter numbers keep their last two digits."""
    value = plain(text)
    if len(value) == 11:
        return f"{value[:3]}****{value[-4:]}"
    return "*" * max(len(value) - 2, 0) + value[-2:] if len(value) > 4 else "*" * len(value)


def mask_account(text: str) -> str:
    """Return the last four digits of a bank account."""
    value = plain(text)
    return "尾号" + value[-4:] if len(value) > 8 else "*" * len(value)


def mask_name(text: str) -> str:
    """Return surname and 某 (张某某); names with a dot keep the first character; firms stay."""
    if len(text) < 2:
        return text
    if "·" in text:
        return text[0] + "某某"
    if len(text) > 4:
        return text
    keep = 2 if text[:2] in _COMPOUND else 1
    return text[:keep] + "某" * (len(text) - keep)


def mask_address(text: str) -> str:
    """Return only the county or district (区县) of an address; empty when none is found."""
    found = re.search(
        r"(?:^|省|市|自治区|自治州)([^省市]{1,9}?(?:自治县|自治旗|(?<!小)区|县|旗))", text
    )
    if found:
        return found.group(1)
    city = re.search(r"([^省]{1,6}?市)", text)
    return city.group(1) if city else ""


def _path(name: str) -> Path:
    return Path(settings.KEYS_DIR) / f"{name}.key"


@lru_cache
def _key(name: str, size_bytes: int) -> bytes:
    """Read a key, made on first use. Two processes may race: the file that is there first wins."""
    path = _path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(size_bytes))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # fails when another process was first
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = path.read_bytes()
    if len(key) != size_bytes:
        raise Undecipherable(f"key file {name} has {len(key)} bytes, not {size_bytes}")
    return key
