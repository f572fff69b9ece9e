"""METS: the files of a record, its pages in order, and what is known of both: ``mets``.

<https://www.loc.gov/standards/mets/>. Groups, structures and the elements ``dv:`` are those of the
METS application profile for digitised media, by which DFG Viewer, Kitodo and the German Digital
Library read them (<https://dfg-viewer.de/en/profile-of-the-metadata>). It is not named as PROFILE:
it wants descriptions in MODS, and a logo and an address of the owner that nobody told us.

There is no date of this document anywhere: an untouched record keeps its bytes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from metadata import markup
from metadata.crosswalk import Crosswalk, Rule, Source, Which, rule
from metadata.crosswalks import dublin_core
from metadata.forms import (
    ADDRESS,
    FILE,
    PAGE,
    RIGHTS,
    THERE,
    TRANSCRIPT,
    TYPED_FILE,
    Fields,
    Form,
    Xml,
)
from metadata.markup import escape
from schemas.record import RangeLinks, TextLinks
from schemas.terms import DC

NAMESPACE = "http://www.loc.gov/METS/"
SCHEMA = "http://www.loc.gov/standards/mets/mets.xsd"

_DESCRIPTION = (
    'mets:dmdSec ID="DMD"',
    'mets:mdWrap MIMETYPE="text/xml" MDTYPE="DC"',
    "mets:xmlData",
)
_RIGHTS = (
    'mets:amdSec ID="AMD"',
    'mets:rightsMD ID="RIGHTS"',
    'mets:mdWrap MIMETYPE="text/xml" MDTYPE="OTHER" OTHERMDTYPE="DVRIGHTS"',
    "mets:xmlData",
    "dv:rights",
)
_LINKS = (
    'mets:amdSec ID="AMD"',
    'mets:digiprovMD ID="DIGIPROV"',
    'mets:mdWrap MIMETYPE="text/xml" MDTYPE="OTHER" OTHERMDTYPE="DVLINKS"',
    "mets:xmlData",
    "dv:links",
)
_LOGICAL = ('mets:structMap TYPE="LOGICAL"',)
_PHYSICAL = ('mets:structMap TYPE="PHYSICAL"', 'mets:div ID="PHYS_0" TYPE="physSequence"')


def _of_whole(text: TextLinks) -> Fields | None:
    return TRANSCRIPT.spell(text) if text.page is None else None


_OF_WHOLE = Form("address, of the whole record", _of_whole)

_HEADER = (
    rule(
        Source.ARCHIVE,
        '<mets:agent ROLE="CREATOR" TYPE="ORGANIZATION">'
        "<mets:name>{value}</mets:name></mets:agent>",
        within=("mets:metsHdr",),
    ),
)

# Manifest and thumbnail have places of their own here, and DPLA keeps the first of two manifests.
_DESCRIBED = tuple(
    replace(one, within=_DESCRIPTION)
    for one in dublin_core.SIMPLE.rules
    if one.source not in (Source.MANIFEST, Source.THUMBNAIL)
)

_ADMINISTERED = (
    rule(Source.ARCHIVE, "<dv:owner>{value}</dv:owner>", within=_RIGHTS),
    rule(
        "rights",
        "<dv:license>{value}</dv:license>",
        RIGHTS,
        which=Which.FIRST,
        within=_RIGHTS,
        otherwise=rule(
            "dcterms:license",
            "<dv:license>{value}</dv:license>",
            RIGHTS,
            which=Which.FIRST,
            within=_RIGHTS,
        ),
    ),
    rule(
        Source.LANDING,
        "<dv:reference>{value}</dv:reference><dv:presentation>{value}</dv:presentation>",
        ADDRESS,
        within=_LINKS,
    ),
    rule(Source.MANIFEST, "<dv:iiif>{value}</dv:iiif>", ADDRESS, within=_LINKS),
)


def _group(use: str) -> tuple[str, ...]:
    return ("mets:fileSec", f'mets:fileGrp USE="{use}"')


def _file(attributes: str, address: str = "{value}") -> str:
    locator = f'<mets:FLocat LOCTYPE="URL" xlink:href="{address}"/>'
    return f"<mets:file {attributes}>{locator}</mets:file>"


_KEPT = 'SIZE="{size}" CHECKSUM="{checksum}" CHECKSUMTYPE="{checksum_type}"'

# The image service is of the type by which Kitodo knows one, in the group that it prefers.
_FILES = (
    rule(
        Source.PAGE,
        _file('ID="DEFAULT_{number}" MIMETYPE="image/jpeg"'),
        PAGE,
        within=_group("DEFAULT"),
    ),
    rule(
        Source.PAGE,
        _file('ID="MAX_{number}" MIMETYPE="application/vnd.kitodo.iiif"', "{service}"),
        PAGE,
        within=_group("MAX"),
    ),
    rule(
        Source.PAGE,
        _file('ID="THUMBS_{number}" MIMETYPE="image/jpeg"', "{thumbnail}"),
        PAGE,
        within=_group("THUMBS"),
    ),
    rule(
        Source.TRANSCRIPT,
        _file('ID="FULLTEXT_{page}_{tag}" MIMETYPE="application/ld+json"{lang}'),
        TRANSCRIPT,
        within=_group("FULLTEXT"),
    ),
    rule(
        Source.FILE,
        (
            (TYPED_FILE, _file(f'ID="DOWNLOAD_{{number}}" MIMETYPE="{{media_type}}" {_KEPT}')),
            (FILE, _file(f'ID="DOWNLOAD_{{number}}" {_KEPT}')),
        ),
        within=_group("DOWNLOAD"),
    ),
)

_RANGE = '<mets:div ID="LOG_{place}" TYPE="section" LABEL="{label}" CONTENTIDS="{address}">'


def _divisions(ranges: Sequence[RangeLinks]) -> str:
    return "".join(
        _RANGE.format(place=one.place, label=escape(one.label), address=escape(one.address))
        + f"{_divisions(one.ranges)}</mets:div>"
        for one in ranges
    )


_CONTENTS = Form(
    f"each range, one within the other, as `{_RANGE}`",
    lambda ranges: {"sections": Xml(_divisions(ranges))},
)
_PAGE_OF_RANGE = Form("of each range", lambda found: {"place": found[0], "number": f"{found[1]}"})

# The whole is a “document” in the structural types of the profile, whatever its genre; what its
# table of contents lists is a “section”, for nobody told whether it is a chapter or a letter.
_DOCUMENT = 'mets:div ID="LOG_0" TYPE="document" LABEL="{title}" DMDID="DMD" ADMID="AMD"'
_STRUCTURE = (
    rule(
        Source.CONTENTS,
        f"<{_DOCUMENT}>{{sections}}</mets:div>",
        _CONTENTS,
        within=_LOGICAL,
        otherwise=rule(Source.RECORD, f"<{_DOCUMENT}/>", THERE, within=_LOGICAL),
    ),
    rule(Source.FILE, '<mets:fptr FILEID="DOWNLOAD_{number}"/>', FILE, within=_PHYSICAL),
    rule(Source.TRANSCRIPT, '<mets:fptr FILEID="FULLTEXT_0_{tag}"/>', _OF_WHOLE, within=_PHYSICAL),
    rule(
        Source.PAGE,
        '<mets:div ID="PHYS_{number}" TYPE="page" ORDER="{number}" ORDERLABEL="{label}" '
        'LABEL="{label}" CONTENTIDS="{canvas}"><mets:fptr FILEID="DEFAULT_{number}"/>'
        '<mets:fptr FILEID="MAX_{number}"/><mets:fptr FILEID="THUMBS_{number}"/>{parts}</mets:div>',
        PAGE,
        within=_PHYSICAL,
        parts=(rule(Source.TRANSCRIPT, '<mets:fptr FILEID="FULLTEXT_{page}_{tag}"/>', TRANSCRIPT),),
    ),
)


def _linked(source: str, to: str, form: Form, **more: Any) -> Rule:  # noqa: ANN401 - see rule
    xml = f'<mets:smLink xlink:from="LOG_0" xlink:to="{to}"/>'
    return rule(source, xml, form, within=("mets:structLink",), **more)


# The whole, wherever anything is in the physical structure; then each page; then each section.
_STRUCTURE_LINKS = (
    *(
        _linked(source, "PHYS_0", THERE, which=Which.FIRST)
        for source in (Source.VIEW, Source.TRANSCRIPT)
    ),
    _linked(Source.PAGE, "PHYS_{number}", PAGE),
    rule(
        Source.PAGE_OF_RANGE,
        '<mets:smLink xlink:from="LOG_{place}" xlink:to="PHYS_{number}"/>',
        _PAGE_OF_RANGE,
        within=("mets:structLink",),
    ),
)

WHOLE = Crosswalk(
    f'mets:mets xmlns:mets="{NAMESPACE}" xmlns:xlink="http://www.w3.org/1999/xlink" '
    f'xmlns:dc="{DC}" xmlns:dv="http://dfg-viewer.de/" xmlns:xsi="{markup.XSI}" '
    'OBJID="{identifier}" LABEL="{title}" TYPE="{type}" '
    f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}"',
    (*_HEADER, *_DESCRIBED, *_ADMINISTERED, *_FILES, *_STRUCTURE, *_STRUCTURE_LINKS),
)
"""Description and rights, files by their use, pages in order, and what belongs to what."""
