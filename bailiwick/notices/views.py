"""Pages of messages and prepared files, and the one address that starts an export."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bailiwick.audit import journal
from bailiwick.errors import NotYours, Refusal
from bailiwick.events.web import AccessDenied
from bailiwick.notices import selectors
from bailiwick.notices.models import Download, Notice
from bailiwick.notices.services import exports, messages
from bailiwick.org.request import StaffRequest
from bailiwick.web.asked import page_size, whole
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import signed_in
from bailiwick.web.toasts import say


@require_GET
@signed_in
def message_list(request: StaffRequest) -> HttpResponse:
    """消息: unread first."""
    only_unread = request.GET.get("unread") == "1"
    found = selectors.inbox_of(request.user, only_unread=only_unread)
    page = Paginator(found, page_size(request)).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "only_unread": only_unread,
        "unread": selectors.unread_count(request.user),
        "total": selectors.messages_of(request.user).count(),
    }
    return page_or_part(request, "notices/message_list.html", "notices/_message_rows.html", context)


@require_GET
@signed_in
def message_open(request: StaffRequest, message_id: int) -> HttpResponse:
    """Follow a message to what it is about; it is read by that."""
    message = get_object_or_404(Notice, pk=message_id, person_id=request.user.person_id)
    messages.mark_read([message.pk], by=request.user, at=timezone.now())
    local = message.url.startswith("/") and url_has_allowed_host_and_scheme(message.url, None)
    return redirect(message.url if local else "notices:message_list")


@require_POST
@signed_in
def message_read(request: StaffRequest) -> HttpResponse:
    """Mark the ticked messages, or all with ``all=1``, as read."""
    if request.POST.get("all") == "1":
        count = messages.mark_all_read(by=request.user, at=timezone.now())
    else:
        ids = [pk for text in request.POST.getlist("id") if (pk := whole(text)) is not None]
        count = messages.mark_read(ids, by=request.user, at=timezone.now())
    say(request, f"已标为已读 {count} 条" if count else "没有未读消息")
    return redirect("notices:message_list")


@require_GET
@signed_in
def download_list(request: StaffRequest) -> HttpResponse:
    """下载中心: the account's own files."""
    page = Paginator(selectors.downloads_of(request.user), page_size(request)).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "now": timezone.now()}
    return page_or_part(
        request, "notices/download_list.html", "notices/_download_rows.html", context
    )


@require_GET
@signed_in
def download_fetch(request: StaffRequest, download_id: int) -> HttpResponseBase:
    """The file itself, for its owner only."""
    download = get_object_or_404(Download, pk=download_id, account=request.user)
    try:
        path = exports.fetch(download, by=request.user, at=timezone.now())
    except Refusal as refusal:
        say(request, refusal.message)
        return redirect("notices:download_list")
    return FileResponse(path.open("rb"), as_attachment=True, filename=download.file_name)


@require_POST
@signed_in
def export_start(request: StaffRequest, kind: str) -> HttpResponse:
    """Export a list by its own query; fields of the form (ids of a selection) go on top."""
    if exports.exporter(kind) is None:
        raise Http404
    query = QueryDict(mutable=True)
    query.update(request.GET)
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken":
            query.setlist(name, values)
    try:
        made = exports.start(kind, query, by=request.user, at=timezone.now())
    except NotYours as refusal:
        journal.record(AccessDenied(request.path, kind), by=request.user)
        raise PermissionDenied(refusal.message) from refusal
    if isinstance(made, exports.File):
        answer = HttpResponse(made.content, content_type=exports.XLSX)
        answer["Content-Disposition"] = exports.disposition(made.name)
        answer["Cache-Control"] = "no-store"
        return answer
    say(request, f"{made.title}共 {made.rows_total:,} 条，正在后台制作，备好后发消息")
    return redirect("notices:download_list")
