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

from practice_lint.facts import Span
from practice_lint.findings.finding import Step
from practice_lint.project.link import Project
from practice_lint.project.tenancy import Scope
from practice_lint.scope.admins import Admins, admitted
from practice_lint.scope.crossings import store_uses
from practice_lint.scope.drivers import drive
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.graph_types import GraphTypes, resolved
from practice_lint.scope.jobs import DISPATCHED, QUEUES
from practice_lint.scope.leads import Leads, led
from practice_lint.scope.naming import NOT_CHOSEN
from practice_lint.scope.narrowing import Narrowing
from practice_lint.scope.nulls import null_matches
from practice_lint.scope.printing import printed
from practice_lint.scope.program import Elsewhere, FailOpen, Program, QuerySite, Queued, Shape, VerdictKind
from practice_lint.scope.proofs import COUNT
from practice_lint.scope.raw_sql import ANY_TABLE
from practice_lint.scope.recording import Observation
from practice_lint.scope.runs import label
from practice_lint.scope.sources import SOURCES, sourced
from practice_lint.scope.standing import Standing, State, words
from practice_lint.scope.state import NOBODY_TIE, Env, Place
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    NO_FACTS,
    WRITING,
    Const,
    Input,
    Key,
    Nothing,
    Row,
    Rows,
    Site,
    Tie,
    Value,
    atoms,
)
from practice_lint.scope.views import Views, refined

RECURSION_LIMIT = 12_000  # an expression is some four Python frames deep per level, a call some ten
JOB_MODES = frozenset({"task", "command", "signal", "migration", "middleware", "manager"})
ASKED = frozenset({"view", "admin"})  # modes in which somebody asks who may have no practice
CHOSEN = frozenset({"chosen-practice", "unproved-parent", "unproved-relation"})
LOGIN_NAMES = frozenset({"email", "username"})  # by which Django's users are looked up before they are known
ADDRESSING = frozenset({"url", "header", "cookie"})  # what names a whole view's practice, rather than a filter's
CREDENTIALS = "authorization"  # the header that says who sends a request
WRITES = ("write", "saved", "deleted", "bulk_update", "upsert", "link", "unlink")


def analyse(project: Project) -> Program:
    """Run the program and read the verdict of every query site."""
    if project.tenancy.practice is None:
        return Program(project)
    collecting = gc.isenabled()
    gc.disable()  # the run makes many small values and no cycles worth a sweep
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        machine = drive(project)
    finally:
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
    return Program(project, _beside(sites), store_uses(machine), spent, tuple(_fail_open(machine)), filled)


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
    follow, narrow = _follow_anchors(m), _narrow(m)
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


ALL_OF_THEM = Standing(State.OPEN, "task", "the task was handed the key of one row, and writes rows of every practice")


def _raw(rows: Rows) -> bool:
    """Whether a value of the request itself chooses the rows: a row fetched before is its own query's affair."""
    return any(
        isinstance(atom, Input) and atom.source not in NOT_CHOSEN
        for tie in rows.ties
        if tie.kind in ("key", "column") and tie.value is not None
        for atom in atoms(tie.value)
    )


ENOUGH_SIBLINGS = 2  # proved queries beside a leak that are worth a word
WHOLE_WRITES = ("write", "deleted")  # of rows that a query names, rather than of one that was fetched


def _wide(m: Machine, o: Observation) -> bool:
    """Whether no key narrows the rows, be it one whose origin is not known or one by another name."""
    narrowing = [tie for tie in o.rows.ties if tie.kind in ("key", "hop", "unknown") or _names_one(m, tie)]
    return o.standing.state is State.OPEN and all(tie.path.startswith("null:") for tie in narrowing)


def _names_one(m: Machine, tie: Tie) -> bool:
    """A column that is unique, or what the task was handed of another system's key."""
    if tie.kind != "column" or isinstance(tie.value, Const):
        return False
    field = m.models.field(tie.end, tie.column)
    handed = isinstance(tie.value, Input) and tie.column.endswith("_id")
    return handed or (field is not None and (field.unique or field.unguessable))


