# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""SQL that a project writes itself: tables, joins, conditions and parameters decide as the same lookups would."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from verdicts import HEADER, Board

from practice_lint.config import Settings
from practice_lint.project.link import link
from practice_lint.project.tables import Tables
from practice_lint.scope.sql import Reader
from practice_lint.scope.sql_text import formatted, percent, statements
from practice_lint.scope.values import Const, Input, Many, OneOf, Seq, Table, Text, text_of
from practice_lint.source.lower import lower

BOARD = Board('''
# case: one table
def everyone(request):
    with connection.cursor() as c:
        c.execute("SELECT * FROM clinic_patient WHERE active")  # leak: raw
        return shown(request, c.fetchall())
def mine(request):
    with connection.cursor() as c:
        c.execute("SELECT * FROM clinic_patient WHERE practice_id = %s", [request.practice.pk])  # proved: own-practice
        return shown(request, c.fetchall())
def by_key(request, pk):
    with connections["default"].cursor() as c:
        c.execute("SELECT * FROM clinic_patient WHERE id = %s", [pk])  # leak: raw
        row = c.fetchone()
    return shown(request, row)
def chosen(request):
    return shown(request, run("SELECT * FROM clinic_patient WHERE practice_id = %s", [request.GET["practice"]]))
def run(sql, params):
    c = connection.cursor()
    c.execute(sql, params)  # leak: raw
    return c.fetchall()
def quoted(request):
    c = connection.cursor()
    c.execute('SELECT "p"."name" FROM "clinic_patient" AS "p" WHERE "p"."practice_id" = %s', [request.practice.pk])  # proved: own-practice
    return shown(request, [row for row in c])
def schema(request):
    c = connection.cursor()
    c.execute("SELECT name FROM public.clinic_patient")  # leak: raw
    return shown(request, [row[0] for row in c])
def counted(request):
    c = connection.cursor()
    c.execute("SELECT count(*) FROM clinic_patient")  # leak: raw
    return shown(request, c.fetchone()[0])
def inside(request):
    c = connection.cursor()
    c.execute("SELECT max(number) FROM clinic_patient")  # exempt: stays-inside
    last = c.fetchone()[0]
    return HttpResponse()
def globally(request):
    c = connection.cursor()
    c.execute("SELECT code FROM clinic_currency")
    return shown(request, c.fetchall())
def settings_(request):
    c = connection.cursor()
    c.execute("SET statement_timeout = 10")
    c.execute("SELECT set_config('a', 'b', false)")
    return HttpResponse()

# case: joins
def joined(request):
    c = connection.cursor()
    c.execute("SELECT v.reason, p.name FROM clinic_visit v JOIN clinic_patient p ON p.id = v.patient_id WHERE p.practice_id = %(p)s AND v.id > %(x)s", {"p": request.practice.pk, "x": 5})  # proved: own-practice
    return shown(request, [dict(zip("ab", r)) for r in c.fetchall()])
def commas(request):
    c = connection.cursor()
    c.execute("SELECT n.text FROM clinic_note n, clinic_visit v, clinic_patient p WHERE n.visit_id = v.id AND v.patient_id = p.id AND p.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def crossed(request):
    c = connection.cursor()
    c.execute("SELECT v.reason FROM clinic_visit v, clinic_patient p WHERE p.practice_id = %s", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def left(request):
    c = connection.cursor()
    c.execute("SELECT v.reason FROM clinic_visit v LEFT JOIN clinic_patient p ON p.id = v.patient_id AND p.practice_id = %s", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def left_condition_on_left(request):
    c = connection.cursor()
    c.execute("SELECT p.name FROM clinic_patient p LEFT JOIN clinic_visit v ON p.id = v.patient_id AND p.practice_id = %s", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def left_then_where(request):
    c = connection.cursor()
    c.execute("SELECT v.reason FROM clinic_visit v LEFT JOIN clinic_patient p ON p.id = v.patient_id WHERE p.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def left_of_mine(request):
    c = connection.cursor()
    c.execute("SELECT p.name, v.reason FROM clinic_patient p LEFT JOIN clinic_visit v ON v.patient_id = p.id WHERE p.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def right(request):
    c = connection.cursor()
    c.execute("SELECT v.reason FROM clinic_patient p RIGHT JOIN clinic_visit v ON v.patient_id = p.id AND p.practice_id = %s", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def full(request):
    c = connection.cursor()
    c.execute("SELECT p.name FROM clinic_patient p FULL JOIN clinic_visit v ON v.patient_id = p.id AND p.practice_id = %s", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def membership(request):
    c = connection.cursor()
    c.execute("SELECT p.name FROM clinic_patient p JOIN clinic_access a ON a.practice_id = p.practice_id WHERE a.user_id = %s", [request.user.pk])  # proved: own-rows
    return shown(request, c.fetchall())
def by_slug(request):
    c = connection.cursor()
    c.execute("SELECT p.name FROM clinic_patient p JOIN clinic_practice r ON r.id = p.practice_id WHERE r.slug = %s", [request.GET["slug"]])  # leak: raw
    return shown(request, c.fetchall())
def many_to_many(request):
    c = connection.cursor()
    c.execute("SELECT t.name FROM clinic_tag t JOIN clinic_patient_tags pt ON pt.tag_id = t.id JOIN clinic_patient p ON p.id = pt.patient_id WHERE p.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def many_to_many_open(request):
    c = connection.cursor()
    c.execute("SELECT t.name FROM clinic_tag t JOIN clinic_patient_tags pt ON pt.tag_id = t.id WHERE pt.patient_id = %s", [request.GET["patient"]])  # leak: raw
    return shown(request, c.fetchall())
def parent(request):
    c = connection.cursor()
    c.execute("SELECT reason FROM clinic_visit WHERE patient_id = %s", [request.GET["patient"]])  # leak: raw
    return shown(request, c.fetchall())
def proved_parent(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    c = connection.cursor()
    c.execute("SELECT reason FROM clinic_visit WHERE patient_id = %s", [patient.pk])  # proved: own-practice
    return shown(request, c.fetchall())

# case: conditions
def either(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient WHERE practice_id = %s OR name = %s", [request.practice.pk, request.GET["n"]])  # leak: raw
    return shown(request, c.fetchall())
def either_inside(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient WHERE practice_id = %s AND (active OR name = %s)", [request.practice.pk, request.GET["n"]])  # proved: own-practice
    return shown(request, c.fetchall())
def negated(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient WHERE NOT practice_id = %s", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def unequal(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient WHERE practice_id <> %s", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def shared(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_letter WHERE practice_id = %s OR practice_id IS NULL", [request.practice.pk])  # exempt: shared-rows
    return shown(request, c.fetchall())
def any_of(request):
    c = connection.cursor()
    mine = list(request.practice.patients.values_list("pk", flat=True))  # proved: own-practice
    c.execute("SELECT * FROM clinic_visit WHERE patient_id = ANY(%s)", [mine])  # proved: own-practice
    return shown(request, c.fetchall())
def exists(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient p WHERE EXISTS (SELECT 1 FROM clinic_access a WHERE a.practice_id = p.practice_id AND a.user_id = %s)", [request.user.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def within(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_visit WHERE patient_id IN (SELECT id FROM clinic_patient WHERE practice_id = %s)", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def within_all(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_visit WHERE patient_id IN (SELECT id FROM clinic_patient WHERE active)")  # leak: raw
    return shown(request, c.fetchall())
def constant(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient WHERE practice_id = 7")  # undecided: constant-practice
    return shown(request, c.fetchall())

# case: queries in queries
def common(request):
    c = connection.cursor()
    c.execute("WITH mine AS (SELECT id FROM clinic_patient WHERE practice_id = %s) SELECT v.* FROM clinic_visit v JOIN mine ON mine.id = v.patient_id", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def pushed_down(request):
    c = connection.cursor()
    c.execute("WITH everyone AS (SELECT id, practice_id FROM clinic_patient) SELECT v.* FROM clinic_visit v, everyone e WHERE e.id = v.patient_id AND e.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def derived(request):
    c = connection.cursor()
    c.execute("SELECT q.name FROM (SELECT * FROM clinic_patient) q WHERE q.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def derived_open(request):
    c = connection.cursor()
    c.execute("SELECT q.name FROM (SELECT name FROM clinic_patient WHERE active) q")  # leak: raw
    return shown(request, c.fetchall())
def renamed(request):
    c = connection.cursor()
    c.execute("WITH m(k) AS (SELECT id FROM clinic_patient WHERE practice_id = %s) SELECT * FROM clinic_visit v JOIN m ON m.k = v.patient_id", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def union(request):
    c = connection.cursor()
    c.execute("SELECT name FROM clinic_patient WHERE practice_id = %s UNION SELECT name FROM clinic_tag", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def union_of_mine(request):
    c = connection.cursor()
    c.execute("SELECT name FROM clinic_patient WHERE practice_id = %s UNION ALL SELECT name FROM clinic_tag WHERE practice_id = %s", [request.practice.pk, request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def column(request):
    c = connection.cursor()
    c.execute("SELECT name, (SELECT count(*) FROM clinic_visit v WHERE v.patient_id = p.id) FROM clinic_patient p WHERE p.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def column_of_all(request):
    c = connection.cursor()
    c.execute("SELECT name, (SELECT count(*) FROM clinic_visit v) FROM clinic_patient p WHERE p.practice_id = %s", [request.practice.pk])  # leak: raw
    return shown(request, c.fetchall())
def lateral(request):
    c = connection.cursor()
    c.execute("SELECT p.name, l.reason FROM clinic_patient p, LATERAL (SELECT reason FROM clinic_visit v WHERE v.patient_id = p.id LIMIT 1) l WHERE p.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())

# case: writes
def changed(request):
    c = connection.cursor()
    c.execute("UPDATE clinic_patient SET active = false WHERE id = %s", [request.POST["pk"]])  # leak: raw
    return HttpResponse()
def changed_mine(request):
    c = connection.cursor()
    c.execute("UPDATE clinic_patient SET active = false WHERE id = %s AND practice_id = %s", [request.POST["pk"], request.practice.pk])  # proved: own-practice
    return HttpResponse()
def changed_over_join(request):
    c = connection.cursor()
    c.execute("UPDATE clinic_visit v SET reason = '' FROM clinic_patient p WHERE p.id = v.patient_id AND p.practice_id = %s", [request.practice.pk])  # proved: own-practice
    return HttpResponse()
def inserted(request):
    c = connection.cursor()
    c.execute("INSERT INTO clinic_patient (practice_id, name) VALUES (%s, %s)", [request.POST["practice"], "x"])  # leak: raw
    return HttpResponse()
def inserted_mine(request):
    c = connection.cursor()
    c.execute("INSERT INTO clinic_patient (practice_id, name) VALUES (%s, %s)", [request.practice.pk, "x"])  # proved: own-practice
    return HttpResponse()
def upserted(request):
    c = connection.cursor()
    c.execute("INSERT INTO clinic_tag (practice_id, name) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET practice_id = EXCLUDED.practice_id", [request.practice.pk, request.POST["name"]])  # leak: raw
    return HttpResponse()
def upserted_mine(request):
    c = connection.cursor()
    c.execute("INSERT INTO clinic_tag (practice_id, name) VALUES (%s, %s) ON CONFLICT (practice_id, name) DO UPDATE SET name = EXCLUDED.name", [request.practice.pk, request.POST["name"]])  # proved: own-practice
    return HttpResponse()
def copied(request):
    c = connection.cursor()
    c.execute("INSERT INTO clinic_tag (practice_id, name) SELECT %s, name FROM clinic_tag", [request.practice.pk])  # leak: raw
    return HttpResponse()
def deleted(request):
    c = connection.cursor()
    c.execute("DELETE FROM clinic_patient WHERE id = ANY(%s)", [request.POST.getlist("ids")])  # leak: raw
    return HttpResponse()
def emptied(request):
    c = connection.cursor()
    c.execute("TRUNCATE clinic_patient")  # leak: raw
    return HttpResponse()
def many(request):
    c = connection.cursor()
    c.executemany("UPDATE clinic_patient SET name = %s WHERE id = %s", [(r["name"], r["id"]) for r in request.data])  # leak: raw
    return HttpResponse()

# case: text put together
def appended(request):
    c = connection.cursor()
    sql = "SELECT * FROM clinic_patient WHERE practice_id = %s"
    if request.GET.get("q"):
        sql += " AND name = %s"
    c.execute(sql + " ORDER BY " + request.GET["o"], [request.practice.pk, request.GET["q"]])  # proved: own-practice
    return shown(request, c.fetchall())
def scoped_on_one_branch(request):
    c = connection.cursor()
    sql, params = "SELECT * FROM clinic_patient", []
    if request.GET.get("mine"):
        sql, params = sql + " WHERE practice_id = %s", [request.practice.pk]
    c.execute(sql, params)  # leak: raw
    return shown(request, c.fetchall())
def f_string(request):
    c = connection.cursor()
    c.execute(f"SELECT * FROM {Patient._meta.db_table} WHERE practice_id = {request.practice.pk}")  # proved: own-practice
    return shown(request, c.fetchall())
def percent(request):
    c = connection.cursor()
    c.execute("SELECT * FROM %s WHERE name LIKE 'a%%' AND practice_id = %%s" % Patient._meta.db_table, [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def format_(request):
    c = connection.cursor()
    c.execute("SELECT * FROM {table} WHERE practice_id = {}".format(request.GET["practice"], table="clinic_patient"))  # leak: raw
    return shown(request, c.fetchall())
def joined(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient WHERE " + " AND ".join(["active", "practice_id = %s"]), [request.practice.pk])  # proved: own-practice
    return shown(request, c.fetchall())
def table_not_known(request, table):
    c = connection.cursor()
    c.execute(f"SELECT * FROM {table}")  # undecided: raw-sql
    return shown(request, c.fetchall())
def condition_not_known(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient WHERE practice_id = %s AND " + request.GET["where"], [request.practice.pk])  # undecided: raw-sql
    return shown(request, c.fetchall())
def end_not_known(request):
    c = connection.cursor()
    c.execute("SELECT * FROM clinic_patient WHERE practice_id = %s " + request.GET["end"], [request.practice.pk])  # undecided: raw-sql
    return shown(request, c.fetchall())
def column_not_known(request):
    c = connection.cursor()
    c.execute(f"SELECT * FROM clinic_patient WHERE {request.GET['by']} = %s", [request.practice.pk])  # undecided: raw-sql
    return shown(request, c.fetchall())
def not_known(request):
    c = connection.cursor()
    c.execute(request.POST["sql"])  # undecided: raw-sql
    return shown(request, c.fetchall())
def not_sql(request):
    c = connection.cursor()
    c.execute("SELECT * FRM clinic_patient WHERE WHERE")  # undecided: raw-sql
    return shown(request, c.fetchall())
def procedure(request):
    c = connection.cursor()
    c.callproc("patients_of", [request.practice.pk])  # undecided: raw-sql
    return shown(request, c.fetchall())
def parameters_not_known(request):
    c = connection.cursor()
    ids = request.POST.getlist("ids")
    c.execute("DELETE FROM clinic_patient WHERE practice_id = %s AND id IN (" + ",".join(["%s"] * len(ids)) + ")", [request.practice.pk, *ids])  # undecided: value-not-followed
    return HttpResponse()

# case: raw, RawSQL, extra
def raw(request):
    return shown(request, Patient.objects.raw("SELECT * FROM clinic_patient WHERE name = %s", [request.GET["n"]]))  # leak: raw
def raw_mine(request):
    return shown(request, list(Patient.objects.raw("SELECT * FROM clinic_patient WHERE practice_id = %s", params=[request.practice.pk])))  # proved: own-practice
def raw_not_known(request, sql):
    return shown(request, Patient.objects.raw(sql))  # undecided: raw-sql
def where(request):
    return shown(request, Patient.objects.extra(where=["practice_id = %s"], params=[request.practice.pk]))  # proved: own-practice
def where_name(request):
    return shown(request, Patient.objects.extra(where=["name = %s"], params=[request.GET["q"]]))  # leak: raw
def where_beside_filter(request):
    return shown(request, Patient.objects.filter(practice=request.practice).extra(where=["name = %s"], params=[request.GET["q"]]))  # proved: own-practice
def tables(request):
    return shown(request, Patient.objects.filter(practice=request.practice).extra(tables=["clinic_tag"], where=["clinic_tag.name = clinic_patient.name"]))  # leak: raw
def correlated(request):
    mine = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, mine.annotate(n=RawSQL("SELECT count(*) FROM clinic_visit v WHERE v.patient_id = clinic_patient.id", ())))  # proved: outer
def uncorrelated(request):
    mine = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, mine.annotate(n=RawSQL("SELECT count(*) FROM clinic_visit", ())))  # leak: raw
def formula(request):
    mine = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, mine.annotate(n=RawSQL("upper(name)", ())))
''', HEADER + "\nfrom django.db import connection, connections\nfrom django.db.models.expressions import RawSQL\n")  # fmt: skip


