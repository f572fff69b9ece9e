"""Sheets as the programs of archives write them: known by their headers, read by their tables."""

from dataclasses import dataclass, field

import pytest

from metadata.dialects import DIALECTS, SHEETS
from metadata.roles import Role, Trait
from metadata.rows import Header, ReadingOptions, read
from metadata.sources import Source
from schemas.check import check
from schemas.problem import Problem
from schemas.row import Row
from schemas.terms import TERMS


@dataclass
class Sheet:
    """What became of a sheet: its header, its rows in native JSON, and what is told of columns."""

    header: Header
    rows: list[Row]
    told: list[Problem] = field(default_factory=list)

    def native(self, record_id):
        """Return the record of an id, or the collection of a set spec, in native JSON."""
        named = (one.native for one in self.rows if one.native)
        return next(one for one in named if record_id in (one.get("id"), one.get("collection")))

    def texts(self, record_id, term):
        """Return the texts of a term of a record."""
        values = self.native(record_id)["metadata"].get(term, [])
        return [one if isinstance(one, str) else one["value"] for one in values]

    def said_of(self, column):
        """Return what is told of a column, by rows and at the end."""
        told = [*self.told, *(one for row in self.rows for one in row.problems)]
        return [one.message for one in told if one.field == column]


@pytest.fixture
def sheet(tmp_path):
    """Read a sheet of a text; the counts must add up."""

    def read_sheet(text, **options):
        path = tmp_path / "sheet.csv"
        path.write_text(text, encoding="utf-8")
        found = list(read(Source(str(path), tmp_path), ReadingOptions(**options)))
        rows = [one for one in found if isinstance(one, Row)]
        return Sheet(found[0], rows, [one for one in found if isinstance(one, Problem)])

    return read_sheet


