"""URLconfs -> the views that routes reach.

In: `Closures`, `Routers`, the evaluated settings. Out: `UrlWalk`: entries, the URL modules seen, where APIs are
mounted. Deliberately unknown: what a view does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Combine,
    Comprehension,
    Constant,
    Defined,
    Expr,
    Global,
    Keyword,
    Lambda,
    Leave,
    Local,
    Span,
)
from practice_lint.project.closures import MAX_DEPTH, Closure, Closures
from practice_lint.project.entry import CALLED, Entry
from practice_lint.project.names import Names, Symbol
from practice_lint.project.routers import Routers, captured
from practice_lint.project.settings import DjangoSettings
from practice_lint.project.visit import argument, every_step, tail, words

URLCONF_SETTINGS = ("ROOT_URLCONF", "PUBLIC_SCHEMA_URLCONF", "ROOT_ASGI_URLCONF")
PATTERN_NAMES = ("urlpatterns", "websocket_urlpatterns", "http_urlpatterns", "channel_routing", "public_patterns")

ROUTES = frozenset({"path", "re_path", "url"})
# Calls that hold patterns -> the places of the arguments that do; None: all of them.
HOLDERS: Mapping[str, int | None] = {
    "i18n_patterns": None,
    "patterns": None,  # Django < 1.10: the first argument is a prefix of view names
    "format_suffix_patterns": 0,
    "decorator_include": 1,
    "include": 0,
    "list": 0,
    "tuple": 0,
    "URLRouter": 0,
    "AuthMiddlewareStack": 0,
    "AllowedHostsOriginValidator": 0,
    "ProtocolTypeRouter": 0,
}
AS_VIEW = frozenset({"as_view", "as_asgi", "as_django_view"})
PARTIAL = frozenset({"partial", "functools.partial"})


@dataclass(frozen=True, slots=True)
class View:
    """What the view expression of a route leads to."""

    target: str
    actions: tuple[tuple[str, str], ...] = ()
    initkwargs: tuple[Keyword, ...] = ()
    wrappers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """The route so far: its text, the decorators that an include applies, old Django's prefix of view names,
    whether it leads here only while `settings.DEBUG` is on."""

    route: str
    wrappers: tuple[str, ...] = ()
    views: str = ""
    debug: bool = False


@dataclass(slots=True)
class UrlWalk:
    """`mounts` are the prefixes under which `api.urls` of a variable (a NinjaAPI, say) is included."""

    names: Names
    closures: Closures
    routers: Routers
    entries: list[Entry] = field(default_factory=list)
    modules: set[str] = field(default_factory=set)
    mounts: dict[str, list[str]] = field(default_factory=dict)
    cruds: dict[str, list[tuple[str, str, Span]]] = field(default_factory=dict)  # CRUDL class -> (route, module, site)
    _open: set[tuple[str | None, str]] = field(default_factory=set)

    def run(self, settings: DjangoSettings) -> None:
        """The root URLconfs, then every module with `urlpatterns` that none of them includes."""
        for name in URLCONF_SETTINGS:
            for setting in settings.all(name):
                symbol = (
                    self.names.resolve_path(setting.module, setting.value) if isinstance(setting.value, str) else None
                )
                if symbol is not None and symbol.kind == "module" and symbol.name not in self.modules:
                    self._module(symbol.name, _Place(""), MAX_DEPTH * 2)
        rest = [each for each in self.names.modules.values() if not each.stub and self._patterns_of(each.name)]
        for module in sorted(rest, key=lambda each: (each.path.count("/"), each.path)):
            if module.name not in self.modules and not module.facts.problem:
                self._module(module.name, _Place(""), MAX_DEPTH * 2)

    def _patterns_of(self, module: str) -> tuple[Closure, ...]:
        return tuple(each for name in PATTERN_NAMES for each in self.closures.variable(module, name))

    def _module(self, module: str, place: _Place, depth: int) -> None:
        if (module, place.route) in self._open or depth <= 0 or module not in self.names.modules:
            return
        self.modules.add(module)
        walked = {(name, place.route) for name in (module, *(f"{module}.{each}" for each in PATTERN_NAMES))}
        self._open |= walked
        for closure in self._patterns_of(module):
            self._patterns(closure, place, depth - 1)
        self._open -= walked

    # ── lists of patterns ───────────────────────────────────────────────────────────────────────────────────────────

    def _patterns(self, closure: Closure, place: _Place, depth: int) -> None:
        if depth <= 0:
            return
        if closure.debug and not place.debug:
            place = replace(place, debug=True)
        match closure.expr:
            case Constant(value=str() as path):
                symbol = self.names.resolve_path(closure.module, path)
                if symbol is not None:
                    self._symbol(symbol, place, depth)
            case Combine(how="[]" | "()" | "{}" | "+" | "*" | ":" | "{:}", parts=parts):
                for part in parts:
                    if not isinstance(part, Constant) or len(parts) == 1:
                        self._patterns(closure.of(part), place, depth - 1)
            case Call():
                self._call(closure, closure.expr, place, depth)
            case Comprehension():
                for item in self.closures.items(closure):
                    self._patterns(item, place, depth - 1)
            case Attribute(of=of, name="urls" | "urlpatterns" | "get_urls") if self._mount(
                closure.of(of), place, depth
            ):
                pass
            case _:
                self._named(closure, place, depth)

    def _named(self, closure: Closure, place: _Place, depth: int) -> None:
        symbol = self.closures.symbol(closure)
        if symbol is not None and symbol.kind == "module":
            self._module(symbol.name, place, depth - 1)
            return
        held = symbol.name if symbol is not None and symbol.kind == "value" else None
        if (held, place.route) in self._open:
            return  # `urlpatterns = [...] + urlpatterns`: all that the name was bound to is walked where it was met
        module, _, name = (held or "").rpartition(".")
        if name in PATTERN_NAMES:
            self.modules.add(module)
        if held is not None:
            self._open.add((held, place.route))
        for option in self.closures.options(closure):
            self._patterns(option, place, depth - 1)
        self._open.discard((held, place.route))

    def _symbol(self, symbol: Symbol, place: _Place, depth: int) -> None:
        if symbol.kind == "module":
            self._module(symbol.name, place, depth - 1)
        elif symbol.kind == "value":
            for option in self.closures.value(symbol):
                self._patterns(option, place, depth - 1)

    def _call(self, closure: Closure, call: Call, place: _Place, depth: int) -> None:
        name = self._callee(closure, call)
        options = self.closures.options(closure)
        if name in ROUTES:
            self._route(closure, call, place, depth)
        elif name == "as_urlpatterns" and isinstance(call.function, Attribute):
            symbol = self._class_of(closure.of(call.function.of))
            if symbol is not None:
                self.cruds.setdefault(symbol, []).append((place.route, closure.module, call.span))
        elif name in HOLDERS:
            position = HOLDERS[name]
            if name == "patterns" and call.args:
                place = replace(place, views=self.closures.text(closure.of(call.args[0])) or "")
            if name == "decorator_include" and call.args:
                place = replace(place, wrappers=(*place.wrappers, self._word(closure.of(call.args[0]))))
            held = call.args if position is None else call.args[position : position + 1]
            for arg in held:
                if not (name in ("patterns",) and isinstance(arg, Constant)):
                    self._patterns(closure.of(arg), place, depth - 1)
        elif isinstance(call.function, Attribute) and name in ("get_urls", "urls") and not options:
            self._mount(closure.of(call.function.of), place, depth)
        else:
            for option in options:
                self._patterns(option, place, depth - 1)

    def _callee(self, closure: Closure, call: Call) -> str:
        symbol = self.closures.symbol(closure.of(call.function))
        if symbol is not None and symbol.kind in ("external", "function"):
            module = symbol.name.rpartition(".")[0]
            if symbol.kind == "external" or self._is_stub(module):
                return symbol.name.rpartition(".")[2]
            return tail(call) if tail(call) in ("get_urls", "urls") else ""
        return tail(call)

    def _is_stub(self, module: str) -> bool:
        return module in self.names.modules and self.names.modules[module].stub

    def _mount(self, holder: Closure, place: _Place, depth: int) -> bool:
        """`router.urls`, `api.urls`, `Site().urls`: whether it was one of them."""
        symbol = self.closures.symbol(holder)
        if symbol is not None and symbol.kind == "value":
            if symbol.name in self.routers:
                self.entries.extend(self.routers.entries(symbol.name, place.route, place.wrappers, place.debug))
                return True
            self.mounts.setdefault(symbol.name, []).append(place.route)
        owner = self._class_of(holder)
        method = self.names.method(owner, "get_urls") if owner is not None else None
        if method is not None and not self._is_stub(method.module):
            for each in self.closures.returns_of(method.module, method.facts.body, {}):
                self._patterns(each, place, depth - 1)
            return True
        return symbol is not None and symbol.kind in ("value", "external")

    def _class_of(self, closure: Closure, depth: int = 4) -> str | None:
        """The class of which the expression makes an instance."""
        if isinstance(closure.expr, Call):
            symbol = self.closures.symbol(closure.of(closure.expr.function))
            if symbol is not None and symbol.kind == "class":
                return symbol.name
        options = self.closures.options(closure)
        return self._class_of(options[0], depth - 1) if len(options) == 1 and depth else None

    # ── one route ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _route(self, closure: Closure, call: Call, place: _Place, depth: int) -> None:
        pattern, view = argument(call, "route", 0) or argument(call, "regex"), argument(call, "view", 1)
        if pattern is None or view is None:
            return
        text = self.closures.text(closure.of(pattern))
        route = _joined(place.route, "…" if text is None else text)
        inner = replace(place, route=route)
        if self._holds_patterns(closure.of(view)):
            self._patterns(closure.of(view), inner, depth - 1)
            return
        name = argument(call, "name", 3)
        title = self.closures.text(closure.of(name)) if name is not None else None
        for found in self.views(closure.of(view), place.views):
            kind = "consumer" if self._is_consumer(view) else "view"
            wrappers = (*place.wrappers, *found.wrappers)
            self.entries.append(
                Entry(
                    kind,  # type: ignore[arg-type]
                    found.target,
                    route,
                    captured(route),
                    found.actions,
                    found.initkwargs,
                    wrappers,
                    title,
                    closure.module,
                    call.span,
                    place.debug or closure.debug,
                    view if found.wrappers and not closure.locals else None,
                )
            )

    def _is_consumer(self, view: Expr) -> bool:
        return isinstance(view, Call) and tail(view) == "as_asgi"

    def _holds_patterns(self, view: Closure) -> bool:
        match view.expr:
            case Call():
                return self._callee(view, view.expr) in HOLDERS
            case Attribute(name="urls"):
                return True
            case Combine(how="[]" | "()"):
                return True
            case Global() | Local():
                options = self.closures.options(view)
                return bool(options) and all(
                    isinstance(each.expr, (Call, Combine, Attribute)) and self._holds_patterns(each) for each in options
                )
            case _:
                return False

    def views(self, closure: Closure, prefix: str = "", depth: int = MAX_DEPTH) -> Iterator[View]:
        """The project's (or stubs') functions and classes that the view expression leads to."""
        if depth == 0:
            return
        match closure.expr:
            case Constant(value=str() as path):
                full = f"{prefix}.{path}" if prefix else path
                yield from self._view_of(self.names.resolve_path(closure.module, full), closure, depth)
            case Lambda():
                return
            case Call(function=Attribute(of=of, name=name)) if name in AS_VIEW:
                yield from self._class_view(closure, closure.expr, of)
            case Call(function=Global(name="getattr")):
                yield from self._view_of(self.closures.symbol(closure), closure, depth)
            case Call():
                yield from self._wrapped(closure, closure.expr, prefix, depth)
            case _:
                symbol = self.closures.symbol(closure)
                if symbol is not None:
                    yield from self._view_of(symbol, closure, depth)
                else:
                    for option in self.closures.options(closure):
                        yield from self.views(option, prefix, depth - 1)

    def _view_of(self, symbol: Symbol | None, closure: Closure, depth: int) -> Iterator[View]:
        if symbol is None:
            return
        if symbol.kind in ("class", "function"):
            yield View(symbol.name)
        elif symbol.kind == "value":
            for option in self.closures.value(symbol):
                yield from self.views(option, "", depth - 1)

    def _class_view(self, closure: Closure, call: Call, of: Expr) -> Iterator[View]:
        holder = closure.of(of)
        symbol = self.closures.symbol(holder)
        if symbol is not None and symbol.kind == "value":
            for option in self.closures.options(holder):
                yield from self._class_view(closure, call, option.expr) if option.module == closure.module else ()
        if symbol is None or symbol.kind != "class":
            return
        actions: list[tuple[str, str]] = []
        for arg in call.args:
            for table in (closure.of(arg), *self.closures.options(closure.of(arg))):
                actions.extend(self._actions(table))
        yield View(symbol.name, tuple(actions), call.keywords)

    def _actions(self, table: Closure) -> Iterator[tuple[str, str]]:
        if isinstance(table.expr, Combine) and table.expr.how == "{:}":
            for pair in table.expr.parts:
                if isinstance(pair, Combine) and pair.how == ":":
                    method, handler = (self.closures.text(table.of(part)) for part in pair.parts)
                    if method is not None and handler is not None:
                        yield method.lower(), handler

    def _wrapped(self, closure: Closure, call: Call, prefix: str, depth: int) -> Iterator[View]:
        """`decorator(view)`, `decorator(option)(view)`, `partial(view, …)`, `Feed()`, a factory of views."""
        function = call.function
        while isinstance(function, Call):
            function = function.function
        symbol = self.closures.symbol(closure.of(function))
        found = [view for arg in call.args for view in self.views(closure.of(arg), prefix, depth - 1)]
        if not found:  # `route(GET=view, POST=other)`
            named = (each for k in call.keywords for each in self.views(closure.of(k.value), prefix, depth - 1))
            found = [view for view in named if view.target in self.names.functions]
        found = [view for view in found if not self._wraps(view.target)] or found  # `decorate(gate, api, view)`
        wrapper = symbol.name if symbol is not None else words(function)
        if found:
            called = CALLED if isinstance(call.function, Call) else ""
            more = () if wrapper in PARTIAL else (wrapper + called,)
            yield from (replace(view, wrappers=(*more, *view.wrappers)) for view in found)
        elif symbol is not None and symbol.kind == "class":
            yield View(symbol.name)
        elif symbol is not None and symbol.kind == "function":
            for option in self.closures.returns(symbol.name, closure):
                yield from self.views(option, prefix, depth - 1)

    def _wraps(self, function: str) -> bool:
        """Whether it returns a function of its own making."""
        record = self.names.functions.get(function)
        steps = tuple(every_step(record.facts.body)) if record is not None else ()
        made = {each.target for each in steps if isinstance(each, Bind) and isinstance(each.value, Defined)}
        back = (each.value for each in steps if isinstance(each, Leave) and each.how == "return")
        return any(isinstance(each, (Defined, Lambda)) or each in made for each in back)

    def _word(self, closure: Closure) -> str:
        symbol = self.closures.symbol(closure)
        return symbol.name if symbol is not None else words(closure.expr)


def _joined(prefix: str, pattern: str) -> str:
    """An include's prefix loses its "$", what follows one its "^": as Django matches them."""
    return prefix.removesuffix("$") + pattern.removeprefix("^") if prefix else pattern
