"""Identity data: sealed, found only whole, shown only masked (reliability §3.4)."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from bailiwick.cases import privacy
from bailiwick.cases.services.parties import born_on, is_identity

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@given(st.text(max_size=200))
def test_what_is_sealed_opens_again(text: str) -> None:
    sealed = privacy.seal(text)
    assert privacy.open_sealed(sealed) == text
    assert len(text) < 4 or text.encode() not in sealed


def test_equal_values_have_unequal_ciphertexts_and_equal_blind_indexes() -> None:
    number = "41030519900307123X"
    assert privacy.seal(number) != privacy.seal(number)
    assert privacy.blind(number) == privacy.blind("410305 19900307 123x".translate(WIDE))
    assert privacy.blind(number) != privacy.blind("410305199003071238")
    assert privacy.blind("") == ""


@pytest.mark.parametrize("place", [0, 10, 25, -1])
def test_a_changed_ciphertext_does_not_open(place: int) -> None:
    sealed = bytearray(privacy.seal("13812345678"))
    sealed[place] ^= 1
    with pytest.raises(privacy.Undecipherable):
        privacy.open_sealed(bytes(sealed))


def test_keys_lie_in_files_only_their_owner_reads() -> None:
    privacy.seal("x")
    privacy.blind("x")
    for name in (privacy.FIELD_KEY, privacy.BLIND_KEY):
        mode = (Path(settings.KEYS_DIR) / f"{name}.key").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize(
    ("value", "in_list", "in_detail"),
    [
        ("41030519900307123X", "4" + "*" * 17, "410305" + "*" * 12),
        ("410305900307123", "4" + "*" * 17, "410305" + "*" * 12),
        ("91410300MA44XYZ12A", "9" + "*" * 17, "914103" + "*" * 12),
        ("", "", ""),
    ],
    ids=["18 digits", "15 digits", "credit code", "none"],
)
def test_masks_of_identity_numbers(value: str, in_list: str, in_detail: str) -> None:
    assert privacy.mask_id_in_list(value) == in_list
    assert privacy.mask_id(value) == in_detail


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_no_mask_shows_birthday_sequence_or_check_digit(number: str) -> None:
    for mask in (privacy.mask_id(number), privacy.mask_id_in_list(number)):
        assert len(mask) == 18
        assert mask.rstrip("*") == number[: len(mask.rstrip("*"))]
        assert mask[6:] == "*" * 12


@given(st.from_regex(r"1[0-9]{10}", fullmatch=True))
def test_phones_keep_three_and_four(number: str) -> None:
    assert privacy.mask_phone(number) == f"{number[:3]}****{number[7:]}"


@given(st.from_regex(r"[0-9]{9,30}", fullmatch=True))
def test_accounts_keep_four(number: str) -> None:
    assert privacy.mask_account(number) == "尾号" + number[-4:]


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("张三", "张某"), ("欧阳锋山", "欧阳某某"), ("阿依·古丽", "阿某某"), ("张", "张"),
        ("洛阳云山商贸有限公司", "洛阳云山商贸有限公司"),
    ],
)  # fmt: skip
def test_names_in_public(name: str, mask: str) -> None:
    assert privacy.mask_name(name) == mask


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("河南省洛阳市洛龙区开元大道1号", "洛龙区"),
        ("洛阳市瀍河回族区启明南路2号", "瀍河回族区"),
        ("河南省洛阳市伊川县城关镇", "伊川县"),
        ("某小区3号楼", ""),
        ("", ""),
    ],
)
def test_addresses_keep_the_county(address: str, district: str) -> None:
    assert privacy.mask_address(address) == district


# check digit of 41030519900307123: Σ digit·weight = 4·7+1·9+0·10+3·5+0·8+5·4+1·2+9·1+9·6+0·3+0·7
# +3·9+0·10+7·5+1·8+2·4+3·2 = 221; 221 mod 11 = 1 → 0
@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("410305199003071230", True), ("410305199003071231", False), ("410305900307123", True),
        ("91350100M000100Y43", True),  # the example printed in GB 32100-2015
        ("91350100M000100Y44", False), ("G12345678", True), ("123", False),
        ("፩" * 15, False), ("፩" * 18, False), ("٤" * 18, False),  # digits of other scripts
    ],
)  # fmt: skip
def test_identity_numbers_are_checked(value: str, holds: bool) -> None:
    assert is_identity(value) is holds


def test_birthdays_come_from_the_number() -> None:
    assert str(born_on("410305199003071230")) == "1990-03-07"
    assert str(born_on("410305900307123")) == "1990-03-07"
    assert born_on("91350100M000100Y43") is None
    assert born_on("410305199013071230") is None
