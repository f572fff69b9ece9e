"""CollectionBuilder: static sites made of one sheet, with compound objects by ``parentid``.

<https://collectionbuilder.github.io/cb-docs/docs/metadata/>
"""

from collections.abc import Sequence

from metadata.dialect import Dialect, Headers, columns, same
from metadata.roles import Means, Role

_OTHERS = ("filename", "object location", "display template", "youtubeid")


def _recognised(headers: Headers) -> Sequence[str]:
    ids = headers.called("objectid", "object id")
    return (*ids, *headers.called(*_OTHERS)) if ids else ()


COLLECTION_BUILDER = Dialect(
    "collectionbuilder",
    "CollectionBuilder",
    _recognised,
    "`objectid`",
    "A row with a `parentid` is a page or a file of the row with that id; it needs no title.",
    columns(
        same(Role.ID, "objectid", "object id")
        | {
            "object location": Role.FILE,
            "youtubeid": Role.YOUTUBE,
            "vimeoid": Role.VIMEO,
            "location": "dcterms:spatial",
            "latitude": Role.LATITUDE,
            "longitude": Role.LONGITUDE,
            "date is approximate": Role.APPROXIMATE,
            "recipient": "contributor",
        }
        | same(Role.RIGHTS_URI, "rightsstatement", "rights statement")
        | same("dcterms:medium", "original format", "format original")
        | dict.fromkeys(("subject lcsh", "subject (lcsh)"), Means("subject", "dcterms:LCSH"))
    ),
    left_out=(
        dict.fromkeys(
            ("display template", "image small", "image thumb"),
            "it is for the pages of CollectionBuilder",
        )
    ),
)
