"""View classes: over which model each reads, and what of the project scopes it.

In: `Project`, the verdicts. Out: `Views`, asked by view or mixin name; `refined`, which gives a leak the shape of the
most specific rule. Deliberately unknown: what rules say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from practice_lint.facts import Attribute, Bind, Call, Constant, Expr, Function, Global, Local, Span
from practice_lint.project.link import Project
from practice_lint.project.visit import every_expression, every_step, expressions_in, tail
from practice_lint.project.vocabulary import column_word

if TYPE_CHECKING:
    from practice_lint.scope.program import QuerySite, Shape

DJANGO = "django.views.generic.base.View"
DRF = "rest_framework.views.APIView"
FRAMEWORKS = (DRF, DJANGO)  # DRF's views are Django's too
GENERIC = frozenset(
    {
        "django.views.generic.list.MultipleObjectMixin",
        "django.views.generic.detail.SingleObjectMixin",
        "rest_framework.generics.GenericAPIView",
    }
)
# Methods through which a generic view reads its rows, in the order they run; a mixin scopes in one of them.
PREPARING = ("dispatch", "setup", "initial")  # these scope only where they set `self.queryset`
READING = ("get_queryset", "derive_queryset", "filter_queryset", "get_object")
HOOKS = (*PREPARING, *READING)
NARROWING = frozenset({"filter", "complex_filter", "get_object_or_404", "get_list_or_404", "aget_object_or_404"})
ACTIONS = frozenset({"action", "detail_route", "list_route"})
SHARE = 0.2  # of the framework's views over practice-scoped models: a mixin for fewer is a special purpose
ENOUGH_VIEWS = 2  # a class that fewer views inherit is one view's base, not the project's mixin


@dataclass(frozen=True, slots=True)
class View:
    """A class-based view that something routes, or that looks routed.

    `model`: canonical name of the practice-scoped model that it names as `queryset` or `model`, or None. `label`:
    that model's label. `mixins`: the scope mixins in its MRO, nearest first. `generic`: the framework fetches its rows.
    """

    name: str
    module: str
    path: str
    symbol: str
    head: Span
    framework: str
    generic: bool
    model: str | None
    label: str | None
    mixins: tuple[str, ...]

    @property
    def word(self) -> str:
        return self.symbol.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Mixin:
    """A class that ties the views below it to the practice.

    `hooks`: its own methods that do so. `views`: who inherits it. `configured`: named in the configuration, not found.
    """

    name: str
    hooks: tuple[str, ...]
    views: tuple[str, ...]
    frameworks: frozenset[str]
    configured: bool

    @property
    def word(self) -> str:
        return self.name.rpartition(".")[2]


class Views:
    def __init__(self, project: Project) -> None:
        self.project, self.names, self.tenancy = project, project.names, project.tenancy
        self._words = practice_words(project)

    # ── views ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def by_name(self) -> dict[str, View]:
        """By canonical name, sorted."""
        targets = {entry.target for entry in self.project.entries if entry.kind == "view"}
        return {name: view for name in sorted(targets) if (view := self._view(name)) is not None}

    def at(self, site: QuerySite) -> View | None:
        """The view in whose class body the query stands."""
        return self.by_name.get(f"{site.module}.{site.symbol}")

    def behind(self, site: QuerySite) -> View | None:
        """The view in whose class body the query stands, or the first that inherits it and does not scope it."""
        name = f"{site.module}.{site.symbol}"
        heirs = (view for view in self.by_name.values() if name in self.names.mro(view.name))
        return self.by_name.get(name) or next((view for view in heirs if self.scoped_hook(view) is None), None)

    def around(self, site: QuerySite) -> tuple[View, str] | None:
        """The view and its method in which the query stands."""
        owner, _, method = f"{site.module}.{site.symbol}".rpartition(".")
        view = self.by_name.get(owner)
        return (view, method) if view is not None and method in self._own(owner) else None

    def _view(self, name: str) -> View | None:
        if self.sketched(name):
            return None
        record = self.names.classes[name]
        order = self.names.mro(name)
        framework = next((base for base in FRAMEWORKS if base in order), None)
        if framework is None:
            return None
        model = self._model(name)
        return View(
            name=name,
            module=record.module,
            path=self.names.modules[record.module].path,
            symbol=record.facts.name,
            head=record.facts.head,
            framework=framework,
            generic=bool(GENERIC.intersection(order)),
            model=model,
            label=known.label if (known := self.project.models.by_name.get(model or "")) is not None else None,
            mixins=tuple(owner for owner in order if owner in self.mixins),
        )

    def _model(self, view: str) -> str | None:
        """The practice-scoped model that the class body names as `model` or `queryset`."""
        for attribute in ("queryset", "model"):
            bound = self.names.attribute(view, attribute)
            if bound is None or self.sketched(bound[0]):
                continue
            model = self.root(bound[0], bound[1])
            if model is not None and self.tenancy.scoped(model):
                return model
        return None

    def root(self, scope: str, expr: Expr) -> str | None:
        """The model that a chain such as `Patient.objects.filter(…)` starts at."""
        while True:
            found = self.project.models.resolve_value(scope, expr)
            if found is not None:
                return found
            match expr:
                case Call(function=inner) | Attribute(of=inner):
                    expr = inner
                case _:
                    return None

    # ── mixins ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def mixins(self) -> dict[str, Mixin]:
        """The configured ones, else what is found: by canonical name, the most used first."""
        given = self.project.config.scope_mixins
        found = list(self._configured(given) if given else self._inferred())
        return {mixin.name: mixin for mixin in sorted(found, key=lambda m: (-len(m.views), m.name))}

    def serving(self, view: View) -> Mixin | None:
        """The mixin that the project's views of this framework are scoped by, if enough of them are."""
        peers = [
            v for v in self.by_name.values() if v.framework == view.framework and v.generic and v.model is not None
        ]
        for mixin in self.mixins.values():
            if view.framework in mixin.frameworks:
                users = sum(mixin.name in peer.mixins for peer in peers)
                if mixin.configured or users >= max(ENOUGH_VIEWS, SHARE * len(peers)):
                    return mixin
        return None

    def effective(self, view: View) -> bool:
        """Whether a hook of a scope mixin runs: nothing before it in the MRO has the hook without calling `super()`."""
        return any(self.runs(view.name, mixin, hook) for mixin in view.mixins for hook in self.mixins[mixin].hooks)

    def runs(self, view: str, mixin: str, hook: str) -> bool:
        return self.hidden_by(view, mixin, hook) is None

    def hidden_by(self, view: str, mixin: str, hook: str) -> str | None:
        """The class before the mixin in the MRO whose method of that name does not call `super()`."""
        for owner in self.names.mro(view):
            if owner == mixin:
                return None
            function = self.names.functions.get(f"{owner}.{hook}")
            if function is not None and not calls_super(function.facts):
                return owner
        return None

    def _configured(self, given: Iterable[str]) -> Iterator[Mixin]:
        for name in self._project_classes():
            if any(name == each or name.endswith("." + each) for each in given):
                hooks = tuple(hook for hook in HOOKS if hook in self._own(name))
                yield self._mixin(name, hooks, configured=True)

    def _inferred(self) -> Iterator[Mixin]:
        targets = {entry.target for entry in self.project.entries if entry.kind == "view" and entry.route is not None}
        for name in self._project_classes():
            hooks = tuple(hook for hook in HOOKS if self._narrows(name, hook) and self._passes_on(name, hook))
            if hooks and name not in targets:
                mixin = self._mixin(name, hooks, configured=False)
                if len(mixin.views) >= ENOUGH_VIEWS:
                    yield mixin

    def _mixin(self, name: str, hooks: tuple[str, ...], configured: bool) -> Mixin:
        below = self.names.descendants(name)
        views = tuple(sorted({e.target for e in self.project.entries if e.kind == "view" and e.target in below}))
        orders = [self.names.mro(view) for view in views]
        frameworks = frozenset(next((base for base in FRAMEWORKS if base in order), "") for order in orders)
        return Mixin(name, hooks, views, frameworks - {""}, configured)

    def _project_classes(self) -> Iterator[str]:
        for name in sorted(self.names.classes):
            if not self.sketched(name) and any(f"{name}.{hook}" in self.names.functions for hook in HOOKS):
                yield name

    def sketched(self, name: str) -> bool:
        """Whether a class is a library's."""
        record = self.names.classes.get(name)
        return record is None or self.names.modules[record.module].stub

    def _own(self, name: str) -> frozenset[str]:
        """The methods in the class's own body."""
        record = self.names.classes[name]
        targets = (step.target for step in record.facts.body if isinstance(step, Bind))
        return frozenset(target.name for target in targets if isinstance(target, Local))

    def _narrows(self, owner: str, hook: str) -> bool:
        function = self.names.functions.get(f"{owner}.{hook}")
        if function is None or (hook in PREPARING and not _sets_queryset(function.facts)):
            return False
        return self.narrows(function.facts)

    def _passes_on(self, owner: str, hook: str) -> bool:
        """Whether the hook narrows what the view below it reads, rather than a model of its own."""
        function = self.names.functions[f"{owner}.{hook}"].facts
        return calls_super(function) or any(
            isinstance(e, Attribute) and e.name in ("queryset", "model") for e in expressions_in(function.body)
        )

    def narrows(self, function: Function) -> bool:
        """Whether the body filters and names the practice while it does."""
        narrowing = named = False
        for expr in expressions_in(function.body):
            if isinstance(expr, Call):
                word = tail(expr.function)
                narrowing |= word in NARROWING or self._speaks(word)
                named |= any(self._speaks(keyword.name) for keyword in expr.keywords)
            named |= self._names(expr)
        return narrowing and named

    def _names(self, expr: Expr) -> bool:
        match expr:
            case Attribute(name=word) | Local(name=word) | Global(name=word):
                return self._speaks(word)
            case Constant(value=str() as text):
                return text.isidentifier() and self._speaks(text)
        return False

    def _speaks(self, word: str) -> bool:
        return self._words is not None and self._words.search(word) is not None

    # ── what a view does by hand ────────────────────────────────────────────────────────────────────────────────────

    def own_hook(self, view: View) -> str | None:
        """The view's own method that reads its rows and narrows them by the practice."""
        return next((hook for hook in READING if self._narrows(view.name, hook)), None)

    def scoped_hook(self, view: View) -> str | None:
        """The class whose `get_queryset` (or another hook) scopes what the view reads, by hand or as a mixin."""
        for owner in self.names.mro(view.name):
            for hook in HOOKS:
                if hook != "get_object" and self._narrows(owner, hook):
                    return owner
        return None

    def backed(self, view: View) -> bool:
        """Whether one of the view's own filter backends narrows by the practice."""
        bound = self.names.attribute(view.name, "filter_backends")
        if bound is None or self.sketched(bound[0]):
            return False
        symbols = (self.names.resolve_within(bound[0], expr) for expr in every_expression(bound[1]))
        return any(symbol is not None and self._narrows(symbol.name, "filter_queryset") for symbol in symbols)

    def declared_open(self, view: View) -> bool:
        """Whether the view says that it shows all practices: `cross_practice = True`."""
        bound = self.names.attribute(view.name, "cross_practice")
        return bound is not None and bound[1] == Constant(True)

    def reads_attribute(self, view: View) -> bool:
        """Whether a method of the project other than a hook reads `self.queryset`."""
        for owner in self.names.mro(view.name):
            for method in self._own(owner) if not self.sketched(owner) else ():
                function = self.names.functions.get(f"{owner}.{method}")
                elsewhere = method not in HOOKS or method == "get_object"
                if function is not None and elsewhere and _reads_queryset(function.facts):
                    return True
        return False

    def is_action(self, view: View, method: str) -> bool:
        function = self.names.functions.get(f"{view.name}.{method}")
        return function is not None and any(tail(d) in ACTIONS for d in function.facts.decorators)


