"""The settings of a repository: one table of environment variables, read once at the start.

``docs/settings.md`` shows the same table; a test keeps the two equal.
"""

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environs import Env, EnvError, ValidationError

from schemas.grammar import is_web_address, xml_illegal

MIN_SECRET_LENGTH = 32
MAX_BATCH_SIZE = 1000


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and what it accepts."""


def _matches(pattern: str, accepted: str) -> Callable[[str], None]:
    expression = re.compile(pattern)

    def check(value: str) -> None:
        # All that is checked so is written into XML.
        if xml_illegal(value) or not expression.fullmatch(value):
            raise ValidationError(f"{value!r}: expected {accepted}")

    return check


def _between(low: int, high: int) -> Callable[[int], None]:
    def check(value: int) -> None:
        if not low <= value <= high:
            raise ValidationError(f"{value}: expected a number from {low} to {high}")

    return check


def _addresses(most: int) -> Callable[[str], None]:
    def check(value: str) -> None:
        written = value.split()
        if len(written) > most or not all(map(is_web_address, written)):
            accepted = "an http(s) address" if most == 1 else "http(s) addresses"
            raise ValidationError(f"{value!r}: expected {accepted}")

    return check


def _long_enough(value: str) -> None:
    if value and len(value) < MIN_SECRET_LENGTH:
        raise ValidationError(f"expected at least {MIN_SECRET_LENGTH} characters")


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its type is that of *default*."""

    name: str
    default: str | int
    meaning: str
    check: Callable[[Any], None] | None = None

    @property
    def field(self) -> str:
        """The attribute of :class:`Settings` that holds it."""
        return self.name.removeprefix("FONDS_").lower()

    def read(self, env: Env) -> str | int:
        """Return the value that *env* gives, or the default.

        Raises:
            EnvError: the value is of the wrong type or out of range.
        """
        if isinstance(self.default, int):
            return env.int(self.name, self.default, validate=self.check)
        return env.str(self.name, self.default, validate=self.check)


