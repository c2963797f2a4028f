"""文书: files that prove facts. Stored once by their SM3, below ``MEDIA_ROOT``, never by their
name.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from bailiwick.audit import journal
from bailiwick.cases.models import Case, Document
from bailiwick.cases.services import holding
from bailiwick.errors import RuleBroken
from bailiwick.events.cases import DocumentOpened, DocumentUploaded
from bailiwick.org.models import Account

MAX_BYTES = 30 * 1024 * 1024
#: Ending → content type and what the content must begin with.
TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "tif": ("image/tiff", (b"II*\0", b"MM\0*")),
    "ofd": ("application/ofd", (b"PK\x03\x04",)),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",),
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",),
    ),
    "doc": ("application/msword", (b"\xd0\xcf\x11\xe0",)),
}  # fmt: skip
ALLOWED_TEXT = "PDF、OFD、Word、Excel、JPG、PNG、TIF"


@transaction.atomic
def upload(
    case: Case,
    file: UploadedFile[bytes],
    *,
    title: str,
    dated_on: date | None,
    by: Account,
    at: datetime,
) -> Document:
    """Keep a file with the case.

    Legal source: 执行工作规定 on the file of a case; the limits are ours.

    Raises:
        RuleBroken: too large, empty, or not of a kind we keep (by content, not by name alone).
    """
    case = holding.take(case)
    name = safe_name(file.name or "")
    ending = _checked_ending(name, file)
    digest, size = _store(file.chunks(), ending)
    document = Document.objects.create(
        case=case,
        court_id=case.court_id,
        title=(title.strip() or name)[:200],
        dated_on=dated_on,
        file_name=name,
        stored_as=f"{digest}.{ending}",
        size_bytes=size,
        uploaded_at=at,
        uploaded_by=by,
    )
    holding.finish(
        case, DocumentUploaded(case.number, document.pk, document.title, digest), by=by, at=at
    )
    return document


@transaction.atomic
def opened(document: Document, *, by: Account, at: datetime) -> Path:
    """Record the look and return where the file is.

    Legal source: GB/T 22239-2019 8.1.4.3 (who looked at what).

    Raises:
        FileNotFoundError: the file is not in the store.
    """
    path = path_of(document)
    if not path.is_file():
        raise FileNotFoundError(path.name)
    journal.record(
        DocumentOpened(document.case.number, document.pk, document.title),
        by=by, court=document.court_id, case=document.case_id, subject=("document", document.pk),
        at=at,
    )  # fmt: skip
    return path


def content_type(document: Document) -> str:
    return TYPES.get(document.stored_as.rpartition(".")[2], ("application/octet-stream", ()))[0]


def path_of(document: Document) -> Path:
    return _folder(document.stored_as) / document.stored_as


def safe_name(name: str) -> str:
    """Return the last part of a file name without control and direction signs (../, RTL
    override).
    """
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})
    return kept.strip(". ")[-120:] or "文书"


def _checked_ending(name: str, file: UploadedFile[bytes]) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise RuleBroken(f"不接收此类文件，可上传{ALLOWED_TEXT}")
    if not file.size:
        raise RuleBroken("文件是空的")
    if file.size > MAX_BYTES:
        raise RuleBroken(f"文件{file.size / 1048576:.1f}兆，超过30兆")
    head = file.read(16)
    file.seek(0)
    if not head.startswith(TYPES[ending][1]):
        raise RuleBroken(f"文件内容不是{ending.upper()}，与扩展名不符")
    return ending


def _folder(stored_as: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "documents" / stored_as[:2]


def _store(chunks: Iterable[bytes], ending: str) -> tuple[str, int]:
    """Write to a temporary file, sync it, and give it its digest as name; the same content once."""
    root = Path(settings.MEDIA_ROOT) / "documents"
    root.mkdir(parents=True, exist_ok=True)
    state, size = hashes.Hash(hashes.SM3()), 0
    with NamedTemporaryFile(dir=root, delete=False) as file:
        for chunk in chunks:
            state.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    digest = state.finalize().hex()
    folder = _folder(digest)
    folder.mkdir(exist_ok=True)
    os.chmod(file.name, 0o640)
    os.replace(file.name, folder / f"{digest}.{ending}")
    return digest, size
