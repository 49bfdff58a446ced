"""Models that the project's keys lead to though neither the project nor a sketch of a library has them.

In: relation targets that name nothing known. Out: `Foreign`, which gives each a record of its own, so that a practice
model of an uninstalled package has a name, a label and hops back to the project. Deliberately unknown: its fields.
"""

from __future__ import annotations

from collections.abc import Mapping

from practice_lint.facts import Attribute, Call, Constant, Expr, Global, Import, Span
from practice_lint.project.constants import text
from practice_lint.project.graph import Stored
from practice_lint.project.names import Names
from practice_lint.project.schema import Field, Manager, Model
from practice_lint.project.settings import DjangoSettings
from practice_lint.project.visit import tail

NOWHERE = Span(1, 0, 1, 0)
LOADERS = frozenset({"get_model_name", "load_model", "get_model"})  # swapper's and Django's: ("app", "Model")
SETTINGS = "django.conf.settings"


class Foreign:
    """`named` collects as it is asked; its names are labels: "crm.Account"."""

    def __init__(self, names: Names, settings: DjangoSettings) -> None:
        self._names = names
        self._settings = settings
        self.labels: set[str] = set()

    def named(self, scope: str, expr: Expr, *, collect: bool) -> str | None:
        """The label of the model outside that the expression names; `collect` remembers it."""
        label = self._label(scope, expr)
        if label is not None and collect:
            self.labels.add(label)
        return label if label in self.labels else None

    def _label(self, scope: str, expr: Expr) -> str | None:
        match expr:
            case Constant(value=str(label)):
                return label if _is_label(label) else None
            case Call(args=args) if tail(expr) in LOADERS and args:
                words = [text(self._names, scope, arg) for arg in args[:2]]
                parts = [word for word in words if word is not None]
                setting = self._settings.get("_".join([*parts, "MODEL"]).upper())
                label = setting.value if setting is not None and isinstance(setting.value, str) else ".".join(parts)
                return label if _is_label(label) else None
            case Attribute(of=of, name=name):
                holder = self._names.resolve_within(scope, of)
                if holder is not None and holder.name == SETTINGS:
                    setting = self._settings.get(name)
                    value = setting.value if setting is not None else None
                    return value if isinstance(value, str) and _is_label(value) else None
        if isinstance(expr, (Global, Import, Attribute)):
            symbol = self._names.resolve_within(scope, expr)
            return label_of_path(symbol.name) if symbol is not None and symbol.kind == "external" else None
        return None

    def stored(self) -> Mapping[str, Stored]:
        return {label: _record(label) for label in sorted(self.labels)}


def _is_label(text: str) -> bool:
    app, _, name = text.partition(".")
    return app.isidentifier() and name.isidentifier()


def label_of_path(path: str) -> str | None:
    """ "crm.models.Account" -> "crm.Account"; None where the path is no class of a package's models."""
    parts = path.split(".")
    if len(parts) < 3 or not parts[-1][:1].isupper() or "models" not in parts[1:-1]:
        return None
    return f"{parts[parts.index('models', 1) - 1]}.{parts[-1]}"


def _record(label: str) -> Stored:
    module, _, _ = label.rpartition(".")
    key = Field(
        name="id", kind="AutoField", model=label, relation=None, target=None, null=False, unique=True, primary_key=True,
        related_name=None, related_query_name=None, through=None, on_delete=None, default=True, call=None,
        module=module, span=NOWHERE,
    )  # fmt: skip
    model = Model(
        name=label, label=label, module=module, path="", abstract=False, proxy=False, library=True, bases=(), fields={},
        managers={"objects": Manager("objects", None, None, label, None)}, default_manager="objects", meta={},
        span=NOWHERE, head=NOWHERE,
    )  # fmt: skip
    return Stored(model, (), (), label, key, False)
