"""What somebody did for a work, by the words and codes of libraries, as a term of Dublin Core.

The codes are LC's, <https://id.loc.gov/vocabulary/relators.html>.
"""

CREATORS = frozenset(
    {"creator", "author", "artist", "photographer", "composer", "cartographer", "architect"}
    | {"cre", "aut", "art", "pht", "cmp", "ctg", "arc", "correspondent", "crp", "sender"}
)
"""What makes somebody the creator, in words or by code."""

PUBLISHERS = frozenset({"publisher", "pbl"})


def term_of(relator: str) -> str:
    """Return the term for whoever is the *relator* of something, a word or a code."""
    folded = relator.strip().casefold()
    if folded in CREATORS:
        return "creator"
    return "publisher" if folded in PUBLISHERS else "contributor"
