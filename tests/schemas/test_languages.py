"""Languages, from what archives write to BCP 47."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import language_names
from schemas.derived import Derived
from schemas.languages import (
    direction,
    is_iso639,
    is_language_tag,
    read_language,
    split_languages,
)

CODES = [
    ("en", "en"),
    ("eng", "en"),
    ("EN", "en"),
    ("fre", "fr"),
    ("fra", "fr"),
    ("ger", "de"),
    ("deu", "de"),
    ("chi", "zh"),
    ("zho", "zh"),
    ("per", "fa"),
    ("fas", "fa"),
    ("ron", "ro"),
    ("id", "id"),
    ("scr", "hr"),
    ("scc", "sr"),
    ("iw", "he"),
    ("in", "id"),
    ("mo", "ro"),
    ("mol", "ro"),
    ("en_US", "en-US"),
    ("zh-hant", "zh-Hant"),
    ("zh-min-nan", "nan"),
    ("grc", "grc"),
    ("nez", "nez"),
    ("nai", "nai"),
    ("zxx", "zxx"),
    ("mul", "mul"),
    ("und", "und"),
    (" eng ", "en"),
    ("eng;", "en"),
]
KEPT_CODES = [
    ("tl", "tl"),
    ("tgl", "tl"),
    ("tl-PH", "tl-PH"),
    ("sh", "sh"),
    ("hbs", "sh"),
    ("sh-cyrl", "sh-Cyrl"),
    ("cnr", "cnr"),
]
ADDRESSES = [
    ("http://id.loc.gov/vocabulary/iso639-2/eng", "en"),
    ("https://id.loc.gov/vocabulary/iso639-1/en", "en"),
    ("http://id.loc.gov/vocabulary/languages/fre", "fr"),
    ("http://lexvo.org/id/iso639-3/rus", "ru"),
    ("http://www.lexvo.org/page/iso639-3/rus/", "ru"),
]
NAMES = [
    ("English", "en"),
    ("ENGLISH", "en"),
    ("English.", "en"),
    ("русский", "ru"),
    ("английский", "en"),
    ("中文", "zh"),
    ("français", "fr"),
    ("franc\u0327ais", "fr"),
    ("Deutsch", "de"),
    ("日本語", "ja"),
    ("Nez Perce", "nez"),
    ("Greek, Modern (1453-)", "el"),
    ("Greek, Modern (1453- )", "el"),
    ("Greek, Ancient (to 1453)", "grc"),
    ("English, Old (ca. 450-1100)", "ang"),
    ("English, Old (ca.450-1100)", "ang"),
    ("Turkish, Ottoman (1500-1928)", "ota"),
    ("Spanish; Castilian", "es"),
    ("Dutch; Flemish", "nl"),
    ("Catalan; Valencian", "ca"),
    ("Norwegian Nynorsk; Nynorsk, Norwegian", "nn"),
    ("Interlingua (International Auxiliary Language Association)", "ia"),
    ("Church Slavic", "cu"),
    ("No linguistic content", "zxx"),
    ("No linguistic content; Not applicable", "zxx"),
    ("Multiple languages", "mul"),
    ("Undetermined", "und"),
    ("Tagalog", "tl"),
    ("Montenegrin", "cnr"),
    ("Brazilian Portuguese", "pt-BR"),
]
SUGGESTIONS = [
    ("jp", "ja"),
    ("cz", "cs"),
    ("gr", "el"),
    ("ua", "uk"),
    ("Eng.", "en"),
    ("англ.", "en"),
    ("Unknown", "und"),
    ("Multiple", "mul"),
    ("N/A", "zxx"),
    ("Ladino", "lad or lld"),
    ("makua", "mgh or vmw"),
    ("Tamazight", "tzm or zgh"),
]
LISTS = [
    ("eng", ["eng"]),
    ("eng; fre", ["eng", "fre"]),
    ("eng;", ["eng"]),
    ("eng | rus", ["eng", "rus"]),
    ("eng | rus; fre", ["eng", "rus", "fre"]),
    ("English, French", ["English", "French"]),
    ("English/French", ["English", "French"]),
    ("English and French", ["English", "French"]),
    ("Spanish; Castilian", ["Spanish; Castilian"]),
    ("Greek, Modern (1453-)", ["Greek, Modern (1453-)"]),
    ("Greek, Modern (1453-); English", ["Greek, Modern (1453-)", "English"]),
    ("English-Cherokee", ["English-Cherokee"]),
    ("engfre", ["eng", "fre"]),
    ("engfrelat", ["eng", "fre", "lat"]),
    ("german", ["german"]),
    ("lesson", ["lesson"]),
    ("engxyz", ["engxyz"]),
    ("jp, eng", ["jp", "eng"]),
    ("N/A", ["N/A"]),
    ("Text partly in verse, partly in prose", ["Text partly in verse, partly in prose"]),
    (
        "http://id.loc.gov/vocabulary/iso639-2/eng; http://lexvo.org/id/iso639-3/fra",
        ["http://id.loc.gov/vocabulary/iso639-2/eng", "http://lexvo.org/id/iso639-3/fra"],
    ),
    ("http://example.org/en", ["http://example.org/en"]),
    ("", []),
    (" ; ", []),
    ("|||", []),
]

subtags = st.text("abehlnrstxuzAHL0159", min_size=1, max_size=8)
tag_like = st.lists(subtags, min_size=1, max_size=5).map("-".join)
real_tags = st.builds(
    "{}{}{}".format,
    st.sampled_from(["en", "eng", "tl", "hbs", "mol", "zh", "cnr", "prs", "sgn", "i", "x", "no"]),
    st.sampled_from(["", "-Latn", "_Cyrl", "-Hant", "-yue", "-min"]),
    st.sampled_from(["", "-US", "_001", "-FR", "-BU", "-x-private", "-klingon", "-1996"]),
)
any_text = st.one_of(st.text(), tag_like, real_tags)


@pytest.mark.parametrize(("written", "tag"), CODES + ADDRESSES)
def test_a_code_becomes_the_shortest_tag(written, tag):
    """Codes of every part of ISO 639, and addresses of codes, are one language (RFC 5646 §4.5)."""
    read = read_language(written)

    assert read == Derived(tag)


@pytest.mark.parametrize(("written", "tag"), KEPT_CODES)
def test_a_language_is_not_exchanged_for_its_neighbour(written, tag):
    """CLDR replaces Tagalog, Serbo-Croatian and Montenegrin; what the source says stays."""
    read = read_language(written)

    assert read == Derived(tag)


@pytest.mark.parametrize(("written", "tag"), NAMES)
def test_a_name_is_matched_whole(written, tag):
    """Names in thirteen languages, of ISO 639-2 and of MARC are read, whatever their case."""
    read = read_language(written)

    assert read == Derived(tag)


@pytest.mark.parametrize(("written", "guess"), SUGGESTIONS)
def test_a_likely_slip_is_not_read_but_answered_with_a_guess(written, guess):
    """A country code, an abbreviation or an ambiguous name is certain of nothing."""
    read = read_language(written)

    assert read == Derived(None, f'"{written}" is not a language code: did you mean {guess}?')


@pytest.mark.parametrize("written", ["xyz", "Elvish", "English-Cherokee", "a", "en--US"])
def test_an_unknown_language_is_told_what_would_be_accepted(written):
    """No likeness counts: an unknown name gives advice, never a neighbour's code."""
    read = read_language(written)

    assert read.value is None
    assert f'"{written}" is not a known language' in read.advice


