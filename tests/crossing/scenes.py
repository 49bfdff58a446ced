"""What happens between two schools on a real database, one function per demonstration; run in a process of its own.

A scene is played on behalf of one school, which has rows that bear its name. It answers with what that school gets to
see or touches: `python scenes.py NAME` prints the list as JSON. The scenes assert what must hold however the code is
written; whether another school's name is among what they answer is for the test to judge.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import os
import sys
import time
from datetime import date
from pathlib import Path
from threading import enumerate as threads
from threading import main_thread

import django

MINE, OTHER = "riverside", "greenfield"  # OTHER has its rows first
DAY = date.today()
SECONDS = 30  # that a worker may take


def fill(school) -> None:
    """One row of each kind, the first of its table, that bears the school's name."""
    from django_tenants.utils import tenant_context
    from erp.classes.models import Lesson, SchoolClass, Term
    from erp.fees.models import FeeStructure, Invoice, Payment
    from erp.students.models import Mark, Parent, Student
    from erp.teachers.models import Teacher

    name = school.schema_name
    mother, teacher_user = person(school, "parent"), person(school, "teacher")
    person(school, "office")
    with tenant_context(school):
        room = SchoolClass.objects.create(name=f"Class of {name}", year=1)
        teacher = Teacher.objects.create(user=teacher_user, staff_number=f"T of {name}")
        Lesson.objects.create(school_class=room, teacher=teacher, subject=f"Maths at {name}", weekday=1, starts="08:00")
        Term.objects.create(name=f"Spring at {name}", starts=DAY, ends=DAY)
        pupil = Student.objects.create(admission_number="1", name=f"Ada of {name}", current_class=room)
        pupil.parents.add(Parent.objects.create(user=mother, emergency_phone="1"))
        Mark.objects.create(student=pupil, subject="Maths", value=1, given_on=DAY)
        amount = 100 if name == OTHER else 200
        fee = FeeStructure.objects.create(name="Tuition", school_class=room, amount=amount)
        invoice = Invoice.objects.create(student=pupil, structure=fee, number=f"1 of {name}", due_on=DAY)
        Payment.objects.create(invoice=invoice, amount=amount, received_on=DAY)


def person(school, role: str):
    from auth_app.models import Membership, User

    name = f"{role}.{school.schema_name}"
    user = User.objects.create_user(name, f"{name}@example.com", "secret", last_name=f"of {school.schema_name}")
    Membership.objects.create(user=user, school=school, role=role)
    return user


def prepare() -> list[str]:
    """The database that most scenes start from: the platform and two schools. Every module can be imported."""
    from django.core.management import call_command
    from tenants.models import Client, Domain

    for path in sorted(Path(os.environ["SCHOOL"]).rglob("*.py")):
        parts = path.relative_to(os.environ["SCHOOL"]).with_suffix("").parts
        importlib.import_module(".".join(parts).removesuffix(".__init__"))
    call_command("migrate_schemas", shared=True, verbosity=0)
    public = Client.objects.create(schema_name="public", name="Platform")
    Domain.objects.create(domain="platform.school.example", tenant=public, is_primary=True)
    for name in (OTHER, MINE):
        fill(found(name))
    return [MINE]


def found(name: str):
    """A new school with its host."""
    from tenants.models import Client, Domain

    school = Client.objects.create(schema_name=name, name=name, plan="partner" if name == OTHER else "basic")
    Domain.objects.create(domain=f"{name}.school.example", tenant=school, is_primary=True)
    return school


def leftovers() -> list[str]:
    """The other school was the platform's only one before there were schemas: its old rows still lie in public."""
    from auth_app.models import User
    from django.apps import apps
    from django.db import connection
    from erp.classes.models import SchoolClass
    from erp.fees.models import FeeStructure, Invoice
    from erp.students.models import Mark, Parent, Student

    prepare()
    connection.set_schema_to_public()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model.__module__.startswith("erp."):
                editor.create_model(model)
    room = SchoolClass.objects.create(name="Class of greenfield", year=1)
    pupil = Student.objects.create(admission_number="1", name="Ada of greenfield", current_class=room)
    pupil.parents.add(Parent.objects.create(user=User.objects.get(username="parent.greenfield"), emergency_phone="1"))
    Mark.objects.create(student=pupil, subject="Maths", value=1, given_on=DAY)
    fee = FeeStructure.objects.create(name="Tuition", school_class=room, amount=100)
    Invoice.objects.create(student=pupil, structure=fee, number="1 of greenfield", due_on=DAY)
    return [MINE]


