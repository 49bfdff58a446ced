"""What narrows the rows that a relation field offers: an expression, a manager, a method that touches its form.

In: `Project`, the words for the practice. Out: `Narrowing`, asked by `Fields` and `Admins`. Deliberately unknown: which
classes are forms. Conservative by words: what it cannot follow counts as narrowing, so that doubt is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Combine,
    Constant,
    Defined,
    Evaluate,
    Expr,
    For,
    Function,
    Global,
    If,
    Import,
    Local,
    Step,
    Subscript,
    Unknown,
)
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.schema import Model
from practice_lint.project.visit import argument, calls_in, every_expression, every_step, expressions_in, tail, words
from practice_lint.scope.views import Views, calls_super, practice_words

# Libraries whose managers read the practice from the context.
AMBIENT_MANAGERS = ("django_scopes.", "django_multitenant.")
# Where forms, serializers and filter sets keep their fields.
HOLDERS = frozenset({"fields", "filters", "base_fields", "base_filters", "declared_fields", "_declared_fields"})
# What of a field, once set, decides which rows it takes, or that it takes none.
DECIDING = frozenset({"queryset", "limit_choices_to", "choices", "read_only", "disabled", "get_queryset"})
LOCKING = frozenset({"read_only", "disabled"})
CALLER = frozenset({"user", "request", "context", "instance", "membership", "member", "current_user"})
CHECKING = ("validate", "clean", "_post_clean", "full_clean", "is_valid", "run_validation", "to_internal_value")
STORING_METHODS = ("create", "update", "save", "perform_create", "perform_update")
LOOKING = frozenset({"filter", "get", "exclude", "exists", "get_object_or_404"})
NARROWING_CALLS = frozenset({"filter", "complex_filter", "exclude"})
FOLLOWED = 2  # functions that a form hands its fields to, one calling the other


@dataclass(frozen=True, slots=True)
class Touched:
    """What a body does with its form's fields: `names` are narrowed, with `everything` all of them."""

    names: frozenset[str] = frozenset()
    everything: bool = False

    def __contains__(self, name: object) -> bool:
        return self.everything or name in self.names

    def __or__(self, other: Touched) -> Touched:
        return Touched(self.names | other.names, self.everything or other.everything)


