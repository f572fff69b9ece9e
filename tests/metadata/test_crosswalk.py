"""The loop beneath every crosswalk: what a table says is written, escaped, nested, and once."""

import re

import pytest
from records import RICH, RICH_LINKS

from metadata.crosswalk import Crosswalk, Rule, Source, Which, known, lost, rule, tables
from metadata.formats import FORMATS
from metadata.forms import (
    ADDRESS,
    EDTF,
    PAGE,
    THERE,
    TRANSCRIPT,
    WRITTEN,
    coded,
)
from metadata.markup import LANG, parse
from schemas.record import Links, Record, Value
from schemas.terms import TERMS

LINKS = Links("https://archive.example/records/1", archive="An archive")


def record(**metadata):
    """Return a record with *metadata*, each value a tuple."""
    return Record("1", {"title": (Value("Title"),)} | metadata)


def written(rules, one, **once):
    """Return the XML that *rules* make of *one*, as text."""
    xml = Crosswalk("x", tuple(rules), once).write(known(one, LINKS))
    return xml if xml is None else xml.decode()


def test_the_first_form_that_a_value_has_is_written():
    """An exact form where there is one, the words of the source where not."""
    spellings = ((EDTF, "<d e='1'>{value}</d>"), (WRITTEN, "<d>{value}</d>"))
    one = record(date=(Value("about 1910", derived="1910~"), Value("spring")))

    assert written([rule("date", spellings)], one) == "<x><d e='1'>1910~</d><d>spring</d></x>"


def test_what_is_put_into_a_table_is_escaped():
    """In content and in attributes: a value is never markup (XML §2.4)."""
    value = "a < \"b\" & 'c' ]]> \r"
    xml = written([rule("subject", '<s a="{value}">{value}</s>')], record(subject=(Value(value),)))
    found = parse(xml.encode())[0]

    assert (found.text, found.get("a")) == (value, value)


@pytest.mark.parametrize(("lang", "said"), [("zh-Hans", "zh-Hans"), (None, None)])
def test_the_language_of_a_value_stands_at_it(lang, said):
    """xml:lang where it is known, and no empty one where not."""
    xml = written(
        [rule("title", "<t{lang}>{value}</t>")], Record("1", {"title": (Value("A", lang),)})
    )

    assert parse(xml.encode())[0].get(LANG) == said


def test_braces_of_a_value_are_text():
    """A value is put into the table, never read as one."""
    one = record(subject=(Value("{value} {0} {lang}"),))

    assert written([rule("subject", "<s>{value}</s>")], one) == "<x><s>{value} {0} {lang}</s></x>"


def test_neighbours_share_the_elements_that_hold_them():
    """One origin holds place and date; it is closed before what is outside."""
    rules = [
        rule("publisher", "<p>{value}</p>", within=("o", 'i n="1"')),
        rule("date", "<d>{value}</d>", within=("o",)),
        rule("subject", "<s>{value}</s>"),
        rule("language", "<l>{value}</l>", within=("o",)),
    ]
    one = record(
        publisher=(Value("P"), Value("Q")),
        date=(Value("1958"),),
        subject=(Value("S"),),
        language=(Value("L"),),
    )

    assert written(rules, one) == (
        '<x><o><i n="1"><p>P</p><p>Q</p></i><d>1958</d></o><s>S</s><o><l>L</l></o></x>'
    )


def test_an_element_that_would_hold_nothing_is_not_opened():
    """An empty element says nothing, and breaks many schemas."""
    assert written([rule("date", "<d>{value}</d>", within=("o",))], record()) == "<x></x>"


def test_the_same_xml_is_written_once():
    """created, issued and date are often one and the same."""
    rules = [rule("date", "<d>{value}</d>"), rule("dcterms:created", "<d>{value}</d>")]
    one = record(date=(Value("1958"),), **{"dcterms:created": (Value("1958"),)})

    assert written(rules, one) == "<x><d>1958</d></x>"


