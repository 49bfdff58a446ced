"""Model classes -> app labels, and labels -> model classes.

In: `Names` and the canonical names of model classes. Out: `Labels`. Deliberately unknown: fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from practice_lint.facts import Constant
from practice_lint.project.names import Module, Names

APP_CONFIGS = ("django.apps.AppConfig", "django.apps.config.AppConfig")
MODELS = "models"  # the module or package that Django loads an app's models from
TESTS = frozenset({"test", "tests", "testing", "examples", "example", "demo", "sandbox", "fixtures"})


def bare(name: str) -> str:
    """The class's own name: "Order" of "shop.models.Order", of a later duplicate ("Order#2") too."""
    return name.rpartition(".")[2].partition("#")[0]


def package(module: Module) -> str:
    return module.name if module.package else module.name.rpartition(".")[0]


class AppLabels:
    """Which app a module belongs to: `AppConfig.label` and `.name`, else the package around its `models`."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._by_package: dict[str, str] = {}
        for config in sorted({each for root in APP_CONFIGS for each in names.subclasses(root)}):
            module = names.modules[names.classes[config].module]
            where, label = self._configured(config, module)
            self._by_package.setdefault(where, label)

    def of(self, module: str) -> str:
        """The label of the app that the module lies in."""
        parts = module.split(".")
        for end in range(len(parts), 0, -1):
            label = self._by_package.get(".".join(parts[:end]))
            if label is not None:
                return label
        if MODELS in parts[1:]:
            return parts[len(parts) - parts[::-1].index(MODELS) - 2]
        found = self._names.modules.get(module)
        around = package(found) if found is not None else module.rpartition(".")[0]
        return around.rpartition(".")[2] or parts[0]

    def _configured(self, config: str, module: Module) -> tuple[str, str]:
        where = package(module)
        dotted = self._text(config, "name")
        if dotted is not None:
            symbol = self._names.resolve_path(module.name, dotted)
            if symbol is not None and symbol.kind == "module":
                where = symbol.name
        return where, self._text(config, "label") or (dotted or where).rpartition(".")[2]

    def _text(self, config: str, attribute: str) -> str | None:
        found = self._names.attribute(config, attribute)
        if found is None or not isinstance(found[1], Constant) or not isinstance(found[1].value, str):
            return None
        return found[1].value


class Labels:
    """Models by label, tail of their canonical name, and bare name."""

    def __init__(self, names: Names, labels: Mapping[str, str], abstract: Iterable[str]) -> None:
        self._names = names
        self._abstract = frozenset(abstract)
        self._by_text: dict[str, list[str]] = {}
        for model in sorted(labels, key=self._order):
            parts = model.split(".")
            texts = {".".join(parts[start:]) for start in range(len(parts))} | {labels[model].lower(), bare(model)}
            for each in texts:
                self._by_text.setdefault(each, []).append(model)
        self._labels = labels

    def find(self, text: str) -> tuple[str, ...]:
        """Every model that the text can mean: "app.Model" in any case, a canonical name or its tail, a bare name."""
        exact = self._by_text.get(text, ())
        labelled = self._by_text.get(text.lower(), ()) if text.count(".") == 1 else ()
        return tuple(dict.fromkeys([*labelled, *exact]))

    def nearest(self, text: str, near: str) -> str | None:
        """The one model that a label or bare name means to code in module `near`, None if there is none or it is
        abstract in every reading."""
        found = [each for each in self.find(text) if each not in self._abstract]
        if not found and text.count(".") == 1:
            app, _, name = text.partition(".")
            found = [
                each
                for each in self.find(name)
                if each not in self._abstract and app.lower() in each.lower().split(".")[:-1]
            ]
        if "." not in text:  # a bare name in a foreign key means the own app, never a library's
            found = [each for each in found if not self._library(each) or self._library(near)]
        if not found:
            return None
        here = near.split(".")
        return min(found, key=lambda each: (self._library(each), -_common(each.split("."), here), *self._order(each)))

    def in_app(self, name: str, app: str, near: str) -> str | None:
        """The model that the bare name means in an app."""
        return self.nearest(f"{app}.{name}", near)

    def _library(self, name: str) -> bool:
        """Whether a class, or a module, lies in a stub."""
        record = self._names.classes.get(name)
        module = self._names.modules.get(record.module if record is not None else name)
        return module is not None and module.stub

    def _order(self, model: str) -> tuple[bool, bool, bool, str]:
        parts = model.split(".")
        return model in self._abstract, self._library(model), not TESTS.isdisjoint(parts), model


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
