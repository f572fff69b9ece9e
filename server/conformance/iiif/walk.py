"""The walk through a document along its links, holding each resource to its shape."""

from server.conformance.iiif.grammar import Grammar, Link, Shape
from server.conformance.iiif.place import Place
from server.conformance.iiif.sheet import Sheet

_DEEPEST = 60


class Walk:
    """Holds a document to *grammar*; what is wrong goes to *sheet*."""

    def __init__(self, grammar: Grammar, sheet: Sheet) -> None:
        self._grammar = grammar
        self._sheet = sheet

    def visit(self, place: Place, shape_name: str, depth: int = 0) -> None:
        """Hold the object at *place*, and all that it links to, to the shape called so."""
        if depth > _DEEPEST:
            self._sheet.add("json-deep", place, "here the check goes no deeper.")
            return
        shape = self._grammar.shapes[shape_name]
        self._missing(place, shape)
        for name in place.value:
            self._property(place.member(name), shape, depth)
        self._advise(place, shape)
        for check in shape.checks:
            check(place, self._sheet)

    def _missing(self, place: Place, shape: Shape) -> None:
        for name in shape.must:
            if name not in place.value:
                accepted = self._accepted(shape, name)
                self._sheet.miss(
                    shape.rule or self._grammar.rule(name), place.member(name), accepted
                )

    def _accepted(self, shape: Shape, name: str) -> str:
        if name in shape.links:
            return shape.links[name].accepted
        kind = shape.kinds.get(name) or self._grammar.properties[name].kind
        return next((accepted for _, accepted in kind(Place(None, name))), "a value")

    def _property(self, place: Place, shape: Shape, depth: int) -> None:
        """Hold one property to its kind, and follow it where it links."""
        name = str(place.key)
        if name in shape.must_not:
            self._sheet.add(f"{self._grammar.prefix}-not-allowed", place, _not_allowed(place))
        elif name in shape.links:
            self._follow(place, shape.links[name], depth)
        elif name in shape.kinds or name in self._grammar.properties:
            known = name in self._grammar.properties
            kind = shape.kinds.get(name) or self._grammar.properties[name].kind
            rule = self._grammar.rule(name) if known else shape.rule
            for wrong, accepted in kind(place):
                self._sheet.refuse(rule or self._grammar.rule(name), wrong, accepted)
        elif self._grammar.unknown is not None and not shape.open:
            self._grammar.unknown(place, self._sheet)

    def _follow(self, place: Place, link: Link, depth: int) -> None:
        rule = self._grammar.rule(str(place.key))
        is_array = isinstance(place.value, list)
        few = is_array and len(place.value) < link.at_least
        if (link.many is not None and is_array is not link.many) or few:
            self._sheet.refuse(rule, place, link.accepted)
            return
        for one in place.each() if is_array else (place,):
            self._linked(one, link, rule, depth)

    def _linked(self, place: Place, link: Link, rule: str, depth: int) -> None:
        """Visit a linked resource in the shape of its type."""
        if isinstance(place.value, str) and link.text:
            return
        if not isinstance(place.value, dict):
            self._sheet.refuse(rule, place, link.one)
            return
        shape_name = self._shape_of(place, link)
        if shape_name is None:
            self._sheet.refuse(rule, place, link.one)
            return
        shape = self._grammar.shapes[shape_name]
        if shape.reference and not any(name in place.value for name in shape.whole):
            shape_name = shape.reference
        self.visit(place, shape_name, depth + 1)

    def _shape_of(self, place: Place, link: Link) -> str | None:
        """Return the shape of what is linked; one without a type is taken for the first."""
        kind = place.value.get(self._grammar.type_key)
        if not isinstance(kind, str):
            return next(iter(link.shapes.values()), link.other)
        return link.shapes.get(kind, link.other)

    def _advise(self, place: Place, shape: Shape) -> None:
        absent = [name for name in shape.should if place.value.get(name) in (None, [], "")]
        if absent and shape.advice:
            self._sheet.add(shape.advice, place, f"it has no {', '.join(absent)}.")


def _not_allowed(place: Place) -> str:
    above = place.above.value if place.above is not None else {}
    kind = above.get("type", above.get("@type", "resource"))
    return f"a {kind} does not have it."
