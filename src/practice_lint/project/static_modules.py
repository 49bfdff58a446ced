"""Module bodies -> the values their names end up with, computed from facts alone; nothing is imported or run.

In: `Names`. Out: `Evaluator`: per module an environment of plain values, UNKNOWN wherever the text does not decide.
Branches that cannot be decided are both taken and joined. Deliberately unknown: which names are settings.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from practice_lint.facts import (
    Bind,
    Combine,
    Evaluate,
    Expr,
    For,
    Global,
    Handler,
    If,
    Import,
    Leave,
    Local,
    Span,
    Step,
    Subscript,
    Try,
    While,
    With,
)
from practice_lint.project.names import Names
from practice_lint.project.static_calls import Calls
from practice_lint.project.static_expressions import MAX_STEPS
from practice_lint.project.static_values import (
    UNKNOWN,
    Bound,
    Environment,
    Frame,
    Return,
    Stop,
    is_known,
    join_environments,
)
from practice_lint.project.value_tables import BINARY
from practice_lint.project.visit import every_step, own_expressions, tail


class Evaluator(Calls):
    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self._modules: dict[str, Environment] = {}
        self._classes: dict[str, Environment] = {}

    def module(self, name: str) -> Environment:
        if name in self._modules:
            return self._modules[name]
        environment: Environment = {}
        self._modules[name] = environment
        module = self.names.modules.get(name)
        if module is not None and not module.stub:
            spent, self.steps = self.steps, 0
            with suppress(Stop, Return):
                self.run(module.facts.body, Frame(name, environment, {}))
            self.steps = spent
        return environment

    def class_body(self, name: str) -> Environment:
        if name in self._classes:
            return self._classes[name]
        environment: Environment = {}
        self._classes[name] = environment
        for ancestor in reversed(self.names.mro(name)):
            record = self.names.classes.get(ancestor)
            if record is None or self.names.modules[record.module].stub:
                continue
            if ancestor == name:
                with suppress(Stop, Return):
                    self.run(record.facts.body, Frame(record.module, self.module(record.module), environment))
            else:
                environment.update(copy.deepcopy(self.class_body(ancestor)))
        return environment

    def expression(self, module: str, expr: Expr) -> Any:
        """The value of an expression as if it stood at the end of the module."""
        try:
            return self.value(expr, Frame(module, self.module(module), {}))
        except (Stop, Return):
            return UNKNOWN

    # ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def run(self, steps: Sequence[Step], frame: Frame) -> None:
        for step in steps:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise Stop
            match step:
                case Bind(target=target, value=value, span=span):
                    self._bind_step(target, value, span, frame)
                case Evaluate():
                    self.value(step.value, frame)
                case If():
                    self._if(step, frame)
                case For():
                    self._for(step, frame)
                case While(body=body):
                    self._forget(body, frame)
                case Try():
                    self._try(step, frame)
                case With():
                    self._with(step, frame)
                case Leave(how="return"):
                    raise Return(None if step.value is None else self.value(step.value, frame))
                case Leave():
                    raise Stop

    def _bind_step(self, target: Expr, value: Expr, span: Span, frame: Frame) -> None:
        if isinstance(value, Import) and value.path.endswith("*"):
            self._star(value.path, span, frame)
        elif (
            isinstance(value, Combine)
            and value.how.endswith("=")
            and value.how[:-1] in BINARY
            and len(value.parts) == 2
        ):
            self.bind(target, self._augment(value, frame), span, frame)
        else:
            self.bind(target, self.value(value, frame), span, frame)

    def _augment(self, value: Combine, frame: Frame) -> Any:
        left, right = (self.value(part, frame) for part in value.parts)
        if value.how == "+=" and isinstance(left, list) and isinstance(right, (list, tuple, set)):
            left.extend(right)
            return left
        return self.binary(value.how[:-1], left, right)

    def _star(self, path: str, span: Span, frame: Frame) -> None:
        symbol = self.names.resolve_path(frame.module, path.removesuffix("*").removesuffix(".") or ".")
        if symbol is None or symbol.kind != "module":
            return
        source = self.module(symbol.name)
        listed = source["__all__"].value if "__all__" in source else None
        chosen = listed if isinstance(listed, (list, tuple)) else [name for name in source if not name.startswith("_")]
        for name in chosen:
            if name in source:
                frame.globals[name] = copy.deepcopy(source[name])

    def bind(self, target: Expr, value: Any, span: Span, frame: Frame) -> None:
        match target:
            case Local(name=name) | Global(name=name):
                frame.scope(target)[name] = Bound(value, frame.module, span)
            case Subscript(of=of, index=index):
                holder, key = self.value(of, frame), self.value(index, frame)
                if (isinstance(holder, dict) and not isinstance(key, (list, dict, set))) or (
                    isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder)
                ):
                    holder[key] = value
            case Combine(how="()" | "[]", parts=parts):
                items = list(value) if isinstance(value, (list, tuple)) and len(value) == len(parts) else None
                for position, part in enumerate(parts):
                    self.bind(part, UNKNOWN if items is None else items[position], span, frame)
            case Combine(how="*", parts=(part,)):
                self.bind(part, UNKNOWN, span, frame)

    def _forget(self, steps: Sequence[Step], frame: Frame) -> None:
        for step in every_step(steps):
            if isinstance(step, Bind):
                self.bind(step.target, UNKNOWN, step.span, frame)

    def _if(self, step: If, frame: Frame) -> None:
        test = self.value(step.test, frame)
        if is_known(test):
            self.run(step.then if test else step.other, frame)
        else:
            self._either([lambda: self.run(step.then, frame), lambda: self.run(step.other, frame)], frame)

    def _either(self, ways: Sequence[Callable[[], None]], frame: Frame) -> None:
        """Run each way from the same start; a way that raises or breaks does not come out, so it counts for nothing."""
        before = copy.deepcopy((frame.globals, frame.locals))
        ends: list[tuple[Environment, Environment]] = []
        returned = False
        for way in ways:
            _restore(frame, before)
            try:
                way()
            except Stop:
                if self.steps > MAX_STEPS:
                    raise
                continue
            except Return:
                returned = True
                continue
            ends.append(copy.deepcopy((frame.globals, frame.locals)))
        if returned:
            raise Return(UNKNOWN)
        if not ends:
            raise Stop
        joined = ends[0]
        for end in ends[1:]:
            joined = (join_environments(joined[0], end[0]), join_environments(joined[1], end[1]))
        _restore(frame, joined)

    def _for(self, step: For, frame: Frame) -> None:
        items = self.value(step.iterable, frame)
        if not isinstance(items, (list, tuple, dict, set)):
            self.bind(step.target, UNKNOWN, step.span, frame)
            self._either([lambda: self.run(step.body, frame), lambda: None], frame)
            return
        for item in list(items):
            self.bind(step.target, item, step.span, frame)
            try:
                self.run(step.body, frame)
            except Stop:
                if self.steps > MAX_STEPS:
                    raise
        self.run(step.other, frame)

    def _try(self, step: Try, frame: Frame) -> None:
        found = self._imports_found(step.body, frame)
        ways: list[Callable[[], None]] = []
        if found is not False:
            ways.append(lambda: self.run((*step.body, *step.other), frame))
        if found is not True:
            ways.extend(self._handler(handler, frame) for handler in step.handlers)
        self._either(ways, frame) if len(ways) > 1 else ways[0]() if ways else None
        self.run(step.final, frame)

    def _with(self, step: With, frame: Frame) -> None:
        for _, target in step.items:
            if target is not None:
                self.bind(target, UNKNOWN, step.span, frame)
        if any(tail(manager) == "suppress" for manager, _ in step.items):
            self._either([lambda: self.run(step.body, frame), lambda: None], frame)
        else:
            self.run(step.body, frame)

    def _handler(self, handler: Handler, frame: Frame) -> Callable[[], None]:
        return lambda: self.run(handler.body, frame)

    def _imports_found(self, steps: Sequence[Step], frame: Frame) -> bool | None:
        """True: all that the block imports lies in the project. False: some of it, named relatively, does not exist."""
        verdict: bool | None = True
        imports = 0
        for step in every_step(steps):
            for expr in own_expressions(step):
                if isinstance(expr, Import):
                    imports += 1
                    path = expr.path.removesuffix("*").removesuffix(".") or "."
                    symbol = self.names.resolve_path(frame.module, path)
                    if symbol is not None and symbol.kind != "external":
                        continue
                    if expr.path.startswith("."):
                        return False
                    verdict = None
        return verdict if imports else None


def _restore(frame: Frame, state: tuple[Environment, Environment]) -> None:
    globals_, locals_ = copy.deepcopy(state)
    frame.globals.clear()
    frame.globals.update(globals_)
    frame.locals.clear()
    frame.locals.update(locals_)
