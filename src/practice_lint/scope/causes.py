"""Why a query leaks, most telling first, and the shape by which one rule speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_lint.facts import Call, Constant, Expr
from practice_lint.project.visit import every_expression
from practice_lint.scope.jobs import DISPATCHED
from practice_lint.scope.judge import designated
from practice_lint.scope.program import Shape, VerdictKind
from practice_lint.scope.records import Observation
from practice_lint.scope.standing import State
from practice_lint.scope.state import NOBODY_TIE
from practice_lint.scope.values import (
    BESIDE,
    CHOSEN_MODEL,
    NO_FACTS,
    ONLY_ONE,
    WRITING,
    Nothing,
    Site,
    Tie,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


WRITES = ("write", "saved", "deleted", "bulk_update", "upsert", "link", "unlink")
LOGIN_NAMES = frozenset({"email", "username"})  # by which Django's users are looked up before they are known


def _fails_open(m: Machine, o: Observation, tie: Tie) -> bool:
    """Whether the manager scopes on one of its ways: where it does on none, its ways are no excuse."""
    return any(m.judge.ties(o.rows.model, arm, NO_FACTS, 0).state is State.PROVED for arm in tie.arms)


def leak_cause(
    m: Machine, site: Site, shown: Observation, entered: list[Observation], follows: bool
) -> tuple[VerdictKind, str, str]:
    """Why exactly it leaks, most telling first; an OR that adds rows on purpose is no leak of a read. `follows`: only
    because other queries leak."""
    cause, reason = shown.standing.cause, shown.standing.reason
    if shown.mode == DISPATCHED and not follows:
        return "leak", "task", reason
    if site in m.records.discarded:
        return "leak", "discarded", "the scope was put on a queryset that is thrown away"
    if follows:
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


def tells(m: Machine, o: Observation) -> bool:
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
    writing = frozenset({WRITING, BESIDE}) if o.how in WRITES else NO_FACTS
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


# The cause of a leak -> its shape; the rest by what the query ends in.
SHAPES: dict[str, Shape] = {
    "follows": "none",
    "unproved-parent": "parent",
    "chosen-practice": "practice",
    "arbitrary-practice": "arbitrary",
    "unproved-relation": "relation",
    "discarded": "discarded",
    "unheeded": "discarded",
    "conditional": "conditional",
    "or-escape": "or",
    "existence": "existence",
    "task": "task",
    "bypass": "bypass",
    "fail-open": "fail-open",
    "chosen-model": "model",
}


def _by_constants(query: Expr | None) -> bool:
    """Whether the chain holds no value that may choose its row by a lookup that was not understood."""
    return query is not None and all(
        isinstance(given, Constant)
        for call in every_expression(query)
        if isinstance(call, Call)
        for given in (*call.args, *(keyword.value for keyword in call.keywords))
    )


def shape_of(m: Machine, site: Site, kind: str, cause: str, ends: str, shown: Observation) -> Shape:
    if shown.mode == "admin" and cause != "follows" and kind in ("leak", "undecided"):
        return "admin"
    if kind != "leak":
        return "none"
    how = shown.how
    if site in m.records.sql and cause not in ("follows", "existence"):
        return "raw"
    if f"{site.module}.{site.symbol}" in m.names.classes and cause in ("open", "unproved-parent", "chosen-practice"):
        return "class-queryset"
    whichever = ONLY_ONE in shown.rows.ties and not any(map(designated, shown.rows.ties))
    if cause == "open" and whichever and _by_constants(m.queries.get(site)):
        return "arbitrary"
    known = SHAPES.get(cause)
    if known is not None:
        return known
    if how == "upsert":
        return "upsert"
    return "write" if ends == "write" else "row" if ends == "row" else "relation" if ends == "create" else "rows"
