"""Pages for people: what they say, in which language, and how they are built."""

import itertools
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

import lxml.html
import pytest
from browsing import BASE, PAGES, RICH, RICH_PATH, RIGHTS, fields_of, one, plain, words

from schemas.record import Page, Value
from server.html import error_page


@pytest.mark.parametrize(("path", "status"), PAGES.items())
def test_every_page_can_be_walked_without_eyes(full, path, status):
    """Skip link, landmarks, one h1, headings in order (WCAG 2.2: 2.4.1, 1.3.1, 2.4.6)."""
    tree = full.page(path, status)
    levels = [int(element.tag[1]) for element in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]

    assert one(tree, "//body/a[1]").get("href") == "#main"
    assert one(tree, "//main").get("id") == "main"
    assert len(tree.xpath("//body/header")) == len(tree.xpath("//body/footer")) == 1
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    navigation = [nav.get("aria-label") for nav in tree.xpath("//nav")]
    assert None not in navigation
    assert len(set(navigation)) == len(navigation)


@pytest.mark.parametrize(("path", "status"), PAGES.items())
def test_every_page_is_sound(full, path, status):
    """Language, title, unique ids, labels, pictures with alt and place (WCAG 3.1.1, 1.1.1)."""
    tree = full.page(path, status)
    ids = tree.xpath("//@id")

    assert one(tree, "/html").get("lang") == "en"
    assert words(one(tree, "//title")).endswith("Archive of Ärchives & Sons")
    assert len(ids) == len(set(ids))
    assert tree.xpath("//input[@type='search']/@id") == tree.xpath("//label/@for")
    assert len(tree.xpath("//input")) == len(tree.xpath("//label")) >= 1
    for picture in tree.xpath("//img"):
        assert picture.get("alt") is not None
        is_first_sight = picture.getparent().get("class") == "first-sight"
        assert picture.get("loading") == (None if is_first_sight else "lazy")
        assert int(picture.get("width")) > 0
        assert int(picture.get("height")) > 0


@pytest.mark.parametrize("path", [path for path, status in PAGES.items() if status == 200])
def test_a_page_that_did_not_change_is_not_sent_again(full, path):
    """The validator is made of the page itself (RFC 9110 §13.1.2)."""
    etag = full.get(path).headers["ETag"]
    again = full.get(path, headers={"If-None-Match": etag})

    assert (again.status_code, again.get_data()) == (304, b"")


def test_home_says_what_is_here(full):
    """Name, number of records, collections, first documents, and the doors for machines."""
    tree = full.page("/")
    links = set(tree.xpath("//main//@href"))

    assert words(one(tree, "//h1")) == "Archive of Ärchives & Sons"
    assert "25 records" in words(one(tree, "//main"))
    assert {f"{BASE}/oai?verb=Identify", f"{BASE}/iiif/3/collection/top"} <= links
    assert {f"{BASE}/collections/papers", f"{BASE}/collections/papers:letters"} <= links
    assert len(tree.xpath("//article")) == 5
    assert one(tree, "//form").get("action") == f"{BASE}/search"


def test_an_empty_archive_says_so(site):
    """Nothing is broken before the first record comes."""
    assert "Nothing has been published here yet" in words(one(site.page("/"), "//main"))
    assert "Nothing has been published here yet" in words(one(site.page("/search"), "//main"))


def test_results_come_ten_at_a_time(full):
    """The reader sees which part of the list this is, and the way to the others."""
    tree = full.page("/search?page=2")

    assert "11–20 of 25" in words(one(tree, "//main"))
    assert len(tree.xpath("//article")) == 10
    assert one(tree, "//main//a[@rel='prev']").get("href") == f"{BASE}/search"
    assert one(tree, "//main//a[@rel='next']").get("href") == f"{BASE}/search?page=3"
    assert (
        words(one(tree, "//nav//a[@aria-current='page' and contains(@aria-label, 'Page')]")) == "2"
    )
    assert one(tree, "//head/link[@rel='prev']").get("href") == f"{BASE}/search"


def test_the_pages_of_a_search_hold_each_record_once(full):
    """Leafing through loses nothing and repeats nothing."""
    seen = [
        address
        for number in (1, 2, 3)
        for address in full.page(f"/search?page={number}").xpath("//article//h2/a/@href")
    ]

    assert len(seen) == len(set(seen)) == 25


def test_a_result_shows_what_a_reader_chooses_by(full):
    """Date as written, title that leads on, abstract, type, thumbnail; each in its language."""
    entry = one(full.page("/search?q=testing"), "//article")
    title = one(entry, ".//h2/a")
    date = one(entry, ".//time")

    assert (words(title), title.get("lang"), title.get("dir")) == ("Letter on testing", "en", "ltr")
    assert title.get("href") == f"{BASE}{RICH_PATH}"
    assert (words(date), date.get("datetime")) == ("April 4, 1958", "1958-04-04")
    assert "He urges a halt & a ban." in words(entry)
    assert "Text" in words(entry)
    assert one(entry, ".//img").get("src").startswith(f"{BASE}/iiif/image/3/")