def school(name: str):
    from django_tenants.utils import schema_context
    from tenants.models import Client

    with schema_context("public"):
        return Client.objects.get(schema_name=name)


def enter(name: str) -> None:
    """What the middleware does at the beginning of a request."""
    from django.db import connection

    connection.set_schema_to_public()
    connection.set_tenant(school(name))


def client(name: str, role: str = "office"):
    """A browser at the school's host, signed in as one of its people."""
    from auth_app.models import User
    from django.db import connection
    from django.test import Client

    connection.set_schema_to_public()
    browser = Client(raise_request_exception=False, headers={"host": f"{name}.school.example"})
    browser.force_login(User.objects.get(username=f"{role}.{name}"))
    return browser


def texts(response) -> list[str]:
    """The body of an answer, as one text; nothing of a refusal."""
    if response.status_code >= 400:
        return []
    return [b"".join(response).decode() if response.streaming else response.content.decode()]


# ── one per demonstration ───────────────────────────────────────────────────────────────────────────────────────────


def cached_timetable() -> list[str]:
    client(OTHER).get("/api/classes/1/timetable/")
    return texts(client(MINE).get("/api/classes/1/timetable/"))


def session_elsewhere() -> list[str]:
    """Two schools founded since the users moved. Somebody applies at one and shows the cookie to the other."""
    from django.test import Client
    from django_tenants.utils import tenant_context
    from erp.students.models import Applicant

    for name in ("lakeside", "hillside"):
        with tenant_context(found(name)):
            Applicant.objects.create(name=f"Mia of {name}", email=f"mia.{name}@example.com")
    browser = Client(raise_request_exception=False)
    host = {"host": "hillside.school.example"}
    applied = browser.post("/admission/apply/", {"name": "Zoe", "email": "zoe@example.com"}, headers=host)
    assert applied.status_code == 200, applied.content
    with tenant_context(school("lakeside")):
        Applicant.objects.create(name="Leo of lakeside", email="leo@example.com")
    answers = [
        browser.get("/admission/", headers={"host": f"{name}.school.example"}) for name in ("hillside", "lakeside")
    ]
    return [text.replace("Zoe", MINE).replace("lakeside", OTHER) for answer in answers for text in texts(answer)]


def rows_before_schema() -> list[str]:
    """A request reaches a worker whose last request was the other school's."""
    mine = client(MINE)
    client(OTHER).get("/reports/term/")
    return texts(mine.get("/reports/term/"))


def stray_tables() -> list[str]:
    """What both schools' background code writes while it is in no school's schema."""
    from django.core.management import call_command
    from django.db import ProgrammingError, connection, transaction
    from erp.classes.models import Term

    call_command("migrate_schemas", shared=True, verbosity=0)
    connection.set_schema_to_public()
    for name in (OTHER, MINE):
        try:
            with transaction.atomic():
                Term.objects.create(name=f"Spring at {name}", starts=DAY, ends=DAY)
        except ProgrammingError as refused:
            if "classes_term" not in str(refused):
                raise
            return [f"refused to {MINE}"]
    return list(Term.objects.values_list("name", flat=True))


def public_views() -> list[str]:
    """The public host is asked for invoices, then the school's own."""
    mine = client(MINE)
    asked = mine.get("/api/fees/invoices/", headers={"host": "platform.school.example"})
    return [*texts(asked), *texts(mine.get("/api/fees/invoices/"))]


def cloned_school() -> list[str]:
    """A school is founded; who its pupils are."""
    from django_tenants.utils import tenant_context
    from erp.students.models import Student

    with tenant_context(found("lakeside")):
        return [MINE, *Student.objects.values_list("name", flat=True)]


def media_as_a_whole() -> list[str]:
    """Each school keeps its files in a folder of its own; both are asked for on this school's host."""
    from django.core.files.base import ContentFile
    from erp.students.models import Student

    for name in (OTHER, MINE):
        enter(name)
        Student.objects.get().photo.save("ada.jpg", ContentFile(f"picture of {name}".encode()))
    mine = client(MINE)
    answers = [mine.get(f"/media/schools/{name}/photos/ada.jpg") for name in (MINE, OTHER)]
    return [text for answer in answers for text in texts(answer)]


