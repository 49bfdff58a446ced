"""Who runs the platform, where a column says so: of the user, of a profile that belongs to no practice, or of the
practice that the platform's own people belong to.

In: `Judge`, `Names`. Out: what follows from such a column's value. A role in a membership, or of a user who himself
belongs to a practice by a key, is a role inside that practice and says nothing here. Deliberately unknown: what the
platform's people may do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from practice_lint.facts import Combine, Constant, Expr, Global, Local
from practice_lint.project.names import Names
from practice_lint.project.visit import argument
from practice_lint.scope.column_names import naming
from practice_lint.scope.judge import Judge
from practice_lint.scope.values import TRUE, Const, Key, Member, Row, Rows, Seq, Tie, Value

# What levels above all practices are called: "Global admin", `SUPER_ADMIN`, `is_platform_staff`, "root".
OVER_ALL = re.compile(
    r"(^|[\W_])(?P<of>global|platform|super|system|sys|site|instance|cluster|root)[\W_]?"
    r"(admin(istrator)?s?|staff|users?|operators?|owners?|managers?)([\W_]|$)"
)
# What levels are called that may be above all practices or not.
RANK = re.compile(r"(^|[\W_])(admins?|administrators?|super_?users?|superadmins?|managers?|staff|support)([\W_]|$)")
# What a practice is called that watches over the others, and the columns that say what kind of practice it is.
OVERSIGHT = re.compile(r"(^|[\W_])(admins?|administrators?|administration|platform|oversight|super_?admins?)([\W_]|$)")
KIND = naming("type", "kind", "category")
OVERSIGHT_FLAG = re.compile(r"^(is_)?(platform|admin|administration|oversight)(_(org|organi[sz]ation|tenant))?$")


class Platform:
    def __init__(self, judge: Judge, names: Names) -> None:
        self.judge, self.names = judge, names
        self.models = judge.models
        self.apart = lru_cache(maxsize=None)(self._apart)
        self._labels = lru_cache(maxsize=None)(self._choices)

    def of_all(self, key: Key, among: Iterable[Const] | None) -> bool:
        """Whether the caller is above all practices where the column is one of these (None: is true)."""
        if not self._callers_own(key.row):
            return False
        if among is None:
            return self._is_flag(key) and self._names_over_all(key.field)
        among = tuple(among)
        return bool(among) and all(self._over_all(key.row.model, key.field, each) for each in among)

    def ranked(self, key: Key, among: Iterable[Const] | None) -> bool:
        """Whether the caller has a high level that no practice gave him where the column is one of these."""
        if not self._callers_own(key.row):
            return False
        if among is None:
            return self._is_flag(key) and bool(RANK.search(key.field))
        among = tuple(among)
        words = (tuple(self._words(key.row.model, key.field, each)) for each in among)
        return bool(among) and all(any(RANK.search(word) for word in said) for said in words)

    def watching(self, key: Key, among: Iterable[Const] | None) -> bool:
        """Whether the practice is that of the platform's own people where the column is one of these."""
        if key.row.model != self.judge.practice:
            return False
        if among is None:
            return self._is_flag(key) and bool(OVERSIGHT_FLAG.search(key.field))
        among = tuple(among)
        return bool(among) and self._watching(key.row.model, key.field, among)

    def kind(self, key: Key) -> bool:
        """Whether the column says what kind of practice it is."""
        return key.row.model == self.judge.practice and bool(KIND.search(key.field))

    def _is_flag(self, key: Key) -> bool:
        field = self.models.field(key.row.model, key.field)
        return field is not None and field.kind == "BooleanField"

    def pinned(self, rows: Rows) -> bool:
        """Whether the query asks for such a level or kind of practice: who finds a row of his own has it."""
        return any(self._pins(rows, tie) for tie in rows.ties if tie.kind == "column" and not tie.many)

    def _pins(self, rows: Rows, tie: Tie) -> bool:
        if tie.value in (TRUE, Const(True)):
            own = tie.end == rows.model and self.apart(rows.model) and self._names_over_all(tie.column)
            return own or (tie.end == self.judge.practice and bool(OVERSIGHT_FLAG.search(tie.column)))
        among = tuple(_constants(tie.value))
        if not among:
            return False
        if tie.end == self.judge.practice:
            return self._watching(tie.end, tie.column, among)
        own = tie.end == rows.model and self.apart(rows.model)
        return own and all(self._over_all(tie.end, tie.column, each) for each in among)

    def _callers_own(self, row: Row) -> bool:
        """The user who asks, or the one row that says more of him, neither of a practice."""
        if row.model in self.judge.users:
            return self.judge.caller(row) and self.apart(row.model)
        ties = [t for t in row.rows.ties if t.kind in ("hop", "key") and t.end in self.judge.users and not t.several]
        return any(t.value is not None and self.judge.caller(t.value) for t in ties) and self.apart(row.model)

    def _apart(self, model: str) -> bool:
        """Whether the model's rows are of no practice by a key of their own."""
        if self.judge.membership(model) or model == self.judge.practice:
            return False
        found = self.models.by_name.get(model)
        keys = [f for f in found.fields.values() if f.relation in ("fk", "o2o")] if found is not None else []
        return not any(
            f.target is not None and f.target not in self.judge.users and self.judge.scoped(f.target) for f in keys
        )

    def _watching(self, model: str, column: str, among: tuple[Const, ...]) -> bool:
        if not KIND.search(column):
            return False
        return all(any(OVERSIGHT.search(word) for word in self._words(model, column, each)) for each in among)

    def _over_all(self, model: str, column: str, value: Const) -> bool:
        return any(self._names_over_all(word) for word in self._words(model, column, value))

    def _names_over_all(self, word: str) -> bool:
        found = OVER_ALL.search(word.lower())
        return found is not None and found["of"] not in self.judge.practice_words

    def _words(self, model: str, column: str, value: Const) -> Iterator[str]:
        """What the constant is called: as it is stored, its name, its label among the column's choices."""
        if not isinstance(value.value, str):
            return
        yield value.value.lower()
        if isinstance(value, Member):
            yield value.name.lower()
        label = self._labels(model, column).get(value.value)
        if label is not None:
            yield label.lower()

    def _choices(self, model: str, column: str) -> dict[str, str]:
        """The labels of a column's choices, where they stand as texts in its class."""
        field = self.models.field(model, column)
        given = argument(field.call, "choices") if field is not None and field.call is not None else None
        if isinstance(given, (Local, Global)):
            bound = self.names.attribute(model, given.name)
            given = bound[1] if bound is not None else None
        pairs = given.parts if isinstance(given, Combine) else ()
        return {key: label for pair in pairs for key, label in _texts(pair)}


def _texts(pair: Expr) -> Iterator[tuple[str, str]]:
    if isinstance(pair, Combine) and len(pair.parts) == 2:
        key, label = pair.parts
        if isinstance(key, Constant) and isinstance(label, Constant):
            if isinstance(key.value, str) and isinstance(label.value, str):
                yield key.value, label.value


def _constants(value: Value | None) -> Iterator[Const]:
    items = value.items if isinstance(value, Seq) else (value,)
    return iter([each for each in items if isinstance(each, Const)] if all(isinstance(e, Const) for e in items) else [])
