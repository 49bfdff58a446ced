"""A channel group's name does not say the schema, so practices receive each other's messages.

Channel layers know no schemas. `room_7` is one group for room 7 of every practice: what one sends, all receive. Keys
begin at 1 in every schema, so the clash is certain rather than unlikely.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL621"


def check(program: Program) -> Iterator[Finding]:
    for found in program.schema_surfaces.groups:
        message = (
            f"The group `{found.what}` has the same name in every schema: practices receive each other's messages."
        )
        repair = "Put the schema's name into the group's name."
        why = "Channel layers know no schemas, and keys are the same in each."
        place = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "error", "high", program, place, found.what, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="channel-without-schema",
    family="schema",
    level="error",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Put the schema's name into the group's name.",
    limits=(
        "Names that are text or put together from text in the function that joins the group. One with `schema` or "
        "`tenant` in it, in its text or in what it is made of, is left out."
    ),
    bad=(
        Example(
            "the key alone",
            """# file: records/consumers.py
from channels.generic.websocket import AsyncJsonWebsocketConsumer


class Letters(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.group = f"letters_{self.scope['url_route']['kwargs']['pk']}"
        await self.channel_layer.group_add(self.group, self.channel_name)  # PL621
        await self.accept()
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
            "with the schema",
            """# file: records/consumers.py
from channels.generic.websocket import AsyncJsonWebsocketConsumer


class Letters(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.group = f"{self.scope['tenant'].schema_name}_letters_{self.scope['url_route']['kwargs']['pk']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
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
