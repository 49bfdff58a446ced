"""What stands in front of a view and may ask whether the caller belongs to the practice: decorators, permission
classes, the hooks that run before the handler.

In: `Project`. Out: `Gate`, the keys that such code reads. Deliberately unknown: what a check proves; the interpreter
runs the same code and knows. These keys say only where a check was there that it could not follow, so that doubt is
no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Combine,
    Constant,
    Evaluate,
    Expr,
    Global,
    Import,
    Leave,
    Local,
    Subscript,
)
from practice_lint.project.entry import Entry
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import every_expression, every_step, expressions_in, tail
from practice_lint.scope.views import DRF, practice_words

# Methods of a view class that its framework or a common mixin runs in front of the handler.
GUARDS = frozenset(
    {
        "dispatch", "setup", "initial", "initialize_request", "test_func", "get_test_func", "has_permission",
        "check_permissions", "get_permissions", "get_permission_required", "has_view_permission", "has_org_perm",
        "pre_process", "check_object_permissions", "permission_denied", "prepare",
    }
)  # fmt: skip
ANSWERING = frozenset({"has_permission", "has_object_permission", "test_func", "allow_request"})  # by True or False
REFUSALS = frozenset(
    {
        "get_object_or_404", "aget_object_or_404", "HttpResponseForbidden", "HttpResponseNotFound", "redirect",
        "HttpResponseRedirect", "permission_denied", "handle_no_permission", "redirect_to_login",
    }
)  # fmt: skip
MADE_TO_REFUSE = frozenset(
    {"HttpResponseForbidden", "HttpResponseNotFound", "HttpResponseRedirect", "Http404", "PermissionDenied", "NotFound"}
)
CALLER = re.compile(r"user|member")
PUBLIC = frozenset({"AllowAny", "login_not_required", "LoginNotRequiredMixin"})
FOR_EVERYBODY = frozenset({"rest_framework.permissions.IsAuthenticated", "rest_framework.permissions.AllowAny"})
# Where code reads the address as a whole, whichever of its parts are meant.
WHOLE_ADDRESS = frozenset({"get_full_path", "build_absolute_uri"})
WHOLE_PATH = frozenset({"path", "path_info", "resolver_match", "parser_context"})  # without the query string
SENT = frozenset({"GET", "POST", "query_params", "data", "body"})
SENDING_BACK = frozenset({"redirect", "HttpResponseRedirect", "redirect_to_login"})
READING = frozenset({"get", "pop", "getlist", "setdefault"})
ANY = "*"
ANY_OF_PATH = "/*"
ANY_SENT = "?*"  # of the query string or the body, by a name that is not known
FOLLOWED = 6  # functions, one calling the other, behind a gate's own


@dataclass(frozen=True, slots=True)
class Gate:
    """`keys`: the texts and parameter names of the code in front of a view that speaks of the caller and of the
    practice, empty where there is no such code. `public`: whether the view says that anybody may enter."""

    keys: frozenset[str]
    public: bool

    def names(self, key: str, source: str) -> bool:
        """Whether the code reads the request value of that name, or one whose name is not known."""
        last = key.removesuffix("[]").rpartition(".")[2]
        whole = {ANY, ANY_OF_PATH} if source == "url" else {ANY}
        return last in self.keys or (bool(self.keys) and (last in ("", ANY) or not whole.isdisjoint(self.keys)))


class Gates:
    def __init__(self, project: Project) -> None:
        self.project, self.names, self.models, self.tenancy = project, project.names, project.models, project.tenancy
        self._words = practice_words(project)
        self._known: dict[tuple[str, str | None], frozenset[str]] = {}

    def of(self, entry: Entry, handler: str | None = None) -> Gate:
        """What stands in front of a view function, or of a handler (method name) of a view class."""
        said: set[str] = set()
        plain: set[str] = set()
        for function in self._wrappers(entry.module, entry.wrappers):
            self._add(function, said)
        plain.update(name.rpartition(".")[2] for name in entry.wrappers)
        record = self.names.functions.get(entry.target)
        if record is not None:
            self._decorated(record.name, record.module, record.facts.decorators, said, plain)
        elif entry.target in self.names.classes:
            self._class(entry.target, handler, said, plain)
        return Gate(frozenset(said), bool(plain & PUBLIC))

    # ── where gates stand ───────────────────────────────────────────────────────────────────────────────────────────

    def _wrappers(self, module: str, wrappers: Iterable[str]) -> Iterator[FunctionRecord]:
        for name in wrappers:
            symbol = self.names.resolve_path(module, name)
            if symbol is not None and symbol.name in self.names.functions:
                yield self.names.functions[symbol.name]

    def _decorated(
        self, scope: str, module: str, decorators: tuple[Expr, ...], said: set[str], plain: set[str]
    ) -> None:
        for decorator in decorators:
            texts = {
                e.value for e in every_expression(decorator) if isinstance(e, Constant) and isinstance(e.value, str)
            }
            for expr in every_expression(decorator):
                plain.add(tail(expr))
                symbol = self.names.resolve_expr(module, expr)
                if symbol is None:
                    continue
                if symbol.name in self.names.functions:
                    self._add(self.names.functions[symbol.name], said, texts)
                elif symbol.name in self.names.classes and not self._sketched(self.names.classes[symbol.name].module):
                    for method in self._answering(symbol.name):
                        self._add(method, said, texts)

    def _class(self, cls: str, handler: str | None, said: set[str], plain: set[str]) -> None:
        for owner in self.names.mro(cls):
            plain.add(owner.rpartition(".")[2])
            record = self.names.classes.get(owner)
            if record is None or self._sketched(record.module):
                continue
            self._decorated(owner, record.module, record.facts.decorators, said, plain)
            for name in {*GUARDS, handler or "dispatch"}:
                method = self.names.functions.get(f"{owner}.{name}")
                if method is None:
                    continue
                self._decorated(method.name, method.module, method.facts.decorators, said, plain)
                if name in GUARDS:
                    self._add(method, said, view=cls)
        for name in ("permission_classes", "permission_class"):
            bound = self.names.attribute(cls, name)
            if bound is not None and not self._sketched(self.names.classes[bound[0]].module):
                self._permissions(bound[0], bound[1], said, plain)
                if isinstance(bound[1], Combine) and not bound[1].parts:
                    plain.add("AllowAny")  # what an empty list says
                return
        if DRF in self.names.mro(cls):
            for permission in self._default_permissions:
                plain.add(permission.rpartition(".")[2])
                for method in self._answering(permission):
                    self._add(method, said)

    def _permissions(self, scope: str, value: Expr, said: set[str], plain: set[str], depth: int = 0) -> None:
        for expr in every_expression(value):
            plain.add(tail(expr))
            if any(expr in every_expression(open_) for open_ in self._open_ways(scope, value)):
                continue
            symbol = self.names.resolve_within(scope, expr)
            if symbol is not None and symbol.kind == "value" and depth < FOLLOWED:
                for module, bound in self.names.values(symbol.name):
                    self._permissions(module, bound, said, plain, depth + 1)
                continue
            if symbol is not None and symbol.name in self.names.classes:
                for method in self._answering(symbol.name):
                    self._add(method, said)
            elif symbol is not None and symbol.name in self.names.functions:
                self._add(self.names.functions[symbol.name], said)

    def _open_ways(self, scope: str, value: Expr) -> Iterator[Expr]:
        """`IsAuthenticated | OwnsIt`: what the others ask turns nobody away who is signed in."""
        for expr in every_expression(value):
            if isinstance(expr, Combine) and expr.how == "|":
                symbols = [self.names.resolve_within(scope, part) for part in expr.parts]
                if any(symbol is not None and symbol.name in FOR_EVERYBODY for symbol in symbols):
                    yield expr

    @cached_property
    def _default_permissions(self) -> tuple[str, ...]:
        setting = self.project.settings.get("REST_FRAMEWORK")
        if setting is None or not isinstance(setting.value, dict):
            return ()
        given = setting.value.get("DEFAULT_PERMISSION_CLASSES")
        found = []
        for path in given if isinstance(given, tuple) else ():
            symbol = self.names.resolve_path(setting.module, path) if isinstance(path, str) else None
            found.append(symbol.name if symbol is not None else str(path))
        return tuple(found)

    def _answering(self, cls: str) -> Iterator[FunctionRecord]:
        """The project's methods of a permission class, or of a class that decorates."""
        for owner in self.names.mro(cls) if cls in self.names.classes else ():
            for name in (*ANSWERING, "__call__", "__init__"):
                method = self.names.functions.get(f"{owner}.{name}")
                if method is not None and not self._sketched(method.module):
                    yield method

    # ── what a gate says ────────────────────────────────────────────────────────────────────────────────────────────

    def _add(
        self, function: FunctionRecord, said: set[str], texts: Iterable[str] = (), view: str | None = None
    ) -> None:
        """`view`: the class whose methods the function finds on `self`, where that is not its own."""
        if not self._sketched(function.module):
            keys = self._gate_keys(function, view)
            said |= keys
            if keys:
                said.update(texts)

    def _gate_keys(self, function: FunctionRecord, view: str | None = None) -> frozenset[str]:
        """The keys of a function that asks who the caller is, whose the practice is, and may refuse; else none."""
        found = self._known.get((function.name, view))
        if found is None:
            self._known[function.name, view] = frozenset()
            reached = list(self._reached(function, view))
            said = frozenset(word for each in reached for word in self._spoken(each))
            refuses = function.facts.name.rpartition(".")[2] in ANSWERING or any(map(_refuses, reached))
            refuses = refuses and not _forgets(function)
            carried = any(name in self._carried for each in reached for name in _read_of_request(each))
            asks = carried or any(self._about_practice(word) for word in said)
            if refuses and asks and any(CALLER.search(word) for word in said):
                own = [each for each in reached if f"{each.name}.".startswith(f"{function.name}.")]
                found = frozenset(param.name for each in own for param in each.facts.params)
                found |= frozenset(key for each in reached for key in self._keys(each))
                if {ANY_OF_PATH, ANY_SENT} <= found:
                    found |= {ANY}
                found = found - {ANY_SENT} | (self._keys_of_middleware if carried else frozenset())
            else:
                found = frozenset()
            self._known[function.name, view] = found
        return found

    def _about_practice(self, word: str) -> bool:
        return (self._words is not None and self._words.search(word.lower()) is not None) or word in self._members

    @cached_property
    def _members(self) -> frozenset[str]:
        return frozenset(name.rpartition(".")[2] for name in (*self.tenancy.memberships, *self.tenancy.practices))

    def _reached(self, function: FunctionRecord, view: str | None = None) -> Iterator[FunctionRecord]:
        """The function, those nested in it, and the project's functions that these call."""
        seen: dict[str, FunctionRecord] = {}
        layer = [function]
        for _ in range(FOLLOWED):
            following: list[FunctionRecord] = []
            for each in layer:
                if each.name in seen or self._sketched(each.module):
                    continue
                seen[each.name] = each
                following += self._nested.get(each.name, ())
                following += self._called(each, view)
            layer = following
        yield from seen.values()

    def _called(self, function: FunctionRecord, view: str | None) -> Iterator[FunctionRecord]:
        owner = function.owner
        if view is not None and owner in self.names.mro(view):
            owner = view
        for expr in expressions_in(function.facts.body):
            match expr:
                case Attribute(of=Local(name="self" | "cls"), name=name) if owner is not None:
                    method = self.names.method(owner, name)
                    if method is not None:
                        yield method
                case Attribute(name=name) if (method := self._asked.get(name)) is not None:
                    yield method
                case Attribute() | Local() | Global() | Import():
                    symbol = self.names.resolve_within(function.name, expr)
                    if symbol is not None and symbol.name in self.names.functions:
                        yield self.names.functions[symbol.name]
                    elif symbol is not None and symbol.kind == "class":
                        yield from self._answering(symbol.name)

    @cached_property
    def _asked(self) -> dict[str, FunctionRecord]:
        """Methods of the user, the practice and the memberships, by name: `request.user.is_member_of(…)`."""
        found: dict[str, FunctionRecord] = {}
        for model in (*self.tenancy.memberships, *self.tenancy.practices, self.models.user or ""):
            for owner in self.names.mro(model) if model in self.names.classes else ():
                for name, record in self._methods.get(owner, {}).items():
                    found[name] = record
        return found

    @cached_property
    def _methods(self) -> dict[str, dict[str, FunctionRecord]]:
        found: dict[str, dict[str, FunctionRecord]] = {}
        for record in self.names.functions.values():
            if record.owner is not None and not self._sketched(record.module):
                found.setdefault(record.owner, {})[record.name.rpartition(".")[2]] = record
        return found

    @cached_property
    def _nested(self) -> dict[str, list[FunctionRecord]]:
        found: dict[str, list[FunctionRecord]] = {}
        for record in self.names.functions.values():
            outer = record.name.rpartition(".")[0]
            if outer in self.names.functions:
                found.setdefault(outer, []).append(record)
        return found

    # ── what middleware prepared for them ───────────────────────────────────────────────────────────────────────────

    @cached_property
    def _middleware(self) -> tuple[FunctionRecord, ...]:
        found: dict[str, FunctionRecord] = {}
        for entry in self.project.entries:
            if entry.kind == "middleware":
                own = self.names.functions.get(entry.target)
                for record in (own,) if own is not None else self._methods.get(entry.target, {}).values():
                    found.update({each.name: each for each in self._reached(record)})
        return tuple(found.values())

    @cached_property
    def _keys_of_middleware(self) -> frozenset[str]:
        return frozenset(key for each in self._middleware for key in self._keys(each)) - {ANY, ANY_OF_PATH, ANY_SENT}

    @cached_property
    def _carried(self) -> frozenset[str]:
        """Attributes that middleware puts on the request and that hold the practice or a membership."""
        found: set[str] = set()
        for each in self._middleware:
            for step in every_step(each.facts.body):
                if isinstance(step, Bind) and isinstance(step.target, Attribute) and step.target.of == Local("request"):
                    symbols = [self.names.resolve_within(each.name, expr) for expr in every_expression(step.value)]
                    called = [self.names.functions[s.name] for s in symbols if s and s.name in self.names.functions]
                    reached = [inner for function in called for inner in self._reached(function)]
                    asked = any(self._about_practice(word) for inner in reached for word in self._spoken(inner))
                    if asked or (self._about_practice(step.target.name) and self._turns_away(each)):
                        found.add(step.target.name)
        return frozenset(found)

    def _turns_away(self, function: FunctionRecord) -> bool:
        """Whether middleware asks who the caller is, and may refuse before it puts something on the request."""
        return _refuses(function) and any(CALLER.search(word) for word in self._spoken(function))

    def _keys(self, function: FunctionRecord) -> Iterator[str]:
        """Texts that something is looked up by, which may name a value of the request; ANY where the whole address is
        read, and not only to come back to it after a login."""
        for expr in expressions_in(function.facts.body):
            match expr:
                case Subscript(index=Constant(value=str() as text)):
                    yield text
                case Call(function=Attribute(of=of, name=name), args=(Constant(value=str() as text), *_)):
                    if name in READING and tail(of) != "session":
                        yield text
                case Combine(how="in" | "not in", parts=(Constant(value=str() as text), *_)):
                    yield text
                case Call(function=Global(name="getattr"), args=(_, Constant(value=str() as text), *_)):
                    yield text
        read = frozenset(_asked_of_request(function))
        if WHOLE_ADDRESS & read:
            yield ANY
        if WHOLE_PATH & read:
            yield ANY_OF_PATH
        if _hands_on_what_was_sent(function):
            yield ANY_SENT

    def _spoken(self, function: FunctionRecord) -> Iterator[str]:
        for expr in expressions_in(function.facts.body):
            match expr:
                case Attribute(name=word) | Local(name=word):
                    yield word
                case Call(keywords=keywords):
                    yield tail(expr)
                    for keyword in keywords:
                        yield keyword.name
                        yield from keyword.name.split("__")
                case _:
                    word = tail(expr)
                    if word:
                        yield word

    def _sketched(self, module: str) -> bool:
        return self.names.modules[module].stub