@BOARD.parameters()
def test_sql(title: str) -> None:
    BOARD.check(title)


def test_names_of_tables_and_columns() -> None:
    source = """
from django.db import models
class Person(models.Model):
    class Meta:
        db_table = "people"
    friends = models.ManyToManyField("self")
    number = models.IntegerField(db_column="No")
class Hidden(Person):
    class Meta:
        proxy = True
class Visit(models.Model):
    person = models.ForeignKey(Person, models.CASCADE)
    other = models.ForeignKey(Person, models.CASCADE, db_column="second", related_name="+")
    staff = models.ManyToManyField(Person, db_table="visit_staff", related_name="+")
"""
    project = link({"clinic/models.py": lower(source.encode()), "clinic/__init__.py": lower(b"")}, Settings())
    tables = Tables(project.names, project.models)
    assert tables.name("clinic.models.Hidden") == "people"
    people, visits = tables.get("People"), tables.get("clinic_visit")
    assert people is not None
    assert visits is not None
    assert people.model == "clinic.models.Person"
    assert dict(people.columns) == {"no": "number", "id": "pk"}
    assert visits.columns["person_id"] == "person"
    assert visits.columns["second"] == "other"
    friends, staff = tables.get("people_friends"), tables.get("visit_staff")
    assert friends is not None
    assert staff is not None
    assert dict(friends.columns) == {"from_person_id": "pk", "to_person_id": "friends"}
    assert dict(staff.columns) == {"visit_id": "pk", "person_id": "staff"}


