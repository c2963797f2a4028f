"""账号 and 登录会话, for the administrators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bailiwick.errors import Refusal
from bailiwick.org import selectors
from bailiwick.org.forms import AccountForm, ReasonForm
from bailiwick.org.models import Account, LoginSession
from bailiwick.org.request import StaffRequest
from bailiwick.org.services import accounts, sessions
from bailiwick.web.policy import policy
from bailiwick.web.toasts import say


@policy("org.manage_accounts")
def account_list(request: StaffRequest) -> HttpResponse:
    """GET /accounts/: everybody's account and its state."""
    state = request.GET.get("state", "")
    found = selectors.accounts(request.GET.get("q", ""), state)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    query = request.GET.get("q", "")
    states = [
        (key, label, selectors.accounts(query, key).count())
        for key, label in (
            ("", "全部"),
            ("active", "启用"),
            ("disabled", "停用"),
            ("locked", "锁定"),
        )
    ]
    context = {
        "page": page,
        "state": state,
        "query": query,
        "states": states,
        "locked": selectors.locked_names(),
    }
    return render(request, "org/account_list.html", context)


@policy("org.manage_accounts")
@never_cache
def account_create(request: StaffRequest) -> HttpResponse:
    """GET and POST /accounts/new: open an account; its first password is shown once."""
    initial = {"person": request.GET.get("person", "")}
    form = AccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            account, password = accounts.open_account(
                form.cleaned_data["person"],
                form.cleaned_data["username"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _password_once(request, account, password, "账号已开通")
    context = {"form": form, "title": "开通账号", "verb": "开通"}
    return render(request, "org/account_form.html", context)


@policy("org.manage_accounts")
@never_cache
def account_reset(request: StaffRequest, account_id: int) -> HttpResponse:
    """GET and POST /accounts/<id>/reset: a new first password, shown once."""
    account = get_object_or_404(Account.objects.select_related("person"), pk=account_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            password = accounts.reset_password(account, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _password_once(request, account, password, "密码已重置")
    context = {
        "form": form,
        "title": f"重置 {account.person.name} 的密码",
        "sentence": "原密码立即失效，正在使用的会话立即结束，下次登录须修改密码。",
        "verb": "重置密码",
    }
    return render(request, "org/account_form.html", context)


@policy("org.manage_accounts")
def account_disable(request: StaffRequest, account_id: int) -> HttpResponse:
    """GET and POST /accounts/<id>/disable: close an account at once."""
    account = get_object_or_404(Account.objects.select_related("person"), pk=account_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        act = accounts.disable if account.is_active else accounts.enable
        try:
            act(
                account,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{account.person.name} 的账号已{'停用' if account.is_active else '启用'}")
            return redirect("org:account_list")
    verb = "停用" if account.is_active else "启用"
    context = {
        "form": form,
        "title": f"{verb} {account.person.name} 的账号",
        "sentence": "正在使用的会话立即结束，不能再登录。"
        if account.is_active
        else "账号可以重新登录。",
        "verb": f"{verb}账号",
    }
    return render(request, "org/account_form.html", context)


@require_POST
@policy("org.manage_accounts")
def account_unlock(request: StaffRequest, account_id: int) -> HttpResponse:
    """POST /accounts/<id>/unlock: end a lock after failed logins."""
    account = get_object_or_404(Account.objects.select_related("person"), pk=account_id)
    accounts.unlock(account, by=request.user, at=timezone.now())
    say(request, f"{account.person.name} 的账号已解除锁定")
    return redirect("org:account_list")


@policy("org.view_sessions")
def session_list(request: StaffRequest) -> HttpResponse:
    """GET /sessions/: who is logged in now."""
    page = Paginator(selectors.open_sessions(), 50).get_page(request.GET.get("page"))
    return render(request, "org/session_list.html", {"page": page})


@require_POST
@policy("org.view_sessions")
def session_end(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST /sessions/<id>/end: end anybody's session."""
    session = get_object_or_404(LoginSession, pk=session_id)
    sessions.end_by_administrator(session.pk, by=request.user, at=timezone.now())
    say(request, "会话已结束")
    return redirect("org:session_list")


def _password_once(
    request: StaffRequest, account: Account, password: str, title: str
) -> HttpResponse:
    context = {"account": account, "password": password, "title": title}
    return render(request, "org/password_once.html", context)