DSPACE = (
    "id,collection,dc.title[en_US],dc.contributor.author,dc.contributor.advisor[],dc.date.issued,"
    "dc.date.accessioned,dc.identifier.uri,dc.subject.lcsh,dc.rights.uri,dc.type,action\n"
    '7b1,123/2||123/3,Tides||Ebb,"Weir, Anna::a-1::600||Ben",Carl,1911,2012-01-01T00:00:00Z,'
    "http://hdl.handle.net/123/11,Tides,http://creativecommons.org/licenses/by/4.0/,Article,\n"
    "+,123/2,New,,,1912,,n1,,,,withdraw\n"
    "7b3,123/2,Old,,,,,,,,,delete\n"
)
ATOM = (
    "legacyId,parentId,qubitParentSlug,identifier,title,levelOfDescription,scopeAndContent,"
    "accessConditions,repository,generalNote,subjectAccessPoints,digitalObjectPath,"
    "publicationStatus,physicalObjectName,eventDates,eventTypes,eventStartDates,eventEndDates,"
    "eventActors,culture\n"
    "10,,,F10,Weir fonds,Fonds,Papers,Open,Town Archive,,mills,,Published,,"
    "1900 - 1950|1960,Creation|Accumulation,1900-01-01|1960-00-00,1950-12-31|1960-00-00,"
    "Weir family|NULL,en\n"
    "11,10,,F10-1,Letters,Series,,,,,,,Published,,,,,,,en\n"
    "12,11,,,To Anna,Item,A letter; long,NULL,,One|Two,ships|sea,a.jpg,Draft,Box 2,"
    'ca. 1911|NULL,Creation|Publication,1910|1912-00-00,1912|,"Weir, Ben|Press, The",en\n'
    "10,,,,Fonds Weir,Fonds,Papiers,,,,,,,,,,,,,fr\n"
    "13,99,maps,,Map,Item,,,,,,,Published,,,,,,,en\n"
    "14,77,,,Plan,Item,,,,,,,Published,,,,,,,en\n"
)
ARCHIVES_SPACE = (
    "digital_object_id,digital_object_publish,digital_object_type,digital_object_restrictions,"
    "digital_object_title,digital_object_is_component,digital_object_component_id,agent_role,"
    "agent_type,agent_name_primary_name,agent_name_rest_of_name,agent_name_dates,date_1_begin,"
    "date_1_end,date_1_expression,date_1_label,date_2_begin,date_2_expression,date_2_label,"
    "extent_number,extent_type,extent_dimensions,subject_source,subject_term,"
    "file_version_file_uri,file_version_publish\n"
    "d1,TRUE,still_image,FALSE,Bridge,FALSE,,creator,agent_person,Weir,Anna,1870-1940,"
    "“1911-03-01”,1912,spring 1911,creation,4/11/1978,,publication,5,reels,2 in,lcsh,Bridges,"
    "https://a.example/d1.jpg,TRUE\n"
    "d1,TRUE,,,Detail,TRUE,d1-a,,,,,,2001,,,digitized,,,,,,,,,detail.jpg,\n"
    "d2,TRUE,text,TRUE,Diary,,,source,agent_corporate_entity,Mill & Co.,,,,,,,,,,,,,local,mills,"
    "https://a.example/d2.pdf,FALSE\n"
)
BULK = (
    "ArchivesSpace digital object import field codes (please don't edit this row),ead,ao_ref_id,"
    "digital_object_id,digital_object_title,digital_object_publish,begin,end,expression,"
    "dates_label,rep_file_uri,nonrep_file_uri,nonrep_publish,note_type,note_content,note_publish,"
    "people_agent_header_1,people_agent_role_1,people_agent_relator_1,people_agent_header_2,"
    "people_agent_role_2,subject_1_term,subject_1_source,subject_2_term,number,extent_type\n"
    "Field name,EAD ID,REF ID,Digital Object ID,Title,Publish?,Begin,End,Expression,Label,URL,URL,"
    "Publish?,Type,Content,Publish?,Agent,Role,Relator,Agent,Role,Subject,Source,Subject,Number,"
    "Type\n"
    ",ms-1.xml,ref12,b1,Wheel,TRUE,1911,1912,,creation,https://a.example/w.jpg,"
    'https://a.example/w.tif,FALSE,accessrestrict,Ask first,TRUE,"Weir, Anna",creator,pht,'
    '"Weir, Ben",subject,Wheels,lcsh,Wood,2,photographs\n'
)
WORKBENCH = (
    "title,id,parent_id,field_weight,field_linked_agent,field_model,field_edtf_date_created,"
    "field_description,field_subject,field_resource_type,field_member_of,published,file\n"
    "Bridge,1,,,relators:cre:person:Weir: Anna|relators:pbl:corporate_body:Mill & Co.|"
    'relators:ctb:person:Ben,Image,1911~,"A; b|c","subject:bridges|subject:Weir, Anna|204",'
    "still image,2,1,bridge.tif\n"
    "Book,16,,,,Paged Content,1877,,,,27,0,\n"
    "two,18,16,2,,Page,,,,,,,p2.jpg\n"
    "one,17,16,1,,Page,,,,,,,p1.jpg\n"
    "Mill News,19,,,,Newspaper,,,,,,,\n"
    "Issue,20,19,1,,Publication Issue,1871,,,,,,\n"
    "page,21,20,1,,Page,,,,,,,i1.jpg\n"
    "Maps,30,,,,Collection,,Our maps,,,,,\n"
    "A map,31,30,,,Image,,,,,,,m.jpg\n"
)
OMEKA_EXPORT = (
    "\ufeffDublin Core:Title,Dublin Core:Subject,Dublin Core:Identifier,Item Type Metadata:Text,"
    "Item Type Metadata:Original Format,tags,file,itemType,collection,public,featured\n"
    'A letter; short^^Une lettre,ships^^harbours,om-1,Dear Anna,paper,"sea,love",'
    '"https://o.example/a.jpg,https://o.example/b.jpg",Text,"Weir; papers",1,0\n'
    "Secret,,om-2,,,,,,,0,0\n"
)
OMEKA_IMPORT = (
    "Dublin Core:Title, Dublin Core:Identifier, tags, Item Type Metadata:URL\n"
    '"Harbour", "h1", "sea, ships", "https://o.example/1.jpg, https://o.example/2.jpg"\n'
)
OMEKA_S = (
    "Identifier\tDublin Core : Title\tItem set\tTags\tResource template\tResource class\tMedia url"
    "\to:is_public\n"
    "s1\tTower\tTowers\told | stone\tBase\tdctype:Image\thttps://o.example/t.png\t1\n"
    "s2\tDungeon\tTowers\t\t\t\t\t0\n"
)
COLLECTION_BUILDER = (
    "objectid,parentid,filename,object_location,title,date,date-is-approximate?,recipient,"
    "format original,subject (lcsh),subject,location,latitude,longitude,rights,rightsstatement,"
    "image_small,cdmid\n"
    'n1,,n1.jpg,,Mill,1911,yes,Ben,postcard,Mills,mill | river;,"Weir, Oregon",44.1,-123.2,Ours,'
    "http://rightsstatements.org/vocab/NoC-US/1.0/,n1_sm.jpg,7\n"
    "n2,n1,,https://a.example/n2.mp3,,,,,,,,,,,,,,\n"
)
CONTENTDM = (
    "Title\tSubject\tDescription\tFile Name\tTranscript\tDate created\tReference URL\t"
    "CONTENTdm number\tCONTENTdm file name\tCONTENTdm file path\n"
    "Front\t\t\t\t\t2009-01-02\thttp://cdm.example/id/0\t0\t1.jp2\t/mill/1.jp2\n"
    "Back\t\t\tback.tif\t\t2009-01-02\thttp://cdm.example/id/1\t1\t2.jp2\t/mill/2.jp2\n"
    "The mill\tmills; rivers\tA card; sent\t\t\t2009-01-02\thttp://cdm.example/id/2\t2\t3.cpd\t"
    "/mill/3.cpd\n"
    "Map\tmaps\t\t\tWords\t2009-01-02\thttp://cdm.example/id/3\t3\t4.jp2\t/mill/4.jp2\n"
)
CATCHER = "dmrecord,title,subjec,creato\n108,Mill,mills;rivers,Weir\n"


