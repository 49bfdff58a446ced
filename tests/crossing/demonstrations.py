# ruff: noqa: E501  (a repair is text of the fixture, to the letter)
"""Which finding of the school each scene is about, and the repair after which there is neither finding nor crossing.

A repair is texts of the fixture replaced by others. `take`: the settings that come from `production_wrong`.
"""

from __future__ import annotations

from dataclasses import dataclass

Edit = tuple[str, str, str]  # path, old, new
WRONG = "config/settings/production_wrong.py"
LAYOUT = ("SHARED_APPS", "TENANT_APPS", "INSTALLED_APPS")
SERVICES = "erp/fees/services.py"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """`symbol`: what the finding is about, as `expected.txt` names it; `start`: the scene of the database that
    this one starts from, none if an empty one."""

    scene: str
    code: str
    path: str
    symbol: str
    repair: tuple[Edit, ...]
    take: tuple[str, ...] = ()
    start: str = "prepare"


DEMONSTRATIONS = (
    Demonstration(
        "rows_before_schema", "PL601", WRONG, "MIDDLEWARE",
        (
            (WRONG, '    "core.middleware.ApiTenantMiddleware",\n', ""),
            (WRONG, "MIDDLEWARE = [\n", 'MIDDLEWARE = [\n    "core.middleware.ApiTenantMiddleware",\n'),
        ),
        take=("MIDDLEWARE",),
    ),
    Demonstration(
        "stray_tables", "PL603", WRONG, "DATABASE_ROUTERS",
        ((WRONG, '["core.routers.PrimaryRouter", "django_tenants.routers.TenantSyncRouter"]',
          '["django_tenants.routers.TenantSyncRouter", "core.routers.PrimaryRouter"]'),),
        take=("DATABASE_ROUTERS",), start="",
    ),
    Demonstration(
        "public_views", "PL605", "config/urls_public.py", "config.urls_public",
        (("config/urls_public.py", '    path("api/fees/", include("erp.fees.urls")),\n', ""),),
        start="leftovers",
    ),
    Demonstration(
        "cloned_school", "PL605", WRONG, "TENANT_BASE_SCHEMA",
        ((WRONG, 'TENANT_CREATION_FAKES_MIGRATIONS = True\nTENANT_BASE_SCHEMA = "greenfield"\n',
          'TENANT_CREATION_FAKES_MIGRATIONS = False\nTENANT_BASE_SCHEMA = "greenfield"\n'),),
        take=("TENANT_BASE_SCHEMA", "TENANT_CREATION_FAKES_MIGRATIONS"),
    ),
    Demonstration(
        "session_elsewhere", "PL606", WRONG, "SHARED_APPS",
        ((WRONG, '"django.contrib.auth", "tenants"]', '"django.contrib.auth", "django.contrib.sessions", "tenants"]'),),
        take=LAYOUT,
    ),
    Demonstration(
        "cached_timetable", "PL607", WRONG, "CACHES",
        ((WRONG, '"KEY_PREFIX": "school",', '"KEY_FUNCTION": "django_tenants.cache.make_key",'),),
        take=("CACHES",),
    ),
    Demonstration(
        "media_by_name", "PL608", WRONG, "STORAGES",
        ((WRONG, "django.core.files.storage.FileSystemStorage",
          "django_tenants.files.storage.TenantFileSystemStorage"),),
        take=("STORAGES",),
    ),
    Demonstration(
        "media_as_a_whole", "PL608", "config/urls.py", "config.urls",
        (("config/urls.py", '    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),\n',
          '    path("media/schools/<slug:school>/photos/<str:name>", photo_of),\n'),
         ("config/urls.py", "urlpatterns = [\n", '''
def photo_of(request, school, name):
    if school != request.tenant.schema_name:
        raise Http404
    return FileResponse(default_storage.open(f"photos/{name}"))


urlpatterns = [
'''),
         ("config/urls.py", "from django.views.static import serve\n",
          "from django.core.files.storage import default_storage\nfrom django.http import FileResponse, Http404\n")),
    ),
    Demonstration(
        "exports_folder", "PL608", "core/storages.py", "ExportStorage.__init__",
        (("core/storages.py", '''    def __init__(self, **options):
        self.folder = f"{settings.EXPORTS_ROOT}/{connection.schema_name}"
        super().__init__(location=self.folder, **options)
''', '''    @property
    def base_location(self):
        return f"{settings.EXPORTS_ROOT}/{connection.schema_name}"

    @property
    def location(self):
        return self.base_location
'''),),
    ),
    Demonstration(
        "dropped_schema", "PL609", WRONG, "TENANT_AUTO_DROP_SCHEMA",
        ((WRONG, "TENANT_AUTO_DROP_SCHEMA = True", "TENANT_AUTO_DROP_SCHEMA = False"),),
        take=("TENANT_AUTO_DROP_SCHEMA",),
    ),
    Demonstration(
        "fallback_table", "PL610", WRONG, "PG_EXTRA_SEARCH_PATHS",
        ((WRONG, '["extensions", "federation"]', '["extensions"]'),),
        take=("PG_EXTRA_SEARCH_PATHS",),
    ),
    Demonstration(
        "header_names_school", "PL612", "core/middleware.py", "ApiTenantMiddleware.process_request",
        (("core/middleware.py", "        if response is None and code:\n            connection.set_schema(code)\n",
          "        if response is None and code and code != request.tenant.schema_name:\n"
          '            return JsonResponse({"error": "other_school"}, status=403)\n'),),
        take=("MIDDLEWARE",),
    ),
    Demonstration(
        "parameter_names_school", "PL612", "erp/teachers/views.py", "borrow_teacher",
        (("erp/teachers/views.py", '    with schema_context(request.query_params["lender"]):\n',
          '    lender = request.user.memberships.get(school__schema_name=request.query_params["lender"]).school\n'
          "    with schema_context(lender.schema_name):\n"),),
    ),
    Demonstration(
        "queryset_returned", "PL613", "erp/students/exports.py", "students_of",
        (("erp/students/exports.py", 'return Student.objects.filter(left_on=None).order_by("name")',
          'return list(Student.objects.filter(left_on=None).order_by("name"))'),),
    ),
    Demonstration(
        "queryset_used_after", "PL613", "erp/students/exports.py", "names_of",
        (("erp/students/exports.py", '''        students = Student.objects.filter(left_on=None)
    return [student.name for student in students]
''', '''        students = Student.objects.filter(left_on=None)
        return [student.name for student in students]
'''),),
    ),
    Demonstration(
        "loop_over_schools", "PL614", "erp/teachers/views.py", "substitutes",
        (("erp/teachers/views.py", '''    for school in Client.objects.filter(plan="partner"):
        with schema_context(school.schema_name):
            found.extend(Teacher.objects.filter(absences=None).values("staff_number"))
''', '''    found.extend(Teacher.objects.filter(absences=None).values("staff_number"))
'''),),
    ),
    Demonstration(
        "schema_left_on_error", "PL614", "erp/teachers/views.py", "archive_absences",
        (("erp/teachers/views.py", '''    connection.set_schema("archive")
    moved = Absence.objects.filter(last_day__lt=request.data["before"]).delete()
    connection.set_tenant(request.tenant)
''', '''    with schema_context("archive"):
        moved = Absence.objects.filter(last_day__lt=request.data["before"]).delete()
'''),),
    ),
    Demonstration(
        "plain_task", "PL615", "config/celery_reports.py", "config.celery_reports",
        (
            ("config/celery_reports.py", "from celery import Celery\n", "from tenant_schemas_celery.app import CeleryApp\n"),
            ("config/celery_reports.py", 'Celery("school-reports", ', 'CeleryApp("school-reports", '),
        ),
        start="leftovers",
    ),
    Demonstration(
        "task_sent_from_public", "PL615", "tenants/services.py", "close_school",
        (("tenants/services.py", "        remind_of_due_fees.delay()\n", "    remind_of_due_fees.delay()\n"),),
        start="leftovers",
    ),
    Demonstration(
        "fresh_thread", "PL616", SERVICES, "post_statement",
        ((SERVICES, "Thread(target=send_statement, args=(invoice.pk,), daemon=True)",
          "Thread(target=send_statement_in, args=(connection.schema_name, invoice.pk), daemon=True)"),),
        start="leftovers",
    ),
    Demonstration(
        "pooled_thread", "PL616", SERVICES, "reconcile",
        (
            (SERVICES, "    def book(invoice_id):\n        total = sum(payment.amount for payment in Payment.objects.filter(invoice_id=invoice_id))\n"
             "        Invoice.objects.filter(pk=invoice_id, structure__amount__lte=total).update(paid=True)\n",
             "    schema_name = connection.schema_name\n\n    def book(invoice_id):\n        with schema_context(schema_name):\n"
             "            total = sum(payment.amount for payment in Payment.objects.filter(invoice_id=invoice_id))\n"
             "            Invoice.objects.filter(pk=invoice_id, structure__amount__lte=total).update(paid=True)\n"),
        ),
    ),
    Demonstration(
        "remembered_term", "PL617", "erp/classes/calendars.py", "term_of",
        (("erp/classes/calendars.py", "@lru_cache(maxsize=32)\ndef term_of", "def term_of"),),
    ),
    Demonstration(
        "remembered_rate", "PL617", "erp/fees/rates.py", "rate_of",
        (
            ("erp/fees/rates.py", "from erp.fees.models", "from django.db import connection\n\nfrom erp.fees.models"),
            ("erp/fees/rates.py", '''    if name not in _RATES:
        _RATES[name] = FeeStructure.objects.get(name=name).amount
    return _RATES[name]
''', '''    key = (connection.schema_name, name)
    if key not in _RATES:
        _RATES[key] = FeeStructure.objects.get(name=name).amount
    return _RATES[key]
'''),
        ),
    ),
    Demonstration(
        "named_by_key", "PL618", "tenants/models.py", "SupportCase.about",
        (("tenants/models.py", '    about = GenericForeignKey("content_type", "object_id")\n', '''
    @property
    def about(self):
        if self.school.schema_name != connection.schema_name:
            return None
        return self.content_type.get_object_for_this_type(pk=self.object_id)

'''),
         ("tenants/models.py", "from django.db import models\n", "from django.db import connection, models\n"),
         ("tenants/models.py", "from django.contrib.contenttypes.fields import GenericForeignKey\n", "")),
    ),
    Demonstration(
        "registry_in_admin", "PL619", "tenants/admin.py", "tenants.admin",
        (("tenants/admin.py", "admin.site.register(Domain)\n", '''@admin.register(Domain)
class DomainAdmin(admin.ModelAdmin):
    def get_queryset(self, request):
        return super().get_queryset(request).filter(tenant=connection.tenant)
'''),),
    ),
    Demonstration(
        "qualified_sql", "PL620", "erp/fees/reports.py", "federation_takings",
        (("erp/fees/reports.py", "FROM greenfield.fees_payment", "FROM fees_payment"),),
    ),
    Demonstration(
        "one_channel_group", "PL621", "erp/classes/consumers.py", "ClassroomConsumer.connect",
        (
            ("erp/classes/consumers.py", '''        self.room = f"class_{self.scope['url_route']['kwargs']['pk']}"''',
             '''        schema = self.scope["tenant"].schema_name
        self.room = f"class_{schema}_{self.scope['url_route']['kwargs']['pk']}"'''),
            ("erp/classes/consumers.py", 'f"class_{lesson.school_class_id}"', 'f"class_{connection.schema_name}_{lesson.school_class_id}"'),
            ("erp/classes/consumers.py", "from channels.layers import get_channel_layer\n",
             "from channels.layers import get_channel_layer\nfrom django.db import connection\n"),
        ),
    ),
    Demonstration(
        "signed_link", "PL624", "auth_app/links.py", "invitation_link",
        (
            ("auth_app/links.py", "from django.core import signing\n", "from django.core import signing\nfrom django.db import connection\n"),
            ("auth_app/links.py", 'signing.dumps({"student": student_id}, salt="invite")',
             'signing.dumps({"student": student_id}, salt=f"invite.{connection.schema_name}")'),
            ("auth_app/links.py", 'signing.loads(token, salt="invite", max_age',
             'signing.loads(token, salt=f"invite.{connection.schema_name}", max_age'),
        ),
    ),
)  # fmt: skip
