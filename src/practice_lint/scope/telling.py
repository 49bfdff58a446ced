"""What a column's condition tells by itself: a secret that was shown, rows that say they are everybody's.

In: ties. Out: whether such a condition opens the row, and to whom. Deliberately unknown: whose the row is.
"""

from __future__ import annotations

from practice_lint.scope.column_names import (
    ANONYMOUS,
    AUDIENCE,
    CLIENT_KEY,
    CREDENTIAL,
    DEFAULTS,
    EVERYBODY,
    HANDED_OUT,
    KEY_LIKE,
    PRIVATE,
    PUBLIC,
    PUBLISHED,
    SECRET,
)
from practice_lint.scope.origins import Origins
from practice_lint.scope.standing import Standing, State
from practice_lint.scope.values import (
    FALSE,
    TRUE,
    Attr,
    Carrier,
    Const,
    Input,
    Made,
    Many,
    Member,
    OneOf,
    Param,
    Seq,
    Tie,
    Value,
    atoms,
)

SHARED_LINK = "shared-link"


class Telling(Origins):
    """Reads columns by their names and what they are compared with."""

    def published(self, model: str, ties: frozenset[Tie]) -> list[Standing]:
        """`published=True, approved=True`: two columns, of which one alone may mean published inside the practice."""
        said = [t for t in ties if t.kind == "column" and t.end == model and t.value in (Const(True), TRUE)]
        words = {found[2]: t.column for t in said if t.path == t.column and (found := PUBLISHED.search(t.column))}
        if len(words) < 2:
            return []
        told = " and ".join(sorted(f"`{column}`" for column in words.values()))
        return [Standing(State.EXEMPT, "shared-rows", f"{told} say that everybody may see them")]

    def secret(self, tie: Tie, value: Value) -> bool:
        """Whether who names this column's value shows by it that he was told: a token, or a random text that is not
        the row's public identifier."""
        if not asks(value) or (CLIENT_KEY.search(tie.column) and _in_url(value)):
            return False
        if self.token(tie, value):
            return True
        field = self.models.field(tie.end, tie.column)
        if field is None or not field.unguessable or field.primary_key:
            return False
        return not KEY_LIKE.search(tie.column) or bool(HANDED_OUT.search(tie.column))

    def token(self, tie: Tie, value: Value) -> bool:
        return bool(SECRET.search(tie.column) or (CREDENTIAL.search(tie.column) and _credentials(value)))

    def told_secret(self, tie: Tie, value: Value) -> Standing:
        """A token speaks for the practice that it was issued for; a link that was shared, for what it opens alone."""
        cause = "secret" if self.token(tie, value) else SHARED_LINK
        return Standing(State.EXEMPT, cause, f"`{tie.column}` is a secret that only its holder knows", value)

    def token_shown(self, tie: Tie) -> bool:
        """`token=request.data["token"]`: the row is a token's, found by its secret."""
        value = tie.value
        return tie.kind == "column" and value is not None and self.secret(tie, value) and self.token(tie, value)

    def everybodys(self, model: str, tie: Tie, value: Value) -> bool:
        """`is_public=True`, `project__is_private=False`, `access=Access.PUBLIC`; `is_default=True` only of the rows
        themselves, where there are some of no practice."""
        if tie.end in self.users or tie.many or not self.scoped(tie.end):
            return False
        told = value.name if isinstance(value, Member) else value.value if isinstance(value, Const) else None
        if isinstance(told, str):
            return bool(AUDIENCE.search(tie.column) and EVERYBODY.fullmatch(told.lower()))
        if value in (Const(False), FALSE):
            return bool(PRIVATE.search(tie.column))
        if isinstance(value, Seq) and value.items and constant(value):
            return bool(ANONYMOUS.search(tie.column))
        if value not in (Const(True), TRUE):
            return False
        if PUBLIC.search(tie.column):
            return True
        return tie.path == tie.column and bool(DEFAULTS.search(tie.column)) and self.nullable(model)


def asks(value: Value) -> bool:
    return isinstance(value, (Input, Param, Attr, Made, Carrier, OneOf, Many, Seq))


def _in_url(value: Value) -> bool:
    return isinstance(value, Input) and value.source == "url"


def _credentials(value: Value) -> bool:
    """Whether the sender wrote it where requests say who sends them."""
    sent = [part for part in atoms(value) if isinstance(part, Input)]
    return bool(sent) and all(part.source == "header" and part.name.lower() == "authorization" for part in sent)


def constant(value: Value) -> bool:
    return isinstance(value, Const) or (isinstance(value, Seq) and all(isinstance(i, Const) for i in value.items))