@pytest.mark.parametrize(
    ("text", "label", "proof"),
    [
        (DSPACE, "DSpace", "id, collection, dc.title[en_US]"),
        (ATOM, "AtoM ISAD(G)", "legacyId, parentId, qubitParentSlug"),
        (
            ARCHIVES_SPACE,
            "ArchivesSpace digital objects",
            "digital_object_id, file_version_file_uri",
        ),
        (
            BULK,
            "ArchivesSpace digital objects, bulk import",
            "archivesspace digital object import field codes",
        ),
        (WORKBENCH, "Islandora Workbench", "title, parent_id, field_weight"),
        (OMEKA_EXPORT, "Omeka Classic", "Dublin Core:Title, tags, file"),
        (OMEKA_IMPORT, "Omeka Classic", "Dublin Core:Title, tags"),
        (OMEKA_S, "Omeka S", "Dublin Core : Title, Item set, Resource template"),
        (COLLECTION_BUILDER, "CollectionBuilder", "objectid, filename, object_location"),
        (CONTENTDM, "CONTENTdm", "CONTENTdm number, CONTENTdm file name, CONTENTdm file path"),
        (CATCHER, "CONTENTdm", "dmrecord"),
    ],
    ids=lambda value: value if len(value) < 60 and "\n" not in value else "",
)
def test_a_dialect_is_known_by_its_headers_and_says_by_which(sheet, text, label, proof):
    """The report says as what a sheet was read, and why."""
    found = sheet(text)

    assert (found.header.kind, found.header.proof.casefold()) == (label, proof.casefold())
    assert sum(row.count for row in found.rows) > 0


