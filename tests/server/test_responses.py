"""HTTP, said once: what pages of other origins may ask for and read (Fetch, CORS protocol)."""

import pytest

ORIGIN = {"Origin": "https://viewer.example"}


def names(response, header):
    return set(response.headers[header].split(", "))


@pytest.mark.parametrize("address", ["/", "/files/a/b", "/iiif/3/collection/top", "/nowhere"])
def test_a_viewer_may_ask_for_what_it_lacks(client, address):
    """Whether something changed, and parts of long files: PDF and recordings come by ranges."""
    response = client.options(address, headers=ORIGIN)

    assert (response.status_code, response.get_data()) == (204, b"")
    assert {"If-None-Match", "If-Range", "Range"} <= names(response, "Access-Control-Allow-Headers")


@pytest.mark.parametrize("address", ["/", "/files/a/b", "/iiif/3/collection/top", "/nowhere"])
def test_a_viewer_may_read_what_it_got(client, address):
    """Which part it is, and by what to ask for it again, whatever the status."""
    exposed = names(client.get(address, headers=ORIGIN), "Access-Control-Expose-Headers")

    assert {"Accept-Ranges", "Content-Range", "ETag", "Link"} <= exposed