def _narrow(m: Machine) -> frozenset[str | None]:
    """The tasks that are about one row: an argument that they must be handed is the key by which they fetch it."""
    optional = {
        (f"{entry.kind} {entry.target}", param.name)
        for entry in m.project.entries
        if entry.target in m.tasks and entry.target in m.names.functions
        for param in m.names.functions[entry.target].facts.params
        if param.default is not None
    }
    return frozenset(
        o.entry
        for observations in m.records.seen.values()
        for o in observations
        if o.mode == "task" and any(_handed(m, tie, optional, o.entry) for tie in o.rows.ties)
    )


def _handed(m: Machine, tie: Tie, optional: set[tuple[str, str]], entry: str | None) -> bool:
    owned = m.judge.scoped(tie.end) or tie.end == m.judge.practice
    if tie.kind != "key" or not owned or not isinstance(tie.value, Input) or tie.value.source != "task":
        return False
    return (entry or "", tie.value.name) not in optional  # without it the task is about all of them


def _follow_anchors(m: Machine) -> dict[Site, list[Observation]]:
    """A query that hangs on an open row is no leak of its own: the row's own query is."""
    follow: dict[Site, list[Observation]] = {}
    for observations in list(m.records.used.values()):
        for o in observations:
            if o.standing.state >= State.UNKNOWN:
                continue
            for anchor in _anchors(m, o.rows, 0):
                standing = m.judge.rows(anchor, frozenset())
                if (
                    anchor.site is not None
                    and anchor.site != o.rows.site
                    and standing.state < State.UNKNOWN
                    and m.judge.scoped(anchor.model)
                ):
                    follow.setdefault(anchor.site, []).append(
                        Observation(standing, anchor, o.how, o.certain, o.trail, o.entry, o.mode)
                    )
    return follow


def _anchors(m: Machine, rows: Rows, depth: int) -> list[Rows]:
    """The open rows that these rows hang on."""
    found: list[Rows] = []
    for tie in rows.ties:
        value = tie.value
        inner = (
            value.row.rows
            if isinstance(value, Key)
            else value.rows
            if isinstance(value, Row)
            else value
            if isinstance(value, Rows)
            else None
        )
        if inner is not None and depth < 4:
            deeper = _anchors(m, inner, depth + 1)
            found += deeper or [inner]
    return found


def _job(m: Machine, o: Observation, narrow: frozenset[str | None]) -> Observation:
    """Jobs may read and write all practices; one that a request hands an unproved key may not, nor may one that was
    handed the key of one row write rows of all."""
    if o.standing.state > State.UNKNOWN and o.rows.model != ANY_TABLE:
        return o
    if o.standing.state is State.UNKNOWN and (o.mode not in JOB_MODES or _writes_whole(o, narrow)):
        return o  # had it been followed it might be one that a job may not ask
    if o.mode == DISPATCHED and _raw(o.rows):
        return o
    if _writes_whole(o, narrow) and _wide(m, o):
        return Observation(ALL_OF_THEM, o.rows, o.how, o.certain, o.trail, o.entry, o.mode)
    if o.mode in JOB_MODES or o.mode == DISPATCHED:
        standing = Standing(State.EXEMPT, "job", "a background job or command: no request reaches it")
        return Observation(standing, o.rows, o.how, o.certain, o.trail, o.entry, o.mode)
    return o


def _writes_whole(o: Observation, narrow: frozenset[str | None]) -> bool:
    """Whether a task that is about one row writes whatever a query names."""
    return o.mode == "task" and o.entry in narrow and o.how in WHOLE_WRITES


def _behind_gate(m: Machine, o: Observation) -> Observation:
    """A practice (or the parent row) that the request names, where code in front of the view reads that name, asks who
    the caller is and was not followed to a proof: doubt, not a leak. Where it proved a practice it was followed, and a
    plain value that it did not prove is another one; of a computed one that is not sure."""
    if o.standing.cause not in CHOSEN or o.entry is None:
        return o
    value = o.standing.value
    gate, chooser = m.records.gates.get(o.entry), m.judge.chooser(value)
    if gate is None or not isinstance(chooser, Input):
        return o
    if chooser.source == "header" and chooser.name.lower() == CREDENTIALS:
        reason = "it hangs on who the credentials of the request are, which was not followed"
    elif gate.names(chooser.name) and not (o.entry in m.records.gated and _plain(value)):
        reason = f"a check in front of the view reads {words(chooser)}; it was not followed"
    else:
        return o
    standing = Standing(State.UNKNOWN, "gate-not-followed", reason, value)
    return Observation(standing, o.rows, o.how, o.certain, o.trail, o.entry, o.mode)


