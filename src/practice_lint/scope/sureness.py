"""How sure a verdict is: code that nothing reaches, rows that are lent, random keys, pages for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_lint.findings.finding import Confidence
from practice_lint.scope.jobs import DISPATCHED
from practice_lint.scope.program import Shape
from practice_lint.scope.proofs import COUNT
from practice_lint.scope.records import Observation
from practice_lint.scope.values import (
    Rows,
    Site,
    Tie,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


CHANGES = ("write", "saved", "deleted")


def confidence_of(m: Machine, site: Site, shown: Observation, model: str, shape: Shape) -> Confidence:
    """How sure: rows that several practices share by design, code that nothing was seen to call, and pages for
    everybody of the practice that their address names are doubtful."""
    if (
        shown.mode == "alone"
        or dead(m, shown)
        or (_lent(m, model) and not _taken_away(m, shown))
        or (shown.mode == DISPATCHED and _addressed_by_uuid(m, shown.rows))
        or _for_everybody(m, site, shown, shape)
    ):
        return "low"
    if shown.entry in m.unrouted:
        return "medium"
    return "high" if shown.certain and shown.mode in ("view", DISPATCHED) else "medium"


def dead(m: Machine, o: Observation) -> bool:
    """Whether nothing of the project can reach the class or function that the run began with."""
    target = m.unrouted.get(o.entry or "") or m.hooked.get(o.entry or "")
    return target is not None and m.mentions.dead(target)


def unguessable(m: Machine, rows: Rows) -> bool:
    """Whether the request finds the rows by random keys alone, which nobody counts up."""
    chosen = _chosen(m, rows)
    fields = []
    for tie in chosen:
        own = m.models.by_name[tie.end].fields.values() if tie.end in m.models.by_name else ()
        fields.append([field for field in own if (field.name == tie.column if tie.column else field.primary_key)])
    return bool(chosen) and all(each and all(field.unguessable for field in each) for each in fields)


def _lent(m: Machine, model: str) -> bool:
    scope = m.tenancy.scopes.get(model)
    shared = scope.paths if scope is not None and scope.kind == "shared" else ()
    return any(hop.many for path in shared for hop in m.models.lookup(model, path).hops)


def _taken_away(m: Machine, o: Observation) -> bool:
    """Whether a row that several practices share is changed or deleted by whoever knows its key."""
    return o.how in CHANGES and o.standing.cause == "open" and bool(_chosen(m, o.rows))


def _addressed_by_uuid(m: Machine, rows: Rows) -> bool:
    """Whether what the request chose is a random column beside the key: made to be handed out, as addresses of webhooks
    and links of guests are."""
    chosen = _chosen(m, rows)
    fields = [m.models.field(tie.end, tie.column) if tie.kind == "column" else None for tie in chosen]
    return bool(chosen) and all(field is not None and field.kind == "UUIDField" for field in fields)


def _chosen(m: Machine, rows: Rows) -> list[Tie]:
    """What of the request pins the rows."""
    return [tie for tie in rows.ties if tie.kind in ("key", "column") and m.judge.chooser(tie.value) is not None]


def _for_everybody(m: Machine, site: Site, shown: Observation, shape: Shape) -> bool:
    """Whether a page without a login shows what its address names, is called public or lists the practices."""
    if shown.entry not in m.records.gates or not m.records.gates[shown.entry].public:
        return False
    listed = shown.rows.model in m.tenancy.practices or "public" in site.symbol.lower()
    if m.judge.chooser(shown.rows) is None and shape == "rows" and (listed or shown.rows.field == COUNT):
        return True  # how many there are of all, as a site's front page tells
    return shape == "gate" or (shape == "class-queryset" and listed)
