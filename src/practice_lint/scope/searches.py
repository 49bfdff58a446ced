"""Search engines beside the database: what is written into their documents, and which of these a query finds.

In: `Project`, `Narrowing` (for the words of the practice). Out: `Searches`. Deliberately unknown: what an engine does
with a query; a filter counts where it names the practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import Attribute, Bind, Call, Constant, Expr, Local, Span, Subscript
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.schema import Model
from practice_lint.project.visit import calls_in, every_expression, expressions_in, tail, words
from practice_lint.scope.narrowing import Narrowing

# Last words of the libraries' bases of a document: haystack, django-elasticsearch-dsl (opensearch alike), algolia.
DOCUMENTS = frozenset({"SearchIndex", "ModelSearchIndex", "Document", "DocType", "AlgoliaIndex", "SearchAdapter"})
LIBRARIES = ("haystack", "django_elasticsearch_dsl", "django_opensearch_dsl", "algoliasearch_django", "watson")
VIEWS = ("haystack.generic_views", "haystack.views")
# Calls that begin a query over every document; by library and last word.
BEGINNINGS = {
    "haystack": frozenset({"SearchQuerySet", "RelatedSearchQuerySet"}),
    "watson": frozenset({"search"}),
    "algoliasearch_django": frozenset({"raw_search"}),
}
CLIENTS = ("meilisearch", "typesense")  # `client.index("patients").search(…)`, `client.collections["patients"]…`
ALL_FIELDS = "__all__"


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a practice-scoped model. `names_practice`: whether one of its fields holds the practice."""

    name: str
    module: str
    symbol: str
    head: Span
    model: Model
    names_practice: bool


@dataclass(frozen=True, slots=True)
class Search:
    """A query that names no practice. `words` as written, `function` canonical."""

    words: str
    function: str
    module: str
    span: Span
    model: Model


