"""Expressions -> the model they name: classes, labels, settings, and the loaders that libraries have for them.

In: `Names`, `DjangoSettings`, `Labels`. Out: `References`. Deliberately unknown: fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from practice_lint.facts import Attribute, Call, Choose, Combine, Constant, Expr, Global, Import, Leave, Local
from practice_lint.project.constants import held, text
from practice_lint.project.labels import Labels
from practice_lint.project.names import Names, Symbol
from practice_lint.project.settings import DjangoSettings, app_package
from practice_lint.project.visit import every_step, tail

SETTINGS = "django.conf.settings"
USER = "AUTH_USER_MODEL"
STOCK_USER = "django.contrib.auth.models.User"
USER_BASES = ("django.contrib.auth.models.AbstractUser", "django.contrib.auth.base_user.AbstractBaseUser")
FOLLOWED = 6  # names, functions and aliases that stand for a model


class References:
    def __init__(self, names: Names, settings: DjangoSettings, labels: Labels, models: Mapping[str, bool]) -> None:
        """`models`: canonical name -> whether it is abstract."""
        self._names = names
        self._settings = settings
        self._labels = labels
        self._models = models
        self._apps = _installed_apps(settings)
        self.user = self._find_user()

    def named(self, scope: str, expr: Expr, *, app: str | None = None, itself: str | None = None) -> str | None:
        """The model that the expression names in `scope` (canonical name of a module, class or function). With `app`,
        texts are labels as in a foreign key; `itself` is what "self" means."""
        return self._named(scope, expr, app, itself, {}, 0)

    def _named(
        self, scope: str, expr: Expr, app: str | None, itself: str | None, given: Mapping[str, Expr], depth: int
    ) -> str | None:
        if depth > FOLLOWED:
            return None

        def again(inner: str, each: Expr) -> str | None:
            return self._named(inner, each, app, itself, {}, depth + 1)

        match expr:
            case Constant(value=str(label)):
                return self._label(label, scope, app, itself) if app is not None else None
            case Combine(how="f" | "+") if app is not None:
                made = text(self._names, scope, expr)
                return self._label(made, scope, app, itself) if made is not None else None
            case Choose(then=then, other=other):
                return again(scope, then) or again(scope, other)
            case Call():
                return self._loaded(scope, expr, app, itself, given, depth)
            case Local(name=name) if name in given:
                return again(scope, given[name])
            case Local() | Global() | Attribute() | Import():
                pass
            case _:
                return None
        setting = self._setting_name(scope, expr)
        if setting is not None:
            return self._setting(setting, scope) if app is not None else None
        symbol = self._names.resolve_within(scope, expr)
        if symbol is None:
            return None
        if symbol.kind == "class":
            return symbol.name if symbol.name in self._models else None
        return next((found for where, each in held(self._names, scope, expr) if (found := again(where, each))), None)

    def installed(self, module: str) -> bool:
        """Whether a library's app is installed, as far as the settings tell."""
        return self._apps is None or any(module == app or module.startswith(app + ".") for app in self._apps)

    def swapped(self, setting: str, model: str) -> bool:
        """Whether the setting puts another model into the place of a swappable one."""
        return self._settings.get(setting) is not None and self._setting(setting, model) not in (None, model)

    # ── labels and settings ─────────────────────────────────────────────────────────────────────────────────────────

    def label(self, label: str, near: str) -> str | None:
        """The model that "app.Model" (or a bare name, or a dotted path) means to code in module `near`."""
        if label.lower() == "auth.user" and self.user is not None and not self._labels.find(label):
            return self.user
        return self._labels.nearest(label, near)

    def _label(self, label: str, scope: str, app: str, itself: str | None) -> str | None:
        if label in ("self", "recursive"):
            return itself
        near = itself or scope
        if "." in label:
            return self.label(label, near)
        return self._labels.in_app(label, app, near) or self._labels.nearest(label, near)

    def _setting_name(self, scope: str, expr: Expr) -> str | None:
        """The X of `settings.X`, or of a name that is bound to it."""
        symbol = self._names.resolve_within(scope, expr)
        if symbol is not None:
            return symbol.name[len(SETTINGS) + 1 :] if symbol.name.startswith(SETTINGS + ".") else None
        if not isinstance(expr, Attribute):
            return None
        holder = self._names.resolve_within(scope, expr.of)
        return expr.name if holder is not None and holder.name == SETTINGS else None

    def _setting(self, name: str, near: str) -> str | None:
        if name == USER:
            return self.user
        setting = self._settings.get(name)
        return self.label(setting.value, near) if setting is not None and isinstance(setting.value, str) else None

    def _find_user(self) -> str | None:
        setting = self._settings.get(USER)
        if setting is not None and isinstance(setting.value, str):
            found = self._labels.nearest(setting.value, setting.module)
            if found is not None:
                return found
        stock = STOCK_USER if STOCK_USER in self._models else None
        if setting is None and self._settings.modules:
            return stock
        own = sorted({e for b in USER_BASES for e in self._names.subclasses(b) if self._models.get(e) is False})
        return own[0] if len(own) == 1 else stock

    # ── loaders ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _loaded(
        self, scope: str, call: Call, app: str | None, itself: str | None, given: Mapping[str, Expr], depth: int
    ) -> str | None:
        symbol = self._names.resolve_within(scope, call.function)
        if symbol is not None and symbol.kind == "function":
            found = self._returned(symbol, call, app, itself, depth)
            if found is not None:
                return found
        loader = LOADERS.get(tail(call.function))
        if loader is None or (loader in LABEL_LOADERS and app is None):
            return None
        return loader(self, scope, tuple(self._substituted(scope, call, given)))

    def _substituted(self, scope: str, call: Call, given: Mapping[str, Expr]) -> Iterator[Expr]:
        for arg in (*call.args, *(keyword.value for keyword in call.keywords)):
            yield given.get(arg.name, arg) if isinstance(arg, Local) else arg

    def _returned(self, symbol: Symbol, call: Call, app: str | None, itself: str | None, depth: int) -> str | None:
        """What a function of the project gives back, its parameters replaced by what it is called with."""
        record = self._names.functions[symbol.name]
        if self._names.modules[record.module].stub:
            return None
        given = {param.name: arg for param, arg in zip(record.facts.params, call.args, strict=False)}
        given |= {keyword.name: keyword.value for keyword in call.keywords}
        found = {
            self._named(record.name, step.value, app, itself, given, depth + 1)
            for step in every_step(record.facts.body)
            if isinstance(step, Leave) and step.how == "return" and step.value is not None
        }
        found.discard(None)
        return found.pop() if len(found) == 1 else None

    def _texts(self, scope: str, args: tuple[Expr, ...]) -> list[str]:
        return [each for arg in args if (each := self._text(scope, arg)) is not None]

    def _text(self, scope: str, expr: Expr) -> str | None:
        setting = self._setting_name(scope, expr)
        if setting is None:
            return text(self._names, scope, expr)
        found = self._settings.get(setting)
        return found.value if found is not None and isinstance(found.value, str) else None

    def load_user(self, scope: str, args: tuple[Expr, ...]) -> str | None:
        """get_user_model()"""
        return self.user

    def load_label(self, scope: str, args: tuple[Expr, ...]) -> str | None:
        """apps.get_model("app", "Model"), apps.get_model("app.Model")"""
        texts = self._texts(scope, args[:2])
        return self.label(".".join(texts), scope) if texts and "." in ".".join(texts) else None

    def load_swappable(self, scope: str, args: tuple[Expr, ...]) -> str | None:
        """swapper.load_model("app", "Model"): the setting APP_MODEL_MODEL, else the model of that label."""
        texts = self._texts(scope, args[:2])
        if len(texts) != 2:
            return self.load_label(scope, args)
        setting = self._settings.get("_".join([*texts, "MODEL"]).upper())
        label = setting.value if setting is not None and isinstance(setting.value, str) else ".".join(texts)
        return self.label(label, scope)

    def load_path(self, scope: str, args: tuple[Expr, ...]) -> str | None:
        """import_string("app.models.Model")"""
        texts = self._texts(scope, args[:1])
        symbol = self._names.resolve_path(scope, texts[0]) if texts else None
        return symbol.name if symbol is not None and symbol.name in self._models else None

    def load_setting(self, scope: str, args: tuple[Expr, ...]) -> str | None:
        """getattr(settings, "X", default)"""
        if len(args) < 2:
            return None
        symbol = self._names.resolve_within(scope, args[0])
        name = self._text(scope, args[1])
        if symbol is None or symbol.name != SETTINGS or name is None:
            return None
        found = self._setting(name, scope)
        default = self._text(scope, args[2]) if found is None and len(args) > 2 else None
        return self.label(default, scope) if default is not None else found


def _installed_apps(settings: DjangoSettings) -> frozenset[str] | None:
    """The packages of INSTALLED_APPS in any settings module; None where one of the lists is not known in full."""
    found: set[str] = set()
    for setting in settings.all("INSTALLED_APPS"):
        if not isinstance(setting.value, (tuple, list)) or not all(isinstance(each, str) for each in setting.value):
            return None
        found |= {app_package(each) for each in setting.value}
    return frozenset(found) or None


_Loader = Callable[[References, str, tuple[Expr, ...]], "str | None"]
LOADERS: Mapping[str, _Loader] = {
    "get_user_model": References.load_user,
    "get_model": References.load_label,  # django.apps.apps, oscar.core.loading
    "get_registered_model": References.load_label,
    "load_model": References.load_swappable,  # swapper
    "get_model_name": References.load_swappable,  # swapper: a label, for foreign keys
    "import_string": References.load_path,
    "getattr": References.load_setting,
}
LABEL_LOADERS: frozenset[_Loader] = frozenset({References.load_setting})  # give a label, not a class