SETTINGS = (
    Setting(
        "FONDS_DATA_DIR",
        "var",
        "Folder for the database, page images, files and the generated secret.",
        _matches(r".*\S.*", "a folder"),
    ),
    Setting(
        "FONDS_DATABASE_URL",
        "",
        "SQLAlchemy address of the database, `postgresql+psycopg://…` or `sqlite:///…`. "
        "Empty means `fonds.db` in the data folder.",
    ),
    Setting(
        "FONDS_BASE_URL",
        "http://127.0.0.1:8000",
        "Public address of this server, with path prefix if a proxy adds one. Every address that "
        "harvesters and viewers keep is made of it; after a change run `fonds rebuild`.",
        _matches(r"https?://[^\s?#]*[^\s?#/]", "an http(s) address without a slash at its end"),
    ),
    Setting(
        "FONDS_REPOSITORY_NAME",
        "An archive on Fonds",
        "Name of the archive, shown on every page, in Identify and in manifests.",
        _matches(r".*\S.*", "some text"),
    ),
    Setting(
        "FONDS_REPOSITORY_IDENTIFIER",
        "archive.example",
        "The archive's domain name: the NAMESPACE of every identifier `oai:NAMESPACE:ID`. "
        "Never change it once you are harvested.",
        _matches(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+", "a domain name"),
    ),
    Setting(
        "FONDS_ADMIN_EMAIL",
        "archivist@archive.example",
        "Whom harvesters write to (`adminEmail` of Identify).",
        _matches(r"[^\s@]+@[^\s@]+\.[^\s@]+", "an e-mail address"),
    ),
    Setting(
        "FONDS_LOGO_URL",
        "",
        "Address of a small picture that aggregators and viewers may show beside your records "
        "(`branding`, `provider`); after a change run `fonds rebuild`.",
        _addresses(1),
    ),
    Setting(
        "FONDS_VIEWER",
        1,
        "1 offers pages in a viewer (Mirador) on the page of a record; 0 leaves it out.",
        _between(0, 1),
    ),
    Setting(
        "FONDS_METADATA_RIGHTS",
        "http://creativecommons.org/publicdomain/zero/1.0/",
        "Address of the statement under which your descriptions, not what they describe, may be "
        "used; it accompanies every record that harvesters get. Set it to nothing to say nothing.",
        _addresses(1),
    ),
    Setting(
        "FONDS_METADATA_POLICY",
        "",
        "What may be done with your descriptions, as text or as its address; Identify tells the "
        "policies when this and the next are set.",
    ),
    Setting("FONDS_DATA_POLICY", "", "What may be done with what is described, likewise."),
    Setting("FONDS_CONTENT_POLICY", "", "What the archive collects, likewise."),
    Setting("FONDS_SUBMISSION_POLICY", "", "How material comes into the archive, likewise."),
    Setting(
        "FONDS_OAI_FRIENDS",
        "",
        "Base URLs of other repositories for harvesters to find, separated by spaces.",
        _addresses(1000),
    ),
    Setting(
        "FONDS_OAI_MAX_LISTS",
        0,
        "The most lists of records that one worker makes at the same time; beyond it harvesters "
        "are asked to come back (503 and Retry-After). 0 is no limit.",
        _between(0, 1000),
    ),
    Setting(
        "FONDS_SECRET_KEY",
        "",
        f"Key that signs resumption tokens, at least {MIN_SECRET_LENGTH} characters. Empty means "
        "`secret.key` in the data folder, made at random by `fonds init`.",
        _long_enough,
    ),
    Setting(
        "FONDS_OAI_BATCH_SIZE",
        100,
        "Records or headers in one answer of OAI-PMH.",
        _between(1, MAX_BATCH_SIZE),
    ),
    Setting(
        "FONDS_OAI_TOKEN_HOURS",
        72,
        "How long a resumption token stays valid, in hours.",
        _between(24, 24 * 365),
    ),
    Setting(
        "FONDS_INGEST_BATCH_SIZE",
        200,
        "Records in one transaction of `fonds ingest`.",
        _between(1, 10_000),
    ),
    Setting(
        "FONDS_SCAN_MEMORY",
        3_000,
        "Megabytes that may be used to read one scan or PDF; what needs more is told on its row.",
        _between(300, 1_000_000),
    ),
    Setting(
        "FONDS_SCAN_SECONDS",
        300,
        "How long one page of a scan or PDF may take to be read, in seconds.",
        _between(1, 86_400),
    ),
    Setting(
        "FONDS_KEEP_ORIGINALS",
        1,
        "1 keeps a copy of each scan that a page is made of, so that `fonds rebuild --images` can "
        "make its picture anew; 0 leaves them where they are.",
        _between(0, 1),
    ),
    Setting(
        "FONDS_HARVEST_ALLOW_PRIVATE",
        0,
        "1 lets what is fetched from elsewhere come from loopback and private addresses too, as in "
        "an intranet.",
        _between(0, 1),
    ),
    Setting(
        "FONDS_IMAGE_MAX_PIXELS",
        40_000_000,
        "The most pixels in one answer of the image server (`maxArea`), before it is turned.",
        _between(1_000_000, 400_000_000),
    ),
    Setting(
        "FONDS_IMAGE_MAX_SIDE",
        10_000,
        "The longest side in one answer of the image server (`maxWidth`, `maxHeight`).",
        _between(1_000, 65_000),
    ),
    Setting(
        "FONDS_IMAGE_RESTRICTED_SIDE",
        0,
        "The longest side to which pages of restricted records are shown to whoever knows the "
        "address of an image; nothing else of such a record is shown. 0 shows nothing.",
        _between(0, 1_000),
    ),
    Setting(
        "FONDS_IMAGE_RENDERS",
        0,
        "Images that one worker renders at the same time; 16 more requests wait, others are asked "
        "to come back (503 and Retry-After). 0 is the share of the processors that each worker of "
        "`fonds serve` has, 4 at most.",
        _between(0, 8),
    ),
    Setting(
        "FONDS_IMAGES_URL",
        "",
        "Where the images of pages are kept if not in `images` in the data folder: an address of "
        "fsspec, such as `s3://bucket/images`, which needs `pip install 'fonds[s3]'`.",
        _matches(r"(?:[a-z][a-z0-9+.-]*://\S+)?", "an address such as s3://bucket/images"),
    ),
    Setting(
        "FONDS_IMAGE_CACHE_MB",
        1_000,
        "Megabytes of rendered images that are kept, of all workers together, in `derivatives` in "
        "the data folder. 0 keeps none.",
        _between(0, 1_000_000_000),
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the table holds, with its types; empty values already replaced by what they mean."""

    data_dir: Path
    database_url: str
    base_url: str
    repository_name: str
    repository_identifier: str
    admin_email: str
    logo_url: str
    viewer: int
    metadata_rights: str
    metadata_policy: str
    data_policy: str
    content_policy: str
    submission_policy: str
    oai_friends: str
    oai_max_lists: int
    secret_key: str
    oai_batch_size: int
    oai_token_hours: int
    ingest_batch_size: int
    scan_memory: int
    scan_seconds: int
    keep_originals: int
    harvest_allow_private: int
    image_max_pixels: int
    image_max_side: int
    image_restricted_side: int
    image_renders: int
    images_url: str
    image_cache_mb: int

    @property
    def images_dir(self) -> Path:
        """Folder of the page images, as pyramids."""
        return self.data_dir / "images"

    @property
    def derivatives_dir(self) -> Path:
        """Folder of images that were rendered, for as long as there is room."""
        return self.data_dir / "derivatives"

    @property
    def copies_dir(self) -> Path:
        """Folder of the images that are kept elsewhere and were needed here."""
        return self.data_dir / "copies"

    @property
    def files_dir(self) -> Path:
        """Folder of the files that accompany records, by digest."""
        return self.data_dir / "files"


def read_settings(dotenv: Path = Path(".env")) -> Settings:
    """Return the settings of the environment, and of *dotenv* for what the environment lacks.

    Raises:
        SettingsError: a variable has a value that its check refuses.
    """
    env = Env()
    if dotenv.is_file():
        env.read_env(str(dotenv), recurse=False)
    try:
        values: dict[str, Any] = {setting.field: setting.read(env) for setting in SETTINGS}
    except EnvError as error:
        raise SettingsError(str(error)) from error
    data_dir = Path(values["data_dir"]).absolute()
    values["data_dir"] = data_dir
    values["database_url"] = values["database_url"] or f"sqlite:///{data_dir / 'fonds.db'}"
    values["secret_key"] = values["secret_key"] or read_secret(data_dir)
    return Settings(**values)


def read_secret(data_dir: Path) -> str:
    """Return the secret that ``fonds init`` made in *data_dir*, or "" before it has run."""
    path = _secret_path(data_dir)
    return path.read_text(encoding="ascii").strip() if path.is_file() else ""


def make_secret(data_dir: Path) -> None:
    """Write a random secret into *data_dir* for the owner's eyes, unless one is there.

    It appears whole or not at all, and of several commands at once the first one makes it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    if read_secret(data_dir):
        return
    unfinished = data_dir / f"{secrets.token_hex(8)}.part"
    try:
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(48) + "\n", encoding="ascii")
        with suppress(FileExistsError):
            _secret_path(data_dir).hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)


def _secret_path(data_dir: Path) -> Path:
    return data_dir / "secret.key"
