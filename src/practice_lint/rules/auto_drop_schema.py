"""Deleting the practice's row drops its schema with everything in it, whoever deletes the row and however.

With `auto_drop_schema = True` a click in the admin, `queryset.delete()` or a cascade from the row's owner ends in
`DROP SCHEMA … CASCADE`. The library does so in a signal, so bulk deletes count too. In tests it is handy; in production
a schema is dropped by a command that somebody runs on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.facts import Attribute, Constant
from practice_lint.findings.finding import Finding
from practice_lint.project.visit import tail
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting, at_statement
from practice_lint.scope.program import Program

CODE = "PL609"

SETTING, ATTRIBUTE = "TENANT_AUTO_DROP_SCHEMA", "auto_drop_schema"
REPAIR = "Turn it off in production, and drop schemas with `manage.py delete_tenant`."


def check(program: Program) -> Iterator[Finding]:
    schemas, project = program.schemas, program.project
    if not schemas.on:
        return
    for _, setting in schemas.each(SETTING):
        if setting.value is True:
            message = f"{SETTING} is on in production: deleting a tenant's row drops its schema and all its data."
            read = schemas.reads_setting(SETTING)
            why = "Production's settings do not turn it off" + (
                "." if read else "; no code of the project reads it, django-tenants neither, but who sets it means it."
            )
            yield at_setting(
                CODE, "warning", "high" if read else "medium", program, setting, SETTING, (message, REPAIR, why)
            )
    for name in sorted(schemas.tenants):
        model = project.models.by_name.get(name)
        if model is None or model.library:
            continue
        found = project.names.attribute(name, ATTRIBUTE)
        record = project.names.classes.get(found[0]) if found is not None else None
        if found is None or record is None or project.names.modules[record.module].stub or found[0] != name:
            continue
        if found[1] == Constant(True) or _asks_setting(program, found[1]):
            span = next(step.span for step in record.facts.body if tail(getattr(step, "target", found[1])) == ATTRIBUTE)
            cascades = sorted(
                field.name
                for field in model.fields.values()
                if field.relation in ("fk", "o2o")
                and field.on_delete == "CASCADE"
                and not field.model.startswith("django")
            )
            more = f" (so does deleting its `{cascades[0]}`)" if cascades else ""
            message = f"Deleting a `{model.label}` drops its schema and all its data{more}."
            why = f"`{ATTRIBUTE}` is True on the class, and nothing turns it off in production."
            place = (record.module, f"{name}.{ATTRIBUTE}", span)
            yield at_statement(CODE, "warning", "high", program, place, ATTRIBUTE, (message, REPAIR, why))


def _asks_setting(program: Program, value: object) -> bool:
    """`auto_drop_schema = settings.X`, X being True in production under a name that the rule does not report itself."""
    if not isinstance(value, Attribute) or tail(value.of) != "settings" or value.name == SETTING:
        return False
    return any(setting.value is True for _, setting in program.schemas.each(value.name))


RULE = Rule(
    code=CODE,
    name="auto-drop-schema",
    family="schema",
    level="warning",
    security_severity="5.0",
    tags=("security", "external/cwe/cwe-404"),
    doc=__doc__,
    repair="Turn it off in production, and drop schemas with `manage.py delete_tenant`.",
    limits=(
        "The value must be a plain True, on the class or in the settings that production runs. It loses data; it "
        "leaks none."
    ),
    bad=(
        Example(
            "on the class, and in a setting",
            """# file: clinic/models.py
from django.db import models
from django_tenants.models import TenantMixin


class Practice(TenantMixin):
    name = models.CharField(max_length=80)
    auto_drop_schema = True  # PL609
# file: clinic/middleware.py
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_AUTO_DROP_SCHEMA = True  # PL609
""",
        ),
    ),
    good=(
        Example(
            "off in production",
            """# file: clinic/settings/base.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_AUTO_DROP_SCHEMA = True
# file: clinic/settings/production.py
from clinic.settings.base import *

TENANT_AUTO_DROP_SCHEMA = False
# file: clinic/settings.py
# file: clinic/middleware.py
""",
        ),
    ),
    check=check,
)
