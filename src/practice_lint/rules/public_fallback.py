"""A request for no practice goes on in the public schema, with the practices' own views.

With SHOW_PUBLIC_IF_NO_TENANT_FOUND an unknown host is no 404: the request continues without `request.tenant`, and
without a PUBLIC_SCHEMA_URLCONF of its own it meets the views of the practices. Code that reads
`getattr(request, "tenant", None)` then falls open, and tables that exist in both schemas answer with the public rows.

PG_EXTRA_SEARCH_PATHS is a fallback of the same kind: a schema on it answers for every practice whose own table is
missing. It is meant for extensions. django-tenants refuses to start with a practice's schema on it; a schema that once
was one, or that an import left behind, it cannot know.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting
from practice_lint.scope.program import Program

CODE = "PL610"

FALLBACK, URLCONF = "SHOW_PUBLIC_IF_NO_TENANT_FOUND", "PUBLIC_SCHEMA_URLCONF"
EXTENSIONS = frozenset(
    {"extensions", "extension", "postgis", "topology", "pg_catalog", "hstore", "ext", "tiger", "cron"}
)


def check(program: Program) -> Iterator[Finding]:
    for module, setting in program.schemas.each(FALLBACK):
        public, root = module.settings.get(URLCONF), module.settings.get("ROOT_URLCONF")
        own = public is not None and (root is None or public.value != root.value)
        if setting.value is True and not own and "TENANT_TYPES" not in module.settings:
            message = "A host of no practice is served the practices' views, in the public schema and without a tenant."
            repair = f"Set {URLCONF} to a URLconf of its own, or remove {FALLBACK}."
            why = f"{FALLBACK} is on, and " + (
                f"{URLCONF} is the practices' own ROOT_URLCONF." if public is not None else f"{URLCONF} is not set."
            )
            yield at_setting(CODE, "error", "high", program, setting, FALLBACK, (message, repair, why))
    for _, setting in program.schemas.each("PG_EXTRA_SEARCH_PATHS"):
        paths = setting.value if isinstance(setting.value, tuple) else ()
        odd = [each for each in paths if isinstance(each, str) and not EXTENSIONS & set(each.lower().split("_"))]
        if odd:
            message = f"`{odd[0]}` is on every practice's search path: its tables answer wherever one is missing."
            repair = "Keep only schemas of extensions in PG_EXTRA_SEARCH_PATHS."
            why = "PostgreSQL looks an unqualified table up in every schema of the path, in order."
            yield at_setting(CODE, "warning", "medium", program, setting, " ".join(odd), (message, repair, why))


RULE = Rule(
    code=CODE,
    name="public-fallback",
    family="schema",
    level="error",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-636"),
    doc=__doc__,
    repair="Give the public schema a URLconf of its own, or answer 404 to unknown hosts.",
    limits="What the public URLconf includes is PL605's. Schemas named after extensions may stand on the search path.",
    bad=(
        Example(
            "no URLconf of its own; a schema with tables on the path",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
ROOT_URLCONF = "clinic.urls"
SHOW_PUBLIC_IF_NO_TENANT_FOUND = True  # PL610
PG_EXTRA_SEARCH_PATHS = ["extensions", "template_practice"]  # PL610
""",
        ),
    ),
    good=(
        Example(
            "a site of its own for unknown hosts",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
ROOT_URLCONF = "clinic.urls"
PUBLIC_SCHEMA_URLCONF = "clinic.urls_public"
SHOW_PUBLIC_IF_NO_TENANT_FOUND = True
PG_EXTRA_SEARCH_PATHS = ["extensions"]
""",
        ),
    ),
    check=check,
)