class Narrowing:
    def __init__(self, project: Project, views: Views) -> None:
        self.project, self.names, self.models, self.views = project, project.names, project.models, views
        self._words = practice_words(project)
        self.touched = lru_cache(maxsize=None)(self._touched)
        self.scoping_manager = lru_cache(maxsize=None)(self._scoping_manager)

    def speaks(self, word: str) -> bool:
        """Whether the word names the practice."""
        return self._words is not None and self._words.search(word) is not None

    # ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def every_row(self, scope: str, expr: Expr) -> str | None:
        """The model of which the expression gives every practice's rows; None where it is narrowed or not followed."""
        steps: list[str] = []
        while True:
            match expr:
                case Call(function=Attribute(of=of, name=name), args=args, keywords=keywords):
                    values = (*args, *(keyword.value for keyword in keywords))
                    if name == "none" or any(self.speaks(k.name) or "user" in k.name for k in keywords):
                        return None
                    if any(self._varies(part) for value in values for part in every_expression(value)):
                        return None
                    steps.append(name)
                    expr = of
                case Attribute(of=of, name=name):
                    model = self.models.resolve_value(scope, of)
                    if model is None or not self._is_manager(model, name):
                        return None
                    return None if self._scopes(model, name, steps) else model
                case Call() | Local() | Global() | Import() if not steps:
                    model = self.models.resolve_value(scope, expr)
                    return None if model is None or self._scopes(model, None, steps) else model
                case _:
                    return None

    def _is_manager(self, model: str, name: str) -> bool:
        return name in self.models.by_name[model].managers or name in ("objects", "_default_manager", "_base_manager")

    def _varies(self, expr: Expr) -> bool:
        """Whether a value decides at run time (a variable, the practice), rather than a constant of the program."""
        match expr:
            case Local():
                return True
            case Attribute(name=name) | Global(name=name):
                return self.speaks(name)
            case Constant(value=str() as text):
                return text.isidentifier() and self.speaks(text)
        return False

    def _scopes(self, model: str, manager: str | None, steps: list[str]) -> bool:
        record = self.models.by_name[model]
        if manager in (None, "_default_manager"):
            manager = record.default_manager
        if self.scoping_manager(model, manager):
            return True
        held = record.managers.get(manager or "")
        for owner in (held.manager, held.queryset) if held is not None else ():
            for step in steps if owner is not None else ():
                method = self.names.method(owner or "", step)
                if method is not None and not self._sketched(method) and self.views.narrows(method.facts):
                    return True
        return False

    def scoped_by_default(self, model: Model) -> bool:
        """Whether the default manager, which implicit fields and the admin read, narrows by the active practice."""
        return self.scoping_manager(model.name, model.default_manager)

    def _scoping_manager(self, model: str, manager: str) -> bool:
        held = self.models.by_name[model].managers.get(manager)
        if held is None:
            return False
        for owner in (held.manager, held.queryset):
            if owner is None:
                continue
            lineage = self.names.mro(owner) if owner in self.names.classes else (owner,)
            if any(base.startswith(AMBIENT_MANAGERS) for base in lineage):
                return True
            if any(self.views.narrows(method.facts) for method in self._chain(owner, "get_queryset")):
                return True
        return False

    def _chain(self, cls: str, name: str) -> Iterator[FunctionRecord]:
        """The project's methods that run when the class's is called: the first, and what `super()` leads on to."""
        method = self.names.method(cls, name)
        while method is not None and not self._sketched(method):
            yield method
            if not calls_super(method.facts):
                return
            method = self.names.method(cls, name, after=method.owner)

    def _sketched(self, function: FunctionRecord) -> bool:
        return self.names.modules[function.module].stub

    # ── methods ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def methods(self, cls: str) -> Iterator[FunctionRecord]:
        """The project's methods along the MRO, those that another one hides included: it may call `super()`."""
        for owner in self.names.mro(cls):
            record = self.names.classes.get(owner)
            if record is None or self.names.modules[record.module].stub:
                continue
            for step in record.facts.body:
                if isinstance(step, Bind) and isinstance(step.value, Defined):
                    function = self.names.functions.get(f"{record.module}.{step.value.name}")
                    if function is not None:
                        yield function

    def by_methods(self, cls: str) -> Touched:
        """What the methods of a class do with the fields."""
        found = Touched()
        for function in self.methods(cls):
            found |= self.touched(function.name, 0)
            word = function.facts.name.rpartition(".")[2]
            if word.startswith("get_") and word.endswith("_queryset") and word != "get_queryset":
                found |= Touched(frozenset({word[4:-9]}))
            if word == "formfield_callback":
                found |= Touched(everything=True)
        return found

    def _touched(self, name: str, depth: int) -> Touched:
        function = self.names.functions[name]
        body = function.facts.body
        aliases: dict[str, str | None] = {}  # a local name -> the field that it stands for, None for any of them
        looped = _constant_loops(body)
        found: set[str | None] = set()
        holds = any(_holder(expr) for expr in expressions_in(body)) or function.facts.name.endswith("get_fields")
        sometimes = {id(s) for step in every_step(body) if isinstance(step, If) for s in every_step(step.then)}
        for step in every_step(body):
            match step:
                case Bind(target=Local(name=alias), value=value):
                    hit = _field(value, aliases)
                    if hit is not None and hit[1] is None:
                        aliases[alias] = hit[0]
                case For(target=target, iterable=iterable) if any(_holder(e) for e in every_expression(iterable)):
                    for part in target.parts if isinstance(target, Combine) else (target,):
                        if isinstance(part, Local):
                            aliases[part.name] = None
                case Bind(target=target, value=value):
                    hit = _field(target, aliases)
                    if hit is None and holds and isinstance(target, Attribute) and target.name == "queryset":
                        hit = (None, "queryset")  # of a field that a loop or a helper found
                    if hit is not None and hit[1] in LOCKING and (id(step) in sometimes or value == Constant(False)):
                        continue  # `if read_only: field.disabled = True`: else it takes what is sent
                    if hit is not None and (hit[1] is None or hit[1] in DECIDING) and not self._offers_all(name, value):
                        found.update(looped.get(hit[0] or "", [hit[0]]))
                case Evaluate(value=value) if isinstance(value, Unknown) and not isinstance(value.parts[0], Call):
                    hit = _field(value.parts[0], aliases)  # del self.fields["x"]
                    if hit is not None and hit[1] is None:
                        found.update(looped.get(hit[0] or "", [hit[0]]))
        handed = Touched()
        for call in calls_in(body):
            match call:
                case Call(function=Attribute(of=of, name="pop"), args=(key, *_)) if _holder(of):
                    word = _key(key)
                    found.update(looped.get(word or "", [word]))
                case Call(function=Global(name="setattr"), args=(of, Constant(value=str(word)), value)):
                    hit = _field(of, aliases)
                    if hit is not None and word in DECIDING and not self._offers_all(name, value):
                        found.add(hit[0])
                case Call() if depth < FOLLOWED and any(_hands_over(part) for part in call.args):
                    symbol = self.names.resolve_within(name, call.function)
                    helper = self.names.functions.get(symbol.name) if symbol is not None else None
                    if helper is not None and not self._sketched(helper):
                        handed |= self.touched(helper.name, depth + 1)
                        if any(_is_deciding(step) for step in every_step(helper.facts.body)):
                            handed |= Touched(everything=True)
        everything = None in found or any(word is not None and word.startswith("<") for word in found)
        return handed | Touched(frozenset(word for word in found if word is not None), everything)

    def _offers_all(self, scope: str, value: Expr) -> bool:
        """Whether what is put in place still offers every row: a queryset of constants, or a field over one."""
        if isinstance(value, Call):
            inner = argument(value, "queryset")
            if inner is not None:
                return self.every_row(scope, inner) is not None
        if self._refines(value):
            return True
        model = self.every_row(scope, value)
        return model is not None and self.project.tenancy.scoped(model)

    def _refines(self, value: Expr) -> bool:
        """`self.fields["room"].queryset.filter(active=True)`: what was there, less some rows of every practice."""
        while True:
            match value:
                case Call(function=Attribute(of=of, name=name), args=args, keywords=keywords) if name != "none":
                    values = (*args, *(keyword.value for keyword in keywords))
                    if any(self.speaks(k.name) for k in keywords):
                        return False
                    if any(self._varies(part) for each in values for part in every_expression(each)):
                        return False
                    value = of
                case Attribute(of=Subscript(of=of), name="queryset"):
                    return _holder(of)
                case _:
                    return False

    # ── checks ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def checked(self, cls: str, field: str, practice: bool) -> bool:
        """Whether a validating method speaks of the field and of the practice, or of the caller where the field is the
        practice itself."""
        for function in self.methods(cls):
            word = function.facts.name.rpartition(".")[2]
            own = word in (f"validate_{field}", f"clean_{field}")
            if own and self._mentions(function.facts, {field}, practice or None):
                return True
            if word in STORING_METHODS and not practice and self.looks_up(function.facts, field):
                return True
            if (own or word in CHECKING) and not practice and _compares(function.facts, field):
                return True
            if word in CHECKING and field in spoken(function.facts):
                if self._mentions(function.facts, {field, f"{field}_id"}, practice):
                    return True
        return False

    def looks_up(self, function: Function, field: str) -> bool:
        """Whether a body names the field as a text and compares something with the practice, or filters by it."""
        named = filtered = False
        for expr in expressions_in(function.body):
            match expr:
                case Constant(value=str() as text):
                    named |= text == field
                case Combine(how="==" | "!=" | "in" | "not in", parts=parts):
                    filtered |= any(
                        self._varies_with_practice(part) for each in parts for part in every_expression(each)
                    )
                case Call(keywords=keywords, function=made) if tail(made) in LOOKING:
                    filtered |= any(self.speaks(keyword.name) for keyword in keywords)
        return named and filtered

    def _varies_with_practice(self, expr: Expr) -> bool:
        return isinstance(expr, (Attribute, Local)) and self.speaks(expr.name)

    def _mentions(self, function: Function, apart: set[str], practice: bool | None) -> bool:
        """Whether the body speaks of the practice, or (`practice`: only, None: also) of the caller."""
        said = spoken(function) - apart - {function.name}
        caller = bool(said & CALLER) or any("user" in word for word in said)
        return caller if practice else (any(map(self.speaks, said)) or (practice is None and caller))

    def speaking(self, cls: str) -> bool:
        """Whether a method of a field's class speaks of the practice or of the caller: it finds its rows itself."""
        return any(self._mentions(function.facts, set(), None) for function in self.methods(cls))

    def validated(self, scope: str, call: Call, practice: bool) -> bool:
        """Whether one of a field's own `validators` asks whose the value is: one that is handed the field or its
        serializer (`requires_context`, `set_context` until DRF 3.12) knows the caller."""
        given = argument(call, "validators")
        for each in given.parts if isinstance(given, Combine) else ():
            symbol = self.names.resolve_within(scope, each.function if isinstance(each, Call) else each)
            if symbol is None:
                continue
            function = self.names.functions.get(symbol.name)
            held = [function] if function is not None else list(self.methods(symbol.name))
            if any(not self._sketched(f) and self._mentions(f.facts, set(), practice or None) for f in held):
                return True
        return False

    def overwritten(self, cls: str, field: str) -> bool:
        """Whether the class itself puts another value in the field's place before or while it stores the row."""
        found = {
            function.facts.name.rpartition(".")[2]
            for function in self.methods(cls)
            if overwrites(function.facts, field)
        }
        if found == {"update"} and self._taken_by_create(cls, field):
            return False
        return any(not name.startswith(("to_representation", "get_")) for name in found)

    def _taken_by_create(self, cls: str, field: str) -> bool:
        """`update` drops what `create` reads: a row is moved nowhere, but made anywhere."""
        return any(
            function.facts.name.rpartition(".")[2] == "create"
            and any(_given(expr, (field,)) for expr in expressions_in(function.facts.body))
            for function in self.methods(cls)
        )