def _reader() -> Reader:
    source = b"""
from django.db import models
class Practice(models.Model):
    name = models.TextField()
class Patient(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
class Visit(models.Model):
    patient = models.ForeignKey(Patient, models.CASCADE)
"""
    project = link({"clinic/models.py": lower(source), "clinic/__init__.py": lower(b"")}, Settings())
    return Reader(project.models, Tables(project.names, project.models))


ASKED, OTHER = Input("query", "a"), Input("query", "b")


@pytest.mark.parametrize(
    ("sql", "params", "text", "values"),
    [
        (Const("a = %s"), Seq((ASKED,)), "a = practice_lint_0_", (ASKED,)),
        (Const("a = %(x)s"), Table((("x", ASKED),), None), "a = practice_lint_0_", (ASKED,)),
        (Const("a LIKE '%s%%'"), None, "a LIKE '%s%%'", ()),
        (Const("a LIKE 'x%%' AND b = %s"), Seq((ASKED,)), "a LIKE 'x%' AND b = practice_lint_0_", (ASKED,)),
        (text_of([Const("a = %s AND "), OTHER, Const(" = %s")]), Seq((ASKED, OTHER)),
         "a = practice_lint_0_ AND practice_lint_1_ = practice_lint_2_", (ASKED, OTHER, OTHER)),
        (Const("a = %s"), Many(ASKED), "a = practice_lint_0_", (ASKED,)),
    ],
)  # fmt: skip
def test_parameters(sql: Const, params: Seq | None, text: str, values: tuple[Input, ...]) -> None:
    found = statements(sql, params)
    assert found is not None
    assert (found[0].text, found[0].values) == (text, values)


