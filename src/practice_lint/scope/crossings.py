"""What goes past the database under a name that does not tell practices apart: one record per place.

In: the interpreter's `Crossing`s. Out: `StoreUse`s, in order of place. Deliberately unknown: how each rule words it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from practice_lint.facts import Span
from practice_lint.findings.finding import Confidence, Step
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.naming import names_row
from practice_lint.scope.printing import printed
from practice_lint.scope.records import Crossing
from practice_lint.scope.standing import words
from practice_lint.scope.values import Site

Store = Literal["cache", "memory", "page", "fragment", "file", "group"]


@dataclass(frozen=True, slots=True)
class StoreUse:
    """One practice's rows kept, or an entry read, under a name that does not hold the practice.

    `act`: kept, read, joined, sent. `naming`: shared (nothing in the name differs between practices), chosen (the
    sender chooses it, `chosen` says which value), user (it tells users apart, not their practices). `model` is the
    label of the rows, None where only a name is known; `reason` a clause for people."""

    store: Store
    act: str
    naming: str
    chosen: str | None
    reason: str
    path: str
    span: Span
    module: str
    symbol: str
    query: str
    model: str | None
    practice_path: str | None
    trail: tuple[Step, ...]
    entry: str | None
    confidence: Confidence


def store_uses(m: Machine) -> tuple[StoreUse, ...]:
    """Of several runs that pass a place the surest is shown; a read beside the entry's own keeping follows from it."""
    by_site: dict[Site, list[Crossing]] = defaultdict(list)
    for crossing in m.records.crossings:
        module = m.names.modules.get(crossing.site.module)
        if (module is None or not module.stub) and _tells(crossing):
            by_site[crossing.site].append(crossing)
    kept = {(s.path, s.symbol, c.store) for s, found in by_site.items() for c in found if c.act != "read"}
    uses = []
    for site, found in sorted(by_site.items(), key=lambda item: (item[0].path, item[0].at)):
        shown = min(found, key=lambda c: (c.act == "read", c.mode != "view", len(c.trail), c.entry or ""))
        if shown.act != "read" or (site.path, site.symbol, shown.store) not in kept:
            uses.append(_use(m, site, shown))
    return tuple(uses)


def _tells(crossing: Crossing) -> bool:
    """An entry that is read tells of a row only where its name holds what names one: a free text is no row's."""
    chosen = crossing.naming.value
    return crossing.act not in ("read", "joined") or crossing.store == "file" or names_row(chosen)


def _use(m: Machine, site: Site, shown: Crossing) -> StoreUse:
    model = m.models.by_name.get(shown.model or "")
    scope = m.tenancy.scopes.get(shown.model or "")
    steps = tuple(Step(p.path, p.span, p.words) for p in shown.trail)
    here = Step(site.path, site.span, ACTS[shown.act])
    return StoreUse(
        store=shown.store,  # type: ignore[arg-type]
        act=shown.act,
        naming=shown.naming.cause.removeprefix("named-"),
        chosen=words(shown.naming.value) if shown.naming.value is not None else None,
        reason=shown.naming.reason,
        path=site.path,
        span=Span(*site.at),
        module=site.module,
        symbol=site.symbol,
        query=shown.text or printed(m.queries.get(site)) or shown.store,
        model=model.label if model else None,
        practice_path=(scope.paths[0] or "pk") if scope and scope.paths else None,
        trail=steps if any(s.path == here.path and s.span.line == here.span.line for s in steps) else (*steps, here),
        entry=shown.entry,
        confidence=_confidence(shown),
    )


def _confidence(shown: Crossing) -> Confidence:
    """A name that is read without its keeping being seen, or that only joins users' practices, is less sure."""
    if shown.mode == "alone":
        return "low"
    sure = shown.mode == "view" and shown.act != "read" and shown.naming.cause != "named-user"
    return "high" if sure else "medium"


ACTS = {
    "kept": "the rows are kept under this name",
    "read": "what is kept under this name is read",
    "joined": "the socket joins the group of this name",
    "sent": "the rows are sent to the group of this name",
}
