"""The admin of every practice lists all practices, with their schemas, and may change or delete them.

The tenant's model is one shared table. Registered with the default admin site, it stands in the admin that the
practices' own URLconf mounts: a practice's administrator sees who the others are, and with the right to delete drops
them. Mount the admin that has it in the public URLconf only, or let the admin class say who sees what.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL619"

PERMISSIONS = "tenant_users.permissions"  # says per schema who is staff, of shared users


def check(program: Program) -> Iterator[Finding]:
    for found in program.schema_surfaces.registered:
        message = f"The admin of every practice lists all rows of `{found.what}`."
        repair = (
            "Register it with a site that only the public URLconf mounts, or narrow `get_queryset` and the permissions."
        )
        why = "ROOT_URLCONF, which practices use, mounts the admin site, and the class narrows nothing."
        place = (found.module, found.symbol, found.span)
        sureness = _staff_of_practices(program)
        yield at_statement(CODE, "error", sureness, program, place, found.what, (message, repair, why))


def _staff_of_practices(program: Program) -> Confidence:
    """How sure it is that who is staff in a practice is not staff of the platform: its users are its own."""
    schemas = program.schemas
    own = {schemas.users_per_schema(module) for module in schemas.served}
    if True in own or any(PERMISSIONS in (schemas.apps(module, "tenant") or ()) for module in schemas.served):
        return "high"
    return "low" if own == {False} else "medium"


RULE = Rule(
    code=CODE,
    name="tenant-registry-exposed",
    family="schema",
    level="error",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Register it with a site that only the public URLconf mounts, or narrow `get_queryset` and the permissions.",
    limits=(
        "Only the default site, mounted by ROOT_URLCONF itself. An admin class with `get_queryset`, "
        "`has_module_permission` or `has_view_permission` of its own is left out. Where users are shared, so is who is "
        "staff: shown to auditors only. Views over the tenant's model are "
        "the row rules'."
    ),
    bad=(
        Example(
            "on the practices' admin",
            """# file: clinic/admin.py
from django.contrib import admin

from clinic.models import Practice

admin.site.register(Practice)  # PL619
# file: clinic/urls.py
from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
ROOT_URLCONF = "clinic.urls"
""",
        ),
    ),
    good=(
        Example(
            "the class says who",
            """# file: clinic/admin.py
from django.contrib import admin
from django.db import connection

from clinic.models import Practice


@admin.register(Practice)
class PracticeAdmin(admin.ModelAdmin):
    def get_queryset(self, request):
        return super().get_queryset(request).filter(pk=request.tenant.pk)

    def has_module_permission(self, request):
        return connection.schema_name == "public"
# file: clinic/urls.py
from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
ROOT_URLCONF = "clinic.urls"
""",
        ),
    ),
    check=check,
)