class Searches:
    def __init__(self, project: Project, narrowing: Narrowing) -> None:
        self.project, self.names, self.models, self.tenancy = project, project.names, project.models, project.tenancy
        self.narrowing = narrowing

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        found = []
        for name in sorted(self.names.classes):
            record = self.names.classes[name]
            if self.names.modules[record.module].stub or not self._is_document(name):
                continue
            model = self._model(name)
            if model is not None and self.tenancy.scoped(model.name) and model.name not in self.tenancy.practices:
                named = any(self.narrowing.speaks(word) for word in self._fields(name))
                found.append(Document(name, record.module, record.facts.name, record.facts.head, model, named))
        return tuple(found)

    @cached_property
    def open(self) -> tuple[Search, ...]:
        """Queries over documents that hold the practice, in functions where no search is filtered by it."""
        found = []
        for _, record in sorted(self.names.functions.items()):
            if not self.names.modules[record.module].stub and not self._filters(record):
                found += list(self._searches(record))
        return tuple(found)

    # ── documents ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _is_document(self, name: str) -> bool:
        return any(
            base.rpartition(".")[2] in DOCUMENTS and base.startswith(LIBRARIES) for base in self.names.mro(name)[1:]
        )

    def _model(self, name: str) -> Model | None:
        """`get_model()` of haystack, `class Django: model` or `Meta.model`, the decorator that registers a class."""
        method = self.names.method(name, "get_model")
        exprs: list[tuple[str, Expr]] = []
        if method is not None:
            exprs += [(method.module, expr) for expr in expressions_in(method.facts.body)]
        for holder in (f"{name}.Django", f"{name}.Meta"):
            bound = self.names.attribute(holder, "model") if holder in self.names.classes else None
            if bound is not None:
                exprs.append(bound)
        record = self.names.classes[name]
        exprs += [(record.module, e) for d in record.facts.decorators for e in every_expression(d)]
        for scope, expr in exprs:
            found = self.models.resolve_value(scope, expr)
            if found is not None and found in self.models.by_name:
                return self.models.by_name[found]
        return None

    def _fields(self, name: str) -> Iterator[str]:
        """Names and texts of the class's body, of the lists in its Meta, and what its `prepare` methods read."""
        for owner in self.names.mro(name):
            for holder in (owner, f"{owner}.Django", f"{owner}.Meta"):
                record = self.names.classes.get(holder)
                if record is None or self.names.modules[record.module].stub:
                    continue
                for step in record.facts.body:
                    if isinstance(step, Bind) and isinstance(step.target, Local):
                        yield step.target.name
                        for expr in every_expression(step.value):
                            if isinstance(expr, Constant) and isinstance(expr.value, str):
                                yield from expr.value.replace(".", "__").split("__")
        for method in self.narrowing.methods(name):
            if tail_of(method).startswith("prepare"):
                for expr in expressions_in(method.facts.body):
                    if isinstance(expr, Attribute):
                        yield expr.name
                    elif isinstance(expr, Constant) and isinstance(expr.value, str):
                        yield expr.value

    # ── queries ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _filters(self, record: FunctionRecord) -> bool:
        """Whether something in the function names the practice as it would for a filter."""
        for expr in expressions_in(record.facts.body):
            match expr:
                case Call(keywords=keywords) if any(self.narrowing.speaks(keyword.name) for keyword in keywords):
                    return True
                case Constant(value=str() as text) if self.narrowing.speaks(text.split(":")[0].split("=")[0].strip()):
                    return True
                case Attribute(name=word) if self.narrowing.speaks(word):
                    return True
        return False

    def _searches(self, record: FunctionRecord) -> Iterator[Search]:
        seen: set[int] = set()
        for call in calls_in(record.facts.body):
            model = self._searched(record, call)
            if model is not None and call.span.line not in seen:
                seen.add(call.span.line)
                yield Search(words(call) or tail(call), record.name, record.module, call.span, model)

    def _searched(self, record: FunctionRecord, call: Call) -> Model | None:
        """The model whose documents the call asks for, where it begins a search."""
        if isinstance(call.function, Attribute) and call.function.name == "search":
            symbol = self.names.resolve_within(record.name, call.function.of)
            for document in self.documents:
                if symbol is not None and document.name == symbol.name:
                    return document.model if document.names_practice else None
            named = self._of_client(record, call.function.of)
            if named is not None:
                return named
        symbol = self.names.resolve_within(record.name, call.function)
        path = symbol.name if symbol is not None else ""
        for library, endings in BEGINNINGS.items():
            if path.startswith(f"{library}.") and path.rpartition(".")[2] in endings:
                return self._among(record, call, library)
        return None

    def _among(self, record: FunctionRecord, call: Call, library: str) -> Model | None:
        """Of the models that the search names (in itself, or by `.models(…)`), one whose documents hold the practice;
        without names, of all that have documents."""
        known = {each.model.name: each.model for each in self.documents if each.names_practice}
        if library == "watson":  # documents are rows of watson's own table, whichever model registers
            known = {name: model for name, model in self.models.by_name.items() if self.tenancy.scoped(name)}
        named = [
            model
            for each in (call, *(c for c in calls_in(record.facts.body) if tail(c) == "models"))
            for part in (*each.args, *(k.value for k in each.keywords))
            for expr in every_expression(part)
            if (model := self.models.resolve_value(record.module, expr)) is not None
        ]
        if named:
            return next((known[name] for name in named if name in known), None)
        return None if library == "watson" else next(iter(known.values()), None)

    def _of_client(self, record: FunctionRecord, expr: Expr) -> Model | None:
        """`client.index("patients")`, `client.collections["patients"].documents`: the model whose name that is."""
        if not any(name.startswith(CLIENTS) for name in self._imported(record.module)):
            return None
        for part in every_expression(expr):
            match part:
                case Call(function=Attribute(name="index" | "get_index"), args=(Constant(value=str() as text), *_)):
                    return self._by_word(text)
                case Subscript(of=Attribute(name="collections"), index=Constant(value=str() as text)):
                    return self._by_word(text)
        return None

    def _by_word(self, text: str) -> Model | None:
        word = text.lower().replace("-", "").replace("_", "").removesuffix("s")
        for name, model in self.models.by_name.items():
            if self.tenancy.scoped(name) and name.rpartition(".")[2].lower().removesuffix("s") == word:
                return model
        return None

    def _imported(self, module: str) -> Iterator[str]:
        for held in self.names.bindings(module).names.values():
            for expr in held:
                path = getattr(expr, "path", None)
                if isinstance(path, str):
                    yield path


def tail_of(record: FunctionRecord) -> str:
    return record.facts.name.rpartition(".")[2]
