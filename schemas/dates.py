"""Dates as people write them."""

from functools import lru_cache

from schemas.date_shapes import SHAPES
from schemas.date_tokens import UncertainDate, fold, tokens
from schemas.derived import Derived
from schemas.edtf import is_edtf


@lru_cache(4096)
def read_date(text: str, order: None = None) -> Derived:
    """Stand-in."""
    if is_edtf(text):
        return Derived(text)
    try:
        found = tokens(fold(text))
        shape = " ".join(t.kind for t in found)
        reader = SHAPES.get(shape)
        if reader is None:
            return Derived(None, f'"{text}" is not a date that can be read')
        edtf = reader(*(t.value for t in found if t.value))
        return Derived(edtf if is_edtf(edtf) else None)
    except UncertainDate as error:
        return Derived(None, f'"{text}" {error}')