def test_the_first_value_and_the_rest_go_to_different_places():
    """Where an element may not be repeated, it takes the first value that has the form."""
    rules = [
        rule("title", "<t>{value}</t>", which=Which.FIRST),
        rule("title", "<v>{value}</v>", which=Which.REST),
    ]
    one = Record("1", {"title": (Value("<br>"), Value("A"), Value("B"), Value("C"))})

    assert written(rules, one) == "<x><t>A</t><v>B</v><v>C</v></x>"


def test_what_stands_once_is_with_the_first_that_is_written():
    """One date of a record is its key date, whichever rule it comes from."""
    rules = [
        rule("dcterms:created", "<c{key}>{value}</c>"),
        rule("date", "<d{key}>{value}</d>"),
    ]
    one = record(date=(Value("1958"), Value("1959")))
    two = record(**one.metadata, **{"dcterms:created": (Value("1957"),)})

    assert written(rules, one, key=" k='1'") == "<x><d k='1'>1958</d><d>1959</d></x>"
    assert written(rules, two, key=" k='1'") == ("<x><c k='1'>1957</c><d>1958</d><d>1959</d></x>")


def test_what_stands_once_waits_for_a_row_that_asks_for_it():
    """A row without the name leaves it to the next."""
    spellings = ((EDTF, "<d{key}>{value}</d>"), (WRITTEN, "<d>{value}</d>"))
    one = record(date=(Value("spring"), Value("about 1910", derived="1910~")))

    assert written([rule("date", spellings)], one, key=" k='1'") == (
        "<x><d>spring</d><d k='1'>1910~</d></x>"
    )


def test_a_record_without_what_is_required_cannot_be_expressed():
    """It is absent from that format, and nothing is invented (OAI-PMH §4.4)."""
    rules = [
        rule("title", "<t>{value}</t>"),
        rule("type", "<k>{value}</k>", coded("K", {"Text": "1"}), required=True),
    ]

    assert written(rules, record()) is None
    assert written(rules, record(type=(Value("Seal", derived="PhysicalObject"),))) is None
    assert written(rules, record(type=(Value("Text", derived="Text"),))) == (
        "<x><t>Title</t><k>1</k></x>"
    )


def test_addresses_are_sources():
    """What the server alone knows of a record stands beside what its archivist wrote."""
    rules = [
        rule(Source.LANDING, "<u>{value}</u>", ADDRESS),
        rule(Source.MANIFEST, "<m/>", ADDRESS),
    ]

    assert written(rules, record()) == "<x><u>https://archive.example/records/1</u></x>"


def test_what_a_table_loses_is_known():
    """Every term that no rule is about, so that the documentation can name it."""
    crosswalk = Crosswalk("x", (rule("title", "<t>{value}</t>"), rule(Source.LANDING, "<u/>")))

    assert lost(crosswalk) == [name for name in TERMS if name != "title"]


def test_what_stands_in_is_asked_where_a_rule_writes_nothing():
    """One element, from the first source that has something for it."""
    licence = rule("dcterms:license", "<l>{value}</l>", which=Which.FIRST)
    rules = [rule("rights", "<r>{value}</r>", which=Which.FIRST, otherwise=licence)]
    both = record(rights=(Value("R"),), **{"dcterms:license": (Value("L"),)})

    assert written(rules, both) == "<x><r>R</r></x>"
    assert written(rules, record(**{"dcterms:license": (Value("L"),)})) == "<x><l>L</l></x>"
    assert written(rules, record()) == "<x></x>"


def test_what_stands_in_is_enough_for_what_is_required():
    """The record has what the standard asks for, whichever source it comes from."""
    name = rule(Source.ARCHIVE, "<p>{value}</p>")
    rules = [rule("publisher", "<p>{value}</p>", required=True, otherwise=name)]

    assert written(rules, record()) == "<x><p>An archive</p></x>"