def _plain(value: Value | None) -> bool:
    """Whether it is one value of the request, with a name, or the row that one names."""
    return isinstance(value, Row) or (isinstance(value, Input) and value.name not in ("", "*"))


def _gateless(m: Machine, shown: Observation) -> bool:
    """Whether the request's address names the practice of a whole view, and nothing on its way asks about any."""
    return shown.mode == "view" and shown.entry not in m.records.gated and _addressed(m, shown.standing.value)


def _addressed(m: Machine, value: Value | None) -> bool:
    """Whether the value is the address itself, or the practice that was looked up by it."""
    if isinstance(value, Key):
        value = value.row
    if isinstance(value, Row):
        keys = [tie.value for tie in value.rows.ties if tie.kind in ("key", "column") and "__" not in tie.path]
        return value.model in m.tenancy.practices and any(_addressed(m, key) for key in keys)
    return isinstance(value, Input) and value.source in ADDRESSING and "." not in value.name


def _verdict(
    m: Machine, site: Site, used: list[Observation], seen: list[Observation], narrow: frozenset[str | None]
) -> QuerySite | None:
    used = [o for o in used if not _dead(m, o)] or used
    used = [_behind_gate(m, _job(m, o, narrow)) for o in used]
    seen = [_behind_gate(m, _job(m, o, narrow)) for o in seen]
    entered = [o for o in used if o.mode != "alone"] or ([] if any(o.mode != "alone" for o in seen) else used)
    watched = [o for o in seen if o.mode != "alone"] or seen
    root = next((o for o in [*watched, *used] if _owned(m, o)), None)
    if root is None:
        return None
    if entered:
        leaking = [o for o in entered if o.standing.state < State.UNKNOWN]
        rooted = [o for o in leaking if not _anchored_elsewhere(m, o, site)]  # the others follow from other queries
        shown = min(
            rooted or entered,
            key=lambda o: (
                o.standing.state,
                o.rows.model != root.rows.model,
                not o.certain,
                o.mode == "alone",
                len(o.trail),
                o.how in WRITES,
                o.entry or "",
            ),
        )
        proved = [o for o in entered if o.standing.state is State.PROVED]
        kind: VerdictKind = (
            "leak"
            if shown.standing.state < State.UNKNOWN
            else "undecided"
            if shown.standing.state is State.UNKNOWN
            else "proved"
            if proved
            else "exempt"
        )
        if kind == "proved":
            shown = min(proved, key=lambda o: (len(o.trail), o.entry or ""))
        cause, reason = shown.standing.cause, shown.standing.reason
        if kind == "leak":
            kind, cause, reason = _leak_cause(m, site, shown, entered, cause, reason)
    elif watched:
        shown = min(watched, key=lambda o: (-o.standing.state, len(o.trail), o.entry or ""))
        state = shown.standing.state
        if state < State.UNKNOWN and shown.mode == "view" and _tells(m, shown):
            kind, cause, reason = "leak", "existence", "whether such a row exists is asked over all practices"
        elif state < State.UNKNOWN:
            kind, cause, reason = "exempt", "stays-inside", "its rows do not leave the server"
        else:
            kind = "undecided" if state is State.UNKNOWN else "proved" if state is State.PROVED else "exempt"
            cause, reason = shown.standing.cause, shown.standing.reason
    else:
        return None
    subject = (shown if shown.how == "create" else root).rows.model
    model = m.models.by_name.get(subject)
    ends = _ends(shown, watched)
    gateless = kind == "leak" and cause == "chosen-practice" and _gateless(m, shown)
    chooser = (
        m.judge.chooser(shown.standing.value if gateless or shown.how == "create" else shown.rows)
        if kind == "leak"
        else None
    )
    if chooser is None and isinstance(shown.standing.value, Input):
        chooser = shown.standing.value
    elsewhere = _elsewhere(m, site, shown, entered, seen) if kind == "leak" else None
    trail = _trail(m, site, shown, seen)
    scope = m.tenancy.scopes.get(subject)
    confidence = _confidence(m, shown, subject, scope)
    shape: Shape = "gate" if gateless else _shape(m, site, kind, cause, ends, shown)
    if _for_everybody(m, shown) and (gateless or (shape == "class-queryset" and _public_by_name(m, site, shown))):
        confidence = "low"  # a page for everybody, of the practice that its address names
    return QuerySite(
        path=site.path,
        span=Span(*site.at),
        module=site.module,
        symbol=site.symbol,
        model=model.label if model else subject,
        practice_path=(scope.paths[0] or "pk") if scope and scope.paths else None,
        query=printed(m.queries.get(site)),
        ends=ends,
        shape=shape,
        kind=kind,
        cause=cause,
        reason=reason,
        trail=trail,
        entry=shown.entry,
        reached_by=len({o.entry for o in entered}),
        sink=shown.how,
        key=words(chooser) if chooser is not None else None,
        confidence=confidence,  # type: ignore[arg-type]
        elsewhere=elsewhere,
        queued=_queued(m, site, entered) if cause == "task" else (),
        nulls=null_matches(m, [o for o in entered if o.mode in ASKED]) if kind == "proved" else (),
        unguessable=_unguessable(m, shown.rows),
    )