def named_by_key() -> list[str]:
    """Support looks at a case of this school while it works in the other one."""
    from django.contrib.contenttypes.models import ContentType
    from erp.students.models import Student
    from tenants.models import SupportCase

    enter(MINE)
    pupil = Student.objects.get()
    kind = ContentType.objects.get_for_model(pupil)
    case = SupportCase.objects.create(school=school(MINE), content_type=kind, object_id=pupil.pk, question="Why?")
    enter(OTHER)
    about = SupportCase.objects.get(pk=case.pk).about
    return [MINE, about.name if about is not None else ""]


def task_sent_from_public() -> list[str]:
    """A school is closed; whose parents are reminded."""
    from celery.contrib.testing.worker import start_worker
    from config.celery import app
    from django.core import mail
    from tenants.services import close_school

    enter(MINE)
    mail.outbox = []
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        close_school(school(MINE))
        for _ in range(SECONDS * 10):
            if mail.outbox:
                break
            time.sleep(0.1)
    return [f"{letter.subject} to {letter.to[0]}" for letter in mail.outbox]


def media_by_name() -> list[str]:
    from django.core.files.base import ContentFile
    from erp.students.models import Student

    for name in (OTHER, MINE):
        enter(name)
        Student.objects.get().photo.save(f"{name}.jpg", ContentFile(f"picture of {name}".encode()))
    mine = client(MINE)
    return [text for name in (OTHER, MINE) for text in texts(mine.get(f"/api/students/photos/{name}.jpg/"))]


def exports_folder() -> list[str]:
    from erp.fees.reports import export_takings, exported_takings

    enter(MINE)
    enter(OTHER)
    export_takings(DAY)
    enter(MINE)
    try:
        seen = exported_takings()
    except FileNotFoundError:
        seen = ""
    export_takings(DAY)
    return [who(seen), who(exported_takings())]


def who(takings: str) -> str:
    """The schools' takings are told apart by their amounts."""
    return OTHER if ",100" in takings else MINE if ",200" in takings else "nobody"


def dropped_schema() -> list[str]:
    """Somebody deletes a school's row; what is left of its pupils."""
    from django.db import connection
    from tenants.models import Client

    enter(OTHER)
    Client.objects.filter(schema_name=OTHER).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname IN (%s, %s)", [OTHER, MINE])
        left = {row[0] for row in cursor.fetchall()}
    return [MINE if MINE in left else "", *([f"{OTHER} is dropped"] if OTHER not in left else [])]


def fallback_table() -> list[str]:
    """A school lacks a table, say because its migration failed half-way; `federation` has those of before."""
    from django.db import ProgrammingError, connection, transaction
    from erp.fees.models import Payment

    enter(MINE)
    seen = [row.invoice.number for row in Payment.objects.select_related("invoice")]
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA federation")
        cursor.execute("CREATE TABLE federation.fees_payment AS SELECT * FROM greenfield.fees_payment")
        cursor.execute("DROP TABLE riverside.fees_payment")
    try:
        with transaction.atomic():
            total = Payment.objects.get().amount
    except ProgrammingError as refused:
        if "fees_payment" not in str(refused):
            raise
        return seen
    return [*seen, who(f",{total}")]


def header_names_school() -> list[str]:
    mine = client(MINE)
    answers = [mine.get("/api/students/"), mine.get("/api/students/", headers={"x-school": OTHER})]
    return [text for answer in answers for text in texts(answer)]


def parameter_names_school() -> list[str]:
    mine = client(MINE)
    answers = [mine.get("/api/teachers/borrow/", {"lender": name, "number": f"T of {name}"}) for name in (MINE, OTHER)]
    return [text for answer in answers for text in texts(answer)]


def queryset_returned() -> list[str]:
    from erp.students.exports import students_of

    enter(OTHER)
    return [pupil.name for pupil in students_of(school(MINE))] + [MINE]


def queryset_used_after() -> list[str]:
    from erp.students.exports import names_of

    enter(OTHER)
    return [*names_of(school(MINE)), MINE]


def schema_left_on_error() -> list[str]:
    """A request fails, and the same connection is used without a middleware's set-up: by the error's own handler."""
    from django.core.signals import got_request_exception
    from erp.students.models import Student

    seen = []

    def report(sender, **kwargs):
        seen.extend(Student.objects.values_list("name", flat=True))

    fill(found("archive"))
    got_request_exception.connect(report)
    answer = client(MINE).post("/api/teachers/absences/archive/", {"before": "not a day"})
    assert answer.status_code == 500, answer.content
    return [name.replace("archive", OTHER) for name in seen]