@pytest.mark.parametrize("key", list(SHEETS))
def test_as_overrides_what_the_headers_say(sheet, key):
    """Whoever knows better is believed, and the sheet is read by that table."""
    found = sheet(COLLECTION_BUILDER, kind=key)
    labels = {one.label for one in DIALECTS if one.key == key} or {"Dublin Core"}

    assert found.header.kind in labels
    assert (found.header.proof == "as told") == (key != "table")


def test_a_sheet_that_is_said_to_be_of_no_program_keeps_its_columns(sheet):
    """`--as table` still knows the id, the parent and the files by their names."""
    found = sheet(COLLECTION_BUILDER, kind="table")

    assert found.native("n1")["pages"][0]["file"] == "n1.jpg"
    assert found.rows[0].count == 2


def test_no_other_sheet_is_taken_for_a_dialect(sheet):
    """What looks like none keeps its ways: our own columns, or names of Dublin Core."""
    plain = {
        "id,title,Field notes\n": "native",
        "id,dc_title\n": "native",
        "dc:title,identifier\n": "Dublin Core",
        "title,tags,file,collection\n": "Dublin Core",
        "Nr,Titel\n": "unknown",
        "digital_object_id,digital_object_title\n": "unknown",
    }

    assert {header: sheet(f"{header}a,b,c,d\n").header.kind for header in plain} == plain


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.label)
def test_every_table_leads_to_terms_and_roles(dialect):
    """A dialect gives what a record can have, and nothing else."""
    targets = {means.target for means in dialect.columns.values()}

    assert targets <= {*TERMS, *Role, *Trait}


def test_dspace_has_values_between_bars_with_authorities(sheet):
    """What an authority control adds is no part of a name; a language stands in the header."""
    found = sheet(DSPACE)

    assert found.native("7b1")["metadata"]["title"] == [
        {"value": "Tides", "lang": "en-US"},
        {"value": "Ebb", "lang": "en-US"},
    ]
    assert found.texts("7b1", "creator") == ["Weir, Anna", "Ben"]
    assert found.texts("7b1", "contributor") == ["Carl"]
    assert found.texts("7b1", "dcterms:issued") == ["1911"]
    assert found.native("7b1")["metadata"]["subject"] == [
        {"value": "Tides", "scheme": "dcterms:LCSH"}
    ]
    assert found.texts("7b1", "rights") == ["http://creativecommons.org/licenses/by/4.0/"]
    assert found.said_of("dc.date.accessioned")


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("http://id.loc.gov/authorities/names/n79021164", None),
        ("will be generated::orcid::0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("will be referenced::ORCID::0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("7e1f2a4c-0f5b-4d7b-9d5d-1d1f2a4c0f5b", ""),
        ("will be generated::dspace::12", ""),
    ],
)
def test_dspace_has_addresses_of_authorities(sheet, key, address):
    """An address, or an ORCID iD, tells who is meant; a key of DSpace's own tells nobody else."""
    found = sheet(f"id,collection,dc.title,dc.contributor.author\na,1/2,T,Weir: A::{key}::600\n")
    derived = key if address is None else address
    value = {"value": "Weir: A", "derived": derived} if derived else "Weir: A"

    assert found.native("a")["metadata"]["creator"] == [value]


def test_dspace_has_collections_by_handle(sheet):
    """They are the sets that DSpace's own OAI-PMH has, so harvesters find them again."""
    found = sheet(DSPACE)

    assert found.native("7b1")["collections"] == ["col_123_2", "col_123_3"]
    assert found.texts("7b1", "dcterms:isPartOf") == ["123/2", "123/3"]


def test_dspace_says_what_is_to_be_done_with_an_item(sheet):
    """A new one has no id yet; one that is withdrawn is closed; one to be deleted is not stored."""
    found = sheet(DSPACE)
    (deleted,) = [row for row in found.rows if row.native is None]

    assert found.native("n1")["access"] == "restricted"
    assert "fonds delete" in deleted.problems[0].message
    assert found.rows[0].native.get("access") is None


