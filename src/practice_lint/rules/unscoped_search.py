"""A search finds every practice's documents: they do not hold the practice, or the query does not ask for it.

A search engine is a second database without the first one's managers and mixins: what a queryset narrows by itself, a
search must narrow by hand. A document that does not hold the practice cannot be narrowed at all; what is checked after
the search (by loading the rows) still leaks counts, suggestions, facets and highlighted text.

Index the practice with every document, as a field that is not analysed, and filter each query by it; best in one
function that every search of the project goes through.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.facts import Span
from practice_lint.findings.finding import Confidence, Finding
from practice_lint.project.schema import Model
from practice_lint.rules.base import Example, Rule
from practice_lint.scope.program import Program

CODE = "PL512"


def check(program: Program) -> Iterator[Finding]:
    searches = program.searches
    for document in searches.documents:
        if not document.names_practice:
            word = document.symbol.rpartition(".")[2]
            message = f"Documents of `{_word(document.model)}` do not hold the practice: no search can ask for it."
            repair = f"Index `{_path(program, document.model)}` as a field of `{word}`, and filter searches by it."
            why = "No field of the document and no list of fields names the practice."
            place = (document.module, document.symbol, document.head)
            yield _finding(program, document.model, place, word, "medium", (message, repair, why))
    for search in searches.open:
        message = f"`{search.words}` finds every practice's `{_word(search.model)}` documents."
        repair = "Filter the search by the active practice, which the documents hold."
        why = "Nothing in the function names the practice."
        symbol = search.function.removeprefix(search.module + ".")
        place = (search.module, symbol, search.span)
        yield _finding(program, search.model, place, search.words, "medium", (message, repair, why))


def _finding(
    program: Program,
    model: Model,
    place: tuple[str, str, Span],
    about: str,
    sureness: Confidence,
    words: tuple[str, str, str],
) -> Finding:
    module, symbol, span = place
    message, repair, why = words
    return Finding(
        code=CODE,
        level="warning",
        confidence=sureness,
        path=program.project.names.modules[module].path,
        span=span,
        module=module,
        symbol=symbol,
        model=model.label,
        practice_path=_path(program, model),
        query=about,
        message=message,
        repair=repair,
        why=why,
        trail=(),
        entry=None,
    )


def _path(program: Program, model: Model) -> str:
    scope = program.project.tenancy.scopes.get(model.name)
    return scope.paths[0] if scope is not None and scope.paths else "practice"


def _word(model: Model) -> str:
    return model.label.rpartition(".")[2]


RULE = Rule(
    code=CODE,
    name="unscoped-search",
    family="surfaces",
    level="warning",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Index the practice with every document and filter each search by it.",
    limits=(
        "haystack, django-elasticsearch-dsl and its OpenSearch twin, algoliasearch-django, watson; meilisearch and "
        "typesense where an index is named after the model. A search counts as narrowed where its function names the "
        "practice at all. PostgreSQL's own search is an ordinary queryset: PL101 judges it."
    ),
    bad=(
        Example(
            "haystack",
            """# file: clinic/search_indexes.py
from haystack import indexes

from clinic.models import Note, Patient


class PatientIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True, use_template=True)
    practice = indexes.IntegerField(model_attr="practice_id")

    def get_model(self):
        return Patient


class NoteIndex(indexes.SearchIndex, indexes.Indexable):  # PL512
    text = indexes.CharField(document=True, model_attr="text")

    def get_model(self):
        return Note
# file: clinic/views.py
from django.shortcuts import render
from haystack.query import SearchQuerySet

from clinic.models import Patient


def search(request):
    found = SearchQuerySet().models(Patient).auto_query(request.GET["q"])  # PL512
    return render(request, "search.html", {"found": found})
""",
        ),
        Example(
            "django-elasticsearch-dsl",
            """# file: clinic/documents.py
from django_elasticsearch_dsl import Document
from django_elasticsearch_dsl.registries import registry

from clinic.models import Patient


@registry.register_document
class PatientDocument(Document):  # PL512
    class Index:
        name = "patients"

    class Django:
        model = Patient
        fields = ["name", "active"]
""",
        ),
        Example(
            "meilisearch",
            """# file: clinic/views.py
import meilisearch
from django.http import JsonResponse

client = meilisearch.Client("http://search:7700")


def search(request):
    return JsonResponse(client.index("patients").search(request.GET["q"]))  # PL512
""",
        ),
    ),
    good=(
        Example(
            "haystack",
            """# file: clinic/search_indexes.py
from haystack import indexes

from clinic.models import Patient


class PatientIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True, use_template=True)
    practice = indexes.IntegerField(model_attr="practice_id")

    def get_model(self):
        return Patient
# file: clinic/views.py
from django.shortcuts import render
from haystack.query import SearchQuerySet

from clinic.models import Patient


def search(request):
    found = SearchQuerySet().models(Patient).filter(practice=request.practice.pk).auto_query(request.GET["q"])
    return render(request, "search.html", {"found": found})
""",
        ),
        Example(
            "django-elasticsearch-dsl",
            """# file: clinic/documents.py
from django_elasticsearch_dsl import Document, fields
from django_elasticsearch_dsl.registries import registry

from clinic.models import Patient


@registry.register_document
class PatientDocument(Document):
    practice_id = fields.KeywordField()

    class Django:
        model = Patient
        fields = ["name", "active"]
# file: clinic/views.py
from django.http import JsonResponse

from clinic.documents import PatientDocument


def search(request):
    found = PatientDocument.search().filter("term", practice_id=request.practice.pk).query("match", name="x")
    return JsonResponse({"names": [hit.name for hit in found]})
""",
        ),
    ),
    check=check,
)
