"""Numbers that are not written in Arabic digits, and years that are counted by reigns.

Follows the usage of title pages (Roman numerals, also additive: ``MDCCCCX``), of Chinese and
Japanese, and the official tables of East Asian eras, such as that of the Japanese law on era names.
"""

import re
from dataclasses import dataclass

_ROMAN = re.compile(
    "(m{0,3})(cm|cd|d?c{0,4})(xc|xl|l?x{0,4})(ix|iv|v?i{0,4})",
)
_ROMAN_SIGNS = {
    "cm": 900, "cd": 400, "xc": 90, "xl": 40, "ix": 9, "iv": 4,
    "m": 1000, "d": 500, "c": 100, "l": 50, "x": 10, "v": 5, "i": 1,
}  # fmt: skip

HAN_DIGITS = "〇一二三四五六七八九"
HAN_NUMERALS = HAN_DIGITS + "零十百元"
_HAN_TENS = re.compile(
    "(?:([一二三四五六七八九]?)(百))?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)"
)


@dataclass(frozen=True, slots=True)
class Era:
    """Years counted from an event, the first of them *first* of the Gregorian calendar.

    *length* is the last year counted. Before year *gregorian* its months were those of the moon, so
    that only the year can be converted, and that only nearly.
    """

    first: int
    length: int
    gregorian: int = 1


_REIGNS = {
    # Ming and Qing, by the moon to the end.
    "洪武": (1368, 31), "永樂": (1403, 22), "宣德": (1426, 10), "正統": (1436, 14),
    "成化": (1465, 23), "弘治": (1488, 18), "正德": (1506, 16), "嘉靖": (1522, 45),
    "隆慶": (1567, 6), "萬曆": (1573, 48), "崇禎": (1628, 17), "順治": (1644, 18),
    "康熙": (1662, 61), "雍正": (1723, 13), "乾隆": (1736, 60), "嘉慶": (1796, 25),
    "道光": (1821, 30), "咸豐": (1851, 11), "同治": (1862, 13), "光緒": (1875, 34),
    "宣統": (1909, 3),
}  # fmt: skip

_OPEN = 199  # an era that has not ended

ERAS = {
    **{name: Era(first, length, gregorian=length + 1) for name, (first, length) in _REIGNS.items()},
    "民國": Era(1912, _OPEN),
    "明治": Era(1868, 45, gregorian=6),
    "大正": Era(1912, 15),
    "昭和": Era(1926, 64),
    "平成": Era(1989, 31),
    "令和": Era(2019, _OPEN),
}

# Simplified and other ways to write the names above.
ERA_SPELLINGS = {
    "永乐": "永樂", "正统": "正統", "隆庆": "隆慶", "万历": "萬曆", "崇祯": "崇禎", "顺治": "順治",
    "嘉庆": "嘉慶", "咸丰": "咸豐", "光绪": "光緒", "宣统": "宣統", "民国": "民國",
    "中華民國": "民國", "中华民国": "民國", "minguo": "民國", "meiji": "明治", "taishō": "大正",
    "shōwa": "昭和", "heisei": "平成", "reiwa": "令和",
}  # fmt: skip


def roman_number(text: str) -> int | None:
    """Return the number that *text*, in small letters, is in Roman numerals, or None."""
    match = _ROMAN.fullmatch(text)
    if match is None or not text:
        return None
    return sum(_roman_value(group) for group in match.groups())


def _roman_value(group: str) -> int:
    """Return the value of one decimal place: a pair such as ``ix``, or signs that add up."""
    if group in _ROMAN_SIGNS:
        return _ROMAN_SIGNS[group]
    return sum(_ROMAN_SIGNS[sign] for sign in group)


def han_number(text: str) -> str | None:
    """Return *text*, in Chinese numerals, in Arabic digits, or None.

    ``二十二`` counts, ``一九五七`` spells digits out, and ``元`` is the first year of an era.
    """
    if text == "元":
        return "1"
    spelled = text.replace("零", "〇")
    if all(sign in HAN_DIGITS for sign in spelled):
        return "".join(str(HAN_DIGITS.index(sign)) for sign in spelled)
    match = _HAN_TENS.fullmatch(text)
    return str(_han_value(*match.groups(default=""))) if match else None


def _han_value(hundreds: str, hundred: str, tens: str, ten: str, ones: str) -> int:
    """Return the value of a counting numeral; a bare 十 or 百 counts once."""
    places = ((hundreds, hundred, 100), (tens, ten, 10), (ones, ones, 1))
    return sum(
        unit * (HAN_DIGITS.index(digit) if digit else 1) for digit, sign, unit in places if sign
    )
