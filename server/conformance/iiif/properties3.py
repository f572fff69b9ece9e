"""The properties of Presentation 3.0, and the kinds of their values: chapter 3 of it.

<https://iiif.io/api/presentation/3.0/#3-resource-properties>. Which resource has which of them is
said in ``presentation3.py``.
"""

from server.conformance.iiif import texts
from server.conformance.iiif.grammar import Property
from server.conformance.iiif.kinds import (
    HTTP,
    LANGUAGE,
    LANGUAGE_MAP,
    MEDIA_TYPE,
    MOMENT,
    NUMBER,
    PAIR,
    TEXT,
    WHOLE,
    each,
    either,
)


def _p(section: str) -> str:
    return f"Presentation 3.0 §{section}"


PROPERTIES = {
    "id": Property(_p("3.2"), "A resource has an id: a URI, of HTTP(S) where the specification defines the resource, its special characters encoded (§6.1).", HTTP),
    "type": Property(_p("3.2"), "A resource has a type: one of the names that the specification gives, as it is written there (§4.1).", TEXT),
    "label": Property(_p("3.1"), "A Collection and a Manifest have a label; a label is a language map with one entry at least.", LANGUAGE_MAP),
    "metadata": Property(_p("3.1"), "metadata is an array of objects with label and value, both language maps.", each(PAIR)),
    "summary": Property(_p("3.1"), "summary is a language map.", LANGUAGE_MAP),
    "requiredStatement": Property(_p("3.1"), "requiredStatement is an object with label and value, both language maps.", PAIR),
    "rights": Property(_p("3.1"), "rights is one URI as Creative Commons or RightsStatements.org define it, or one that an extension adds.", texts.RIGHTS),
    "navDate": Property(_p("3.1"), "navDate is an xsd:dateTime with a time zone.", MOMENT),
    "language": Property(_p("3.2"), "language of an external resource is an array of language tags.", each(LANGUAGE)),
    "provider": Property(_p("3.1"), "provider is an array of Agents with id, type and label."),
    "thumbnail": Property(_p("3.1"), "thumbnail is an array of objects with id and type."),
    "placeholderCanvas": Property(_p("3.1"), "placeholderCanvas is a Canvas, which has neither placeholderCanvas nor accompanyingCanvas."),
    "accompanyingCanvas": Property(_p("3.1"), "accompanyingCanvas is a Canvas, which has neither placeholderCanvas nor accompanyingCanvas."),
    "format": Property(_p("3.2"), "format is a media type.", MEDIA_TYPE),
    "profile": Property(_p("3.2"), "profile is text: a URI, or a name of the registry of profiles.", TEXT),
    "height": Property(_p("3.2"), "height is a whole number above 0.", WHOLE),
    "width": Property(_p("3.2"), "width is a whole number above 0.", WHOLE),
    "duration": Property(_p("3.2"), "duration is a number above 0, of seconds.", NUMBER),
    "viewingDirection": Property(_p("3.2"), "viewingDirection is one of the four that the specification defines, unless an extension adds more.", TEXT),
    "behavior": Property(_p("3.2"), "behavior is an array of text.", each(TEXT)),
    "timeMode": Property(_p("3.2"), "timeMode is trim, scale or loop, unless an extension adds more.", TEXT),
    "homepage": Property(_p("3.3.1"), "homepage is an array of objects with id, type and label."),
    "logo": Property(_p("3.3.1"), "logo is an array of Images with id and type."),
    "rendering": Property(_p("3.3.1"), "rendering is an array of objects with id, type and label."),
    "service": Property(_p("3.3.1"), "service is an array of objects with id and type, or @id and @type."),
    "services": Property(_p("3.3.1"), "services is an array of service objects, at the top of the document only."),
    "seeAlso": Property(_p("3.3.1"), "seeAlso is an array of objects with id and type."),
    "partOf": Property(_p("3.3.2"), "partOf is an array of objects with id and type; of an Annotation Page one object may do (§5.8)."),
    "start": Property(_p("3.3.2"), "start is a Canvas with id and type, or a SpecificResource with a selector whose source is one."),
    "supplementary": Property(_p("3.3.2"), "supplementary is an AnnotationCollection with id and type."),
    "items": Property(_p("3.4"), "items is an array of objects with id and type, of the types that the resource holds; a Manifest and a Range have one at least."),
    "structures": Property(_p("3.4"), "structures is an array of Ranges."),
    "annotations": Property(_p("3.4"), "annotations is an array of AnnotationPages with id and type."),
    "motivation": Property(_p("3.5"), "motivation is text, or an array of such.", either(TEXT)),
    "target": Property(_p("5.6"), "An Annotation has a target: a URI, an object, or an array of such."),
    "body": Property(_p("5.7"), "body is a URI, an object, or an array of such; content in it has id and type."),
    "source": Property(_p("5.6"), "The source of a SpecificResource is a URI or an object."),
    "first": Property(_p("5.8"), "first is an AnnotationPage with id and type."),
    "last": Property(_p("5.8"), "last is an AnnotationPage with id and type."),
    "next": Property(_p("5.8"), "next is an AnnotationPage with id and type."),
    "prev": Property(_p("5.8"), "prev is an AnnotationPage with id and type."),
}  # fmt: skip