def test_each_way_to_put_a_text_together_is_a_statement() -> None:
    found = statements(text_of([Const("a "), OneOf((Const("b"), Const("c"))), Const(" "), ASKED]), None)
    assert found is not None
    assert [each.text for each in found] == ["a b practice_lint_0_", "a c practice_lint_0_"]
    assert statements(ASKED, None) is None


def test_formatting_keeps_the_pieces() -> None:
    assert percent(Const("a %s b%%"), ASKED) == Text((ASKED,), (Const("a "), ASKED, Const(" b%")))
    assert percent(Const("%s=%d"), Seq((Const("a"), Const(2)))) == Const("a=2")
    assert formatted("{}-{x}-{0}", [Const("a")], {"x": Const("b")}) == Const("a-b-a")
    assert formatted("{broken", [], {}) == Const("")


READER = _reader()
WORDS = """
SELECT INSERT UPDATE DELETE TRUNCATE WITH RECURSIVE TABLE FROM INTO WHERE SET VALUES USING JOIN LEFT LATERAL ON AND OR NOT
IN EXISTS AS UNION ALL RETURNING LIMIT GROUP BY ORDER CONFLICT DO NOTHING ONLY NULL IS COUNT ( ) ( ) , , . * = < 1 'a' ;
practice_lint_0_ practice_lint_1_ clinic_patient clinic_visit practice_id id name x y
"""


@settings(max_examples=int(os.environ.get("PRACTICE_LINT_EXAMPLES", "300")), deadline=None)
@given(st.sampled_from(("SELECT", "INSERT INTO", "UPDATE", "DELETE", "DELETE FROM", "WITH x AS (", "TRUNCATE", "TABLE")), st.lists(st.sampled_from(WORDS.split()), max_size=14))  # fmt: skip
@example("DELETE", ["practice_lint_0_", "LIMIT", "practice_lint_1_"])
@example("DELETE", ["clinic_visit", "FROM", "clinic_visit", "JOIN", "clinic_patient", "ON", "x", "=", "y"])
@example("INSERT INTO", ["clinic_patient", "SELECT", "*", "FROM", "clinic_visit"])
def test_whatever_the_words_the_reader_reads_or_doubts(start: str, words: list[str]) -> None:
    found = statements(Const(" ".join((start, *words)).replace("practice_lint_0_", "%s")), Many(ASKED))
    for statement in found or ():
        reading = READER.read(statement)
        assert reading is None or isinstance(reading.doubt, bool)


def test_the_reader_is_not_loaded_without_sql() -> None:
    code = "import sys, practice_lint.check; assert 'sqlglot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
