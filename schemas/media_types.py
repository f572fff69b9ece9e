"""Media types: what kind of file something is, as HTTP and IIIF say it.

The names are IANA's, <https://www.iana.org/assignments/media-types/>; their form is that of
RFC 6838 §4.2.
"""

import re
from functools import lru_cache

# What cameras, spreadsheets and old servers write, and the registered name.
_ALIASES = {
    "application/x-pdf": "application/pdf",
    "application/x-zip-compressed": "application/zip",
    "audio/aacp": "audio/aac",
    "audio/m4a": "audio/mp4",
    "audio/mp3": "audio/mpeg",
    "audio/mpeg3": "audio/mpeg",
    "audio/wave": "audio/wav",
    "audio/x-aiff": "audio/aiff",
    "audio/x-flac": "audio/flac",
    "audio/x-m4a": "audio/mp4",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-mpeg": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "image/jpeg2000": "image/jp2",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/tif": "image/tiff",
    "image/x-png": "image/png",
    "image/x-tiff": "image/tiff",
    "text/json": "application/json",
    "text/txt": "text/plain",
    "video/m4v": "video/mp4",
    "video/mov": "video/quicktime",
    "video/mpeg4": "video/mp4",
    "video/x-m4v": "video/mp4",
}

_BY_EXTENSION = {
    "aac": "audio/aac",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "htm": "text/html",
    "html": "text/html",
    "j2k": "image/j2c",
    "jp2": "image/jp2",
    "jpe": "image/jpeg",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "jpx": "image/jpx",
    "json": "application/json",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "xml": "text/xml",
    "zip": "application/zip",
}

# Presentation 3.0 §3.2, ``type``: a Dataset is not meant for eyes, CSV and RDF for example; a
# Text is meant to be read. Where the top level misleads, the whole name decides.
_IIIF_TYPES = {
    "application/epub+zip": "Text",
    "application/pdf": "Text",
    "application/vnd.oasis.opendocument.text": "Text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Text",
    "text/csv": "Dataset",
    "text/xml": "Dataset",
}
_IIIF_TYPES_BY_TOP_LEVEL = {
    "audio": "Sound",
    "image": "Image",
    "model": "Model",
    "text": "Text",
    "video": "Video",
}

_NAME = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
_MEDIA_TYPE = re.compile(rf"({_NAME}/{_NAME})\s*(?:;.*)?", re.DOTALL)
_WEB_ADDRESS = re.compile(r"https?://[^/?#]*([^?#]*)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def read_media_type(text: str) -> str | None:
    """Return the media type that *text* names, in lower case and without parameters.

    None when *text* does not have the form ``type/subtype`` (RFC 6838 §4.2): "multiple", "record".
    """
    found = _MEDIA_TYPE.fullmatch(text.strip().lower())
    return _ALIASES.get(found[1], found[1]) if found else None


def media_type_of(name: str) -> str | None:
    """Return the media type that the extension of a file name or web address tells, else None.

    In an address the query and the fragment do not count; in a file name ``?`` and ``#`` are
    letters like any other.
    """
    address = _WEB_ADDRESS.match(name.strip())
    path = address[1] if address else name.strip()
    _, _, extension = path.rpartition(".")
    return _BY_EXTENSION.get(extension.lower()) if extension != path else None


def iiif_type(media_type: str) -> str:
    """Return the ``type`` of a content resource of *media_type* (Presentation 3.0 §3.2)."""
    top_level = media_type.partition("/")[0]
    return _IIIF_TYPES.get(media_type) or _IIIF_TYPES_BY_TOP_LEVEL.get(top_level, "Dataset")
