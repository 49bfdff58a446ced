"""Queries that the practice scopes, for all but those who have none: `filter(practice=None)` is `practice IS NULL`.

In: the proved observations of a query site. Out: `NullMatch`. Deliberately unknown: whether such users and rows exist,
and whether rows of no practice are meant for all (see `columns.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from practice_lint.project.schema import Field
from practice_lint.scope.printing import printed
from practice_lint.scope.program import NullMatch
from practice_lint.scope.proofs import COUNT
from practice_lint.scope.records import Observation
from practice_lint.scope.standing import words
from practice_lint.scope.values import Key, Row, Rows, Tie, alternatives

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def null_matches(m: Machine, observations: Iterable[Observation]) -> tuple[NullMatch, ...]:
    """Each model that is read so at one site, with the source of the practice that may be None."""
    found: dict[tuple[str, str], NullMatch] = {}
    for o in sorted(observations, key=lambda o: (len(o.trail), o.entry or "")):
        tie = o.standing.null
        finds = o.rows.field != COUNT and o.how != "create"  # what creates a row finds none
        match = _match(m, o.rows, tie) if tie is not None and finds else None
        if match is not None:
            found.setdefault((match.model, match.source), match)
    return tuple(found.values())


def _match(m: Machine, rows: Rows, tie: Tie) -> NullMatch | None:
    model = m.models.by_name.get(rows.model)
    field = next((h.field for h in reversed(m.models.lookup(rows.model, tie.path).hops) if h.field.null), None)
    row = _practice(tie)
    if model is None or field is None or row is None:
        return None
    carrier = _nullable_key(m, row)
    source = f"{carrier.model.rpartition('.')[2]}.{carrier.name}" if carrier is not None else _source(m, row)
    return NullMatch(model.label, tie.path, field, carrier, source)


def _practice(tie: Tie) -> Row | None:
    """The practice in hand, where there is one: of several alternatives, one that may itself be None."""
    parts = alternatives(tie.value) if tie.value is not None else ()
    found = [p.row if isinstance(p, Key) else p for p in parts if isinstance(p, (Row, Key))]
    return next((row for row in found if row.optional), found[0] if found else None)


def _nullable_key(m: Machine, row: Row) -> Field | None:
    hops = (tie for tie in row.rows.ties if tie.kind == "hop" and tie.column == "forward")
    field = next((m.models.field(tie.end, tie.path) for tie in hops), None)
    return field if field is not None and field.null else None


def _source(m: Machine, row: Row) -> str:
    """`request.practice`, or the query that may find none."""
    given = sorted(tie.path for tie in row.rows.ties if tie.kind == "carrier")
    query = m.queries.get(row.rows.site) if row.rows.site is not None else None
    return given[0] if given else printed(query) if query is not None else words(row)
