"""组织与人员: the courts of a day, groups, people, posts, absences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate

from bailiwick.errors import Refusal
from bailiwick.org import beside, selectors
from bailiwick.org.forms import (
    AbsenceForm,
    EndPostForm,
    PersonForm,
    PostForm,
    ReasonForm,
    ReassignForm,
)
from bailiwick.org.models import Account, Court, Group, Person, Post
from bailiwick.org.request import StaffRequest
from bailiwick.org.services import factors, people, posts
from bailiwick.web.asked import page_size, whole
from bailiwick.web.pages import page_or_part
from bailiwick.web.policy import policy
from bailiwick.web.toasts import say

M = TypeVar("M", Court, Group)


@dataclass(frozen=True)
class PostRow:
    """A post on the person's page, with what the viewer may do about it."""

    post: Post
    ended: bool
    running: bool
    may_end: bool
    may_move: bool

    @classmethod
    def of(cls, post: Post, viewer: Account, today: date) -> PostRow:
        ended = post.ends_on is not None and post.ends_on < today
        running = post.confirmed and post.starts_on <= today and not ended
        return cls(
            post,
            ended,
            running,
            may_end=not ended and posts.may_end(viewer, post),
            may_move=running and not post.temporary and posts.may_reassign(viewer, post),
        )


@policy("org.view_people")
def organisation(request: StaffRequest) -> HttpResponse:
    """GET /organisation/: courts and groups as of a day, people by court, group, name, pinyin."""
    day = _day(request)
    court = _chosen(Court, request.GET.get("court", ""))
    group = _chosen(Group, request.GET.get("group", ""))
    query = request.GET.get("q", "")
    found = selectors.people(
        query=query,
        court_id=court.pk if court else None,
        group_id=group.pk if group else None,
        on=day,
    )
    page = Paginator(found, page_size(request, 50)).get_page(request.GET.get("page"))
    context = {
        "day": day,
        "today": localdate(),
        "tree": selectors.court_tree(day),
        "court": court,
        "group": group,
        "query": query,
        "page": page,
        "may_edit": request.user.has_perm("org.edit_organisation"),
    }
    return page_or_part(request, "org/organisation.html", "org/_people_rows.html", context)


@policy("org.view_people")
def person_detail(request: StaffRequest, person_id: int) -> HttpResponse:
    """GET /people/<id>/: posts past and present, absences, account."""
    person = get_object_or_404(Person.objects.select_related("court"), pk=person_id)
    today = localdate()
    held = person.posts.select_related("person", "court", "group").order_by("-starts_on")
    account = Account.objects.filter(person=person).first()
    rows = [PostRow.of(post, request.user, today) for post in held]
    context = {
        "person": person,
        "account": account,
        "posts": rows,
        "sees_kind": posts.may_see_absence(request.user, person),
        "absences": person.absences.select_related("substitute").order_by("-starts_on")[:20],
        "may_appoint": posts.may_appoint_somewhere(request.user, person),
        "may_edit": request.user.has_perm("org.edit_organisation"),
        "may_reset_factor": account is not None
        and request.user.has_perm("org.reset_factor")
        and factors.has_factor(account),
        "may_grant": request.user.has_perm("org.grant_label"),
        "may_reassign": any(row.may_move for row in rows),
        "beside": beside.of(person, request.user),
    }
    return render(request, "org/person_detail.html", context)