def refined(views: Views, sites: Iterable[QuerySite]) -> Iterator[QuerySite]:
    """The sites, each leak in a view class with the shape of the most specific rule: one site, one rule."""
    for site in sites:
        yield replace(site, shape=_shape(views, site)) if site.kind == "leak" else site


def _shape(views: Views, site: QuerySite) -> Shape:
    if site.shape in ("class-queryset", "conditional"):
        view = views.at(site)
        past = view is not None and views.scoped_hook(view) is not None and views.reads_attribute(view)
        if site.shape == "conditional":  # scoped on one way through the class: the hook's
            return "class-queryset-used" if past else site.shape
        if view is None:
            return site.shape if _is_view(views, site) else "rows"
        if views.declared_open(view):
            return "cross-practice"
        if any(_framework_hides(views, view, mixin) for mixin in view.mixins):
            return "mixin-after-view"
        if _overridden(views, view) is not None:
            return "override"
        return "class-queryset-used" if past else "class-queryset"
    if site.shape in ("rows", "row", "write", "parent"):
        found = views.around(site)
        if found is not None:
            view, method = found
            if method in HOOKS and any(views.hidden_by(view.name, m, method) == view.name for m in view.mixins):
                return "override"
            attribute = site.query.startswith("self.queryset") and (method not in HOOKS or method == "get_object")
            if attribute and views.scoped_hook(view) is not None:
                return "class-queryset-used"
            if views.is_action(view, method) and views.scoped_hook(view) is not None:
                return "action"
    return site.shape


