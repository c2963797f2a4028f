"""第二因素: the code at the door, and its set-up. Halfway in lasts five minutes, in the session."""

from __future__ import annotations

import base64
import time

from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from bailiwick.errors import Refusal
from bailiwick.org import selectors
from bailiwick.org.forms import CodeForm, ReasonForm
from bailiwick.org.models import Account
from bailiwick.org.request import StaffRequest
from bailiwick.org.services import factors
from bailiwick.web.policy import policy, public, signed_in
from bailiwick.web.toasts import say

HALF = "half_in"  # session key: who gave the right password and owes the code
HALF_SECONDS = 300
SECRET = "new_factor"  # noqa: S105 - session key of the secret being set up
BACKEND = "bailiwick.org.backend.PostBackend"


def half_in(request: HttpRequest, account: Account, target: str) -> HttpResponse:
    """Remember that the password was right and ask for the code."""
    request.session.flush()
    request.session[HALF] = {"account": account.pk, "at": int(time.time()), "next": target}
    return redirect("org:second_factor")


@public
@never_cache
@csrf_protect
def second_factor(request: HttpRequest) -> HttpResponse:
    """GET and POST /login/code/: the code of the app, or a recovery code."""
    half = request.session.get(HALF)
    if not half or time.time() - half["at"] > HALF_SECONDS:
        request.session.pop(HALF, None)
        return redirect("org:login")
    account = Account.objects.filter(pk=half["account"], is_active=True).first()
    if account is None:
        return redirect("org:login")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        locked = selectors.locked_until(account.username, timezone.now())
        if locked is None and factors.check(form.cleaned_data["code"], by=account):
            target = half["next"]
            request.session.flush()
            login(request, account, backend=BACKEND)
            request.session["factor"] = True
            return redirect(target)
        if locked is None:
            user_login_failed.send(
                sender=__name__, credentials={"username": account.username}, request=request
            )
        form.add_error("code", "验证码不符，或已使用过")
    return render(request, "org/second_factor.html", {"form": form})


@signed_in
@never_cache
def factor_setup(request: StaffRequest) -> HttpResponse:
    """GET and POST /account/factor/: scan, prove the first code, keep the recovery codes."""
    if factors.has_factor(request.user):
        return redirect("org:account")
    secret = request.session.get(SECRET) or factors.new_secret()
    request.session[SECRET] = secret
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = "验证器中的 6 位数字"  # no recovery codes yet
    if form.is_valid():
        try:
            codes = factors.set_up(
                secret,
                form.cleaned_data["code"],
                kept_key=request.session.session_key,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[SECRET]
            request.session["factor"] = True
            return render(request, "org/factor_done.html", {"codes": codes})
    svg = base64.b64encode(factors.picture(request.user, secret).encode()).decode()
    return render(request, "org/factor_setup.html", {"form": form, "svg": svg, "secret": secret})


@policy("org.reset_factor")
def factor_remove(request: StaffRequest, account_id: int) -> HttpResponse:
    """GET and POST /accounts/<id>/factor: take a lost factor away."""
    account = get_object_or_404(Account.objects.select_related("person"), pk=account_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            factors.remove(
                account, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{account.person.name} 的第二因素已解除")
            return redirect("org:person_detail", account.person_id)
    context = {
        "form": form,
        "title": f"解除 {account.person.name} 的第二因素",
        "sentence": "正在使用的会话立即结束；要求第二因素的，下次登录后须重新设置。",
        "verb": "解除第二因素",
        "person": account.person,
    }
    return render(request, "org/person_form.html", context)
