"""Stand-ins of the same kind and shape that can't be a real person's.

    phone (China)   the unallocated prefix 154 · phone (elsewhere) 555-01xx, kept for fiction by NANPA
    e-mail, URL     example.com (RFC 2606) · IP 192.0.2.0/24, 2001:db8::/32 (RFC 5737, RFC 3849)
    MAC             00-00-5E-00-53-xx (RFC 7042)
    cards, IBAN, identity cards, credit codes   wrong check digits
    everything else the same shape, with other letters and digits

Names of people keep length, script and gender. A made-up name may be somebody's: it is drawn without looking at
anybody's, and says nothing about the person whose name it replaced.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

from ftprep.pii.names import (
    FEMALE_CHARS,
    GIVEN_FEMALE,
    GIVEN_MALE,
    MALE_CHARS,
    SURNAMES_COMPOUND,
    SURNAMES_EN,
    SURNAMES_FREQUENT,
    gender_of,
    is_compound,
)
from ftprep.pii.recognizers.base import luhn
from ftprep.pii.recognizers.cn_credit_code import ALPHABET, check_character
from ftprep.pii.recognizers.cn_id_card import check_digit
from ftprep.pii.recognizers.iban import is_valid

_UPPER, _LOWER, _DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "0123456789"
_ROADS = "长安 中山 人民 建设 解放 和平 文化 新华 光明 胜利 朝阳 春风 青年 学院 花园 东风".split()


class _Draw:
    """A stream of choices from a digest: the same digest, the same choices."""

    def __init__(self, digest: bytes) -> None:
        self._seed = digest
        self._block = b""
        self._count = 0

    def below(self, n: int) -> int:
        if len(self._block) < 4:
            self._block = hashlib.sha256(self._seed + self._count.to_bytes(4, "big")).digest()
            self._count += 1
        value, self._block = int.from_bytes(self._block[:4], "big"), self._block[4:]
        return value % n

    def one[T](self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def digits(self, n: int) -> str:
        return "".join(str(self.below(10)) for _ in range(n))


def pseudonym(entity: str, value: str, whole: str, digest: bytes) -> str:
    """A stand-in for `value`, drawn from `digest` (which must come from the key and the value's identity).

    `whole` is the fuller form of a person's name: 小明 gets the given name of the stand-in for 王小明.
    """
    make = _MAKERS.get(entity, _same_shape)
    result = make(value, _Draw(digest))
    if entity == "PERSON" and whole != value and value in whole:
        full, at = make(whole, _Draw(digest)), whole.index(value)
        if len(full) == len(whole):
            return full[at : at + len(value)]
        parts, wholes = full.split(), whole.split()
        if value in wholes and len(parts) == len(wholes):
            return parts[wholes.index(value)]
    return result


def _same_shape(value: str, draw: _Draw) -> str:
    out = []
    for char in value:
        if char.isdigit():
            out.append(str(draw.below(10)))
        elif char.isascii() and char.isalpha():
            out.append(draw.one(_UPPER if char.isupper() else _LOWER))
        elif "\u4e00" <= char <= "\u9fff":
            out.append(draw.one("安北春东丰光海和华建江林南平清山石松泰文西新阳永云正中"))
        else:
            out.append(char)
    return "".join(out)


def _filled(value: str, digits: str) -> str:
    """The digits laid into the places of the value's own."""
    source = iter(digits)
    return "".join(next(source, "0") if char.isdigit() else char for char in value)


def _phone(value: str, draw: _Draw) -> str:
    digits = "".join(char for char in value if char.isdigit())
    mobile = re.search(r"1[3-9]\d{9}$", digits)
    if mobile and len(digits) in (11, 13, 15):
        return _filled(value, digits[: mobile.start()] + "154" + draw.digits(8))
    if len(digits) >= 10 and (value.startswith("+1") or len(digits) == 10) and not value.startswith("0"):
        return _filled(value, digits[:-7] + "55501" + draw.digits(2))
    if len(digits) >= 7:  # 555 01xx behind the country or area code, or alone
        return _filled(value, digits[:-7] + "55501" + draw.digits(2))
    return _same_shape(value, draw)


def _email(value: str, draw: _Draw) -> str:
    local = value.split("@", 1)[0]
    return f"{_same_shape(local, draw)}@example.com"


def _ip(value: str, draw: _Draw) -> str:
    if ":" in value:
        return f"2001:db8::{draw.below(65536):x}:{draw.below(65536):x}"
    return f"192.0.2.{1 + draw.below(254)}" + (value[value.index("/") :] if "/" in value else "")


def _mac(value: str, draw: _Draw) -> str:
    pairs = f"00005e0053{draw.below(256):02x}"
    pairs = pairs.upper() if value.upper() == value else pairs
    source = iter(pairs)
    return "".join(next(source, "0") if char.isalnum() else char for char in value)


def _url(value: str, draw: _Draw) -> str:
    scheme = value.split("://", maxsplit=1)[0] if "://" in value else ""
    prefix = f"{scheme}://" if scheme.lower() in ("http", "https") else "https://" if scheme else "www."
    return f"{prefix}example.com/{draw.digits(6)}"


def _card(value: str, draw: _Draw) -> str:
    digits = "".join(char for char in value if char.isdigit())
    body = digits[:2] + draw.digits(len(digits) - 3)
    last = next(str(n) for n in range(10) if not luhn(body + str(n)))
    return _filled(value, body + last)


def _id_card(value: str, draw: _Draw) -> str:
    digits = re.sub(r"[^\dXx]", "", value)
    if len(digits) == 15:
        return (
            digits[:2]
            + "0000"
            + f"{digits[6]}{draw.below(10)}{1 + draw.below(12):02d}{1 + draw.below(28):02d}"
            + draw.digits(2)
            + digits[14]
        )
    year = digits[6:9] + str(draw.below(10))
    sex = int(digits[16]) % 2
    body = f"{digits[:2]}0000{year}{1 + draw.below(12):02d}{1 + draw.below(28):02d}{draw.digits(2)}{draw.below(5) * 2 + sex}"
    wrong = [str(n) for n in range(10) if str(n) != check_digit(body)]
    source = iter(body + draw.one(wrong))
    return "".join(next(source, "") if char.isalnum() else char for char in value)


def _credit_code(value: str, draw: _Draw) -> str:
    body = value[:2] + "000000" + "".join(draw.one(ALPHABET) for _ in range(9))
    return body + next(char for char in ALPHABET if char != check_character(body))


def _iban(value: str, draw: _Draw) -> str:
    shaped = value[:2] + "00" + _same_shape(value[4:], draw)
    return shaped if not is_valid(shaped.replace(" ", "").upper()) else shaped[:2] + "01" + shaped[4:]


def _ssn(value: str, draw: _Draw) -> str:
    return _filled(value, "000" + draw.digits(6))  # area 000 is never given out


def _plate(value: str, draw: _Draw) -> str:
    body = _same_shape(value[2:], draw)
    at = next((index for index, char in enumerate(body) if char.isdigit()), None)  # I and O are not on plates
    return value[:2] + (body if at is None else f"{body[:at]}I{body[at + 1 :]}")


def _person(value: str, draw: _Draw) -> str:
    if re.search("[\u4e00-\u9fff]", value):
        return _chinese_person(value, draw)
    words = value.split()
    female = gender_of(words[0] if words else value) == "f"
    out = []
    for index, word in enumerate(words):
        if len(word.rstrip(".")) == 1:
            out.append(draw.one(_UPPER) + word[1:])
        elif len(words) > 1 and index == len(words) - 1:
            out.append(draw.one(SURNAMES_EN))
        else:
            out.append(draw.one(GIVEN_FEMALE if female else GIVEN_MALE))
    text = " ".join(out)
    return text.upper() if value.isupper() and len(value) > 2 else text


def _chinese_person(value: str, draw: _Draw) -> str:
    nick = value[0] if value[0] in "小老阿" and len(value) <= 3 else ""
    name = value[1:] if nick else value
    chars = FEMALE_CHARS if gender_of(value) == "f" else MALE_CHARS
    if nick:
        return nick + "".join(draw.one(SURNAMES_FREQUENT) if len(name) == 1 else draw.one(chars) for _ in name)
    surname = draw.one(SURNAMES_COMPOUND) if is_compound(name) else draw.one(SURNAMES_FREQUENT)
    given = max(0, len(name) - len(surname))
    if "·" in name or given > 3:
        return _same_shape(value, draw)
    return (surname + "".join(draw.one(chars) for _ in range(given)))[: max(len(name), 1)]


def _address(value: str, draw: _Draw) -> str:
    if re.search("[\u4e00-\u9fff]", value):
        number = (
            re.sub(
                r"\d", lambda _: str(1 + draw.below(9)), "".join(re.findall(r"\d+[号弄栋幢座室单元层楼]*", value)[-3:])
            )
            or "1号"
        )
        return (
            f"{draw.one(_ROADS)}路{number}"
            if "号" in number[:6]
            else f"{draw.one(_ROADS)}路{1 + draw.below(900)}号{number}"
        )
    return f"{100 + draw.below(900)} {draw.one(['Example', 'Sample', 'Placeholder'])} {draw.one(['Street', 'Road', 'Avenue'])}"


def _birth_date(value: str, draw: _Draw) -> str:
    """Another day, the decade kept: an age stays about the same."""

    def number(match: re.Match[str]) -> str:
        digits = match.group()
        if len(digits) == 4 and digits[:2] in ("18", "19", "20"):
            return digits[:3] + str(draw.below(10))
        if len(digits) == 8:
            return f"{digits[:3]}{draw.below(10)}{1 + draw.below(12):02d}{1 + draw.below(28):02d}"
        return f"{1 + draw.below(12):0{len(digits)}d}"

    return re.sub(r"\d+", number, value)


_MAKERS: dict[str, Callable[[str, _Draw], str]] = {
    "PHONE_NUMBER": _phone,
    "EMAIL_ADDRESS": _email,
    "IP_ADDRESS": _ip,
    "MAC_ADDRESS": _mac,
    "URL": _url,
    "SECRET_URL": _url,
    "CREDIT_CARD": _card,
    "CN_ID_CARD": _id_card,
    "CN_CREDIT_CODE": _credit_code,
    "IBAN_CODE": _iban,
    "US_SSN": _ssn,
    "CN_LICENSE_PLATE": _plate,
    "PERSON": _person,
    "STREET_ADDRESS": _address,
    "DATE_OF_BIRTH": _birth_date,
}
