"""Requests of OAI-PMH as strangers send them: good, malformed, and no requests at all."""

from urllib.parse import quote, urlencode

from hypothesis import strategies as st

AWKWARD = [
    "&",
    "<",
    ">",
    '"',
    "'",
    "]]>",
    "&amp;",
    "&#0;",
    "<!--",
    "\u2028",
    "\U0001f4dc",
    "%",
    "é",
]


texts = st.text(max_size=30) | st.sampled_from([*AWKWARD, "oai_dc", "2026-01-01", "letters", ""])
names = st.sampled_from(
    ["verb", "metadataPrefix", "identifier", "set", "from", "until", "resumptionToken", "x"]
)
verbs = st.sampled_from(
    ["GetRecord", "Identify", "ListIdentifiers", "ListMetadataFormats", "ListRecords", "ListSets"]
)
queries = st.one_of(
    st.binary(max_size=60).map(lambda raw: quote(raw, safe="&=;+")),
    st.binary(max_size=60).map(lambda raw: raw.decode("latin-1").replace("#", "")),
    st.builds(
        lambda verb, pairs: urlencode([("verb", verb), *pairs]),
        verbs,
        st.lists(st.tuples(names, texts), max_size=4),
    ),
)