@policy("org.edit_organisation")
def person_add(request: StaffRequest) -> HttpResponse:
    """GET and POST /people/new: enter a member of staff."""
    form = PersonForm(request.POST or None, on=localdate())
    if form.is_valid():
        try:
            person = people.add(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("staff_no", str(refusal))
        else:
            say(request, f"已登记 {person.name}，岗位由安全管理员任命")
            return redirect("org:person_detail", person.pk)
    context = {"form": form, "title": "登记人员", "verb": "登记"}
    return render(request, "org/person_form.html", context)


@policy("org.edit_organisation")
def person_change(request: StaffRequest, person_id: int) -> HttpResponse:
    """GET and POST /people/<id>/change: correct name, aliases, court, phone."""
    person = get_object_or_404(Person, pk=person_id)
    initial = {
        "staff_no": person.staff_no,
        "name": person.name,
        "aliases": "、".join(person.aliases),
        "title": person.title,
        "court": person.court_id,
        "office_phone": person.office_phone,
    }
    form = PersonForm(request.POST or None, initial=initial, on=localdate())
    form.fields["staff_no"].disabled = True
    if form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if key != "staff_no"}
        changed = people.change(person, **values, by=request.user, at=timezone.now())
        say(request, f"已更正 {len(changed)} 项" if changed else "没有改动")
        return redirect("org:person_detail", person.pk)
    context = {"form": form, "title": f"更正 {person.name}", "verb": "保存", "person": person}
    return render(request, "org/person_form.html", context)