def test_atom_makes_collections_of_levels_and_records_of_what_is_below(sheet):
    """The set spec is the path of ids; the slug of a parent elsewhere wins over its id."""
    found = sheet(ATOM)

    assert [one.native.get("collection") for one in found.rows] == ["10", "10:11", None, None, None]
    assert found.native("12")["collections"] == ["10:11"]
    assert found.native("13")["collections"] == ["maps"]
    assert found.native("14")["collections"] == ["77"]
    assert "not in this sheet" in found.said_of("parentId")[0]


def test_atom_hands_down_what_holds_for_everything_below(sheet):
    """Terms of use and of access, the house and a single language; never who made the whole."""
    columns = (
        "legacyId,parentId,title,levelOfDescription,repository,accessConditions,"
        "reproductionConditions,language,publicationStatus,eventTypes,eventActors,culture\n"
    )
    found = sheet(
        f"{columns}1,,Fonds,Fonds,House,Open,Ask,en,Published,Creation,Weir,en\n"
        "2,1,Series,Series,,Closed,,en|fr,Published,,,en\n3,2,Item,Item,,,,,Published,,,en\n"
        "4,1,Hidden,Series,,Secret,,de,Draft,,,en\n5,4,Leaf,Item,,,,,Published,,,en\n"
        "6,1,Empty,Series,,,,,Published,,,en\n"
    )
    empty = found.native("6")["metadata"]["type"]

    assert found.texts("3", "dcterms:accessRights") == ["Closed"]
    assert found.texts("3", "rights") == ["Ask"]
    assert found.texts("3", "source") == ["House"]
    assert [found.texts(one, "language") for one in ("3", "5")] == [[], ["en"]]
    assert found.texts("3", "dcterms:isPartOf") == ["Fonds", "Series"]
    assert found.texts("3", "creator") == []
    assert found.texts("5", "dcterms:accessRights") == ["Open"]
    assert found.texts("5", "dcterms:isPartOf") == ["Fonds"]
    assert found.native("5")["collections"] == ["1:4"]
    assert empty == [{"value": "Series", "derived": "Collection"}]


def test_atom_says_one_thing_in_several_languages(sheet):
    """A row with the id of another and another culture is a translation, not a duplicate."""
    found = sheet(ATOM)

    assert found.native("10")["metadata"]["title"] == [
        {"value": "Weir fonds", "lang": "en"},
        {"value": "Fonds Weir", "lang": "fr"},
    ]
    assert sum(row.count for row in found.rows) == 6


def test_a_second_row_of_one_language_is_no_translation(sheet):
    """It is told as the duplicate that it is, when ids are looked at."""
    columns = "legacyId,parentId,title,culture\n"
    found = sheet(f"{columns}1,,A,en\n1,,B,fr\n1,,C,fr\n1,,D,en\n1,,E,de\n1,,F,\n")

    assert {row.native["id"] for row in found.rows} == {"1"}
    assert [row.count for row in found.rows] == [3, 1, 1, 1]
    assert found.texts("1", "title") == ["A", "B", "E"]


def test_atom_has_events_in_parallel_columns(sheet):
    """A literal NULL holds a place; days that nobody knows are zero; people see the expression."""
    found = sheet(ATOM)

    assert found.native("10")["metadata"]["date"] == [
        {"value": "1900 - 1950", "derived": "1900-01-01/1950-12-31"},
        {"value": "1960", "derived": "1960"},
    ]
    assert found.texts("10", "creator") == ["Weir family"]
    assert found.texts("10", "contributor") == []
    assert found.native("12")["metadata"]["date"] == [{"value": "ca. 1911", "derived": "1910/1912"}]
    assert found.native("12")["metadata"]["dcterms:issued"] == [
        {"value": "1912", "derived": "1912"}
    ]
    assert found.texts("12", "publisher") == ["Press, The"]


