# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Typed bodies: which fields of a schema reach a row, and which a dump leaves out."""

from __future__ import annotations

from verdicts import HEADER, Board

NINJA = "from ninja import ModelSchema, NinjaAPI, Schema\napi = NinjaAPI()\n"
BOARD = Board(
    """
# case: dumps of a schema
class NoteIn(Schema):
    visit_id: int
    text: str
class TextIn(Schema):
    text: str
@api.post("/whole")
def whole(request, payload: NoteIn):
    return {"pk": Note.objects.create(author=request.user, **payload.dict()).pk}  # leak: relation
@api.post("/left")
def left_out(request, payload: NoteIn):
    visit = get_object_or_404(Visit, pk=payload.visit_id, patient__practice=request.practice)  # proved: own-practice
    return {"pk": Note.objects.create(visit=visit, **payload.model_dump(exclude={"visit_id"})).pk}  # proved: own-practice
@api.post("/only")
def only(request, payload: NoteIn):
    visit = get_object_or_404(Visit, pk=payload.visit_id, patient__practice=request.practice)  # proved: own-practice
    return {"pk": Note.objects.create(visit=visit, **payload.dict(include={"text": True})).pk}  # proved: own-practice
@api.post("/other")
def other_left_out(request, payload: NoteIn):
    return {"pk": Note.objects.create(author=request.user, **payload.dict(exclude=["text"])).pk}  # leak: relation
urlpatterns = [path("api/", api.urls)]
""",
    HEADER + NINJA,
)


@BOARD.parameters()
def test_bodies(title: str) -> None:
    BOARD.check(title)
