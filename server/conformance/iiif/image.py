"""Image Information of the Image API in tables: 3.0 (§5) and 2.1 (§5), and what ties them together.

<https://iiif.io/api/image/3.0/>, <https://iiif.io/api/image/2.1/>. An ``info.json`` says how large
an image is, and in which pieces and sizes it is given.
"""

from server.conformance.iiif import texts
from server.conformance.iiif.grammar import Grammar, Link, Property, Shape
from server.conformance.iiif.information import FORMATS_OF_LEVEL, whole_2, whole_3
from server.conformance.iiif.kinds import (
    ANYTHING,
    HTTP,
    LANGUAGE_MAP,
    MEDIA_TYPE,
    POINTER,
    SPOKEN,
    TEXT,
    URI,
    WHOLE,
    Kind,
    each,
    either,
    kind,
    members,
    one_of,
)
from server.conformance.iiif.place import Place

CONTEXT_3 = "http://iiif.io/api/image/3/context.json"
CONTEXT_2 = "http://iiif.io/api/image/2/context.json"
PROTOCOL = "http://iiif.io/api/image"


def _sizes(type_key: str, name: str) -> Kind:
    return each(members({"width": WHOLE, "height": WHOLE}, {type_key: one_of(name)}))


def _tiles(type_key: str, name: str) -> Kind:
    needed = {"width": WHOLE, "scaleFactors": each(WHOLE, 1)}
    return each(members(needed, {"height": WHOLE, type_key: one_of(name)}))


def _s3(section: str) -> str:
    return f"Image 3.0 §{section}"


def _s2(section: str) -> str:
    return f"Image 2.1 §{section}"


_BASE = kind(
    "the base URI of the image, without a slash at its end",
    lambda value: not list(HTTP(Place(value))) and not value.endswith("/"),
)
_PROPERTIES_3 = {
    "id": Property(_s3("5.2"), "id is the base URI of the image, without a slash at its end.", _BASE),
    "type": Property(_s3("5.2"), "type is ImageService3.", one_of("ImageService3")),
    "protocol": Property(_s3("5.2"), "protocol is http://iiif.io/api/image.", one_of(PROTOCOL)),
    "profile": Property(_s3("5.2"), "profile is level0, level1 or level2.", one_of(*FORMATS_OF_LEVEL)),
    "width": Property(_s3("5.2"), "width is a whole number above 0.", WHOLE),
    "height": Property(_s3("5.2"), "height is a whole number above 0.", WHOLE),
    "maxWidth": Property(_s3("5.2"), "maxWidth is a whole number above 0, and there where maxHeight is.", WHOLE),
    "maxHeight": Property(_s3("5.2"), "maxHeight is a whole number above 0.", WHOLE),
    "maxArea": Property(_s3("5.2"), "maxArea is a whole number above 0.", WHOLE),
    "sizes": Property(_s3("5.3"), "sizes is an array of objects with width and height; their type, if any, is Size.", _sizes("type", "Size")),
    "tiles": Property(_s3("5.4"), "tiles is an array of objects with width and scaleFactors, whole numbers above 0; their type, if any, is Tile.", _tiles("type", "Tile")),
    "preferredFormats": Property(_s3("5.5"), "preferredFormats is an array of formats that the profile or extraFormats has.", each(TEXT)),
    "rights": Property(_s3("5.6"), "rights is one URI of Creative Commons or RightsStatements.org, or one that an extension adds.", texts.RIGHTS),
    "extraQualities": Property(_s3("5.7"), "extraQualities is an array of text.", each(TEXT)),
    "extraFormats": Property(_s3("5.7"), "extraFormats is an array of text.", each(TEXT)),
    "extraFeatures": Property(_s3("5.7"), "extraFeatures is an array of names that the specification or an extension gives.", each(TEXT)),
    "partOf": Property(_s3("5.8"), "partOf is an array of objects with id and type."),
    "seeAlso": Property(_s3("5.8"), "seeAlso is an array of objects with id and type."),
    "service": Property(_s3("5.8"), "service is an array of objects with id and type, or @id and @type."),
}  # fmt: skip
_PROPERTIES_2 = {
    "@id": Property(_s2("5.2"), "@id is the base URI of the image, without a slash at its end.", _BASE),
    "@type": Property(_s2("5.2"), "@type, if any, is iiif:Image.", one_of("iiif:Image")),
    "protocol": Property(_s2("5.2"), "protocol is http://iiif.io/api/image.", one_of(PROTOCOL)),
    "width": Property(_s2("5.2"), "width is a whole number above 0.", WHOLE),
    "height": Property(_s2("5.2"), "height is a whole number above 0.", WHOLE),
    "profile": Property(_s2("6"), "profile is an array whose first item is the URI of a compliance level."),
    "sizes": Property(_s2("5.2"), "sizes is an array of objects with width and height; their @type, if any, is iiif:Size.", _sizes("@type", "iiif:Size")),
    "tiles": Property(_s2("5.2"), "tiles is an array of objects with width and scaleFactors, whole numbers above 0; their @type, if any, is iiif:Tile.", _tiles("@type", "iiif:Tile")),
    "attribution": Property(_s2("5.4"), "attribution is text, with a language or without.", SPOKEN),
    "license": Property(_s2("5.4"), "license is a URI, or an array of such.", either(URI)),
    "logo": Property(_s2("5.4"), "logo is a URI, an object with @id, or an array of such.", either(POINTER)),
    "service": Property(_s2("5.5"), "service is an object, or an array of such."),
}  # fmt: skip


_LINK = {"id": URI, "type": TEXT, "label": LANGUAGE_MAP, "format": MEDIA_TYPE, "profile": TEXT}
GRAMMAR_3 = Grammar(
    "image3",
    _PROPERTIES_3,
    {
        "info": Shape(
            ("id", "type", "protocol", "profile", "width", "height"),
            links={
                "partOf": Link({}, other="partOf"),
                "seeAlso": Link({}, other="seeAlso"),
                "service": Link({}, other="service"),
            },
            checks=(whole_3, texts.rights("image3-rights")),
            open=True,
        ),
        "partOf": Shape(("id", "type"), rule="image3-partOf", kinds=_LINK, open=True),
        "seeAlso": Shape(("id", "type"), rule="image3-seeAlso", kinds=_LINK, open=True),
        "service": Shape(kinds=dict.fromkeys(_PROPERTIES_3, ANYTHING), open=True),
    },
)
GRAMMAR_2 = Grammar(
    "image2",
    _PROPERTIES_2,
    {
        "info": Shape(
            ("@id", "protocol", "width", "height", "profile"),
            links={"service": Link({}, many=None, other="service")},
            checks=(whole_2,),
            open=True,
        ),
        "service": Shape(kinds=dict.fromkeys(_PROPERTIES_2, ANYTHING), open=True),
    },
    type_key="@type",
)
