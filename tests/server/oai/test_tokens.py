"""Resumption tokens: sealed, bound to their list, and no one else's (OAI-PMH §3.5)."""

import hashlib
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from server.oai.arguments import RefusedRequest, Verb
from server.oai.tokens import Resumption, Tokens
from server.store.prepared import Window

NOW = 1_767_225_600
TOKENS = Tokens("a key of the tests, long enough to sign")
PLACE = Resumption(
    verb=Verb.LIST_RECORDS,
    window=Window("oai_dc", "letters:1958", NOW - 1000, NOW),
    position=(NOW - 10, "письмо/1"),
    cursor=100,
    size=250,
    horizon=NOW,
    expires=NOW + 86_400,
)
TOKEN = TOKENS.seal(PLACE)
ALPHABET = string.ascii_letters + string.digits + "-_."

seconds = st.integers(0, 2**40)
ids = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
places = st.builds(
    Resumption,
    verb=st.sampled_from([Verb.LIST_RECORDS, Verb.LIST_IDENTIFIERS, Verb.LIST_SETS]),
    window=st.builds(
        Window, st.just("oai_dc"), st.none() | ids, st.none() | seconds, st.none() | seconds
    ),
    position=st.tuples(seconds, ids),
    cursor=seconds,
    size=seconds,
    horizon=seconds,
    expires=seconds,
)


def code(token, tokens=TOKENS, verb=Verb.LIST_RECORDS, now=NOW):
    """Return the code of the error that *token* gets, or None if it is opened."""
    try:
        tokens.open(token, verb, now)
    except RefusedRequest as refused:
        return refused.errors[0].oainame()
    return None


@given(places)
def test_a_token_holds_the_place_that_was_sealed(place):
    """Nothing is kept on the server, so a token carries everything (§3.5)."""
    assert TOKENS.open(TOKENS.seal(place), place.verb, place.expires) == place


@given(places)
def test_a_token_needs_no_escaping(place):
    """Harvesters have been met that do not encode, and servers that encode twice."""
    assert re.fullmatch(r"[A-Za-z0-9._-]+", TOKENS.seal(place))


def test_tokens_outlive_an_upgrade():
    """What was given out yesterday is opened today, and what is given today is the same."""
    key = "a key of the tests, long enough to sign"
    given_before = Signer(
        Signer(key, salt="oai-pmh resumption token").derive_key(),
        key_derivation="none",
        digest_method=hashlib.sha256,
    ).sign(TOKEN.rpartition(".")[0])

    assert given_before.decode() == TOKEN


def test_every_character_of_a_token_counts():
    """One that is exchanged makes another token, which was not issued (§3.6)."""
    accepted = [
        (place, other)
        for place, right in enumerate(TOKEN)
        for other in ALPHABET
        if other != right and code(TOKEN[:place] + other + TOKEN[place + 1 :]) is None
    ]

    assert accepted == []


def test_a_token_cut_off_is_none():
    """At whatever place, from either end (§3.6)."""
    pieces = [TOKEN[:place] for place in range(len(TOKEN))]
    pieces += [TOKEN[place:] for place in range(1, len(TOKEN))]

    assert {code(piece) for piece in pieces} == {"badResumptionToken"}


@pytest.mark.parametrize("added", ["=", "==", "A", ".", " ", "\n", "é", "\ud800", "\0", "%3D"])
def test_a_token_with_something_added_is_none(added):
    """Before, after or within (§3.6)."""
    spelt = [TOKEN + added, added + TOKEN, TOKEN[:9] + added + TOKEN[9:]]

    assert {code(token) for token in spelt} == {"badResumptionToken"}


@given(st.text(max_size=60) | st.text(ALPHABET, max_size=200))
def test_other_text_is_no_token(text):
    """Whatever is sent is refused, and nothing else is raised (§3.6)."""
    assert code(text) == "badResumptionToken"


@pytest.mark.parametrize(
    "token",
    [
        "metadataPrefix%3Doai_dc%26cursor%3D-5",  # as the library writes them
        "eyJhbGciOiJub25lIn0.e30.",  # a JWT that says it needs no seal
        "W10.AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ".eJwDAAAAAAE.AAAAAAAAAAAAAAAAAAAAAAAAAAA",  # said to be compressed
    ],
)
def test_tokens_of_other_makes_are_none(token):
    """Forms that are known from elsewhere (§3.6)."""
    assert code(token) == "badResumptionToken"


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.LIST_RECORDS])
def test_a_token_continues_the_list_of_its_verb_only(verb):
    """A place in one list is none in another (§3.5)."""
    assert code(TOKEN, verb=verb) == "badResumptionToken"


def test_a_token_of_another_repository_is_none():
    """Its seal is of another key."""
    assert code(TOKEN, Tokens("another key of the tests, as long")) == "badResumptionToken"


def test_a_token_is_of_any_worker_with_the_key():
    """Nothing is kept in a process, so any worker continues the list of another."""
    assert code(TOKEN, Tokens("a key of the tests, long enough to sign")) is None


def test_a_token_expires_after_its_date():
    """It is valid to the end of the second that expirationDate names (§3.5)."""
    assert code(TOKEN, now=PLACE.expires) is None
    assert code(TOKEN, now=PLACE.expires + 1) == "badResumptionToken"


def test_equal_places_have_equal_tokens():
    """So that asking twice for a batch gets the same answer, byte by byte (§3.5.1)."""
    assert TOKENS.seal(PLACE) == TOKEN