def _is_view(views: Views, site: QuerySite) -> bool:
    order = views.names.mro(f"{site.module}.{site.symbol}")
    return any(base in order for base in FRAMEWORKS)


def _framework_hides(views: Views, view: View, mixin: str) -> bool:
    """Whether every hook of the mixin stands behind the framework's own in the MRO."""
    hooks = [hook for hook in views.mixins[mixin].hooks if hook in HOOKS]
    hidden = [views.hidden_by(view.name, mixin, hook) for hook in hooks]
    return bool(hooks) and all(owner is not None and views.sketched(owner) for owner in hidden)


def _overridden(views: Views, view: View) -> tuple[str, str] | None:
    """(class, method) of the project's override that keeps a scope mixin's hook from running."""
    if views.effective(view):
        return None
    for mixin in view.mixins:
        for hook in views.mixins[mixin].hooks:
            owner = views.hidden_by(view.name, mixin, hook)
            if owner is not None and not views.sketched(owner):
                return owner, hook
    return None


def _sets_queryset(function: Function) -> bool:
    targets = (step.target for step in every_step(function.body) if isinstance(step, Bind))
    return any(isinstance(target, Attribute) and target.name == "queryset" for target in targets)


def _reads_queryset(function: Function) -> bool:
    return any(expr == Attribute(Local("self"), "queryset") for expr in expressions_in(function.body))


def calls_super(function: Function) -> bool:
    calls = (expr for expr in expressions_in(function.body) if isinstance(expr, Call))
    return any(call.function == Global("super") for call in calls)


def practice_words(project: Project) -> re.Pattern[str] | None:
    """How the project's code calls the practice: the ends of the practice paths, and the model's own name."""
    found: dict[str, None] = {}
    for scope in project.tenancy.scopes.values():
        for path in scope.paths:
            if path:
                found[path.rpartition("__")[2]] = None
    for practice in project.tenancy.practices:
        found[column_word(practice)] = None
    found.pop("pk", None)
    if not found:
        return None
    return re.compile(rf"(^|_)({'|'.join(map(re.escape, found))})s?(_|$)")
