"""A GraphQL field answers with rows of every practice.

One endpoint serves all queries, so the gate in front of it says who asks and nothing of whose the rows are. A resolver
that reads a manager or fetches by an argument shows every practice's rows; so does a list, connection or node field of
a type that has no `get_queryset()`: graphene-django then reads the model's default manager, and Relay's `node(id:)`
fetches whatever global id it is sent. From a row of no practice (a country, a code) the graph leads on to all rows that
hang on it, which no resolver of the project sees.

Narrow in the type: `get_queryset(cls, queryset, info)` runs for lists, connections, nodes and for relations that lead
to the type. Resolvers that answer for plain fields (`graphene.List`, `graphene.Field`) must filter by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import keyword, leak, name, sunk
from practice_lint.scope.graph_types import GraphType
from practice_lint.scope.program import Program

CODE = "PL506"
LOST: Mapping[str, str] = {
    "list": "`{field}` lists every practice's `{model}`",
    "node": "`{field}` fetches any practice's `{model}` by its global id",
    "traversal": "`{field}` leads from a row of no practice to every practice's `{model}`",
}


def check(program: Program) -> Iterator[Finding]:
    for graph_type in program.graph_types.open:
        yield _of_type(program, graph_type)
    for site in program.leaks("graphql"):
        if site.ends == "row":
            chosen = (site.key or "its key").replace("the request body's", "the argument")
            message = f"Any practice's `{name(site)}` is answered: {chosen} alone chooses it."
        else:
            message = f"`{name(site)}` rows of every practice are {sunk(site)}: nothing ties them to the caller's."
        yield leak(CODE, "error", site, message, f"Filter by `{keyword(program, site)}`.")


def _of_type(program: Program, graph_type: GraphType) -> Finding:
    scope = program.project.tenancy.scopes.get(graph_type.model.name)
    path = scope.paths[0] if scope is not None and scope.paths else None
    model = graph_type.model.label.rpartition(".")[2]
    lost = LOST[graph_type.how].format(field=graph_type.field, model=model)
    return Finding(
        code=CODE,
        level="error",
        confidence="high" if graph_type.how == "list" else "medium",
        path=program.project.names.modules[graph_type.module].path,
        span=graph_type.head,
        module=graph_type.module,
        symbol=graph_type.symbol,
        model=graph_type.model.label,
        practice_path=path,
        query=graph_type.field,
        message=f"{lost}: `{graph_type.word}` has no `get_queryset()` that narrows.",
        repair=f"Filter by `{path or 'practice'}` in `{graph_type.word}.get_queryset(cls, queryset, info)`.",
        why="Without it the field reads the model's default manager.",
        trail=(),
        entry=None,
    )


RULE = Rule(
    code=CODE,
    name="unscoped-graphql",
    family="surfaces",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Narrow by the practice in the type's `get_queryset()`; in resolvers of plain fields, filter.",
    limits=(
        "graphene-django's types; resolvers of graphene, strawberry and ariadne classes. A strawberry-django field "
        "without a resolver names its type in an annotation, which is not looked at. A relation that leads from a row "
        "of the practice to others is taken to stay in it, one from a user to the user's own. Mutations are judged by "
        "the rules for writes."
    ),
    bad=(
        Example(
            "graphene-django: types",
            """# file: clinic/schema.py
import graphene
from graphene import relay
from graphene_django import DjangoListField, DjangoObjectType
from graphene_django.filter import DjangoFilterConnectionField

from clinic.models import Note, Patient


class NoteType(DjangoObjectType):  # PL506
    class Meta:
        model = Note
        fields = ["id", "text"]


class PatientType(DjangoObjectType):  # PL506
    class Meta:
        model = Patient
        interfaces = (relay.Node,)
        fields = ["id", "name"]


class Query(graphene.ObjectType):
    notes = DjangoListField(NoteType)
    patient = relay.Node.Field(PatientType)


schema = graphene.Schema(query=Query)
""",
        ),
        Example(
            "graphene: resolvers",
            """# file: clinic/schema.py
import graphene
from django.shortcuts import get_object_or_404
from graphene_django import DjangoObjectType

from clinic.models import Patient


class PatientType(DjangoObjectType):
    class Meta:
        model = Patient
        fields = ["id", "name"]

    @classmethod
    def get_queryset(cls, queryset, info):
        return queryset.filter(practice=info.context.practice)


class Query(graphene.ObjectType):
    patients = graphene.List(PatientType)
    patient = graphene.Field(PatientType, id=graphene.ID())

    def resolve_patients(root, info):
        return Patient.objects.filter(active=True)  # PL506

    def resolve_patient(root, info, id):
        return get_object_or_404(Patient, pk=id)  # PL506
""",
        ),
        Example(
            "strawberry",
            """# file: clinic/schema.py
import strawberry
import strawberry_django

from clinic.models import Patient


@strawberry_django.type(Patient)
class PatientNode:
    id: int
    name: str


@strawberry.type
class Query:
    @strawberry.field
    def patients(self) -> list[PatientNode]:
        return Patient.objects.all()  # PL506

    @strawberry.field
    def patient(self, pk: int) -> PatientNode:
        return Patient.objects.get(pk=pk)  # PL506
""",
        ),
    ),
    good=(
        Example(
            "graphene-django",
            """# file: clinic/schema.py
import graphene
from django.shortcuts import get_object_or_404
from graphene import relay
from graphene_django import DjangoListField, DjangoObjectType
from graphene_django.filter import DjangoFilterConnectionField

from clinic.models import Note, Patient


class NoteType(DjangoObjectType):
    class Meta:
        model = Note
        fields = ["id", "text"]


class PatientType(DjangoObjectType):
    class Meta:
        model = Patient
        interfaces = (relay.Node,)
        fields = ["id", "name"]

    @classmethod
    def get_queryset(cls, queryset, info):
        return queryset.filter(practice=info.context.practice)


class Query(graphene.ObjectType):
    patients = DjangoFilterConnectionField(PatientType)
    active = DjangoListField(PatientType)
    patient = relay.Node.Field(PatientType)
    notes = graphene.List(NoteType, patient=graphene.ID())

    def resolve_active(root, info):
        return Patient.objects.filter(active=True)

    def resolve_notes(root, info, patient):
        row = get_object_or_404(Patient, pk=patient, practice=info.context.practice)
        return row.note_set.all()


schema = graphene.Schema(query=Query)
""",
        ),
        Example(
            "strawberry",
            """# file: clinic/schema.py
import strawberry
import strawberry_django
from strawberry.types import Info

from clinic.models import Patient


@strawberry_django.type(Patient)
class PatientNode:
    id: int
    name: str


@strawberry.type
class Query:
    @strawberry.field
    def patients(self, info: Info) -> list[PatientNode]:
        return Patient.objects.filter(practice=info.context.request.practice)
""",
        ),
    ),
    check=check,
)