def test_two_tables_write_at_one_go_what_each_writes_alone():
    """Rules that want the same of a value share what is written, and no more than that."""
    licence = rule("dcterms:license", "<r>{value}</r>", which=Which.FIRST)
    left = Crosswalk(
        "x",
        (
            rule("rights", "<r>{value}</r>", which=Which.FIRST, otherwise=licence),
            rule("date", "<d{key}>{value}</d>", within=("o",)),
        ),
        {"key": " k='1'"},
    )
    right = Crosswalk(
        "y",
        (
            rule("rights", "<r>{value}</r>", which=Which.FIRST),
            rule("date", "<d{key}>{value}</d>", within=("p",)),
        ),
        {"key": ""},
    )
    told = known(record(date=(Value("1958"),), **{"dcterms:license": (Value("L"),)}), LINKS)

    assert tables((left, right)).write([told]) == [(left.write(told), right.write(told))]
    assert left.write(told) == b"<x><r>L</r><o><d k='1'>1958</d></o></x>"
    assert right.write(told) == b"<y><p><d>1958</d></p></y>"


@pytest.mark.parametrize("name", FORMATS)
def test_what_stands_in_is_held_by_the_same_elements(name):
    """A rule and its stand-in have one place between them, and the documentation shows it."""
    rules = FORMATS[name].crosswalk.rules

    assert all(link.within == one.within for one in rules for link in one.chain())


def test_a_term_that_only_stands_in_is_not_lost():
    """The documentation lists it as written, and so it is."""
    stand_in = rule("dcterms:license", "<l>{value}</l>")

    assert "dcterms:license" not in lost(
        Crosswalk("x", (rule("rights", "<r>{value}</r>", otherwise=stand_in),))
    )


def test_root_and_containers_may_name_the_record():
    """As METS wants in its root, and EDM in every class."""
    rules = (rule(Source.RECORD, '<y r="{identifier}#2"/>', THERE, within=('i a="{identifier}"',)),)
    xml = Crosswalk('x t="{title}"', rules).write(known(RICH, RICH_LINKS))

    assert xml == (
        b'<x t="Letter on testing &amp; the ban"><i a="oai:archive.example:letter-1">'
        b'<y r="oai:archive.example:letter-1#2"/></i></x>'
    )


def test_an_attribute_without_anything_to_say_is_not_written():
    """An empty one would say something: that there is nothing."""
    rules = [rule(Source.RECORD, '<y m="{manifest}" k="1" n:t="{title}"/>', THERE)]

    assert written(rules, record()) == '<x><y k="1" n:t="Title"/></x>'


def test_a_page_holds_what_is_its_own():
    """The transcripts of each page, in the element of that page."""
    parts = (rule(Source.TRANSCRIPT, '<t l="{tag}"/>', TRANSCRIPT, within=("ts",)),)
    pages = Rule(Source.PAGE, ((PAGE, '<p n="{number}">{parts}</p>'),), parts=parts)

    assert Crosswalk("x", (pages,)).write(known(RICH, RICH_LINKS)) == (
        b'<x><p n="1"><ts><t l="ru"/><t l="en"/></ts></p><p n="2"></p></x>'
    )


def spellings(rules, within=()):
    """Yield (tags around it, XML) of everything that *rules* can write."""
    for one in (link for each in rules for link in each.chain()):
        around = (*within, *one.within)
        yield from ((around, xml) for _, xml in one.spellings)
        yield from spellings(one.parts, around)


TABLES = {prefix: one.crosswalk for prefix, one in FORMATS.items()}


@pytest.mark.parametrize("name", TABLES)
def test_the_xml_of_every_rule_is_well_formed_once_filled(name):
    """Whatever record comes: tags match, and every prefix is declared (XML §2.1, Names §5)."""
    table = TABLES[name]
    others = dict.fromkeys(("lang", "parts"), "") | table.once
    for around, xml in set(spellings(table.rules)):
        tags = [table.root, *around]
        opened = "".join(f"<{tag}>" for tag in tags)
        closed = "".join(f"</{tag.partition(' ')[0]}>" for tag in reversed(tags))
        filled = re.sub(r"\{(\w+)\}", lambda name: others.get(name[1], "x"), opened + xml + closed)
        root = parse(filled.encode())

        assert all(one.tag.startswith("{") for one in root.iter())