def _owned(m: Machine, o: Observation) -> bool:
    """Whether the rows are of the kind that a verdict is due for."""
    return m.judge.scoped(o.rows.model) or o.rows.model == ANY_TABLE or m.judge.people(o.rows)


def _for_everybody(m: Machine, shown: Observation) -> bool:
    return shown.entry in m.records.gates and m.records.gates[shown.entry].public


def _public_by_name(m: Machine, site: Site, shown: Observation) -> bool:
    """Whether the class of a page for everybody is called so, or lists the practices themselves."""
    return shown.rows.model in m.tenancy.practices or "public" in site.symbol.lower()


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


def _confidence(m: Machine, shown: Observation, model: str, scope: Scope | None) -> str:
    """How sure: rows that several practices share by design, and code that nothing was seen to call, are doubtful."""
    lent = (
        scope is not None
        and scope.kind == "shared"
        and any(h.many for p in scope.paths for h in m.models.lookup(model, p).hops)
    )
    if (
        shown.mode == "alone"
        or lent
        or _dead(m, shown)
        or (shown.mode == DISPATCHED and _addressed_by_uuid(m, shown.rows))
    ):
        return "low"
    if shown.entry in m.unrouted:
        return "medium"
    return "high" if shown.certain and shown.mode in ("view", DISPATCHED) else "medium"


def _dead(m: Machine, o: Observation) -> bool:
    """Whether nothing of the project can reach the class or function that the run began with."""
    target = m.unrouted.get(o.entry or "") or m.hooked.get(o.entry or "")
    return target is not None and m.mentions.dead(target)


def _addressed_by_uuid(m: Machine, rows: Rows) -> bool:
    """Whether what the request chose is a random column beside the key: made to be handed out, as addresses of webhooks
    and links of guests are."""
    chosen = [tie for tie in rows.ties if tie.kind in ("key", "column") and m.judge.chooser(tie.value) is not None]
    fields = [m.models.field(tie.end, tie.column) if tie.kind == "column" else None for tie in chosen]
    return bool(chosen) and all(field is not None and field.kind == "UUIDField" for field in fields)


def _unguessable(m: Machine, rows: Rows) -> bool:
    """Whether the request finds the rows by random keys alone, which nobody counts up."""
    chosen = [t for t in rows.ties if t.kind in ("key", "column") and m.judge.chooser(t.value) is not None]
    fields = []
    for tie in chosen:
        own = m.models.by_name[tie.end].fields.values() if tie.end in m.models.by_name else ()
        fields.append([field for field in own if (field.name == tie.column if tie.column else field.primary_key)])
    return bool(chosen) and all(each and all(field.unguessable for field in each) for each in fields)


