"""File columns of practice-scoped models whose path does not tell practices apart, and what is lost by that.

In: `Project`. Out: `FilePaths`. Deliberately unknown: who may read the storage, and what a storage of the project does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from practice_lint.facts import Attribute, Call, Constant, Expr, Global, Local, Subscript
from practice_lint.project.link import Project
from practice_lint.project.schema import Field
from practice_lint.project.visit import expressions_in
from practice_lint.scope.judge import Judge

FILE_FIELDS = frozenset({"FileField", "ImageField"})

# Words of a path's function that make it differ from row to row, or beyond guessing.
UNLIKE = frozenset(
    {"pk", "id", "uuid", "uuid4", "uuid1", "token_hex", "token_urlsafe", "get_random_string", "hexdigest", "randint"}
)

# Default storages that replace a file of the same name unless told otherwise (django-storages), with the setting.
OVERWRITING = {
    "storages.backends.s3boto3.S3Boto3Storage": ("AWS_S3_FILE_OVERWRITE", "file_overwrite"),
    "storages.backends.s3.S3Storage": ("AWS_S3_FILE_OVERWRITE", "file_overwrite"),
    "storages.backends.gcloud.GoogleCloudStorage": ("GS_FILE_OVERWRITE", "file_overwrite"),
}


@dataclass(frozen=True, slots=True)
class SharedPath:
    """`loss`: replaced (the storage overwrites), odd (other columns' paths hold the practice), mixed (neither known).
    `beside` is the column whose path holds the practice."""

    field: Field
    model: str
    practice_path: str | None
    loss: Literal["replaced", "odd", "mixed"]
    beside: str | None


class FilePaths:
    def __init__(self, project: Project) -> None:
        self.project, self.names, self.models = project, project.names, project.models
        self.judge = Judge(project.models, project.tenancy)

    @cached_property
    def shared(self) -> tuple[SharedPath, ...]:
        """In order of model and column."""
        told: dict[str, str] = {}  # column -> what its path tells
        fields: list[tuple[str, Field]] = []
        for name, model in sorted(self.models.by_name.items()):
            for field in model.fields.values():
                owned = field.kind in FILE_FIELDS and field.call is not None and field.model == name
                if owned and not model.library and self.judge.scoped(name):
                    fields.append((name, field))
                    told[f"{name}.{field.name}"] = self._tells(field)
        beside = next((column for column, what in told.items() if what == "practice"), None)
        found = []
        for name, field in fields:
            if told[f"{name}.{field.name}"] == "nothing":
                scope = self.project.tenancy.scopes.get(name)
                loss: Literal["replaced", "odd", "mixed"] = (
                    "replaced" if self.replaces else "odd" if beside is not None else "mixed"
                )
                path = scope.paths[0] if scope is not None and scope.paths else None
                short = ".".join(beside.rsplit(".", 2)[1:]) if beside is not None else None
                found.append(SharedPath(field, self.models.by_name[name].label, path, loss, short))
        return tuple(found)

    def _tells(self, field: Field) -> str:
        """What the path holds: practice, row (a key or something random), nothing, or doubt."""
        assert field.call is not None
        given = {keyword.name: keyword.value for keyword in field.call.keywords}
        if "storage" in given:
            return "doubt"
        path = given.get("upload_to", field.call.args[1] if len(field.call.args) > 1 else Constant(""))
        if isinstance(path, Constant):
            return "nothing" if isinstance(path.value, str) else "doubt"
        symbol = self.names.resolve_within(field.model, path)
        record = self.names.functions.get(symbol.name) if symbol is not None else None
        if record is None or self.names.modules[record.module].stub:
            return "doubt"
        words = {word for expr in expressions_in(record.facts.body) for word in _words(expr)}
        if words & self._practice_words(field.model):
            return "practice"
        unique = {own.name for own in self.models.by_name[field.model].fields.values() if own.unique}
        if words & (UNLIKE | unique) or any(word.endswith(("_id", "_pk", "uuid")) for word in words):
            return "row"
        called = any(isinstance(e, Call) and _own(e.function) for e in expressions_in(record.facts.body))
        return "doubt" if called else "nothing"

    def _practice_words(self, model: str) -> frozenset[str]:
        """Names that lead from a row to its practice, and the practice's own."""
        scope = self.project.tenancy.scopes.get(model)
        last = {path.rsplit("__", 1)[-1] for path in (scope.paths if scope is not None else ()) if path}
        named = last | self.judge.practice_words
        return frozenset(named | {f"{word}_id" for word in named})

    @cached_property
    def replaces(self) -> bool:
        """Whether the default storage in production replaces a file of the same name."""
        settings = self.project.settings
        storages, old = settings.get("STORAGES"), settings.get("DEFAULT_FILE_STORAGE")
        default = storages.value.get("default") if storages is not None and isinstance(storages.value, dict) else None
        backend = default.get("BACKEND") if isinstance(default, dict) else old.value if old is not None else None
        known = OVERWRITING.get(backend) if isinstance(backend, str) else None
        if known is None:
            return False
        options = default.get("OPTIONS") if isinstance(default, dict) else None
        if isinstance(options, dict) and known[1] in options:
            return options[known[1]] is True
        setting = settings.get(known[0])
        return setting is None or setting.value is True


def _words(expr: Expr) -> tuple[str, ...]:
    match expr:
        case Attribute(name=name) | Global(name=name) | Local(name=name):
            return (name,)
        case Subscript(index=Constant(value=str() as name)):
            return (name,)
    return ()


def _own(function: Expr) -> bool:
    """A call of something that may name the row: not of a method of text or of a path."""
    return isinstance(function, (Global, Local)) and function.name not in ("str", "len", "format", "slugify")
