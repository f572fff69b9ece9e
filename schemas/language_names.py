"""Names of languages, as cataloguers write them, and the code that each one means.

Most come from CLDR (<https://cldr.unicode.org>) through babel, in thirteen languages. Beside them
stand the names of ISO 639-2 and of MARC that CLDR words differently, and the names that some
languages give to themselves. A name is matched whole, never in part and never by likeness:
fuzzy search takes "English and French" for English.
"""

import re
import unicodedata
from functools import cache

from babel import Locale

LOCALES = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "zh")

OTHER_NAMES = {
    "ady": ("Adyghe; Adygei", "Adygei"),
    "ast": ("Asturian; Bable; Leonese; Asturleonese", "Bable"),
    "be": ("Belorussian", "Byelorussian", "беларуская"),
    "bg": ("български",),
    "byn": ("Blin; Bilin", "Bilin; Blin", "Bilin"),
    "ca": ("Catalan; Valencian", "català"),
    "cnr": ("Montenegrin", "crnogorski", "црногорски"),
    "cs": ("čeština", "česky"),
    "cu": (
        "Church Slavic; Old Slavonic; Church Slavonic; Old Bulgarian; Old Church Slavonic",
        "Church Slavonic",
        "Old Bulgarian",
        "Old Church Slavonic",
        "Old Slavonic",
    ),
    "cy": ("Cymraeg",),
    "da": ("dansk",),
    "dv": ("Divehi; Dhivehi; Maldivian", "Dhivehi", "Maldivian"),
    "el": ("Modern Greek", "ελληνικά"),
    "es": ("Spanish; Castilian", "Castilian", "castellano"),
    "et": ("eesti",),
    "fa": ("Farsi", "فارسی"),
    "fi": ("suomi",),
    "fil": ("Filipino; Pilipino", "Pilipino"),
    "fy": ("Frisian",),
    "ga": ("Gaeilge",),
    "gd": ("Gaelic; Scottish Gaelic", "Scots Gaelic"),
    "gsw": ("Swiss German; Alemannic; Alsatian", "Alemannic", "Alsatian"),
    "he": ("עברית",),
    "hi": ("हिन्दी",),
    "hr": ("hrvatski",),
    "ht": ("Haitian; Haitian Creole", "Haitian"),
    "hu": ("magyar",),
    "hy": ("հայերեն",),
    "ia": ("Interlingua (International Auxiliary Language Association)",),
    "ie": ("Interlingue; Occidental", "Occidental"),
    "ii": ("Sichuan Yi; Nuosu", "Nuosu"),
    "ka": ("ქართული",),
    "ki": ("Kikuyu; Gikuyu", "Gikuyu"),
    "kj": ("Kuanyama; Kwanyama", "Kwanyama"),
    "kl": ("Kalaallisut; Greenlandic", "Greenlandic"),
    "km": ("Central Khmer",),
    "ky": ("Kirghiz; Kyrgyz", "Kirghiz"),
    "lb": ("Luxembourgish; Letzeburgesch", "Letzeburgesch"),
    "li": ("Limburgan; Limburger; Limburgish", "Limburger"),
    "lt": ("lietuvių",),
    "lv": ("latviešu",),
    "mk": ("македонски",),
    "mul": ("Multiple languages",),
    "nb": ("Bokmål, Norwegian; Norwegian Bokmål", "Bokmål"),
    "nd": ("Ndebele, North; North Ndebele",),
    "nds": ("Low German; Low Saxon; German, Low; Saxon, Low",),
    "nez": ("Nez Perce", "Nez Percé"),
    "nl": ("Dutch; Flemish",),
    "nn": ("Norwegian Nynorsk; Nynorsk, Norwegian", "Nynorsk"),
    "no": ("norsk",),
    "nr": ("Ndebele, South; South Ndebele",),
    "nso": ("Pedi; Sepedi; Northern Sotho", "Pedi", "Sepedi"),
    "nv": ("Navajo; Navaho", "Navaho"),
    "ny": ("Chichewa; Chewa; Nyanja", "Chichewa", "Chewa"),
    "oc": ("Occitan (post 1500); Provençal",),
    "os": ("Ossetian; Ossetic", "Ossetian"),
    "pa": ("Panjabi; Punjabi",),
    "ps": ("Pushto; Pashto", "Pushto"),
    "rm": ("Raeto-Romance", "Rhaeto-Romance"),
    "ro": ("Romanian; Moldavian; Moldovan", "română"),
    "si": ("Sinhala; Sinhalese", "Sinhalese"),
    "sk": ("slovenčina",),
    "sl": ("Slovene", "slovenščina"),
    "sq": ("shqip",),
    "sr": ("српски", "srpski"),
    "sv": ("svenska",),
    "th": ("ไทย",),
    "tr": ("Türkçe",),
    "ug": ("Uighur; Uyghur", "Uighur"),
    "uk": ("українська",),
    "und": ("Undetermined",),
    "ur": ("اردو",),
    "vi": ("tiếng Việt",),
    "yi": ("ייִדיש",),
    "za": ("Zhuang; Chuang", "Chuang"),
    "zh": ("Mandarin", "Mandarin Chinese", "汉语", "漢語"),
    "zxx": ("No linguistic content", "No linguistic content; Not applicable"),
}

# Longer than any name; prose is not worth a search.
MAX_NAME_LENGTH = 120

# The years of a language, as in "Greek, Modern (1453-)" and "English, Old (ca. 450-1100)".
_YEARS = re.compile(r"\s*\([^()]*[0-9][^()]*\)")


def code_of(name: str) -> str | None:
    """Return the code (CLDR's spelling, ``zh_Hant``) of the language called *name*, or None.

    Case, spacing and the years of the language do not count, and a name may stand inverted, as
    catalogues sort it: "English, Old (ca. 450-1100)" is "Old English".
    """
    if len(name) > MAX_NAME_LENGTH:
        return None
    codes, folded = codes_by_name(), fold(name)
    family, comma, branch = _YEARS.sub("", folded).partition(", ")
    return codes.get(folded) or codes.get(f"{branch} {family}" if comma else family)


def fold(name: str) -> str:
    """Return *name* as names are compared: NFC, one space between words, no case, no full stop."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join(composed.casefold().split()).rstrip(".")


def code_of_part(name: str) -> str | None:
    """Return the subtag of the country or script that *name* names in English, else None."""
    return _parts_by_name().get(fold(name))


@cache
def _parts_by_name() -> dict[str, str]:
    """English names of scripts and countries, folded, with their subtags; and those countries'."""
    english = Locale("en")
    regions = {code: name for code, name in english.territories.items() if len(code) == _COUNTRY}
    named = {fold(name): code for code, name in (*english.scripts.items(), *regions.items())}
    return named | {"simplified": "Hans", "traditional": "Hant", "us": "US", "usa": "US"}


_COUNTRY = 2  # letters; a number is a continent


@cache
def codes_by_name() -> dict[str, str]:
    """Return the code of every folded name that means one language only.

    Built on first use: reading thirteen locales takes a tenth of a second, and most archives
    write codes.
    """
    codes: dict[str, set[str]] = {}
    for locale in LOCALES:
        for code, name in Locale(locale).languages.items():
            codes.setdefault(fold(name), set()).add(code)
    certain = {name: min(found) for name, found in codes.items() if len(found) == 1}
    # Ours come second: CLDR calls Montenegrin a kind of Serbian, ISO 639-2 does not.
    return certain | {fold(name): code for code, names in OTHER_NAMES.items() for name in names}
