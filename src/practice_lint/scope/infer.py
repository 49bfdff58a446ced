"""Records of the interpreter -> one verdict per query site.

In: `Project`. Out: `Program`. Of several runs that pass a site the worst counts; a run of a function on its own counts
only where no entry point came by.
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from practice_lint.facts import Attribute, Local, Span
from practice_lint.findings.finding import Step
from practice_lint.project.link import Project
from practice_lint.scope.addressing import behind_gate, gateless
from practice_lint.scope.admins import Admins, admitted
from practice_lint.scope.anchors import anchored_elsewhere, follow_anchors
from practice_lint.scope.background import JOB_MODES, narrow_tasks, of_job
from practice_lint.scope.causes import WRITES, leak_cause, shape_of, tells
from practice_lint.scope.crossings import store_uses
from practice_lint.scope.drivers import drive
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.graph_types import GraphTypes, resolved
from practice_lint.scope.jobs import DISPATCHED, QUEUES
from practice_lint.scope.leads import Leads, led
from practice_lint.scope.narrowing import Narrowing
from practice_lint.scope.nulls import null_matches
from practice_lint.scope.printing import printed
from practice_lint.scope.program import Elsewhere, FailOpen, Program, QuerySite, Queued, Shape, VerdictKind
from practice_lint.scope.proofs import COUNT
from practice_lint.scope.raw_sql import ANY_TABLE
from practice_lint.scope.records import Observation
from practice_lint.scope.runs import label
from practice_lint.scope.sources import SOURCES, sourced
from practice_lint.scope.standing import State, words
from practice_lint.scope.state import Env, Place
from practice_lint.scope.sureness import confidence_of, dead, unguessable
from practice_lint.scope.values import (
    NO_FACTS,
    Input,
    Site,
    forget,
)
from practice_lint.scope.views import Views, refined

RECURSION_LIMIT = 12_000  # an expression is some four Python frames deep per level, a call some ten
ASKED = frozenset({"view", "admin"})  # modes in which somebody asks who may have no practice


def analyse(project: Project, jobs: int | None = 1) -> Program:
    """Run the program and read the verdict of every query site. `jobs` bounds the processes, None: the processors."""
    if project.tenancy.practice is None:
        return Program(project)
    collecting = gc.isenabled()
    gc.disable()  # the run makes many small values and no cycles worth a sweep
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        machine = drive(project, jobs)
    finally:
        forget()
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()
    views = Views(project)
    narrowing = Narrowing(project, views)
    sites = led(Leads(project, machine.records.requested), _sites(machine))
    sites = refined(views, sites)
    sites = admitted(Admins(project, views, narrowing), sites)
    entries = frozenset(label(entry) for entry in project.entries if entry.kind == "graphql")
    sites = resolved(GraphTypes(project, views, narrowing), entries, sites)
    sites = sourced({label(entry): entry.kind for entry in project.entries if entry.kind in SOURCES}, sites)
    spent = tuple(dict.fromkeys(machine.records.spent))
    filled = {column: any(from_outside) for column, from_outside in machine.records.filled.items()}
    return Program(
        project,
        sites=_beside(sites),
        stores=store_uses(machine),
        overrun=spent,
        crashes=tuple(machine.records.crashes),
        fail_open=tuple(_fail_open(machine)),
        filled=filled,
    )


def _beside(sites: Iterable[QuerySite]) -> tuple[QuerySite, ...]:
    """The sites, each leak with the number of proved queries on the same model in its file."""
    all_sites = tuple(sites)
    proved = Counter((site.path, site.model) for site in all_sites if site.kind == "proved")
    return tuple(
        replace(site, siblings=proved[site.path, site.model])
        if site.kind == "leak" and proved[site.path, site.model] >= ENOUGH_SIBLINGS
        else site
        for site in all_sites
    )


def _fail_open(m: Machine) -> list[FailOpen]:
    """Managers that scope on one way through their `get_queryset` and return all rows on another."""
    found: dict[str, list[str]] = {}
    for record in sorted(m.models.by_name.values(), key=lambda r: r.name):
        if record.library or record.abstract or not m.judge.scoped(record.name):
            continue
        for manager in record.managers.values():
            rows = m.manager(record, manager.name, None, Env({}, {}, NO_FACTS, {}))
            known = manager.manager is not None and manager.manager in m.names.classes
            method = m.names.method(manager.manager or "", "get_queryset") if known else None
            ties = rows.ties if rows is not None else ()
            arms = [arm for tie in ties if tie.kind == "either" and tie.path == "manager" for arm in tie.arms]
            states = [m.judge.ties(record.name, arm, NO_FACTS, 0).state for arm in arms]
            if method is not None and State.PROVED in states and State.OPEN in states:
                found.setdefault(method.name, []).append(record.label)
    return [FailOpen(method, tuple(dict.fromkeys(labels))) for method, labels in found.items()]


def _sites(m: Machine) -> list[QuerySite]:
    follow, narrow = follow_anchors(m), narrow_tasks(m)
    found = []
    for site in sorted(set(m.records.seen) | set(m.records.used) | set(follow), key=lambda s: (s.path, s.at)):
        record = m.names.modules.get(site.module)
        if record is None or record.stub:
            continue
        verdict = _verdict(
            m, site, [*m.records.used.get(site, []), *follow.get(site, [])], m.records.seen.get(site, []), narrow
        )
        if verdict is not None:
            found.append(verdict)
    return found


ENOUGH_SIBLINGS = 2  # proved queries beside a leak that are worth a word


def _verdict(
    m: Machine, site: Site, used: list[Observation], seen: list[Observation], narrow: frozenset[str | None]
) -> QuerySite | None:
    used = [o for o in used if not dead(m, o)] or used
    used = [behind_gate(m, of_job(m, o, narrow)) for o in used]
    seen = [behind_gate(m, of_job(m, o, narrow)) for o in seen]
    entered = [o for o in used if o.mode != "alone"] or ([] if any(o.mode != "alone" for o in seen) else used)
    watched = [o for o in seen if o.mode != "alone"] or seen
    root = next((o for o in [*watched, *used] if _owned(m, o)), None)
    if root is None:
        return None
    if entered:
        shown, (kind, cause, reason) = _of_uses(m, site, entered, root.rows.model)
    elif watched:
        shown, (kind, cause, reason) = _of_looks(m, site, watched)
    else:
        return None
    leaks = kind == "leak"
    subject = (shown if shown.how == "create" else root).rows.model
    model = m.models.by_name.get(subject)
    scope = m.tenancy.scopes.get(subject)
    ends = _ends(shown, watched)
    addressed = leaks and cause == "chosen-practice" and gateless(m, shown)
    named = shown.standing.value if addressed or shown.how == "create" else shown.rows
    chooser = m.judge.chooser(named) if leaks else None
    if chooser is None and isinstance(shown.standing.value, Input):
        chooser = shown.standing.value
    shape: Shape = "gate" if addressed else shape_of(m, site, kind, cause, ends, shown)
    return QuerySite(
        path=site.path,
        span=Span(*site.at),
        module=site.module,
        symbol=site.symbol,
        model=model.label if model else subject,
        practice_path=(scope.paths[0] or "pk") if scope and scope.paths else _of_people(m, subject),
        query=printed(m.queries.get(site)),
        ends=ends,
        shape=shape,
        kind=kind,
        cause=cause,
        reason=reason,
        trail=_trail(m, site, shown, seen),
        entry=shown.entry,
        reached_by=sum(1 + len(m.records.also.get(entry or "", ())) for entry in {o.entry for o in entered}),
        sink=shown.how,
        key=words(chooser) if chooser is not None else None,
        confidence=confidence_of(m, site, shown, subject, shape),
        elsewhere=_elsewhere(m, site, shown, entered, seen) if leaks and shape != "arbitrary" else None,
        queued=_queued(m, site, entered) if cause == "task" else (),
        nulls=null_matches(m, [o for o in entered if o.mode in ASKED]) if kind == "proved" else (),
        unguessable=unguessable(m, shown.rows),
    )


def _of_people(m: Machine, model: str) -> str | None:
    """The way from users over their memberships to the practice, `access__practice`."""
    for relation in m.models.relations(model) if model in m.judge.users else ():
        to_user, to_practice = m.tenancy.memberships.get(relation.target, ("", ""))
        if not relation.forward and relation.field.name == to_user:
            return f"{relation.name}__{to_practice}" if to_practice else relation.name
    return None


def _of_uses(
    m: Machine, site: Site, entered: list[Observation], model: str
) -> tuple[Observation, tuple[VerdictKind, str, str]]:
    """The verdict of rows that go somewhere, and the run that shows it: the worst one, of proved ones the shortest."""
    leaking = [o for o in entered if o.standing.state < State.UNKNOWN]
    rooted = [o for o in leaking if not anchored_elsewhere(m, o, site)]  # the others follow from other queries
    shown = min(
        rooted or entered,
        key=lambda o: (
            o.standing.state,
            o.rows.model != model,
            not o.certain,
            o.mode == "alone",
            len(o.trail),
            o.how in WRITES,
            o.entry or "",
        ),
    )
    if leaking:
        return shown, leak_cause(m, site, shown, entered, follows=not rooted)
    kind: VerdictKind = "undecided"
    if shown.standing.state is not State.UNKNOWN:
        proved = [o for o in entered if o.standing.state is State.PROVED]
        kind = "proved" if proved else "exempt"
        shown = min(proved, key=lambda o: (len(o.trail), o.entry or ""), default=shown)
    return shown, (kind, shown.standing.cause, shown.standing.reason)


def _of_looks(m: Machine, site: Site, watched: list[Observation]) -> tuple[Observation, tuple[VerdictKind, str, str]]:
    """The verdict of rows that were only looked at."""
    shown = min(watched, key=lambda o: (-o.standing.state, len(o.trail), o.entry or ""))
    state = shown.standing.state
    if site in m.records.unheeded and state is State.PROVED:
        return shown, (
            "leak",
            "unheeded",
            "whether the row is of the practice is asked, and nobody looks at the answer",
        )
    if state < State.UNKNOWN:
        if shown.mode == "view" and tells(m, shown):
            return shown, ("leak", "existence", "whether such a row exists is asked over all practices")
        return shown, ("exempt", "stays-inside", "its rows do not leave the server")
    return shown, (DECIDED[state], shown.standing.cause, shown.standing.reason)


DECIDED: dict[State, VerdictKind] = {State.UNKNOWN: "undecided", State.EXEMPT: "exempt", State.PROVED: "proved"}


def _owned(m: Machine, o: Observation) -> bool:
    """Whether the rows are of the kind that a verdict is due for."""
    return m.judge.scoped(o.rows.model) or o.rows.model == ANY_TABLE or m.judge.people(o.rows)


def _queued(m: Machine, site: Site, entered: list[Observation]) -> tuple[Queued, ...]:
    """The places that queue the job with a key that makes this query leak, each once, in order of place."""
    found: dict[tuple[str, int, int], Queued] = {}
    for o in sorted(entered, key=lambda o: (len(o.trail), o.entry or "")):
        place = next((p for p in reversed(o.trail) if p.words.startswith(QUEUES)), None)
        if o.mode != DISPATCHED or o.standing.state >= State.UNKNOWN or place is None:
            continue
        chooser = m.judge.chooser(o.rows)
        steps = [Step(p.path, p.span, p.words) for p in o.trail]
        steps.append(Step(site.path, Span(*site.at), f"`{printed(m.queries.get(site))}` is read here"))
        at = Elsewhere(place.path, place.span, place.module, place.symbol, printed(place.query))
        key = words(chooser) if chooser is not None else None
        found.setdefault((place.path, place.span.line, place.span.column), Queued(at, key, o.entry, tuple(steps)))
    return tuple(found[place] for place in sorted(found))


def _elsewhere(
    m: Machine, site: Site, shown: Observation, entered: list[Observation], seen: list[Observation]
) -> Elsewhere | None:
    """The call that makes a helper leak, where other calls of it are safe; the statement that throws a scope away."""
    if shown.mode == DISPATCHED:
        return None
    place = m.records.discarded.get(site)
    proved = {o.entry for o in entered if o.standing.state is State.PROVED and o.mode not in JOB_MODES}
    if place is None and proved - {shown.entry} and shown.entry not in proved:
        here = _shortest(o for o in seen if o.entry == shown.entry and o.standing.state < State.UNKNOWN)
        place = here.trail[-1] if here is not None and here.trail[-1].query is not None else None
        if place is not None and here is not None and (_is_entry(here, site, place) or _others(place, entered, seen)):
            place = None
    if place is None:
        return None
    return Elsewhere(place.path, place.span, place.module, place.symbol, printed(place.query))


def _others(place: Place, entered: list[Observation], seen: list[Observation]) -> bool:
    """Whether other calls of a method of the same object (`self.get_object()`) leak as well: then it is its own."""
    function = place.query.function if place.query is not None else None
    if not isinstance(function, Attribute) or function.of != Local("self"):
        return False
    leaking = {o.entry for o in entered if o.standing.state < State.UNKNOWN}
    calls = [_shortest(o for o in seen if o.entry == entry and o.standing.state < State.UNKNOWN) for entry in leaking]
    where = (place.path, place.span.line, place.span.column)
    return any(
        (p.path, p.span.line, p.span.column) != where for o in calls if o is not None and (p := o.trail[-1]).query
    )


def _shortest(observations: Iterable[Observation]) -> Observation | None:
    return min((o for o in observations if o.trail), key=lambda o: len(o.trail), default=None)


def _is_entry(here: Observation, site: Site, place: Place) -> bool:
    """Whether the query stands in the handler itself: a decorator's call of it is no helper's caller."""
    return place.symbol == site.symbol or f"runs `{site.symbol}`" in here.trail[0].words


def _trail(m: Machine, site: Site, shown: Observation, seen: list[Observation]) -> tuple[Step, ...]:
    """From the entry point over the calls to the query, then the sink."""
    here = _shortest(o for o in seen if o.entry == shown.entry)
    steps = [Step(p.path, p.span, p.words) for p in (here.trail if here is not None else ())]
    steps.append(Step(site.path, Span(*site.at), f"`{printed(m.queries.get(site))}` is read here"))
    if shown.trail:
        last = shown.trail[-1]
        step = Step(last.path, last.span, last.words)
        if step not in steps and last.query is None and not last.words.startswith(("GET ", "POST ", "PUT ", "/")):
            steps.append(step)
    return tuple(steps)


def _ends(shown: Observation, watched: list[Observation]) -> str:
    if shown.how == "create":
        return "create"
    if shown.how in WRITES or (shown.how or "").startswith("stored"):
        return "write"
    if shown.rows.field == COUNT:
        return "count"
    keyed = any(t.kind == "key" and t.path == "pk" for t in shown.rows.ties)
    return "row" if keyed else "rows"
