"""SQL that the project writes itself reads or changes rows of every practice.

`cursor.execute`, `Manager.raw`, `RawSQL` and `extra` go past every manager, mixin and filter backend: what they do not
say themselves, nobody says for them. A statement on a practice's table is scoped when a condition compares the
practice's column, or a column of a table that is joined along foreign keys, with a *parameter* that holds the active
practice. A role check around it, or a list of keys that the request sent, does not scope it.

The SQL is parsed, and each condition is judged as the same lookup in `filter()` would be: `c.practice_id = %s` is
`practice=…`, a join is the foreign key that it follows, `EXISTS` and `IN (SELECT …)` count, one arm of an OR does not,
nor does the ON of a LEFT JOIN for the table on its left.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import WRITES, leak, lookup, name, sunk
from practice_lint.scope.program import Program, QuerySite

CODE = "PL111"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("raw"):
        yield leak(CODE, "warning", site, _message(site), _repair(program, site))


def _message(site: QuerySite) -> str:
    what = f"`{name(site)}` rows"
    if site.cause == "chosen-practice":
        return f"SQL takes {what} of the practice that {site.key or 'the request'} names; nothing checks membership."
    chosen = f" that {site.key} chooses" if site.key else " of every practice"
    if site.ends == "create":
        return f"SQL inserts {what} into a practice that nothing proves: {site.reason}."
    done = WRITES.get(site.sink or "")
    if site.ends == "write" and done is not None:
        return f"SQL goes past the scope: {what}{chosen} are {done}."
    return f"SQL goes past the scope: {what}{chosen} are {sunk(site)}."


def _repair(program: Program, site: QuerySite) -> str:
    carrier = program.carriers.written(site.module, site.symbol) or "the active practice"
    path = site.practice_path or "practice"
    if "__" in path:
        return f"Join along `{path}` and bind {_key(carrier)} to its column."
    column = "the practice's key" if path == "pk" else f"`{path}_id`"
    return f"Add a condition on {column} and bind {_key(carrier)} to it, or write it with the ORM: `{lookup(site)}`."


def _key(carrier: str) -> str:
    return f"`{carrier}.pk`" if carrier != "the active practice" else carrier


RULE = Rule(
    code=CODE,
    name="raw-sql",
    family="rows",
    level="warning",
    security_severity="8.2",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Add a condition on the practice's column, with the active practice as a parameter, or use the ORM.",
    limits=(
        "Django's own connections, `raw`, `RawSQL` and `extra`; other drivers and SQLAlchemy are not read. SQL whose "
        "text or parameters are not known statically, that does not parse, or that calls a procedure is undecided in "
        "the ledger, not a finding. Views, functions and row-level security of the database are not known."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render

from clinic.models import Note, Patient


def names(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM clinic_patient WHERE active ORDER BY name")  # PL111
        return JsonResponse({"names": [row[0] for row in cursor.fetchall()]})


def patient(request, pk):
    rows = Patient.objects.raw("SELECT * FROM clinic_patient WHERE id = %s", [pk])  # PL111
    return render(request, "patient.html", {"patient": rows[0]})


def archive(request):
    with connection.cursor() as cursor:
        sql = f"UPDATE {Patient._meta.db_table} SET active = false WHERE id = ANY(%s)"
        cursor.execute(sql, [request.POST.getlist("patients")])  # PL111
    return JsonResponse({})


def search(request):
    notes = Note.objects.extra(where=["text ILIKE %s"], params=[request.GET["q"]])  # PL111
    return render(request, "notes.html", {"notes": notes})
""",
        ),
        Example(
            "Django REST framework",
            '''# file: clinic/api.py
from django.db import connection
from rest_framework.response import Response
from rest_framework.views import APIView


class NotesPerPatient(APIView):
    def get(self, request):
        with connection.cursor() as cursor:
            cursor.execute(  # PL111
                """
                SELECT p.name, count(n.id)
                FROM clinic_patient p
                LEFT JOIN clinic_note n ON n.patient_id = p.id AND p.practice_id = %s
                GROUP BY p.name
                """,
                [request.practice.pk],
            )
            return Response(cursor.fetchall())
''',
        ),
    ),
    good=(
        Example(
            "plain Django: the practice bound, along a join, in a subquery, by the caller's membership",
            '''# file: clinic/views.py
from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render

from clinic.models import Note, Patient


def names(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM clinic_patient WHERE practice_id = %s", [request.practice.pk])
        return JsonResponse({"names": [row[0] for row in cursor.fetchall()]})


def notes(request):
    sql = """
        SELECT n.text FROM clinic_note n JOIN clinic_patient p ON p.id = n.patient_id
        WHERE p.practice_id = %(practice)s AND n.text ILIKE %(text)s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {"practice": request.practice.pk, "text": request.GET["q"]})
        return JsonResponse({"notes": cursor.fetchall()})


def mine(request):
    rows = Patient.objects.raw(
        "SELECT * FROM clinic_patient p WHERE EXISTS ("
        "SELECT 1 FROM clinic_access a WHERE a.practice_id = p.practice_id AND a.user_id = %s)",
        [request.user.pk],
    )
    return render(request, "patients.html", {"patients": rows})


def archive(request):
    with connection.cursor() as cursor:
        sql = f"UPDATE {Patient._meta.db_table} SET active = false WHERE practice_id = %s AND id = ANY(%s)"
        cursor.execute(sql, [request.practice.pk, request.POST.getlist("patients")])
    return JsonResponse({})


def search(request):
    found = Note.objects.filter(patient__practice=request.practice)
    notes = found.extra(where=["text ILIKE %s"], params=[request.GET["q"]])
    return render(request, "notes.html", {"notes": notes})
''',
        ),
        Example(
            "Django REST framework",
            '''# file: clinic/api.py
from django.db import connection
from rest_framework.response import Response
from rest_framework.views import APIView


class NotesPerPatient(APIView):
    def get(self, request):
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH mine AS (SELECT id, name FROM clinic_patient WHERE practice_id = %s)
                SELECT mine.name, count(n.id) FROM mine LEFT JOIN clinic_note n ON n.patient_id = mine.id
                GROUP BY mine.name
                """,
                [request.practice.pk],
            )
            return Response(cursor.fetchall())
''',
        ),
        Example(
            "a task over all practices, and what is no practice's",
            """# file: clinic/tasks.py
from celery import shared_task
from django.db import connection


@shared_task
def forget_inactive():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM clinic_note WHERE patient_id IN (SELECT id FROM clinic_patient WHERE NOT active)")


def alive():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
""",
        ),
    ),
    check=check,
)
