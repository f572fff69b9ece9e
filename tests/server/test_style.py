"""The style sheet: readable on paper and at night, and loading nothing."""

import re
from pathlib import Path

import pytest

import server

STATIC = Path(server.__file__).parent / "static"
STYLE = (STATIC / "fonds.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)
TEXTS = [("ink", "paper"), ("muted", "paper"), ("accent", "paper"), ("accent-deep", "paper")]
TEXTS += [("ink", "panel"), ("on-accent", "accent"), ("on-accent", "accent-deep")]


def luminance(colour):
    """The relative luminance of WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(colours, one, other):
    light, dark = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("pair", TEXTS)
def test_text_stands_out_from_its_ground(theme, pair):
    """Text has a contrast of 4.5 to 1 at least, by day and by night (WCAG 2.2, 1.4.3)."""
    assert contrast(theme, *pair) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_fields_and_focus_stand_out_from_the_page(theme):
    """Borders of controls and the focus ring have 3 to 1 (WCAG 2.2, 1.4.11, 2.4.11)."""
    assert contrast(theme, "edge", "paper") >= 3
    assert contrast(theme, "accent", "paper") >= 3


def test_the_style_loads_nothing():
    """No font, picture or sheet comes from anywhere."""
    assert not re.search(r"url\(|@import|@font-face", STYLE)


@pytest.mark.parametrize("name", ["viewer.css", "viewer.js"])
def test_the_viewer_has_the_colours_of_the_house(name):
    """Its page goes without the style sheet, which would reach into Mirador."""
    text = (STATIC / name).read_text(encoding="utf-8")
    colours = set(re.findall(r"#[0-9a-f]{6}\b", text))

    assert colours
    assert colours <= {*LIGHT.values(), *DARK.values()}
    assert not re.search(r"url\(|@import|@font-face|https?://(?!github)", text)


def test_focus_is_never_hidden():
    """Only the main part, which is no control, goes without a ring (WCAG 2.2, 2.4.7)."""
    assert re.findall(r"([^{}]*)\{[^{}]*outline: none", STYLE) == ["\nmain:focus "]
    assert ":focus-visible { outline: 3px" in STYLE


def test_a_picture_has_its_place_before_it_has_come():
    """Without its own width a picture takes none until it is loaded, and what is read moves."""
    pictures = re.findall(r"[^{}]*\bimg \{([^}]*)\}", STYLE)

    assert len(pictures) >= 3
    assert not [style for style in pictures if re.search(r"\b(inline-size|width): auto", style)]
