"""A signed text does not say for which schema it was signed, so it holds in every practice.

One SECRET_KEY signs for all schemas, and keys are the same in each: a link for pupil 5 of one practice, followed on
another's host, is a link for their pupil 5. Sign the schema's name too and compare it when the text is read.

The same goes for JSON web tokens where every schema has users of its own: the token names a user by key, the key of
another user in the next schema, and one SIGNING_KEY signs for all. Put the schema into the token as a claim and compare
it in the authentication class, or let the token carry a hash of the password (`CHECK_REVOKE_TOKEN`).

This is advice by reasoning: no public incident is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.project.settings import Setting, SettingsModule
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting, at_statement
from practice_lint.scope.program import Program

CODE = "PL624"

JWT = "rest_framework_simplejwt.authentication.JWTAuthentication"


def check(program: Program) -> Iterator[Finding]:
    for found in program.schema_surfaces.tokens:
        message = "What is signed here does not name the schema: it is good in every practice."
        repair = "Sign `connection.schema_name` too, as part of the value or the salt, and compare it."
        why = "All schemas share one key, and the function says nothing of schema or tenant."
        place = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "note", "medium", program, place, found.what, (message, repair, why))
    for module, setting in program.schemas.each("REST_FRAMEWORK"):
        word = _json_web_token(program, module, setting)
        if word is not None:
            message = f"`{word}` reads a user by a key that another user has in the next schema: tokens work in all."
            repair = "Put the schema into the token as a claim and compare it in an authentication class of your own."
            why = "Every schema has users of its own, and the token says neither the schema nor a password's hash."
            yield at_setting(CODE, "warning", "medium", program, setting, word, (message, repair, why))


def _json_web_token(program: Program, module: SettingsModule, setting: Setting) -> str | None:
    """The default authentication class by whose tokens users are told by key alone."""
    schemas, models = program.schemas, program.project.models
    classes = setting.value.get("DEFAULT_AUTHENTICATION_CLASSES") if isinstance(setting.value, dict) else None
    options = module.settings["SIMPLE_JWT"].value if "SIMPLE_JWT" in module.settings else {}
    user = models.by_name.get(models.user or "")
    key = next((field for field in user.fields.values() if field.primary_key), None) if user is not None else None
    if not isinstance(classes, tuple) or not isinstance(options, dict) or not schemas.users_per_schema(module):
        return None
    if options.get("USER_ID_FIELD", "id") not in ("id", "pk") or options.get("CHECK_REVOKE_TOKEN"):
        return None
    if key is not None and key.kind == "UUIDField":
        return None
    for path in classes:
        if isinstance(path, str) and JWT in schemas.lineage(setting.module, path):
            symbol = schemas.named(setting.module, path)
            if symbol is None or not schemas.own(symbol) or not schemas.speaks(symbol):
                return path.rpartition(".")[2]
    return None


RULE = Rule(
    code=CODE,
    name="cross-tenant-token",
    family="schema",
    level="note",
    security_severity="3.7",
    tags=("security", "external/cwe/cwe-345"),
    doc=__doc__,
    repair="Sign `connection.schema_name` too, as part of the value or the salt, and compare it.",
    limits=(
        "Only `django.core.signing.dumps` of something called a key (`pk`, `user_id`) without a `key=` of its own, and "
        "simplejwt's class among the default authentication classes. A function or class that speaks of the schema or "
        "the tenant is left out, and so are users whose key is a UUID. Links to reset a password hold a hash of it, so "
        "they are no other user's."
    ),
    bad=(
        Example(
            "a JSON web token that names a user by key",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "clinic"]
TENANT_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
REST_FRAMEWORK = {  # PL624
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
}
""",
        ),
        Example(
            "a key alone",
            """# file: records/links.py
from django.core import signing


def link(pk):
    return signing.dumps({"letter": pk})  # PL624
# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
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
            "the schema is a claim",
            """# file: clinic/tokens.py
from django.db import connection
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken


class PracticeToken(JWTAuthentication):
    def get_user(self, validated_token):
        if validated_token["schema"] != connection.schema_name:
            raise InvalidToken
        return super().get_user(validated_token)
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "clinic"]
TENANT_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["clinic.tokens.PracticeToken"]}
""",
        ),
        Example(
            "the schema is signed too",
            """# file: records/links.py
from django.core import signing
from django.db import connection


def link(pk):
    return signing.dumps({"letter": pk}, salt=f"letter:{connection.schema_name}")


def answer(request_id, letter_id):
    return signing.dumps({"letter": letter_id}, key=request_id)


def unsubscribe(email):
    return signing.dumps(email)
# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
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
