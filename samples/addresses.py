"""Print the addresses of the sample archive that are worth a try; ``make demo`` calls this."""

import os
from urllib.parse import quote

RECORD = "bandung-communique-1955-04-24"


def addresses(base: str, namespace: str) -> list[tuple[str, str]]:
    """Return what there is to see, and where."""
    identifier = quote(f"oai:{namespace}:{RECORD}", safe="")
    return [
        ("the archive, for people", f"{base}/"),
        ("a search", f"{base}/search?q=nuclear"),
        ("a record", f"{base}/records/{RECORD}"),
        ("its pages, in the viewer", f"{base}/viewer/{RECORD}"),
        ("its IIIF manifest, for any viewer", f"{base}/iiif/3/{RECORD}/manifest"),
        ("the same for older viewers", f"{base}/iiif/2/{RECORD}/manifest"),
        ("the IIIF collection of all", f"{base}/iiif/3/collection/top"),
        ("OAI-PMH, what this is", f"{base}/oai?verb=Identify"),
        ("OAI-PMH, a harvest", f"{base}/oai?verb=ListRecords&metadataPrefix=oai_dc"),
        (
            "OAI-PMH, the record",
            f"{base}/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}",
        ),
    ]


if __name__ == "__main__":
    print("\nThe sample archive is about to be served. Try:\n")
    found = addresses(os.environ["FONDS_BASE_URL"], os.environ["FONDS_REPOSITORY_IDENTIFIER"])
    for what, address in found:
        print(f"  {what + ':':36}{address}")
    print("\nCtrl-C stops it.\n", flush=True)