def _fails_open(m: Machine, o: Observation, tie: Tie) -> bool:
    """Whether the manager scopes on one of its ways: where it does on none, its ways are no excuse."""
    return any(m.judge.ties(o.rows.model, arm, NO_FACTS, 0).state is State.PROVED for arm in tie.arms)


def _leak_cause(
    m: Machine, site: Site, shown: Observation, entered: list[Observation], cause: str, reason: str
) -> tuple[VerdictKind, str, str]:
    """Why exactly it leaks, most telling first; an OR that adds rows on purpose is no leak of a read."""
    if shown.mode == DISPATCHED and not _anchored_elsewhere(m, shown, site):
        return "leak", "task", reason
    if site in m.records.discarded:
        return "leak", "discarded", "the scope was put on a queryset that is thrown away"
    if _anchored_elsewhere(m, shown, site):
        return "leak", "follows", reason
    chosen = cause == "open" and (site.path, site.symbol) in m.records.chosen and _several(entered, shown)
    if shown.rows.model == CHOSEN_MODEL or chosen:
        return "leak", "chosen-model", "the request chooses the model, and nothing ties its rows to a practice"
    way = next((t.path for t in sorted(shown.rows.ties, key=lambda t: t.path) if t.kind == "bypass"), None)
    if way is not None and cause in ("open", "bypass"):
        return "leak", "bypass", f"`{way}` goes round the scope"
    if any(t.kind == "either" and t.path == "manager" and _fails_open(m, shown, t) for t in shown.rows.ties):
        return "undecided", "fail-open-manager", "its manager returns all rows on one way through its `get_queryset`"
    if NOBODY_TIE in shown.rows.ties and cause in ("open", "nobody"):
        return "leak", "fail-open", "where no practice is active, nothing ties it to one"
    escaping = _or_escape(m, shown)
    if escaping is not None:
        if escaping or shown.how in WRITES:
            return "leak", "or-escape", "one arm of the OR reaches outside the practice"
        return "exempt", "or-shared", "an arm of the OR adds rows that are shared on purpose"
    if cause == "open" and any(
        o.standing.state is State.PROVED and o.entry == shown.entry and o.rows.ties > shown.rows.ties for o in entered
    ):
        return "leak", "conditional", "one way through the code scopes it, another does not"
    return "leak", cause, reason


def _several(entered: list[Observation], shown: Observation) -> bool:
    """Whether the one query is of several models."""
    same = [o for o in entered if o.entry == shown.entry and o.trail == shown.trail]
    return len({o.rows.model for o in same}) > 1


def _tells(m: Machine, o: Observation) -> bool:
    """Whether asking for such a row asks all practices: not by a column unique over them or by what names its user, who
    is no practice's, not for a practice."""
    site = o.rows.site
    if o.rows.model in m.tenancy.practices or o.standing.state is not State.OPEN or site not in m.records.asked:
        return False
    if (
        site is None or f"{site.module}.{site.symbol}" in m.names.classes
    ):  # a field's or a view's queryset: their own rules look at it
        return False
    for tie in o.rows.ties:
        if tie.kind == "column" and tie.end in (o.rows.model, m.models.user):
            field = m.models.field(tie.end, tie.column)
            if field is not None and (field.unique or (tie.end != o.rows.model and tie.column in LOGIN_NAMES)):
                return False
    return True


def _or_escape(m: Machine, o: Observation) -> bool | None:
    """None: no OR of a scoped and an open arm. Else whether the request chooses what an open arm matches."""
    writing = frozenset({WRITING}) if o.how in WRITES else NO_FACTS
    for tie in o.rows.ties:
        if tie.kind != "either" or (tie.path == "union" and not all(tie.arms)):
            continue  # a union with all rows shares nothing on purpose
        states = [m.judge.ties(o.rows.model, arm, writing, 0).state for arm in tie.arms]
        if max(states) >= State.EXEMPT > min(states):
            open_arms = [arm for arm, state in zip(tie.arms, states, strict=True) if state < State.UNKNOWN]
            return any(m.judge.chooser(t.value) is not None or _of_nobody(t) for arm in open_arms for t in arm)
    return None


