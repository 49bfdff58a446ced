"""What the interpreter records of rows: where they left, what was written, which practice a new row was given."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any

from practice_lint.facts import Expr, Span
from practice_lint.project.link import Project
from practice_lint.scope.lookups import ties_of
from practice_lint.scope.managing import Managing
from practice_lint.scope.records import Crossing, Observation, Records
from practice_lint.scope.standing import Standing, State, words
from practice_lint.scope.state import NOBODY_TIE, Env, Frame, Place, Use, marked
from practice_lint.scope.values import (
    CREDENTIAL,
    NOBODY,
    REQUEST,
    SIGNED,
    WRITING,
    Attr,
    Carrier,
    ClassRef,
    Const,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Kept,
    Key,
    Made,
    NewRow,
    Nothing,
    OneOf,
    Param,
    Request,
    Row,
    Rows,
    Site,
    Table,
    Tie,
    Truth,
    Value,
    alternatives,
    atoms,
    forget,
    join_all,
)

AUTHENTICATING = frozenset({"authenticate", "perform_authentication"})  # methods of Django REST framework's
OFFERING = ("Field", "FormSet")  # how classes are called that show the rows of their `queryset`
POINTED_AT = "stored in another row"  # what happens to a row that another is given a key to: it stays as it is
MAX_HOPS = 4  # a row of a global model is traced back over so many foreign keys
MAX_LEAVING = 40  # values that leave at once, through objects that hold them

# Attributes of the interpreter that hold what one run leaves for the next.
LEFT_BEHIND = (
    "_attributes",
    "_defaults",
    "_globals",
    "_managers",
    "_seen",
    "bodies",
    "budget",
    "class_heap",
    "debugging",
    "dispatched",
    "entry",
    "entry_function",
    "entry_site",
    "handed_back",
    "hard_limit",
    "joined",
    "judged",
    "mode",
    "places",
    "queries",
    "route_params",
    "steps",
    "written",
)

DEBUGGING = Standing(State.EXEMPT, "debug", "routed only while `settings.DEBUG` is on")


class Recording(Managing):
    """The observations of one run, judged as they are made."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.records = Records()
        self.worked_out: set[object] = set()  # what shares of the runs worked out, each for itself
        self.written: dict[tuple[str | Row, str], Site] = {}  # where a row was given an attribute

    def new_row(self, model: str, site: Site, keywords: list[tuple[str, Value]], env: Env) -> NewRow:
        new = NewRow(model, f"new:{site.path}:{site.at}", site)
        for name, value in keywords:
            env.heap[new.ident, name] = value
        return new

    def attributes_of(self, new: NewRow, env: Env) -> list[tuple[str, Value]]:
        return [(name, value) for (ident, name), value in env.heap.items() if ident == new.ident]

    def vouched(self, name: str, value: Value, env: Env) -> Value:
        """What an authenticator puts on the request: the server's word, as a middleware's is, of rows that it verified
        (by a signature, a token, a membership); whether it verified what it took by a name out of the request, or what
        a third party was asked about, is not known."""
        if isinstance(value, OneOf):
            return join_all([self.vouched(name, part, env) for part in value.parts])
        if isinstance(value, Instance):
            for (ident, attribute), held in list(env.heap.items()):
                if ident == value.ident and any(isinstance(part, (Row, Rows, Key)) for part in alternatives(held)):
                    env.heap[ident, attribute] = self.vouched(f"{name}.{attribute}", held, env)
            return value
        known = self.judge.of(value, env.facts)
        if known.state < State.UNKNOWN and self.judge.chooser(value) is not None:
            doubt = "value-not-followed:an authenticator took it by what the request names"
            return marked(value, Tie("unknown", doubt), self.judge)
        if known.cause == "consulted":
            return marked(value, Tie("unknown", f"{known.cause}:{known.reason}"), self.judge)
        if isinstance(value, (Row, Rows, Key, NewRow)):
            return marked(value, Tie("carrier", f"request.{name}"), self.judge)
        return value if isinstance(value, (Nothing, Const, Truth, Table)) else Carrier(f"request.{name}")

    def _offers(self, holder: Value, frame: Frame) -> bool:
        """Whether `holder` shows the rows of its `queryset` as choices: a field or formset, or what a project takes out
        of its fields."""
        if isinstance(holder, Instance):
            return any(base.endswith(OFFERING) for base in self.names.mro(holder.cls))
        return not frame.stub

    def store(self, holder: Value, name: str, value: Value, frame: Frame, env: Env, span: Span) -> None:
        """`holder.name = value`"""
        if name == "queryset" and self._offers(holder, frame):
            self.leaves(value, "offered by a form field", frame, env, span)
        match holder:
            case Instance():
                env.heap[holder.ident, name] = value
            case Request() if self.inside(AUTHENTICATING):
                if name != "user":  # who asks stays the caller, whoever looked the row up
                    env.heap[REQUEST, name] = self.vouched(name, value, env)
                if name == "auth" and SIGNED in env.facts:
                    env.heap[REQUEST, CREDENTIAL] = value
            case Request():
                env.heap[REQUEST, name] = value
            case NewRow():
                env.heap[holder.ident, name] = value
                self._written_at(holder.ident, name, frame, span)
            case Row():
                env.heap[holder, name] = value
                self._written_at(holder, name, frame, span)
            case FunctionRef() | ClassRef():
                env.heap[holder.name, name] = value
            case Param() | Attr():
                env.heap[holder, name] = value

    def _written_at(self, holder: str | Row, name: str, frame: Frame, span: Span) -> None:
        if not frame.stub:
            self.written[holder, name] = self.site_at(frame, span)

    def observe(
        self,
        value: Value,
        how: str | None,
        certain: bool,
        frame_trail: tuple[Place, ...],
        facts: frozenset[Fact],
        to: dict[Site, list[Observation]],
    ) -> None:
        for atom in atoms(value):
            row = atom if isinstance(atom, Row) else atom.row if isinstance(atom, Key) else None
            rows = row.rows if row is not None else atom if isinstance(atom, Rows) else None
            if rows is None:
                continue
            standing = self.judge.row(row, facts) if row is not None else self.judge.rows(rows, facts)
            for site, model_rows in self.sites_of(rows):
                own = (
                    standing
                    if model_rows is rows
                    else (self.judge.rows(model_rows, facts) if standing.state < State.UNKNOWN else standing)
                )
                if NOBODY in facts and own.state is State.OPEN:
                    ties = model_rows.ties | {NOBODY_TIE}
                    model_rows = Rows(model_rows.model, ties, model_rows.site, model_rows.methods, model_rows.field)
                if self.debugging and own.state < State.EXEMPT:
                    own = DEBUGGING
                self.note(to, site, Observation(own, model_rows, how, certain, frame_trail, self.entry, self.mode))

    def note(self, to: dict[Site, list[Observation]], site: Site, seen: Observation) -> None:
        """One observation more, unless it was made when a share of the runs worked out the same."""
        if self.once is None:
            to.setdefault(site, []).append(seen)
        elif self.once not in self.worked_out:
            to.setdefault(site, []).append(replace(seen, once=self.once))

    def state(self) -> dict[str, Any]:
        """What the runs so far left behind, but for what they recorded."""
        return {name: copy(getattr(self, name)) for name in LEFT_BEHIND}

    def resume(self, state: dict[str, Any]) -> None:
        """Go on from there, as if nothing had been run since."""
        for name, value in state.items():
            setattr(self, name, copy(value))
        self.judge.forget()
        self.prover.forget()
        forget()

    def absorb(self, found: Records, queries: dict[Site, Expr]) -> None:
        """What was recorded in another share of the runs."""
        worked_out: set[object] = set()
        for by_site in (found.seen, found.used):
            for site, observations in list(by_site.items()):
                worked_out |= {o.once for o in observations if o.once is not None}
                by_site[site] = [o for o in observations if o.once not in self.worked_out]
                if not by_site[site]:
                    del by_site[site]
        self.worked_out |= worked_out
        self.records.absorb(found)
        self.queries.update(queries)

    def sites_of(self, rows: Rows) -> list[tuple[Site, Rows]]:
        """The query sites that these rows come from: their own, or, for a row reached by a hop, the row's before it."""
        if rows.site is None:
            return []
        inner: Rows | None = rows
        for _ in range(MAX_HOPS):
            if inner is None or self.judge.scoped(inner.model) or self.judge.people(inner):
                break
            hops = (
                t.value for t in inner.ties if t.kind == "hop" and t.column == "forward" and isinstance(t.value, Row)
            )
            before = next(hops, None)
            inner = before.rows if before is not None and before.rows.site == rows.site else None
        owned = inner is not None and (self.judge.scoped(inner.model) or self.judge.people(inner))
        return [(rows.site, inner)] if inner is not None and owned else []

    def seen(self, value: Value, frame: Frame, env: Env) -> None:
        """A chain was evaluated at its place; rows that only pass through another function were seen before."""
        row = value.row if isinstance(value, Key) else value
        rows = row.rows if isinstance(row, Row) else row
        if not isinstance(rows, Rows) or rows.site is None:
            return
        if rows.site.path != frame.path or rows.site.symbol != frame.symbol:
            return
        known = (value, env.facts, self.entry, self.mode)
        if known not in self._seen:
            self._seen.add(known)
            self.observe(value, None, False, frame.trail, env.facts, self.records.seen)

    def ask(self, value: Value) -> None:
        """The code tests whether there is such a row."""
        for part in alternatives(value):
            rows = part.rows if isinstance(part, Row) else part
            if isinstance(rows, Rows) and rows.site is not None:
                self.records.asked.add(rows.site)

    def settle(self, use: Use, facts: frozenset[Fact]) -> None:
        self.judged.add(use.value)
        self._note_gate(facts)
        if isinstance(use.value, Kept):
            standing = self.judge.of(use.value, facts)
            if use.certain and standing.state < State.UNKNOWN:
                self.records.crossings.append(
                    Crossing(use.value.store, "read", standing, use.value.site, None, use.trail, self.entry, self.mode)
                )
            return
        self.observe(use.value, use.how, use.certain, use.trail, facts, self.records.used)

    def _note_gate(self, facts: frozenset[Fact]) -> None:
        """Something on the way proved a practice; of one that was computed it is not sure which."""
        if self.entry is not None and self.entry not in self.records.gated:
            proved = [fact.value for fact in facts if fact.kind in ("key", "row") and self._of_practice(fact)]
            if proved and not any(isinstance(value, (Made, OneOf)) for value in proved):
                self.records.gated.add(self.entry)

    def _of_practice(self, fact: Fact) -> bool:
        return (fact.value.model if isinstance(fact.value, Row) else fact.model) in self.tenancy.practices

    def leaves(self, value: Value, how: str, frame: Frame, env: Env, span: Span | None, certain: bool = True) -> None:
        """The value goes to a sink that reads: judged at the end of the run, for a later check still proves it."""
        again = frame.stub or span is None  # a framework hands on what the project's own line has let go
        for atom in self.carried(value, env):
            if NOBODY in env.facts:
                atom = marked(atom, NOBODY_TIE, self.judge)
            if isinstance(atom, (Row, Rows, Key, Kept)) and not (again and atom in self.judged):
                key = (atom, how)
                if key not in env.pending:
                    place = (Place(frame.path, span, how),) if span is not None and not frame.stub else ()
                    env.pending[key] = Use(atom, how, frame.trail + place, certain)

    def carried(self, value: Value, env: Env) -> list[Value]:
        """The values that leave with this one: of an object, what its attributes hold."""
        found: dict[Value, None] = {}
        todo = list(atoms(value))
        opened: set[str] = set()
        while todo and len(found) < MAX_LEAVING:
            atom = todo.pop()
            if isinstance(atom, Instance):
                if atom.ident not in opened and not self.is_view(atom.cls):
                    opened.add(atom.ident)
                    todo += [a for (holder, _), v in env.heap.items() if holder == atom.ident for a in atoms(v)]
            else:
                found[atom] = None
        return list(found)

    def flush(self, env: Env) -> None:
        """The run ends here: what is on its way out is judged by what is known now."""
        for use in env.pending.values():
            self.settle(use, env.facts)

    def wrote(self, rows: Rows, how: str, frame: Frame, env: Env, span: Span | None, row: Row | None = None) -> None:
        """A write happens now: no later check helps."""
        place = (Place(frame.path, span, f"{how} happens here"),) if span is not None and not frame.stub else ()
        target: Value = row if row is not None else rows
        self._note_gate(env.facts)
        facts = env.facts if how == POINTED_AT else env.facts | {WRITING}
        self.observe(target, how, True, frame.trail + place, facts, self.records.used)

    def settled(self, rows: Rows, how: str, frame: Frame, env: Env, span: Span | None) -> None:
        """A write over objects that were fetched elsewhere: the site itself reads nothing."""
        tie = Tie("given", "the objects it writes were fetched before")
        self.wrote(Rows(rows.model, frozenset({tie}), rows.site, rows.methods), how, frame, env, span)

    def linked(
        self,
        model: str,
        keywords: list[tuple[str, Value]],
        frame: Frame,
        env: Env,
        span: Span | None,
    ) -> tuple[str, Value] | None:
        """Related keys that are written: rows among them are used here. Returns the first that the sender chose."""
        unproved: tuple[str, Value] | None = None
        for name, value in keywords:
            if name == "**" and self._in_handler(frame):
                unproved = unproved or self._whole(model, value, {given for given, _ in keywords})
            field = self.models.field(model, name)
            if field is not None and field.relation is None:
                self._copied(value, frame, env, span)
                inside = any(self._chosen_or_own(atom, env) for atom in atoms(value))
                self.records.filled.setdefault((model, field.name), set()).add(inside)
            if (
                field is None
                or field.relation not in ("fk", "o2o", "m2m")
                or not field.target
                or not self.judge.scoped(field.target)
                or (field.relation == "m2m" and not frame.stub)  # no constructor of Django's takes those
            ):
                continue
            self.written_value(value, frame, env, span)
            unproved = unproved or self._unproved(name, field.target, value, env)
        return unproved

    def _copied(self, value: Value, frame: Frame, env: Env, span: Span | None) -> None:
        """What columns of a row hold that was looked up is written into this one: who may read this one reads it."""
        for atom in atoms(value) if not frame.stub else ():
            if not isinstance(atom, Key) or self.judge.names_row(atom) or self.judge.caller(atom):
                continue
            if all(tie.kind != "hop" for tie in atom.row.rows.ties):
                self.leaves(atom, "copied into another row", frame, env, span, certain=False)

    def _in_handler(self, frame: Frame) -> bool:
        """Whether the project's code reads what was sent itself: what a form or serializer holds has been looked at."""
        holders = ("rest_framework.serializers.", "django.forms.")
        return (
            self.mode == "view"
            and not frame.stub
            and not any(base.startswith(holders) for base in (self.names.mro(frame.owner) if frame.owner else ()))
        )

    def _whole(self, model: str, value: Value, given: set[str]) -> tuple[str, Value] | None:
        """`create(**request.data)`: the sender fills what he names, each key that leads to a practice's row."""
        record = self.models.by_name.get(model)
        if not isinstance(value, Input) or value.source == "task" or record is None:
            return None
        for name, known in record.fields.items():
            led = known.relation in ("fk", "o2o") and known.target is not None and self.judge.scoped(known.target)
            if led and name not in given and f"{name}_id" not in given:
                column = f"{name}_id"
                return column, Input(value.source, f"{value.name}.{column}" if value.name else column)
        return None

    def _chosen_or_own(self, value: Value, env: Env) -> bool:
        """Whether the request holds it, or it is told from rows of one practice (their number, say)."""
        if isinstance(value, Rows):
            return self.judge.rows(value, env.facts).state is State.PROVED
        return isinstance(value, (Input, Row, Key))

    def linked_rows(
        self, rows: Rows, value: Value, frame: Frame, env: Env, span: Span | None
    ) -> tuple[str, Value] | None:
        """Rows put among `rows`, a relation of several; the key that the sender chose, where nothing proves it."""
        self.written_value(value, frame, env, span)
        if not self.judge.scoped(rows.model):
            return None
        relation = next((tie.path for tie in sorted(rows.ties, key=lambda t: t.path) if tie.kind == "hop"), rows.model)
        return self._unproved(relation, rows.model, value, env)

    def _unproved(self, name: str, target: str, value: Value, env: Env) -> tuple[str, Value] | None:
        known = self.judge.provenance(value, target, env.facts, 0)
        asked = next((a for a in atoms(value) if isinstance(a, Input) and a.source != "task"), None)
        return (name, asked) if known.state in (State.OPEN, State.CHOSEN, State.PARENT) and asked is not None else None

    def relinked(
        self, rows: Rows, unproved: tuple[str, Value] | None, frame: Frame, env: Env, span: Span | None
    ) -> None:
        """A row that is the caller's is given a relation to whatever row the sender names."""
        if unproved is None or span is None or frame.stub or self.judge.rows(rows, env.facts).state < State.UNKNOWN:
            return
        written = Rows(rows.model, rows.ties, self.site_here(frame, span))
        place = Place(frame.path, span, "the relation is written here")
        self._brought(written, self._by_sender(rows.model, unproved), (*frame.trail, place))

    def _brought(self, rows: Rows, standing: Standing, trail: tuple[Place, ...]) -> None:
        """A row came into being among `rows`, or came to be among them."""
        assert rows.site is not None
        if self.debugging and standing.state < State.EXEMPT:
            standing = DEBUGGING
        observed = Observation(standing, rows, "create", True, trail, self.entry, self.mode)
        self.note(self.records.used, rows.site, observed)

    def _by_sender(self, model: str, unproved: tuple[str, Value]) -> Standing:
        name, asked = unproved
        field = self.models.field(model, name)
        chosen = field is not None and field.target == self.judge.practice
        return Standing(
            State.CHOSEN if chosen else State.PARENT,
            "chosen-practice" if chosen else "unproved-relation",
            f"its `{name}` is {words(asked)}, which nothing ties to the practice",
            asked,
        )

    def written_value(self, value: Value, frame: Frame, env: Env, span: Span | None) -> None:
        for atom in atoms(value):
            if isinstance(atom, Row):
                self.wrote(atom.rows, POINTED_AT, frame, env, span, row=atom)
            elif isinstance(atom, Rows):
                self.wrote(atom, POINTED_AT, frame, env, span)

    def created(
        self, new: NewRow, rows: Rows, keywords: list[tuple[str, Value]], frame: Frame, env: Env, span: Span | None
    ) -> None:
        """A row is created: by whose practice it is pinned, and by which keys that nobody proved."""
        unproved = self.linked(new.model, keywords, frame, env, span)
        if not self.judge.scoped(new.model):
            return
        place = (Place(frame.path, span, "a row is created here"),) if span is not None and not frame.stub else ()
        if unproved is not None:
            standing = self._by_sender(new.model, unproved)
        else:
            ties = set(rows.ties)
            ties |= ties_of(self.models, new.model, [], keywords)
            standing = self.judge.ties(new.model, frozenset(ties), env.facts, 0)
            if standing.state < State.EXEMPT:
                standing = Standing(
                    State.EXEMPT, "creates", "it creates a row and pins it to nothing that the sender chose"
                )
        site = new.site
        if unproved is not None and self.names.modules[site.module].stub:  # a row that a generic view makes
            site = self.written.get((new.ident, unproved[0]), site)
        self._brought(Rows(new.model, rows.ties, site), standing, frame.trail + place)

    def upserted(
        self, rows: Rows, keywords: list[tuple[str, Value]], frame: Frame, env: Env, span: Span | None
    ) -> None:
        unproved = self.linked(rows.model, keywords, frame, env, span)
        self.wrote(rows, "upsert", frame, env, span)
        known = self.judge.rows(rows, env.facts)
        if unproved is not None and known.cause == "own-rows" and rows.site is not None:  # it may be a new one
            place = (Place(frame.path, span, "a row is created here"),) if span is not None and not frame.stub else ()
            self._brought(rows, self._by_sender(rows.model, unproved), frame.trail + place)

    def chosen_out_of(self, table: Table, index: Value, frame: Frame) -> None:
        """A dict of models is asked for the one that the request names."""
        models = [v for _, v in table.items if isinstance(v, ClassRef) and self.judge.scoped(v.name)]
        if models and self.judge.chooser(index) is not None:
            self.records.chosen.add((frame.path, frame.symbol))