def test_atom_has_notes_and_points_between_bars_and_null_for_nothing(sheet):
    """Sentences keep their semicolons; a draft is seen by nobody."""
    found = sheet(ATOM)

    assert found.texts("12", "description") == ["A letter; long", "One", "Two"]
    assert found.texts("12", "subject") == ["ships", "sea"]
    assert found.texts("12", "dcterms:accessRights") == ["Open"]  # of the fonds
    assert found.native("12")["access"] == "restricted"
    assert [page["file"] for page in found.native("12")["pages"]] == ["a.jpg"]
    assert found.texts("10", "source") == ["Town Archive"]


def test_a_level_that_nobody_may_see_is_no_description_of_a_collection(sheet):
    """A collection is seen by everybody, so a draft of one is a record, restricted."""
    found = sheet(ATOM.replace("Open,Town Archive,,mills,,Published", "Open,,,,,Draft"))

    assert found.native("10")["access"] == "restricted"
    assert found.native("10:11")["collection"] == "10:11"


def test_a_unit_below_itself_is_refused(sheet):
    """AtoM would never end."""
    found = sheet("legacyId,parentId,title\na,b,A\nb,a,B\nc,c,C\nd,,D\n")

    assert [row.native is None for row in found.rows] == [True, True, True, False]


def test_archivesspace_says_names_dates_and_extents_in_parts(sheet):
    """The expression is for people, begin and end for machines; the thesaurus is the scheme."""
    found = sheet(ARCHIVES_SPACE)

    assert found.texts("d1", "creator") == ["Weir, Anna, 1870-1940"]
    assert found.texts("d2", "contributor") == ["Mill & Co."]
    assert found.native("d1")["metadata"]["date"] == [
        {"value": "spring 1911", "derived": "1911-03-01/1912"}
    ]
    assert found.texts("d1", "dcterms:issued") == ["4/11/1978"]
    assert found.texts("d1", "dcterms:extent") == ["5 reels (2 in)"]
    assert found.native("d1")["metadata"]["subject"] == [
        {"value": "Bridges", "scheme": "dcterms:LCSH"}
    ]
    assert found.texts("d1", "type") == ["still image"]
    assert found.texts("d2", "subject") == ["mills"]


def test_archivesspace_keeps_closed_what_is_not_published(sheet):
    """Restrictions are access, not rights; a file that is not published is left out, and told."""
    found = sheet(ARCHIVES_SPACE)

    assert found.native("d2")["access"] == "restricted"
    assert found.native("d2").get("files", []) == []
    assert "not published" in found.said_of("file_version_file_uri")[0]
    assert "access" not in found.native("d1")


def test_archivesspace_has_components_below_their_object(sheet):
    """A component names its object by id, and has an id of its own."""
    found = sheet(ARCHIVES_SPACE)

    assert [page["key"] for page in found.native("d1")["pages"]] == ["d1-a"]
    assert "digitized" in found.said_of("date_1_expression")[0]


def test_the_bulk_template_of_archivesspace_has_a_row_of_labels(sheet):
    """It is no record; agents and subjects are numbered."""
    found = sheet(BULK)

    assert [row.native["id"] for row in found.rows] == ["b1"]
    assert found.texts("b1", "creator") == ["Weir, Anna"]
    assert found.texts("b1", "subject") == ["Weir, Ben", "Wheels", "Wood"]
    assert found.native("b1")["metadata"]["date"] == [
        {"value": "1911/1912", "derived": "1911/1912"}
    ]
    assert found.texts("b1", "dcterms:accessRights") == ["Ask first"]
    assert found.texts("b1", "dcterms:extent") == ["2 photographs"]
    assert found.texts("b1", "dcterms:isPartOf") == ["ms-1.xml"]
    assert [one["file"] for one in found.native("b1")["files"]] == ["https://a.example/w.jpg"]