def test_a_search_is_asked_again_as_it_was(full):
    """The words stand in the field, the heading, and the links to other pages."""
    tree = full.page("/search?q=document")

    assert one(tree, "//input").get("value") == "document"
    assert "document" in words(one(tree, "//h1"))
    assert one(tree, "//main//a[@rel='next']").get("href") == f"{BASE}/search?q=document&page=2"
    assert one(tree, "//meta[@name='robots']").get("content") == "noindex, follow"


@pytest.mark.parametrize("path", ["/search?q=", "/search?q=%20%20"])
def test_an_empty_search_lists_everything(full, path):
    """Nothing asked, nothing left out."""
    assert "1–10 of 25" in words(one(full.page(path), "//main"))


def test_no_result_says_what_to_do(full):
    """A dead end has signposts."""
    tree = full.page("/search?q=nowhere")

    assert "No record has this word" in words(one(tree, "//main"))
    assert f"{BASE}/search" in tree.xpath("//main//li//@href")


@pytest.mark.parametrize("number", ["0", "-1", "abc", "", "1.5", "٣", "1" + "0" * 400])
@pytest.mark.parametrize("path", ["/search", "/collections/papers"])
def test_a_bad_number_is_refused_with_what_is_accepted(full, path, number):
    """Neither a fault nor another page than was asked for."""
    tree = full.page(f"{path}?page={number}", 400)

    assert "a whole number, counted from 1" in words(one(tree, "//main"))


@pytest.mark.parametrize(
    ("path", "last"),
    [
        ("/search?page=4", f"{BASE}/search?page=3"),
        ("/search?q=document&page=999999999", f"{BASE}/search?q=document&page=3"),
        ("/search?q=nowhere&page=2", f"{BASE}/search?q=nowhere"),
        ("/collections/papers?page=4", f"{BASE}/collections/papers?page=3"),
    ],
)
def test_beyond_the_last_page_there_is_a_way_back(full, path, last):
    """404, with a link to the last page."""
    assert last in full.page(path, 404).xpath("//main//@href")


def test_a_search_that_is_too_long_is_refused_politely(full):
    """The reader learns how long a search may be."""
    tree = full.page(f"/search?q={'x' * 501}", 400)

    assert "at most 500 characters" in words(one(tree, "//main"))
    assert full.get(f"/search?q={'x' * 500}").status_code == 200


def test_a_record_says_everything_in_its_language(full):
    """Titles, abstract and values carry lang and dir (WCAG 3.1.2)."""
    tree = full.page(RICH_PATH)
    title = one(tree, "//h1")
    second = one(tree, "//*[@lang='zh-Hans' and contains(@class, 'subtitle')]")
    creator = one(tree, "//dd/*[text()='ناصر']")
    abstract = one(tree, "//*[contains(@class, 'lead')]")

    assert (words(title), title.get("lang"), title.get("dir")) == ("Letter on testing", "en", "ltr")
    assert (words(second), second.get("dir")) == ("关于试验的信", "ltr")
    assert (creator.get("lang"), creator.get("dir")) == ("ar", "rtl")
    assert (words(abstract), abstract.get("lang")) == ("He urges a halt & a ban.", "en")


def test_a_record_has_its_description(full):
    """Every term stands in the definition list under its label, as written."""
    assert fields_of(full.page(RICH_PATH)) == {
        "Title": ["Letter on testing", "关于试验的信"],
        "Creator": ["ناصر"],
        "Date": ["April 4, 1958"],
        "Type": ["Text"],
        "Source": ["Fonds 12"],
        "Language": ["Russian"],
        "Relation": ["https://a.example/other"],
        "Rights": ["No Copyright - United States"],
    }


def test_a_record_links_what_can_be_followed(full):
    """Addresses, rights and links in values lead on; the trail leads up."""
    tree = full.page(RICH_PATH)

    assert {RIGHTS, "https://a.example/other", "https://a.example/12"} <= set(
        tree.xpath("//dd//@href")
    )
    assert tree.xpath("//nav[@aria-label='Breadcrumb']//ol[1]//@href") == [
        f"{BASE}/",
        f"{BASE}/collections/papers",
        f"{BASE}/collections/papers:letters",
    ]
    letters = one(tree, "//nav[@aria-label='Breadcrumb']//a[text()='Письма']")
    assert letters.get("lang") == "ru"


