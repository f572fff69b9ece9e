"""Values of every kind that a table can meet, so that no row of one is dead."""

from string import Formatter

from records import NO_COPYRIGHT, PLAIN, RICH, RICH_LINKS

from metadata.crosswalk import Crosswalk, Rule, Source, known
from schemas.record import Record, Value

LANGUAGES = Record("1", {"language": (Value("Russian", derived="ru"), Value("fre", derived="fr"))})

VALUES = (
    Value("Words", "en"),
    Value("1958-04-04", derived="1958-04-04"),
    Value("1959/1960", derived="1959/1960"),
    Value("1910~", derived="1910~"),
    Value("1910?", derived="1910?"),
    Value("1950s", derived="195X"),
    Value("Russian", derived="ru"),
    Value("Brazilian", derived="pt-BR"),
    Value("Cantonese", derived="yue"),
    Value("Collection", derived="Collection"),
    Value("Text", derived="Text"),
    Value("letter", derived="Text"),
    Value(NO_COPYRIGHT, derived=NO_COPYRIGHT),
    Value("https://a.example/other"),
    Value("https://doi.org/10.1234/a"),
    Value("image/tiff"),
    Value("north=55.75; east=37.6", scheme="dcterms:Point"),
    Value("north=55.75; east=37.6; name=Moscow", scheme="dcterms:Point"),
    Value("name=Moscow", scheme="dcterms:Point"),
    *(
        Value("Code", scheme=f"dcterms:{name}")
        for name in ("LCSH", "MESH", "TGN", "DDC", "LCC", "UDC", "ISO3166")
    ),
    Value("Term", scheme="aat"),
    *(
        Value(words, scheme=scheme, derived=address)
        for address in ("https://d-nb.info/gnd/4034902-9", "http://www.wikidata.org/entity/Q649")
        for words, scheme in (
            ("Moscow", None),
            ("Moscow", "dcterms:LCSH"),
            ("Moscow", "dcterms:MESH"),
            ("Moscow", "aat"),
            ("north=55.75; east=37.6; name=Moscow", "dcterms:Point"),
        )
    ),
)
_KNOWN = known(RICH, RICH_LINKS)


def dead_rows(crosswalk: Crosswalk) -> list[tuple[str, str, str]]:
    """Return the rows of *crosswalk* that no value comes to: source, form and XML."""
    return [
        (rule.source, form.name, xml)
        for rule in crosswalk.rules
        for place, (form, xml) in enumerate(rule.spellings)
        if place not in {_place(rule, value) for value in _values(rule.source)}
    ]


def _values(source):
    if source == Source.RECORD:
        return (RICH, PLAIN, LANGUAGES)
    return _KNOWN[source] if source in set(Source) else VALUES


def _place(rule: Rule, value):
    """The row of *rule* that decides for *value*, which has all that its XML asks for."""
    for place, (form, xml) in enumerate(rule.spellings):
        fields = form.spell(value)
        if fields is not None:
            assert names(xml) <= {*fields, "lang", "key"}, (rule.source, form.name, fields)
            return place
    return None


def names(xml: str) -> set[str]:
    """Return the names in braces in *xml*."""
    return {name for _, name, _, _ in Formatter().parse(xml) if name}