def test_workbench_has_relations_and_vocabularies_before_names(sheet):
    """A relator decides the term; the number of a term is told, for it says nothing here."""
    found = sheet(WORKBENCH)

    assert found.texts("1", "creator") == ["Weir: Anna"]
    assert found.texts("1", "publisher") == ["Mill & Co."]
    assert found.texts("1", "contributor") == ["Ben"]
    assert found.texts("1", "subject") == ["bridges", "Weir, Anna"]
    assert "number of a term" in found.said_of("field_subject")[0]
    assert found.texts("1", "description") == ["A; b|c"]
    assert found.texts("1", "dcterms:created") == ["1911~"]
    assert found.texts("1", "dcterms:isPartOf") == ["2"]
    assert found.native("1")["collections"] == ["node-2"]


def test_workbench_may_give_an_agent_by_its_uri(sheet):
    """Nothing is taken off it: http is no vocabulary of Drupal."""
    found = sheet("id,title,field_linked_agent\n1,T,relators:cre:http://viaf.org/viaf/97006051\n")

    assert found.texts("1", "creator") == ["http://viaf.org/viaf/97006051"]


def test_workbench_decides_by_the_model_what_is_a_page(sheet):
    """Pages by weight; an issue of a newspaper is a record of its own; collections hold records."""
    found = sheet(WORKBENCH)

    assert [page["file"] for page in found.native("16")["pages"]] == ["p1.jpg", "p2.jpg"]
    assert [page["file"] for page in found.native("20")["pages"]] == ["i1.jpg"]
    assert found.texts("20", "dcterms:isPartOf") == ["Mill News"]
    assert found.native("30")["collection"] == "30"
    assert found.native("31")["collections"] == ["30"]
    assert found.native("16")["access"] == "restricted"


def test_omeka_classic_exports_values_between_hats(sheet):
    """Tags and files stand between commas; what is not public is restricted."""
    found = sheet(OMEKA_EXPORT)

    assert found.texts("om-1", "title") == ["A letter; short", "Une lettre"]
    assert found.texts("om-1", "subject") == ["ships", "harbours", "sea", "love"]
    assert found.texts("om-1", "dcterms:isPartOf") == ["Weir; papers"]
    assert found.texts("om-1", "dcterms:medium") == ["paper"]
    assert len(found.native("om-1")["files"]) == 2
    assert [one.native.get("access") for one in found.rows] == [None, "restricted"]


def test_omeka_classic_imports_with_spaces_before_quotation_marks(sheet):
    """Its own sample is ragged without that."""
    found = sheet(OMEKA_IMPORT)

    assert found.texts("h1", "title") == ["Harbour"]
    assert found.texts("h1", "subject") == ["sea", "ships"]
    assert len(found.native("h1")["files"]) == 2


def test_omeka_s_has_item_sets_classes_and_media(sheet):
    """Long names of properties have spaces around the colon."""
    found = sheet(OMEKA_S)

    assert found.texts("s1", "dcterms:isPartOf") == ["Towers"]
    assert found.texts("s1", "subject") == ["old", "stone"]
    assert check(found.rows[0]).record.values("type")[0].derived == "Image"
    assert len(found.native("s1")["files"]) == 1
    assert found.native("s2")["access"] == "restricted"


def test_omeka_s_has_uris_with_their_labels(sheet):
    """The label of a name or a subject is what people read; a URI alone stays as it is."""
    found = sheet(
        "Identifier\tdcterms:title\tdcterms:creator\tdcterms:subject@en\to:item_set\n"
        "s1\thttps://o.example/1 A title\thttp://www.wikidata.org/entity/Q17410 Zhou Enlai\t"
        "https://o.example/2|https://o.example/3 Peace; and war\tTowers\n",
        separators=("|",),
    )

    assert found.native("s1")["metadata"]["creator"] == [
        {"value": "Zhou Enlai", "derived": "http://www.wikidata.org/entity/Q17410"}
    ]
    assert found.native("s1")["metadata"]["subject"] == [
        {"value": "https://o.example/2", "lang": "en"},
        {"value": "Peace; and war", "lang": "en", "derived": "https://o.example/3"},
    ]
    assert found.texts("s1", "title") == ["https://o.example/1 A title"]