def _of_nobody(tie: Tie) -> bool:
    """`Q(doctor=None)`: rows that lack a relation other than the practice are shared by nobody's wish."""
    return tie.kind == "key" and (tie.path.startswith("null:") or isinstance(tie.value, Nothing))


def _elsewhere(
    m: Machine, site: Site, shown: Observation, entered: list[Observation], seen: list[Observation]
) -> Elsewhere | None:
    """The call that makes a helper leak, where other calls of it are safe; the statement that throws a scope away."""
    if shown.mode == DISPATCHED:
        return None
    place = m.records.discarded.get(site)
    proved = {o.entry for o in entered if o.standing.state is State.PROVED and o.mode not in JOB_MODES}
    if place is None and proved - {shown.entry} and shown.entry not in proved:
        here = next((o for o in seen if o.entry == shown.entry and o.standing.state < State.UNKNOWN and o.trail), None)
        place = here.trail[-1] if here is not None and here.trail[-1].query is not None else None
        if place is not None and here is not None and _is_entry(here, site, place):
            place = None
    if place is None:
        return None
    return Elsewhere(place.path, place.span, place.module, place.symbol, printed(place.query))


def _is_entry(here: Observation, site: Site, place: Place) -> bool:
    """Whether the query stands in the handler itself: a decorator's call of it is no helper's caller."""
    return place.symbol == site.symbol or f"runs `{site.symbol}`" in here.trail[0].words


def _trail(m: Machine, site: Site, shown: Observation, seen: list[Observation]) -> tuple[Step, ...]:
    """From the entry point over the calls to the query, then the sink."""
    here = next((o for o in seen if o.entry == shown.entry and o.trail), None)
    steps = [Step(p.path, p.span, p.words) for p in (here.trail if here is not None else ())]
    steps.append(Step(site.path, Span(*site.at), f"`{printed(m.queries.get(site))}` is read here"))
    if shown.trail:
        last = shown.trail[-1]
        step = Step(last.path, last.span, last.words)
        if step not in steps and last.query is None and not last.words.startswith(("GET ", "POST ", "PUT ", "/")):
            steps.append(step)
    return tuple(steps)


# The cause of a leak -> its shape; the rest by what the query ends in.
SHAPES: dict[str, Shape] = {
    "follows": "none",
    "unproved-parent": "parent",
    "chosen-practice": "practice",
    "unproved-relation": "relation",
    "discarded": "discarded",
    "conditional": "conditional",
    "or-escape": "or",
    "existence": "existence",
    "task": "task",
    "bypass": "bypass",
    "fail-open": "fail-open",
    "chosen-model": "model",
}


def _shape(m: Machine, site: Site, kind: str, cause: str, ends: str, shown: Observation) -> Shape:
    if shown.mode == "admin" and cause != "follows" and kind in ("leak", "undecided"):
        return "admin"
    if kind != "leak":
        return "none"
    how = shown.how
    if site in m.records.sql and cause not in ("follows", "existence"):
        return "raw"
    if f"{site.module}.{site.symbol}" in m.names.classes and cause in ("open", "unproved-parent", "chosen-practice"):
        return "class-queryset"
    known = SHAPES.get(cause)
    if known is not None:
        return known
    if how == "upsert":
        return "upsert"
    return "write" if ends == "write" else "row" if ends == "row" else "relation" if ends == "create" else "rows"


def _anchored_elsewhere(m: Machine, o: Observation, site: Site) -> bool:
    """Whether what leaks here only leaks because a row that was fetched elsewhere is open."""
    for anchor in _anchors(m, o.rows, 0):
        if (
            anchor.site is not None
            and anchor.site != site
            and m.judge.scoped(anchor.model)
            and m.judge.rows(anchor, frozenset()).state < State.UNKNOWN
        ):
            return True
    return False


def _ends(shown: Observation, watched: list[Observation]) -> str:
    if shown.how == "create":
        return "create"
    if shown.how in WRITES or (shown.how or "").startswith("stored"):
        return "write"
    if shown.rows.field == COUNT:
        return "count"
    keyed = any(t.kind == "key" and t.path == "pk" for t in shown.rows.ties)
    return "row" if keyed else "rows"