def test_several_languages_in_one_value_are_not_read_as_the_first():
    """A value that lists languages asks to be divided."""
    read = read_language("English and French")

    assert read.value is None
    assert "holds 2 languages" in read.advice


@pytest.mark.parametrize("blank", ["", "  ", "|||", ";"])
def test_a_blank_names_no_language_and_is_no_fault(blank):
    """Empty cells, and the fill characters of MARC 008/35-37, say nothing."""
    assert read_language(blank) == Derived(None)


@pytest.mark.parametrize(("written", "languages"), LISTS)
def test_a_list_is_divided_only_where_the_whole_is_not_one_language(written, languages):
    """The whole is tried first, then ``;``, ``|``, ``,``, ``/`` and "and", then threes."""
    assert split_languages(written) == languages


@pytest.mark.parametrize("tag", ["en", "en-US", "EN-us", "und", "mul", "zh-yue", "x-house", "iw"])
def test_a_tag_that_bcp_47_allows_is_a_language_tag(tag):
    """Case does not count, and deprecated and private tags are valid (RFC 5646 §2.2.9)."""
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "text",
    ["", "eng", "tgl", "hbs", "en_US", "jp", "english", " en", "en\n", "en-", "аб", "en-US-US"],
)
def test_what_bcp_47_does_not_allow_is_no_language_tag(text):
    """A long code beside a short one, an unregistered subtag, or another form (RFC 5646 §2.2.1)."""
    assert not is_language_tag(text)