def overwrites(function: Function, field: str) -> bool:
    """Whether the body stores a value of its own: `serializer.save(practice=…)`, `row.practice = …`."""
    keys = (field, f"{field}_id")
    taken: set[str] = set()  # locals that hold what the sender wrote

    def sent(value: Expr) -> bool:
        return _given(value, keys) and not _of_context(value)

    def own(value: Expr) -> bool:
        return not sent(value) and not any(isinstance(e, Local) and e.name in taken for e in every_expression(value))

    for step in every_step(function.body):
        match step:
            case Bind(target=Local(name=name), value=value) if sent(value):
                taken.add(name)
            case Bind(target=Subscript(of=of, index=Constant(value=str(word))), value=value):
                if word in keys and not _holder(of) and own(value):
                    return True
            case Bind(target=Attribute(of=of, name=word), value=value):
                if word in keys and words(of) != "self" and own(value):
                    return True
            case Evaluate(value=Call(function=Attribute(name="pop"), args=(Constant(value=word), *_))):
                if word == field:
                    return True
    if any(_sets_key(expr, keys) for expr in expressions_in(function.body)):
        return True
    return any(
        tail(call.function) in STORING and any(k.name in keys and own(k.value) for k in call.keywords)
        for call in calls_in(function.body)
    )


def _sets_key(expr: Expr, keys: tuple[str, ...]) -> bool:
    """`data.update({"practice": …})`, `{**request.data, "practice": …}`"""
    match expr:
        case Call(function=Attribute(name="update"), args=(Combine(how="{:}", parts=parts),)):
            pass
        case Combine(how="{:}", parts=parts) if any(isinstance(p, Combine) and p.how == "**" for p in parts):
            pass
        case _:
            return False
    pairs = [part.parts for part in parts if isinstance(part, Combine) and part.how == ":"]
    return any(isinstance(key, Constant) and key.value in keys and not _given(value, keys) for key, value in pairs)