def test_a_name_leads_to_its_authority_file(site):
    """By a link of its own, called as the file is, beside the words that stay words."""
    address = "https://d-nb.info/gnd/118634615?a=1&lt"
    said = {"creator": (Value("Zhou", "en", derived=address), Value("A clerk", derived="<b>"))}
    letter = plain("named")
    site.put(replace(letter, metadata={**letter.metadata, **said}))

    (entry,) = site.page("/records/named").xpath("//dd/span[@class='note']/a")
    assert entry.get("href") == address
    assert words(entry.xpath("ancestor::dd")[0]) == "Zhou GND"


def test_a_page_stands_beside_its_texts(full):
    """Picture with a link to the full one, then a section per language under its name."""
    tree = full.page(RICH_PATH)
    page = one(tree, "//section[@id='page-p1']")
    picture = one(page, ".//img")
    sections = page.xpath(".//section")

    assert picture.get("src").endswith("/full/1200,1600/0/default.jpg")
    assert (picture.get("width"), picture.get("height")) == ("1200", "1600")
    assert "Page 1" in picture.get("alt")
    assert picture.getparent().get("href").endswith("/full/max/0/default.jpg")
    assert [(s.get("lang"), s.get("dir")) for s in sections] == [
        ("ru", "ltr"),
        ("en", "ltr"),
        ("ar", "rtl"),
    ]
    assert [words(section.find("h4")) for section in sections] == [
        "Russian transcript",
        "English translation",
        "Arabic translation",
    ]
    assert {section.find("h4").get("lang") for section in sections} == {"en"}
    assert [words(p) for p in sections[0].xpath(".//p")] == ["Первый абзац.", "Второй."]


def test_a_record_opens_with_its_picture(full):
    """What a reader came for shows beside the title, and leads past the description to it."""
    tree = full.page(RICH_PATH)
    link = one(tree, "//header//a[@class='first-sight']")
    picture = one(link, "img")

    assert words(link) == "See 2 pages"
    assert tree.get_element_by_id(link.get("href").removeprefix("#")) is not None
    assert (picture.get("width"), picture.get("height")) == ("180", "240")
    assert picture.get("alt") == ""
    assert not full.page("/records/d60").xpath("//a[@class='first-sight']")


def test_an_only_page_is_headed_once(site):
    """No heading counts to one: the page stands where several would be counted (WCAG 2.4.6)."""
    page = replace(RICH.pages[0], metadata={})
    site.put(replace(plain("single"), pages=(page,)))
    pages = one(site.page("/records/single"), "//section[@id='pages']")

    assert words(one(pages, ".//h2")) == "Page 1"
    assert words(pages.xpath(".//h3")[0]) == "Russian transcript"


@pytest.mark.parametrize(("number", "closed"), [(3, None), (4, False), (20, False), (21, True)])
def test_the_way_to_each_of_many_pages_is_short(site, number, closed):
    """Links to pages are there where they help, and never many to pass by keyboard (WCAG 2.4.1)."""
    pages = tuple(Page(f"p{place}", str(place)) for place in range(number))
    site.put(replace(plain("volume"), pages=pages))
    tree = site.page("/records/volume")
    links = tree.xpath("//nav[@aria-label='Pages of this record']//a")

    assert len(links) == (0 if closed is None else number)
    assert all(link.get("href").removeprefix("#") in tree.xpath("//section/@id") for link in links)
    assert len(tree.xpath("//nav/details[not(@open)]/ol")) == (1 if closed else 0)


def test_a_part_with_a_description_shows_it(full):
    """A page of a compound object has a title and values of its own."""
    page = one(full.page(RICH_PATH), "//section[@id='page-p2']")

    assert (words(page.find("h3")), page.find("h3").get("lang")) == ("Anlage", "de")
    assert words(page.find(".//dd")) == "1957"


def test_files_can_be_fetched_and_recordings_played(full):
    """Links say type and size; audio and video of ours have controls, others a link."""
    tree = full.page(RICH_PATH)
    files = {words(a): a.get("href") for a in tree.xpath("//ul[@class='files']/li/a")}
    base = f"{BASE}/files/{quote(RICH.id, safe='')}"

    assert files["PDF"] == f"{base}/pdf"
    assert files["Away"] == "https://elsewhere.example/a.mp3"
    assert "PDF, 19 B" in words(one(tree, "//ul[@class='files']"))
    assert one(tree, "//audio[@controls]").get("src") == f"{base}/talk"
    assert one(tree, "//video[@controls]").get("src") == f"{base}/film"


def test_recordings_have_the_room_of_pages(full):
    """A film is watched where a page is read, under its name, and not in the margin."""
    tree = full.page(RICH_PATH)
    played = {
        words(one(section, "h2")): section for section in tree.xpath("//section[audio|video]")
    }

    assert list(played) == ["Talk", "Film"]
    assert all(section.get("class") == "document" for section in played.values())
    assert not tree.xpath("//aside//*[self::audio or self::video]")