def loop_over_schools() -> list[str]:
    return [MINE, *texts(client(MINE).get("/api/teachers/substitutes/"))]


def plain_task() -> list[str]:
    """A worker in a thread of its own, as it is in a process of its own, with a connection of its own."""
    from celery.contrib.testing.worker import start_worker
    from config.celery_reports import reports
    from erp.students.tasks import rank_marks

    enter(MINE)
    with start_worker(reports, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        ranked = rank_marks.delay("Maths").get(timeout=30)
    return [str(ranked), MINE]


def fresh_thread() -> list[str]:
    """An invoice is created; whose parents get the mail."""
    from django.core import mail
    from erp.fees.models import Invoice
    from erp.fees.services import post_statement

    enter(MINE)
    post_statement(Invoice.objects.get())
    for thread in threads():
        if thread is not main_thread() and thread.daemon:
            thread.join(30)
    return [f"{letter.subject} to {letter.to[0]}" for letter in mail.outbox]


def pooled_thread() -> list[str]:
    """The other school's receipts, then this one's reconciliation, in the same pool; whose invoice is paid then."""
    from erp.fees.models import Invoice
    from erp.fees.services import post_receipts, reconcile

    enter(OTHER)
    post_receipts(DAY).result(30)
    enter(MINE)
    reconcile([1])
    paid = [MINE]
    for name in (OTHER, MINE):
        enter(name)
        paid.extend(Invoice.objects.filter(paid=True).values_list("number", flat=True))
    return paid


def remembered_term() -> list[str]:
    from erp.classes.calendars import term_of

    return [term(name, term_of) for name in (OTHER, MINE)][1:]


def term(name: str, term_of) -> str:
    enter(name)
    return term_of(DAY).name


def remembered_rate() -> list[str]:
    from erp.fees.rates import rate_of

    rates = []
    for name in (OTHER, MINE):
        enter(name)
        rates.append(who(f",{rate_of('Tuition')}"))
    return rates[1:]


def registry_in_admin() -> list[str]:
    from auth_app.models import User

    User.objects.filter(username=f"office.{MINE}").update(is_staff=True, is_superuser=True)
    return texts(client(MINE).get("/admin/tenants/domain/"))


def qualified_sql() -> list[str]:
    answer = client(MINE).get("/api/fees/payments/takings/?since=2026-01-01")
    assert answer.status_code == 200, answer.content
    return [who(f",{value}") for value in answer.json().values() if value is not None]


def one_channel_group() -> list[str]:
    """Two classroom screens, both of class 1; each school changes a lesson."""
    from asgiref.testing import ApplicationCommunicator
    from config.asgi import application
    from django.db import connections

    async def play() -> list[str]:
        headers = [(b"host", f"{MINE}.school.example".encode())]
        scope = {"type": "websocket", "path": "/ws/classes/1/", "headers": headers, "query_string": b""}
        screen = ApplicationCommunicator(application, scope)
        await screen.send_input({"type": "websocket.connect"})
        assert (await screen.receive_output(10))["type"] == "websocket.accept"
        heard = []
        for name in (MINE, OTHER):
            await asyncio.to_thread(change, name)
            if not await screen.receive_nothing(timeout=0.5):
                heard.append((await screen.receive_output())["text"])
        await screen.send_input({"type": "websocket.disconnect", "code": 1000})
        await screen.wait(10)
        return heard

    def change(name: str) -> None:
        from erp.classes.consumers import announce
        from erp.classes.models import Lesson

        enter(name)
        announce(Lesson.objects.get())
        connections.close_all()

    return asyncio.run(play())


def signed_link() -> list[str]:
    """A parent of this school follows the link of its letter on the other school's host as well."""
    from auth_app.links import invitation_link

    enter(MINE)
    token = invitation_link(1)
    answers = []
    for name in (MINE, OTHER):
        browser = client(MINE, "parent")
        answers.append(
            browser.post("/api/auth/invitations/", {"token": token}, headers={"host": f"{name}.school.example"})
        )
    return [text for answer in answers for text in texts(answer)]


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.path[:0] = [os.environ["SCHOOL"], os.path.dirname(__file__)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "live"
    django.setup()
    print(json.dumps(globals()[sys.argv[1]]()))
    sys.stdout.flush()
    os._exit(0)  # threads of pools and workers are of no use any more