STORING = frozenset({"save", "create", "update", "update_or_create", "get_or_create"})


def _given(value: Expr, keys: tuple[str, ...]) -> bool:
    """Whether the value is what the sender wrote: `validated_data["practice"]`."""
    return any(isinstance(expr, Constant) and expr.value in keys for expr in every_expression(value))


def _of_context(value: Expr) -> bool:
    """`self.context["practice"]`: what the view passed in."""
    return any(isinstance(e, (Local, Attribute)) and e.name == "context" for e in every_expression(value))


def _compares(function: Function, field: str) -> bool:
    """Whether the body compares what the chosen row points to with another value: `segment.project != project`."""
    aliases = {field}
    for step in every_step(function.body):
        if isinstance(step, Bind) and isinstance(step.target, Local) and _given(step.value, (field,)):
            aliases.add(step.target.name)
    for expr in expressions_in(function.body):
        if isinstance(expr, Call) and tail(expr.function) in LOOKING and len(expr.keywords) > 1:
            about = [keyword for keyword in expr.keywords if _about(keyword.value, field, aliases)]
            within = [k for k in expr.keywords if k not in about and not isinstance(k.value, Constant)]
            if about and within:  # exists(pk=the row's, project=…)
                return True
        if isinstance(expr, Combine) and expr.how in ("==", "!=", "in", "not in") and len(expr.parts) == 2:
            hops = [part for part in expr.parts if isinstance(part, (Attribute, Call))]
            rows = [e for part in hops for e in every_expression(part) if isinstance(e, (Attribute, Subscript))]
            named = any(
                (isinstance(row.of, Local) and row.of.name in aliases)
                or (isinstance(row.of, Subscript) and row.of.index == Constant(field))
                for row in rows
            )
            if named and not any(isinstance(part, Constant) for part in expr.parts):
                return True
    return False