def _read_of_request(function: FunctionRecord) -> Iterator[str]:
    for expr in expressions_in(function.facts.body):
        match expr:
            case Attribute(of=Local(name="request") | Attribute(name="request" | "_request"), name=name):
                yield name


def _forgets(function: FunctionRecord) -> bool:
    """`HttpResponseForbidden()`, `Http404()` as statements, neither returned nor raised: nobody is turned away."""
    return any(
        isinstance(step, Evaluate) and isinstance(step.value, Call) and tail(step.value) in MADE_TO_REFUSE
        for step in every_step(function.facts.body)
    )


def _asked_of_request(function: FunctionRecord) -> Iterator[str]:
    """What it reads of the request, but for where it sends the caller: `redirect(f"…?next={request.path}")`."""
    back: set[int] = set()
    for expr in expressions_in(function.facts.body):
        if isinstance(expr, Call) and tail(expr) in SENDING_BACK:
            back.update(id(part) for part in every_expression(expr))
        match expr:
            case Attribute(of=Local(name="request") | Attribute(name="request" | "_request"), name=name):
                if id(expr) not in back:
                    yield name


def _hands_on_what_was_sent(function: FunctionRecord) -> bool:
    """Whether it reads `request.data` otherwise than by a text: `chosen(request.data)`, `request.GET.get(name)`."""
    named: set[int] = set()
    for expr in expressions_in(function.facts.body):
        match expr:
            case (
                Subscript(of=of, index=Constant())
                | Call(function=Attribute(of=of, name="get" | "getlist" | "pop"), args=(Constant(), *_))
            ):
                named.add(id(of))
            case Attribute(of=Local(name="request") | Attribute(name="request" | "_request"), name=name):
                if name in SENT and id(expr) not in named:
                    return True
    return False


def _refuses(function: FunctionRecord) -> bool:
    for step in every_step(function.facts.body):
        if isinstance(step, Leave) and step.how == "raise":
            return True
    return any(isinstance(e, Call) and tail(e) in REFUSALS for e in expressions_in(function.facts.body))