def test_a_tag_without_end_is_no_tag():
    """Tags end at 35 characters (RFC 5646 §4.4.1); longer ones would exhaust the parser."""
    assert not is_language_tag("en" + "-abcde" * 5000)


@pytest.mark.parametrize("code", ["en", "eng", "fre", "fra", "tgl", "grc", "zxx", "en-US"])
def test_a_code_that_harvesters_read_may_stay_as_written(code):
    """Every valid code of ISO 639 and every tag of BCP 47 passes."""
    assert is_iso639(code)


@pytest.mark.parametrize(
    "text", ["", "English", "ENG", "Eng", "en_US", "jp", "xyz", "scr", "iw", "eng-US", "x-house"]
)
def test_what_harvesters_cannot_read_is_no_code(text):
    """Names, capitals, withdrawn and private codes must be written as tags first."""
    assert not is_iso639(text)


@pytest.mark.parametrize(
    "tag",
    ["ar", "AR-eg", "he", "iw", "fa-AF", "ur", "yi", "ps", "ku-Arab", "und-Hebr", "zh-yue-Arab"],
)
def test_text_of_these_languages_and_scripts_runs_from_the_right(tag):
    """The script subtag decides, else the language (HTML §3.2.6.4)."""
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", [None, "", "en", "und", "ar-Latn", "yi-Latn-US", "en-x-arab"])
def test_all_other_text_runs_from_the_left(tag):
    """No tag, or none that says otherwise; a private subtag is not a script."""
    assert direction(tag) == "ltr"


def test_codes_do_not_load_the_names():
    """Thirteen locales are read when the first name is met, not before."""
    language_names.codes_by_name.cache_clear()
    read_language.cache_clear()

    for code, _ in CODES + ADDRESSES + KEPT_CODES:
        read_language(code)
        split_languages(code)

    assert language_names.codes_by_name.cache_info().currsize == 0


def test_every_name_of_ours_leads_to_a_language():
    """A slip in the table of names would silently lose a name."""
    lost = [
        (name, code)
        for code, names in language_names.OTHER_NAMES.items()
        for name in names
        if read_language(name) != Derived(code)
    ]

    assert lost == []


def test_an_ambiguous_name_is_left_out():
    """Names that mean two languages are dropped, not decided."""
    assert {"ladino", "makua", "tamazight"}.isdisjoint(language_names.codes_by_name())


@given(any_text)
def test_whatever_is_read_is_a_valid_tag_and_reads_as_itself(text):
    """Reading never raises; its result is BCP 47, and a fixed point."""
    read = read_language(text)

    if read.value is not None:
        assert is_language_tag(read.value)
        assert read_language(read.value) == Derived(read.value)


@given(any_text)
def test_dividing_never_raises_and_leaves_parts_that_stay_whole(text):
    """What was divided once is not divided further, and no part is blank."""
    parts = split_languages(text)

    assert all(part.strip() for part in parts)
    assert [again for part in parts for again in split_languages(part)] == parts


@given(any_text)
def test_questions_about_arbitrary_text_are_answered(text):
    """A key such as ``title@…`` may hold anything."""
    answers = {is_language_tag(text), is_iso639(text)}

    assert answers <= {True, False}
    assert direction(text) in {"ltr", "rtl"}
