"""导入人员名册: upload, preview with every refusal, then import the very same bytes."""

from __future__ import annotations

import base64
import zlib

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate

from bailiwick.errors import Refusal
from bailiwick.org import staff_file
from bailiwick.org.forms import StaffFileForm
from bailiwick.org.request import StaffRequest
from bailiwick.org.services import staff_import as importing
from bailiwick.web.policy import policy

SALT = "bailiwick.org.staff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@policy("org.import_staff")
def staff_import(request: StaffRequest) -> HttpResponse:
    """GET: the upload form. POST a file: preview. POST the preview's mark: import."""
    form = StaffFileForm(None)
    context = {"form": form, "columns": staff_file.COLUMNS, "required": staff_file.REQUIRED}
    if request.method != "POST":
        return render(request, "org/staff_import.html", context)
    now, today = timezone.now(), localdate()
    try:
        if "kept" in request.POST:
            name, content = _open(request.POST["kept"])
            rows = staff_file.read(content, name)
            report = importing.store(rows, name, by=request.user, on=today, at=now)
            return render(request, "org/staff_import.html", context | {"report": report})
        form = context["form"] = StaffFileForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            if upload.size > staff_file.MAX_BYTES:
                raise Refusal("文件超过 5 MB，不予读取")
            content = upload.read()
            rows = staff_file.read(content, upload.name)
            report = importing.preview(rows, on=today)
            context |= {
                "report": report,
                "kept": _keep(upload.name, content),
                "name": upload.name,
            }
    except Refusal as refusal:
        form = context["form"] = StaffFileForm(None)
        context["refusal"] = str(refusal)
    return render(request, "org/staff_import.html", context)


@policy("org.import_staff")
def staff_template(request: StaffRequest) -> HttpResponse:
    """GET /staff-import/template: an empty list with headers and notes."""
    response = HttpResponse(staff_file.template(), content_type=XLSX)
    response["Content-Disposition"] = (
        "attachment; filename*=UTF-8''%E4%BA%BA%E5%91%98%E5%90%8D%E5%86%8C.xlsx"
    )
    return response


def _keep(name: str, content: bytes) -> str:
    """Return the file as a signed mark, so that what is imported is what was previewed."""
    packed = base64.b85encode(zlib.compress(content, 9)).decode()
    return signing.dumps([name, packed], salt=SALT)


def _open(mark: str) -> tuple[str, bytes]:
    try:
        name, packed = signing.loads(mark, salt=SALT, max_age=3600)
    except signing.BadSignature as error:
        raise Refusal("预览已过期，须重新上传") from error
    return name, zlib.decompress(base64.b85decode(packed))
