"""当事人: register, maintain, leave; and the look at identity data, which is always recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bailiwick.audit import journal
from bailiwick.cases import privacy, search
from bailiwick.cases.models import Case, Party, PartyKind, PartyRole
from bailiwick.cases.services import holding
from bailiwick.errors import Refusal, RuleBroken, WrongState
from bailiwick.events.cases import IdentityRevealed, PartyAdded, PartyEdited, PartyRemoved
from bailiwick.law import acts as law_acts
from bailiwick.org.models import Account

APPLICANT_ROLES = (PartyRole.APPLICANT, PartyRole.PRESERVER, PartyRole.OBJECTOR, PartyRole.REVIEW)
DEBTOR_ROLES = (PartyRole.DEBTOR, PartyRole.PRESERVED)
SEALED_FIELDS = {"id_number": "证件号码", "phone": "联系电话", "account": "账号", "address": "地址"}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class PartyData:
    """A party as typed or imported. None leaves a field as it is, '' empties it."""

    role: str
    name: str
    kind: str = ""
    id_number: str | None = ""
    phone: str | None = ""
    account: str | None = ""
    address: str | None = ""


@transaction.atomic
def add_party(
    case: Case, data: PartyData, *, by: Account, at: datetime, version: int | None = None
) -> Party:
    """Register a party with its identity data sealed.

    Legal source: 个人信息保护法第五十一条 (encryption); 执行程序解释 on who is a party.

    Raises:
        RuleBroken: no name, unknown role, or an identity number whose check digit is wrong.
        WrongState: the same party is already there in the same role.
    """
    case = holding.take(case, version=version)
    check(data)
    present = case.parties.filter(removed_on__isnull=True)
    if present.filter(role=data.role, name=data.name.strip()).exists():
        raise WrongState(f"{data.role}{data.name.strip()}已登记")
    party = build(case, data, position=present.count())
    party.save()
    refresh_texts(case)
    holding.finish(case, PartyAdded(case.number, party.pk, party.role, party.name), by=by, at=at)
    return party


@transaction.atomic
def edit_party(
    party: Party, data: PartyData, *, by: Account, at: datetime, version: int | None = None
) -> Party:
    """Maintain a party; the journal names the fields that changed, never their content.

    Legal source: 个人信息保护法第八条 (accuracy). Raises RuleBroken as ``add_party``.
    """
    case = holding.take(party.case_id, version=version)
    check(data)
    party = Party.objects.select_for_update().get(pk=party.pk)
    before = (party.role, party.name, party.kind, party.id_blind, party.phone_blind,
              party.account_blind, party.district)  # fmt: skip
    fill(party, data)
    after = (party.role, party.name, party.kind, party.id_blind, party.phone_blind,
             party.account_blind, party.district)  # fmt: skip
    names = ("诉讼地位", "名称", "类型", "证件号码", "联系电话", "账号", "地址")
    changed = [name for name, old, new in zip(names, before, after, strict=True) if old != new]
    party.save()
    refresh_texts(case)
    holding.finish(case, PartyEdited(case.number, party.pk, changed), by=by, at=at)
    return party


@transaction.atomic
def remove_party(party: Party, *, on: date, reason: str, by: Account, at: datetime) -> None:
    """Let a party leave the case from a day on; the row stays (变更追加当事人规定).

    Raises:
        Refusal: no reason was given.
    """
    if not reason.strip():
        raise Refusal("当事人退出须写明依据")
    case = holding.take(party.case_id)
    party.removed_on = on
    party.save(update_fields=["removed_on"])
    refresh_texts(case)
    holding.finish(case, PartyRemoved(case.number, party.pk, reason.strip()), by=by, at=at)


@transaction.atomic
def reveal(
    party: Party, fields: list[str], *, reason: str, by: Account, at: datetime
) -> dict[str, str]:
    """Return identity data in full, once, and record who looked and why.

    Legal source: 个人信息保护法第六条 (least scope).

    Raises:
        Refusal: no reason was given (at least four characters).
    """
    if len(reason.strip()) < 4:
        article = law_acts.REVEAL.on(timezone.localdate(at))
        raise Refusal("查看原文须写明事由（不少于四个字）", article=article)
    wanted = [name for name in SEALED_FIELDS if name in fields]
    found = {name: privacy.open_sealed(value) for name in wanted if (value := getattr(party, name))}
    journal.record(
        IdentityRevealed(
            party.case.number, party.pk, [SEALED_FIELDS[name] for name in wanted], reason.strip()
        ),
        by=by, court=party.court_id, case=party.case_id, subject=("party", party.pk), at=at,
    )  # fmt: skip
    return found


def check(data: PartyData) -> None:
    """Raises RuleBroken when the data cannot be those of a party."""
    if not data.name.strip():
        raise RuleBroken("当事人名称不能为空")
    if data.role not in PartyRole.values:
        raise RuleBroken(f"诉讼地位“{data.role}”不在规定之列")
    if data.kind and data.kind not in PartyKind.values:
        raise RuleBroken(f"当事人类型“{data.kind}”不在规定之列")
    value = privacy.plain(data.id_number or "")
    if value and not is_identity(value):
        raise RuleBroken("证件号码校验不通过：居民身份证15或18位，统一社会信用代码18位")


def is_identity(value: str) -> bool:
    """Whether a half-width upper-case value is an identity number (15 or 18) or a credit code."""
    if not value.isascii():  # digits of other scripts are digits to Python, not to the police
        return False
    if len(value) == 15:
        return value.isdigit()
    if len(value) != 18:
        return 5 <= len(value) <= 12 and value.isalnum()  # passports, military and older papers
    if value[:17].isdigit():
        total = sum(int(d) * w for d, w in zip(value, _ID_WEIGHTS, strict=False))
        if "10X98765432"[total % 11] == value[17]:
            return True
    return _is_credit_code(value)


def _is_credit_code(value: str) -> bool:
    """GB 32100-2015: weights are the powers of 3 modulo 31."""
    if any(sign not in _CREDIT_SIGNS for sign in value):
        return False
    total = sum(_CREDIT_SIGNS.index(s) * pow(3, i, 31) for i, s in enumerate(value[:17]))
    return _CREDIT_SIGNS[-total % 31] == value[17]


def build(case: Case, data: PartyData, *, position: int) -> Party:
    """Return an unsaved party with sealed data (imports insert many at once)."""
    party = Party(case=case, court_id=case.court_id, position=position)
    fill(party, data)
    return party


def fill(party: Party, data: PartyData) -> None:
    """Write the typed data into the row: ciphertext, blind index and mask of each sealed field."""
    party.role, party.name, party.kind = data.role, data.name.strip(), data.kind
    if data.id_number is not None:
        value = privacy.plain(data.id_number)
        party.id_number = privacy.seal(value) if value else None
        party.id_blind, party.id_mask = privacy.blind(value), privacy.mask_id(value)
        party.born_on = born_on(value)
    if data.phone is not None:
        value = privacy.plain(data.phone)
        party.phone = privacy.seal(value) if value else None
        party.phone_blind, party.phone_mask = privacy.blind(value), privacy.mask_phone(value)
    if data.account is not None:
        value = privacy.plain(data.account)
        party.account = privacy.seal(value) if value else None
        party.account_blind = privacy.blind(value)
        party.account_mask = privacy.mask_account(value)
    if data.address is not None:
        value = data.address.strip()
        party.address = privacy.seal(value) if value else None
        party.district = privacy.mask_address(value)[:30]


def born_on(value: str) -> date | None:
    """Return the birthday an identity number states (15 digits: 19xx); None for other papers."""
    digits = value[6:14] if len(value) == 18 else "19" + value[6:12] if len(value) == 15 else ""
    if not (value.isascii() and digits.isdigit() and value[:6].isdigit()) or digits[0] not in "12":
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def refresh_texts(case: Case) -> None:
    """Write what the list shows and what the search finds, from the parties present."""
    present = list(case.parties.filter(removed_on__isnull=True).values_list("role", "name"))
    case.applicants_text = listed([name for role, name in present if role in APPLICANT_ROLES])
    case.debtors_text = listed([name for role, name in present if role in DEBTOR_ROLES])
    case.save(update_fields=["applicants_text", "debtors_text"])
    search.index(case, [name for _, name in present])


def listed(names: list[str]) -> str:
    """Return names for one line of a list, at most 200 characters: 甲、乙等5人."""
    text = "、".join(names)
    if len(text) <= 190:
        return text
    while names and len("、".join(names)) > 180:
        names = names[:-1]
    return "、".join(names) + "等"