def _about(value: Expr, field: str, aliases: set[str]) -> bool:
    return _given(value, (field,)) or any(isinstance(e, Local) and e.name in aliases for e in every_expression(value))


def spoken(function: Function) -> set[str]:
    """Every name, attribute, keyword and text of a body."""
    found: set[str] = set()
    for expr in expressions_in(function.body):
        match expr:
            case Attribute(name=word) | Local(name=word) | Global(name=word):
                found.add(word)
            case Constant(value=str() as text) if text.isidentifier():
                found.add(text)
            case Call(keywords=keywords):
                found.update(part for keyword in keywords for part in (keyword.name, *keyword.name.split("__")))
            case Import(path=path):
                found.add(path.rpartition(".")[2])
    return found


def _holder(expr: Expr) -> bool:
    match expr:
        case Attribute(name=name) | Local(name=name):
            return name in HOLDERS
    return False


def _key(index: Expr) -> str | None:
    match index:
        case Constant(value=str() as word):
            return word
        case Local(name=word):
            return f"<{word}>"  # a name of a loop, perhaps over constants
    return None


def _field(expr: Expr, aliases: dict[str, str | None]) -> tuple[str | None, str | None] | None:
    """`self.fields["patient"].queryset` -> ("patient", "queryset"); None where no field of a form is meant."""
    deciding: str | None = None
    while True:
        match expr:
            case Subscript(of=of, index=index) if _holder(of):
                return _key(index), deciding
            case Call(function=Attribute(of=of, name="get" | "pop"), args=(index, *_)) if _holder(of):
                return _key(index), deciding
            case Local(name=name) if name in aliases:
                return aliases[name], deciding
            case Attribute(of=of, name=name) | Subscript(of=of, index=Constant(value=str(name))):
                deciding = name if deciding is None or name in DECIDING else deciding
                expr = of
            case _:
                return None


def _constant_loops(body: tuple[Step, ...]) -> dict[str, list[str | None]]:
    """`for name in ("patient", "room"):` -> the names, by the loop's variable as `_key` writes it."""
    found: dict[str, list[str | None]] = {}
    for step in every_step(body):
        if isinstance(step, For) and isinstance(step.target, Local) and isinstance(step.iterable, Combine):
            texts = [p.value for p in step.iterable.parts if isinstance(p, Constant) and isinstance(p.value, str)]
            if texts and len(texts) == len(step.iterable.parts):
                found[f"<{step.target.name}>"] = list(texts)
    return found


def _hands_over(arg: Expr) -> bool:
    return arg == Local("self") or any(_holder(expr) for expr in every_expression(arg))


def _is_deciding(step: Step) -> bool:
    return isinstance(step, Bind) and isinstance(step.target, Attribute) and step.target.name == "queryset"