def test_collectionbuilder_says_doubt_place_and_rights_in_columns_of_their_own(sheet):
    """However their headers are spelt; some cells have bars where others have semicolons."""
    found = sheet(COLLECTION_BUILDER)

    assert found.native("n1")["metadata"]["date"] == [{"value": "1911", "derived": "1911~"}]
    assert found.native("n1")["metadata"]["subject"] == [
        {"value": "Mills", "scheme": "dcterms:LCSH"},
        "mill",
        "river",
    ]
    assert found.texts("n1", "dcterms:spatial") == ["Weir, Oregon", "north=44.1; east=-123.2"]
    assert found.texts("n1", "rights") == ["http://rightsstatements.org/vocab/NoC-US/1.0/", "Ours"]
    assert found.texts("n1", "contributor") == ["Ben"]
    assert found.texts("n1", "dcterms:medium") == ["postcard"]
    assert found.rows[0].count == 2
    assert "pages of CollectionBuilder" in found.said_of("image_small")[0]


def test_contentdm_names_the_pages_of_an_object_in_a_file(sheet, tmp_path):
    """The sheet alone does not say whose pages they are; the dates of the entry are left out."""
    pages = "".join(f"<page><pageptr>{one}</pageptr></page>" for one in (1, 0))
    (tmp_path / "3.cpd").write_text(f"<cpd><type>Postcard</type><node>{pages}</node></cpd>")
    found = sheet(CONTENTDM)

    assert [page["file"] for page in found.native("2")["pages"]] == ["back.tif", "1.jp2"]
    assert found.texts("2", "description") == ["A card; sent"]
    assert found.texts("2", "subject") == ["mills", "rivers"]
    assert found.native("3")["pages"][0]["text"] == {"": "Words"}
    assert found.texts("3", "identifier") == ["http://cdm.example/id/3"]
    assert "catalogue" in found.said_of("Date created")[0]
    assert "dcterms:created" not in found.native("3")["metadata"]


@pytest.mark.parametrize("listed", [None, "<cpd><page>"], ids=["missing", "broken"])
def test_an_object_of_contentdm_without_its_list_is_told(sheet, tmp_path, listed):
    """Its pages stay records: nobody guesses whose they are."""
    if listed:
        (tmp_path / "3.cpd").write_text(listed)
    found = sheet(CONTENTDM)

    assert len(found.rows) == 4
    assert "3.cpd" in found.said_of("CONTENTdm file name")[0]


def test_a_list_outside_of_the_folder_is_not_opened(sheet, tmp_path):
    """A name may not climb out, nor may a link."""
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "3.cpd").write_text("<cpd><page><pageptr>0</pageptr></page></cpd>")
    path = inside / "sheet.csv"
    path.write_text(CONTENTDM.replace("/mill/3.cpd", "../3.cpd"), encoding="utf-8")
    (inside / "3.cpd").symlink_to(tmp_path / "3.cpd")
    rows = [
        one for one in read(Source(str(path), inside), ReadingOptions()) if isinstance(one, Row)
    ]

    assert len(rows) == 4


def test_catcher_sheets_have_nicknames(sheet):
    """CONTENTdm shortens the names of Dublin Core to six letters."""
    found = sheet(CATCHER)

    assert found.texts("108", "subject") == ["mills", "rivers"]
    assert found.texts("108", "creator") == ["Weir"]


def test_split_says_it_for_any_dialect(sheet):
    """Both separators of DSpace can be set elsewhere, so they can be here."""
    found = sheet(DSPACE.replace("||", "%%"), separators=("%%",))

    assert found.texts("7b1", "title") == ["Tides", "Ebb"]


def test_map_takes_a_column_out_of_its_group(sheet):
    """The command line knows better than the table."""
    found = sheet(ARCHIVES_SPACE, mapped={"subject_term": "dcterms:temporal"})

    assert found.texts("d1", "dcterms:temporal") == ["Bridges"]
    assert found.texts("d1", "subject") == []