@policy("org.edit_organisation")
def person_leave(request: StaffRequest, person_id: int) -> HttpResponse:
    """GET and POST /people/<id>/leave: the last day; posts end, the account closes at once."""
    person = get_object_or_404(Person, pk=person_id)
    form = EndPostForm(request.POST or None, initial={"ends_on": localdate()})
    if form.is_valid():
        try:
            people.leave(
                person,
                on=form.cleaned_data["ends_on"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{person.name} 已离职，账号已停用")
            return redirect("org:person_detail", person.pk)
    context = {
        "form": form,
        "title": f"{person.name} 离职",
        "sentence": "全部岗位至最后一日终止，账号立即停用，正在使用的会话立即结束。",
        "verb": "办理离职",
        "person": person,
    }
    return render(request, "org/person_form.html", context)


@policy("org.manage_posts", "org.assign_post")
def post_assign(request: StaffRequest, person_id: int) -> HttpResponse:
    """GET and POST /people/<id>/posts/new: give a post."""
    person = get_object_or_404(Person, pk=person_id)
    initial = {"court": person.court_id, "starts_on": localdate()}
    form = PostForm(request.POST or None, initial=initial, by=request.user, on=localdate())
    if form.is_valid():
        try:
            post = posts.assign(person, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"已任命 {person.name} 为{post.get_role_display()}")
            return redirect("org:person_detail", person.pk)
    context = {"form": form, "title": f"任命 {person.name}", "verb": "任命", "person": person}
    return render(request, "org/person_form.html", context)


@policy("org.manage_posts", "org.assign_post")
def post_end(request: StaffRequest, post_id: int) -> HttpResponse:
    """GET and POST /posts/<id>/end: the last day of a post."""
    post = get_object_or_404(Post.objects.select_related("person", "court"), pk=post_id)
    form = EndPostForm(request.POST or None, initial={"ends_on": localdate()})
    if form.is_valid():
        try:
            posts.end(post, **form.cleaned_data, by=request.user, on=localdate(), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{post.person.name} 的{post.get_role_display()}岗位已免去")
            return redirect("org:person_detail", post.person_id)
    context = {
        "form": form,
        "title": f"免去 {post.person.name} 的{post.get_role_display()}岗位",
        "sentence": "最后一日填昨日，权限立即终止；填今日，权限至今日 24 时终止。",
        "verb": "免去岗位",
        "person": post.person,
    }
    return render(request, "org/person_form.html", context)


@policy("org.reassign")
def person_reassign(request: StaffRequest, person_id: int) -> HttpResponse:
    """GET and POST /people/<id>/reassign: a member works elsewhere for a time (work rule F2)."""
    person = get_object_or_404(Person, pk=person_id)
    form = ReassignForm(
        request.POST or None,
        initial={"starts_on": localdate(), "court": person.court_id},
        person=person,
        by=request.user,
        on=localdate(),
    )
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            posts.reassign(values.pop("post"), **values, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"{person.name} 已临时调配，到期自动恢复")
            return redirect(_next_after_move(person, request.user))
    context = {
        "form": form,
        "title": f"临时调配 {person.name}",
        "sentence": "原岗位保留，名下案件不自动变更承办人；调配后在下一页逐件或整批移交。",
        "verb": "调配",
        "person": person,
        "beside": beside.of(person, request.user),
    }
    return render(request, "org/person_form.html", context)


def _next_after_move(person: Person, viewer: Account) -> str:
    """Return where what the person has in hand is handed over, else the person's page."""
    acts = [line.act_url for line in beside.of(person, viewer) if line.act_url]
    return acts[0] if acts else reverse("org:person_detail", args=[person.pk])


@policy("org.reassign")
def absence_record(request: StaffRequest, person_id: int) -> HttpResponse:
    """GET and POST /people/<id>/absences/new: note an absence with its substitute."""
    person = get_object_or_404(Person, pk=person_id)
    form = AbsenceForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            posts.record_absence(person, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, f"已登记 {person.name} 外出")
            return redirect("org:person_detail", person.pk)
    context = {"form": form, "title": f"登记 {person.name} 外出", "verb": "登记", "person": person}
    return render(request, "org/person_form.html", context)


@policy("org.manage_posts")
def post_list_waiting(request: StaffRequest) -> HttpResponse:
    """GET and POST /posts/waiting/: confirm posts that came with a staff list."""
    waiting = selectors.posts_waiting()
    if request.method == "POST":
        chosen = waiting.filter(
            pk__in=[pk for text in request.POST.getlist("post") if (pk := whole(text)) is not None]
        )
        done = 0
        for post in chosen.exclude(person=request.user.person_id):
            posts.confirm(post, by=request.user, at=timezone.now())
            done += 1
        say(request, f"已确认 {done} 项任职")
        return redirect("org:post_list_waiting")
    page = Paginator(waiting, page_size(request, 50)).get_page(request.GET.get("page"))
    return render(request, "org/post_list_waiting.html", {"page": page})


@policy("org.grant_label")
def post_sensitive_set(request: StaffRequest, post_id: int) -> HttpResponse:
    """GET and POST /posts/<id>/sensitive: let a post see labelled cases, or take it back."""
    post = get_object_or_404(Post.objects.select_related("person", "court"), pk=post_id)
    allow = not post.sees_sensitive
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            posts.set_sensitive_right(
                post,
                allow,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, "敏感案件权限已授予" if allow else "敏感案件权限已收回")
            return redirect("org:person_detail", post.person_id)
    act = "授予" if allow else "收回"
    context = {
        "form": form,
        "title": f"{act} {post.person.name} 的敏感案件权限",
        "sentence": f"{post.get_role_display()}（{post.court.short_name}）在本岗位数据范围内"
        f"{'可见' if allow else '不再可见'}涉密、涉未成年、敏感标签的案件。",
        "verb": act,
        "person": post.person,
    }
    return render(request, "org/person_form.html", context)


@policy("org.view_policy")
def rights_table(request: StaffRequest) -> HttpResponse:
    """GET /rights/: which role may do what, and which rows it reaches."""
    columns, rows = selectors.rights_table()
    groups: dict[str, list[tuple[str, str, list[str]]]] = {}
    for number, (code, words) in enumerate(columns):
        holders = [row.role.label for row in rows if row.cells[number]]
        groups.setdefault(code.split(".")[0], []).append((code, words, holders))
    names = {
        "cases": "案件",
        "approvals": "审批",
        "supervision": "流程管控",
        "org": "组织与人员",
        "web": "运行",
        "audit": "审计",
    }
    context = {
        "groups": [(names[key], rights) for key, rights in groups.items()],
        "rows": rows,
        "total": len(columns),
    }
    return render(request, "org/rights_table.html", context)


def _day(request: StaffRequest) -> date:
    try:
        return parse_date(request.GET.get("on", "")) or localdate()
    except ValueError:
        return localdate()


def _chosen(model: type[M], key: str) -> M | None:
    found: M | None = model._default_manager.filter(pk=key).first() if _is_id(key) else None
    return found


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 19
