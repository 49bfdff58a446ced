"""Expressions -> plain values, as far as the text decides them.

In: `Names`, a frame. Out: `Expressions`, the half of the evaluator that reads. Deliberately unknown: steps and calls,
which the classes below it add.
"""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from practice_lint.facts import (
    Attribute,
    Call,
    Choose,
    Combine,
    Comprehension,
    Constant,
    Defined,
    Expr,
    Global,
    Import,
    Local,
    Named,
    Span,
    Step,
    Subscript,
)
from practice_lint.project.names import Names, Symbol
from practice_lint.project.static_values import (
    NOWHERE,
    UNKNOWN,
    UNSET,
    Environment,
    Frame,
    Stop,
    bounded,
    is_known,
    is_unknown,
    join,
)
from practice_lint.project.value_tables import BINARY, COMPARE, ENV_ABSENT_IS_FALSE, UNARY

MAX_STEPS = 50_000  # of one module with what it calls: settings are short, a loop over a huge range is not one


class Expressions(ABC):
    def __init__(self, names: Names) -> None:
        self.names = names
        self.steps = 0

    @abstractmethod
    def module(self, name: str) -> Environment:
        """The globals of a module after its body ran; what an import cycle has bound so far inside one."""

    @abstractmethod
    def class_body(self, name: str) -> Environment:
        """The names that the class and its project bases bind, nearest first."""

    @abstractmethod
    def bind(self, target: Expr, value: Any, span: Span, frame: Frame) -> None: ...

    @abstractmethod
    def run(self, steps: Sequence[Step], frame: Frame) -> None: ...

    @abstractmethod
    def call(self, call: Call, frame: Frame) -> Any: ...

    def value(self, expr: Expr, frame: Frame) -> Any:
        match expr:
            case Constant(value=value):
                return value
            case Local(name=name):
                bound = frame.locals.get(name) or frame.globals.get(name)
                return bound.value if bound is not None else UNKNOWN
            case Global(name=name):
                return self._global(name, frame)
            case Import(path=path):
                return self.imported(self.names.resolve_path(frame.module, path))
            case Defined(name=name):
                kind = "class" if f"{frame.module}.{name}" in self.names.classes else "function"
                return Symbol(kind, f"{frame.module}.{name}")  # type: ignore[arg-type]
            case Attribute(of=of, name=name):
                return self.attribute(self.value(of, frame), name)
            case Call():
                return bounded(self.call(expr, frame))
            case Subscript(of=of, index=index):
                return self._subscript(self.value(of, frame), index, frame)
            case Combine():
                return bounded(self._combine(expr, frame))
            case Choose(test=test, then=then, other=other):
                verdict = self.value(test, frame)
                if is_known(verdict):
                    return self.value(then if verdict else other, frame)
                return join(self.value(then, frame), self.value(other, frame))
            case Comprehension():
                return bounded(self._comprehension(expr, frame))
            case Named(target=target, value=value):
                result = self.value(value, frame)
                self.bind(target, result, NOWHERE, frame)
                return result
            case _:
                return UNKNOWN

    def _global(self, name: str, frame: Frame) -> Any:
        if name in frame.globals:
            return frame.globals[name].value
        symbol = self.names.resolve(frame.module, name)
        if symbol is None or symbol.kind == "builtin":
            return Symbol("builtin", name)
        return UNKNOWN if symbol.kind == "value" else symbol

    def imported(self, symbol: Symbol | None) -> Any:
        if symbol is None:
            return UNKNOWN
        if symbol.kind != "value":
            return symbol
        module, _, name = symbol.name.rpartition(".")
        bound = self.module(module).get(name)
        return UNKNOWN if bound is None else copy.deepcopy(bound.value)

    def attribute(self, of: Any, name: str) -> Any:
        if not isinstance(of, Symbol):
            return UNKNOWN
        if of.kind == "module":
            bound = self.module(of.name).get(name)
            return copy.deepcopy(bound.value) if bound is not None else self.imported(self.names.member(of, name))
        if of.kind == "class":
            bound = self.class_body(of.name).get(name)
            return UNKNOWN if bound is None else copy.deepcopy(bound.value)
        return Symbol(of.kind, f"{of.name}.{name}") if of.kind in ("external", "builtin") else UNKNOWN

    def _subscript(self, of: Any, index: Expr, frame: Frame) -> Any:
        if isinstance(of, Symbol) and of.name == "os.environ":
            return UNSET
        if isinstance(index, Combine) and index.how == "slice":
            return UNKNOWN
        key = self.value(index, frame)
        if isinstance(of, (dict, list, tuple, str)) and is_known(key):
            try:
                return of[key]
            except (KeyError, IndexError, TypeError):
                return UNKNOWN
        return UNKNOWN

    def _combine(self, expr: Combine, frame: Frame) -> Any:
        parts = expr.parts
        match expr.how:
            case "[]":
                return self.items(parts, frame)
            case "()":
                return tuple(self.items(parts, frame))
            case "{}":
                return {item for item in self.items(parts, frame) if not isinstance(item, (list, dict, set))}
            case "{:}":
                return self._dict(parts, frame)
            case "f":
                texts = [self.value(part, frame) for part in parts]
                return "".join(str(text) for text in texts) if all(is_known(text) for text in texts) else UNKNOWN
            case "and" | "or":
                return self._boolean(expr.how, parts, frame)
        values = [self.value(part, frame) for part in parts]
        if expr.how in UNARY and len(values) == 1:
            return UNARY[expr.how](values[0]) if is_known(values[0]) else UNKNOWN
        result = values[0] if len(values) > 1 else UNKNOWN
        for value in values[1:]:
            result = self.binary(expr.how, result, value)
        return result

    def items(self, parts: Iterable[Expr], frame: Frame) -> list[Any]:
        items: list[Any] = []
        for part in parts:
            if isinstance(part, Combine) and part.how == "*":
                rest = self.value(part.parts[0], frame)
                items.extend(rest if isinstance(rest, (list, tuple, set, dict)) else [UNKNOWN])
            else:
                items.append(self.value(part, frame))
        return items

    def _dict(self, parts: Iterable[Expr], frame: Frame) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for part in parts:
            match part:
                case Combine(how=":", parts=(key, value)):
                    name = self.value(key, frame)
                    if not isinstance(name, (list, dict, set)):
                        result[name] = self.value(value, frame)
                case Combine(how="**", parts=(rest,)):
                    more = self.value(rest, frame)
                    result.update(more if isinstance(more, dict) else {UNKNOWN: UNKNOWN})
        return result

    def _boolean(self, how: str, parts: Sequence[Expr], frame: Frame) -> Any:
        value: Any = UNKNOWN
        for position, part in enumerate(parts):
            value = self.value(part, frame)
            if value is UNSET and how == "or" and position < len(parts) - 1:
                continue
            if not is_known(value) and not (isinstance(value, (list, tuple, dict)) and value):
                return UNKNOWN
            if bool(value) == (how == "or"):
                return value
        return value

    def binary(self, how: str, left: Any, right: Any) -> Any:
        if how == "+" and (isinstance(left, (list, tuple)) or isinstance(right, (list, tuple))):
            shape = list if isinstance(left, list) or (is_unknown(left) and isinstance(right, list)) else tuple
            arms = [arm if isinstance(arm, (list, tuple)) else (UNKNOWN,) for arm in (left, right)]
            return shape([*arms[0], *arms[1]])
        if how == "|" and isinstance(left, dict) and isinstance(right, dict):
            return {**left, **right}
        if how in ("in", "not in") and isinstance(right, Symbol) and right.name in ENV_ABSENT_IS_FALSE:
            return how == "not in"
        if how in ("in", "not in") and isinstance(right, (list, tuple, set, dict)) and is_known(left) and left in right:
            return how == "in"
        operator = BINARY.get(how) or COMPARE.get(how)
        if operator is None or not is_known(left) or not is_known(right):
            return UNKNOWN
        if how == "*" and not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
            return UNKNOWN
        try:
            return operator(left, right)
        except (TypeError, ValueError, ArithmeticError, KeyError):
            return UNKNOWN

    def _comprehension(self, expr: Comprehension, frame: Frame) -> Any:
        inner = Frame(frame.module, frame.globals, dict(frame.locals), frame.depth)
        results: list[Any] = []

        def walk(position: int) -> bool:
            if position == len(expr.clauses):
                results.append(
                    self._dict([expr.element], inner) if expr.how == "{:}" else self.value(expr.element, inner)
                )
                return True
            clause = expr.clauses[position]
            items = self.value(clause.iterable, inner)
            if not isinstance(items, (list, tuple, set, dict)):
                return False
            for item in items:
                self.steps += 1
                if self.steps > MAX_STEPS:
                    raise Stop
                if is_unknown(item):
                    results.append({UNKNOWN: UNKNOWN} if expr.how == "{:}" else UNKNOWN)
                    continue
                self.bind(clause.target, item, NOWHERE, inner)
                tests = [self.value(test, inner) for test in clause.tests]
                if not all(is_known(test) for test in tests):
                    return False
                if all(tests) and not walk(position + 1):
                    return False
            return True

        if not walk(0):
            return UNKNOWN
        if expr.how == "{:}":
            return {key: value for part in results for key, value in part.items()}
        return {item for item in results if not isinstance(item, (list, dict, set))} if expr.how == "{}" else results
