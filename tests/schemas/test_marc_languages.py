"""The codes of libraries for languages: ISO 639-2, bibliographic."""

import langcodes
import pytest

from schemas.marc_languages import marc_code


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("ru", "rus"),
        ("en", "eng"),
        ("sr", "srp"),
        ("cnr", "cnr"),
        ("grc", "grc"),
        ("haw", "haw"),
        ("RU", "rus"),
        ("und", "und"),
        ("mul", "mul"),
        ("zxx", "zxx"),
    ],
)
def test_a_language_has_the_code_of_libraries(tag, code):
    """ISO 639-2, which is the MARC Code List for Languages."""
    assert marc_code(tag) == code


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *[("sq", "alb"), ("hy", "arm"), ("eu", "baq"), ("my", "bur"), ("zh", "chi")],
        *[("cs", "cze"), ("nl", "dut"), ("fr", "fre"), ("ka", "geo"), ("de", "ger")],
        *[("el", "gre"), ("is", "ice"), ("mk", "mac"), ("mi", "mao"), ("ms", "may")],
        *[("fa", "per"), ("ro", "rum"), ("sk", "slo"), ("bo", "tib"), ("cy", "wel")],
    ],
)
def test_the_bibliographic_code_is_given(tag, code):
    """The twenty languages that have two codes in ISO 639-2: libraries use the /B one."""
    assert marc_code(tag) == code


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant-TW", "zh-pinyin"])
def test_the_language_alone_decides(tag):
    """ISO 639-2 knows neither script nor region nor variant."""
    assert marc_code(tag) == "chi"


@pytest.mark.parametrize("tag", ["yue", "cmn", "sh", "xx", "qaa", "x-old", "i-enochian", ""])
def test_a_language_that_libraries_have_no_code_for_has_none(tag):
    """Only ISO 639-3 tells Cantonese from Chinese; what is withdrawn or private has no code."""
    assert marc_code(tag) is None


def test_every_code_of_two_letters_has_one():
    """As many as ISO 639-1 has, each for the language that the libraries' code means."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    codes = {tag: marc_code(tag) for a in letters for b in letters if marc_code(tag := a + b)}
    same = {tag: langcodes.Language.make(tag).to_alpha3("B") for tag in codes if tag != "bh"}

    assert len(codes) == 184
    assert {tag: codes[tag] for tag in same} == same
