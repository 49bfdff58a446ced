"""A socket joins a group, or rows are sent to one, that members of other practices are in as well.

Channel layers know names and nothing else: whoever has joined `room_7` receives what is sent to `room_7`. A consumer
that puts a value of its URL or of a message into the group's name lets every signed-in user listen to every practice's
group, unless it first asks whether the row behind the value is the user's. A group with the same name for all, "board",
carries what one practice sends to the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import of_store
from practice_lint.scope.program import Program

CODE = "PL510"


def check(program: Program) -> Iterator[Finding]:
    for use in program.stores_of("group"):
        rows = f"`{(use.model or '').rpartition('.')[2]}` rows"
        if use.act == "joined":
            message = f"Whoever connects joins the group that {use.chosen} names, any practice's included."
            yield of_store(CODE, "error", use, message, JOIN)
        elif use.naming == "shared":
            message = f"{rows} of one practice are sent to a group that all practices share."
            yield of_store(CODE, "error", use, message, SEND)
        elif use.naming == "chosen":
            message = f"{rows} of one practice are sent to the group that {use.chosen} names, any practice's included."
            yield of_store(CODE, "error", use, message, SEND)


JOIN = "Fetch the row within the user's practice first and close the socket where there is none."
SEND = "Put the practice's key into the group's name."

RULE = Rule(
    code=CODE,
    name="practice-less-channel",
    family="surfaces",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-639", "external/cwe/cwe-862"),
    doc=__doc__,
    repair="Check that the user belongs to the practice before the group is joined; put the practice into its name.",
    limits=(
        "Django Channels. `connect` runs before what a consumer receives, and what it proved holds there; `close` ends "
        "it. A name with a part that was not followed is in doubt and not reported, nor is one that holds a value "
        "called after the practice: whether that may be chosen is asked where rows are fetched by it. What is sent is "
        "judged by the rows in it."
    ),
    bad=(
        Example(
            "a room named by the URL, and one for all",
            """# file: clinic/consumers.py
from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncJsonWebsocketConsumer, WebsocketConsumer
from channels.layers import get_channel_layer


class Room(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.patient = self.scope["url_route"]["kwargs"]["patient_id"]
        self.group = f"patient_{self.patient}"
        await self.channel_layer.group_add(self.group, self.channel_name)  # PL510
        await self.accept()


class Board(WebsocketConsumer):
    def connect(self):
        async_to_sync(self.channel_layer.group_add)("board", self.channel_name)
        self.accept()


# file: clinic/views.py
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.http import HttpResponse

from clinic.models import Patient


def call(request, pk):
    patient = Patient.objects.get(pk=pk, practice=request.practice)
    layer = get_channel_layer()
    async_to_sync(layer.group_send)("board", {"type": "called", "name": patient.name})  # PL510
    return HttpResponse()
# file: clinic/urls.py
from django.urls import path

from clinic.views import call

urlpatterns = [path("call/<int:pk>/", call)]
# file: clinic/routing.py
from django.urls import path

from clinic.consumers import Board, Room

websocket_urlpatterns = [
    path("ws/patients/<int:patient_id>/", Room.as_asgi()),
    path("ws/board/", Board.as_asgi()),
]
""",
        ),
    ),
    good=(
        Example(
            "the membership is asked first",
            """# file: clinic/consumers.py
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from clinic.models import Note, Patient


class Room(AsyncJsonWebsocketConsumer):
    async def connect(self):
        patient_id = self.scope["url_route"]["kwargs"]["patient_id"]
        self.patient = await self.own_patient(patient_id)
        if self.patient is None:
            await self.close()
            return
        self.group = f"patient_{patient_id}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def receive_json(self, content):
        notes = await self.notes()
        await self.send_json({"notes": notes})
        await self.channel_layer.group_send(self.group, {"type": "changed", "name": self.patient.name})

    async def changed(self, event):
        await self.send_json(event)

    @database_sync_to_async
    def own_patient(self, patient_id):
        return Patient.objects.filter(pk=patient_id, practice__access__user=self.scope["user"]).first()

    @database_sync_to_async
    def notes(self):
        return list(Note.objects.filter(patient=self.patient).values_list("text", flat=True))
# file: clinic/views.py
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.http import HttpResponse

from clinic.models import Patient


def call(request, pk):
    patient = Patient.objects.get(pk=pk, practice=request.practice)
    layer = get_channel_layer()
    async_to_sync(layer.group_send)(f"board_{request.practice.pk}", {"type": "called", "name": patient.name})
    return HttpResponse()
# file: clinic/urls.py
from django.urls import path

from clinic.views import call

urlpatterns = [path("call/<int:pk>/", call)]
# file: clinic/routing.py
from django.urls import path

from clinic.consumers import Room

websocket_urlpatterns = [path("ws/patients/<int:patient_id>/", Room.as_asgi())]
""",
        ),
    ),
    check=check,
)
