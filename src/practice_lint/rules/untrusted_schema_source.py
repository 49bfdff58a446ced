"""The request names the schema, and nobody asks whether its user belongs there.

The host decides which practice a request is for, and the login is checked against that. A header, a query parameter or
a URL part that ends in `schema_context`, `set_schema` or `set_tenant` is chosen by the sender: whoever writes another
practice's name reads and writes its schema.

The host itself is the sender's word too where ALLOWED_HOSTS takes every host and USE_X_FORWARDED_HOST believes the
header: then a proxy must overwrite it.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting, at_statement
from practice_lint.scope.program import Program

CODE = "PL612"


def check(program: Program) -> Iterator[Finding]:
    schemas, switches = program.schemas, program.schema_switches
    for switch in switches.switches:
        if switch.asked is None or switches.checked(switch.function):
            continue
        message = f"`{switch.asked}` chooses the schema for `{switch.word}`; nobody checks that the user belongs there."
        repair = "Take the practice from `request.tenant`, or look it up among the user's memberships."
        why = "The function asks nothing about the user, so any practice's name will do."
        place = (switch.module, switch.function, switch.span)
        yield at_statement(CODE, "error", "high", program, place, switch.word, (message, repair, why))
    for module, setting in schemas.each("ALLOWED_HOSTS"):
        forwarded = module.settings.get("USE_X_FORWARDED_HOST")
        if setting.value == ("*",) and forwarded is not None and forwarded.value is True:
            message = "X-Forwarded-Host chooses the practice, and every value of it is allowed."
            repair = 'List the hosts in ALLOWED_HOSTS (".clinic.example"), or let the proxy overwrite the header.'
            why = "ALLOWED_HOSTS is ['*'] and USE_X_FORWARDED_HOST is on; the tenant is looked up by that host."
            yield at_setting(CODE, "warning", "medium", program, setting, "host", (message, repair, why))


RULE = Rule(
    code=CODE,
    name="untrusted-schema-source",
    family="schema",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Take the practice from `request.tenant`, or look it up among the user's memberships.",
    limits=(
        "Followed within one function. A function that speaks of a user, a member, access or a permission counts as "
        "checked. Commands, migrations and tests are left out."
    ),
    bad=(
        Example(
            "a query parameter and a header",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/views.py
from django.http import JsonResponse
from django_tenants.utils import schema_context

from records.models import Letter


def letters(request):
    with schema_context(request.GET["practice"]):  # PL612
        return JsonResponse({"letters": list(Letter.objects.values("text"))})
# file: clinic/header.py
from django.db import connection
from django_tenants.middleware.main import TenantMainMiddleware

from clinic.models import Practice


class HeaderMiddleware(TenantMainMiddleware):
    def process_request(self, request):
        schema = request.headers.get("X-Practice")
        connection.set_schema(schema)  # PL612
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    good=(
        Example(
            "through the user's memberships",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/views.py
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django_tenants.utils import tenant_context

from clinic.models import Practice
from records.models import Letter


def letters(request):
    practice = get_object_or_404(Practice, slug=request.GET["practice"], access__user=request.user)
    with tenant_context(practice):
        return JsonResponse({"letters": list(Letter.objects.values("text"))})
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    check=check,
)