def test_machines_find_the_other_forms_of_a_record(full):
    """Manifest and OAI-PMH record, for people to click and for programs in the head."""
    tree = full.page(RICH_PATH)
    manifest = f"{BASE}/iiif/3/{quote(RICH.id, safe='')}/manifest"
    profile = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    older = manifest.replace("/3/", "/2/")
    oai = full.archive.urls.oai_record(RICH.id, "oai_dc")

    assert one(tree, f"//head/link[@href='{manifest}']").get("type") == profile
    assert one(tree, f"//head/link[@href='{older}']").get("type") == profile.replace("/3/", "/2/")
    assert one(tree, f"//head/link[@href='{oai}']").get("rel") == "alternate"
    assert {manifest, older, oai} <= set(tree.xpath("//main//a/@href"))
    assert one(tree, "//meta[@name='citation_title'][1]").get("content") == "Letter on testing"
    assert one(tree, "//link[@rel='canonical']").get("href") == f"{BASE}{RICH_PATH}"


def test_a_citation_is_whole_and_breaks_between_the_parts_of_its_address(full):
    """What is copied holds the address unbroken; what is read breaks no word of it."""
    citation = one(full.page(RICH_PATH), "//p[@class='citation']")
    scheme, rest = f"{BASE}{RICH_PATH}".split("//")

    assert words(citation).endswith(f"Archive of Ärchives & Sons, {BASE}{RICH_PATH}")
    assert f"{scheme}//{rest.replace('/', '/<wbr>')}" in full.get(RICH_PATH).get_data(as_text=True)


def test_a_record_without_pictures_claims_no_manifest(full):
    """There is none to open."""
    assert "manifest" not in full.get("/records/d60").get_data(as_text=True)


def test_a_text_of_the_whole_is_shown(full):
    """A transcript that belongs to no one page has its section too."""
    section = one(full.page(RICH_PATH), "//section[h2='Text']//section")

    assert (section.get("lang"), words(section.find("h3"))) == ("en", "English transcript")


def test_a_deleted_record_leaves_a_tombstone(full):
    """410 says that it was here and when it went, and nothing of what it said."""
    tree = full.page("/records/gone", 410)

    assert one(tree, "//time").get("datetime") == "2023-11-15"
    assert "Document 0" not in words(tree)
    assert full.archive.urls.oai_record("gone", "oai_dc") in tree.xpath("//main//@href")


def test_a_collection_shows_what_is_in_it(full):
    """Titles, description, what is beneath, its records, and the doors for machines."""
    tree = full.page("/collections/papers")
    links = set(tree.xpath("//main//@href"))
    title = one(tree, "//h1")

    assert (words(title), title.get("lang")) == ("Papers", "en")
    assert "All papers." in words(one(tree, "//main"))
    assert "1–10 of 25" in words(one(tree, "//main"))
    assert {f"{BASE}/collections/papers:letters", f"{BASE}/collections/papers:minutes"} <= links
    assert f"{BASE}/iiif/3/collection/papers" in links
    assert f"{BASE}/oai?verb=ListRecords&set=papers&metadataPrefix=oai_dc" in links
    assert f"{BASE}/collections/papers?page=2" in links
    assert fields_of(tree) == {"Rights": ["No Copyright - United States"]}


def test_the_next_records_of_a_collection_come_at_once(full):
    """Who leafs on is not told again what the collection is."""
    tree = full.page("/collections/papers?page=2")

    assert words(one(tree, "//h1")) == "Papers"
    assert [words(heading) for heading in tree.xpath("//h2")] == [
        "Records",
        "About this collection",
    ]
    assert "All papers." not in words(one(tree, "//main"))
    assert "11–20 of 25" in words(one(tree, "//main"))


def test_a_collection_keeps_to_its_own_records(full):
    """One of the letters is public."""
    tree = full.page("/collections/papers:letters")

    assert "1 of 1" in words(one(tree, "//main"))
    assert tree.xpath("//article//h3/a/@href") == [f"{BASE}{RICH_PATH}"]


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (404, "There is nothing here"),
        (405, "Method Not Allowed"),
        (500, "Something went wrong here"),
    ],
)
def test_an_error_page_says_what_went_wrong(site, status, heading):
    """The application's own errors look like the rest, and are kept by no cache."""
    response = error_page(site.archive, HTTPStatus(status), "Because <of> this.")
    tree = lxml.html.document_fromstring(response.get_data())

    assert response.status_code == status
    assert words(one(tree, "//h1")) == heading
    assert "Because <of> this." in words(one(tree, "//main"))
    assert response.headers["Cache-Control"] == "no-cache"
    assert "script-src 'none'" in response.headers["Content-Security-Policy"]
