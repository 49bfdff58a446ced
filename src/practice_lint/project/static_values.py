"""Module bodies -> the values their names end up with, computed from facts alone; nothing is imported or run.

In: `Names`. Out: per module an environment of plain values, with UNKNOWN wherever the text does not decide. Branches
that cannot be decided are both taken and joined. Deliberately unknown: which names are settings.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Choose,
    Combine,
    Comprehension,
    Constant,
    Defined,
    Evaluate,
    Expr,
    For,
    Global,
    Handler,
    If,
    Import,
    Leave,
    Local,
    Named,
    Span,
    Step,
    Subscript,
    Try,
    While,
    With,
)
from practice_lint.project.names import Names, Symbol
from practice_lint.project.value_tables import (
    BINARY,
    BUILTINS,
    COMPARE,
    EMPTY_CALLS,
    ENV_ABSENT_IS_FALSE,
    ENV_READERS,
    FIRST_ARGUMENT,
    METHODS,
    UNARY,
    cast_environment,
    database_from,
)
from practice_lint.project.visit import argument, every_step, own_expressions, tail

MAX_STEPS = 50_000  # of one module with what it calls: settings are short, a loop over a huge range is not one
MAX_CALLS = 8  # nested calls of project functions
MAX_ITEMS = 5_000  # of one container or characters/10 of one text: nothing a setting needs, everything a bomb needs


class _Unknown:
    __slots__ = ("word",)

    def __init__(self, word: str) -> None:
        self.word = word

    def __repr__(self) -> str:
        return self.word

    def __copy__(self) -> _Unknown:
        return self

    def __deepcopy__(self, memo: object) -> _Unknown:
        return self


UNKNOWN: Final = _Unknown("UNKNOWN")
UNSET: Final = _Unknown("UNSET")  # read from the environment without a default: unknown, but `or` supplies the default


def is_unknown(value: object) -> bool:
    return isinstance(value, _Unknown)


def is_known(value: object) -> bool:
    """No UNKNOWN in it at any depth, and plain data."""
    match value:
        case _Unknown() | Symbol() | EnvironmentReader():
            return False
        case dict():
            return all(is_known(key) and is_known(item) for key, item in value.items())
        case list() | tuple() | set() | frozenset():
            return all(is_known(item) for item in value)
        case _:
            return True


@dataclass(frozen=True, slots=True)
class EnvironmentReader:
    """`environ.Env(DEBUG=(bool, False))`: what it gives for names that the environment lacks."""

    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a name holds at the end, and the module and place that bound it last."""

    value: Any
    module: str
    span: Span


Environment = dict[str, Bound]


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


class _Stop(Exception):
    """`raise`, `break`, `continue`, or the budget is spent: the rest of this block does not run."""


@dataclass
class _Frame:
    """Where expressions are evaluated: the module, its globals, and the locals of a class body or function."""

    module: str
    globals: Environment
    locals: Environment
    depth: int = 0

    def scope(self, target: Expr) -> Environment:
        return self.locals if isinstance(target, Local) else self.globals


def _no_place() -> Span:
    return Span(1, 0, 1, 0)


class Evaluator:
    def __init__(self, names: Names) -> None:
        self.names = names
        self._modules: dict[str, Environment] = {}
        self._classes: dict[str, Environment] = {}
        self._steps = 0

    def module(self, name: str) -> Environment:
        """The globals of a module after its body ran; what an import cycle has bound so far inside one."""
        if name in self._modules:
            return self._modules[name]
        environment: Environment = {}
        self._modules[name] = environment
        module = self.names.modules.get(name)
        if module is not None and not module.stub:
            spent, self._steps = self._steps, 0
            try:
                self._run(module.facts.body, _Frame(name, environment, {}))
            except (_Stop, _Return):
                pass
            self._steps = spent
        return environment

    def class_body(self, name: str) -> Environment:
        """The names that the class and its project bases bind, nearest first."""
        if name in self._classes:
            return self._classes[name]
        environment: Environment = {}
        self._classes[name] = environment
        for ancestor in reversed(self.names.mro(name)):
            record = self.names.classes.get(ancestor)
            if record is None or self.names.modules[record.module].stub:
                continue
            if ancestor == name:
                try:
                    self._run(record.facts.body, _Frame(record.module, self.module(record.module), environment))
                except (_Stop, _Return):
                    pass
            else:
                environment.update(copy.deepcopy(self.class_body(ancestor)))
        return environment

    def expression(self, module: str, expr: Expr) -> Any:
        """The value of an expression as if it stood at the end of the module."""
        try:
            return self._value(expr, _Frame(module, self.module(module), {}))
        except (_Stop, _Return):
            return UNKNOWN

    # ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _run(self, steps: Sequence[Step], frame: _Frame) -> None:
        for step in steps:
            self._steps += 1
            if self._steps > MAX_STEPS:
                raise _Stop
            match step:
                case Bind(target=target, value=value, span=span):
                    self._bind_step(target, value, span, frame)
                case Evaluate():
                    self._value(step.value, frame)
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
                    raise _Return(None if step.value is None else self._value(step.value, frame))
                case Leave():
                    raise _Stop

    def _bind_step(self, target: Expr, value: Expr, span: Span, frame: _Frame) -> None:
        if isinstance(value, Import) and value.path.endswith("*"):
            self._star(value.path, span, frame)
        elif (
            isinstance(value, Combine)
            and value.how.endswith("=")
            and value.how[:-1] in BINARY
            and len(value.parts) == 2
        ):
            self._bind(target, self._augment(value, frame), span, frame)
        else:
            self._bind(target, self._value(value, frame), span, frame)

    def _augment(self, value: Combine, frame: _Frame) -> Any:
        left, right = (self._value(part, frame) for part in value.parts)
        if value.how == "+=" and isinstance(left, list) and isinstance(right, (list, tuple, set)):
            left.extend(right)
            return left
        return self._binary(value.how[:-1], left, right)

    def _star(self, path: str, span: Span, frame: _Frame) -> None:
        symbol = self.names.resolve_path(frame.module, path.removesuffix("*").removesuffix(".") or ".")
        if symbol is None or symbol.kind != "module":
            return
        source = self.module(symbol.name)
        listed = source["__all__"].value if "__all__" in source else None
        chosen = listed if isinstance(listed, (list, tuple)) else [name for name in source if not name.startswith("_")]
        for name in chosen:
            if name in source:
                frame.globals[name] = copy.deepcopy(source[name])

    def _bind(self, target: Expr, value: Any, span: Span, frame: _Frame) -> None:
        match target:
            case Local(name=name) | Global(name=name):
                frame.scope(target)[name] = Bound(value, frame.module, span)
            case Subscript(of=of, index=index):
                holder, key = self._value(of, frame), self._value(index, frame)
                if (isinstance(holder, dict) and not isinstance(key, (list, dict, set))) or (
                    isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder)
                ):
                    holder[key] = value
            case Combine(how="()" | "[]", parts=parts):
                items = list(value) if isinstance(value, (list, tuple)) and len(value) == len(parts) else None
                for position, part in enumerate(parts):
                    self._bind(part, UNKNOWN if items is None else items[position], span, frame)
            case Combine(how="*", parts=(part,)):
                self._bind(part, UNKNOWN, span, frame)

    def _forget(self, steps: Sequence[Step], frame: _Frame) -> None:
        for step in every_step(steps):
            if isinstance(step, Bind):
                self._bind(step.target, UNKNOWN, step.span, frame)

    def _if(self, step: If, frame: _Frame) -> None:
        test = self._value(step.test, frame)
        if is_known(test):
            self._run(step.then if test else step.other, frame)
        else:
            self._either([lambda: self._run(step.then, frame), lambda: self._run(step.other, frame)], frame)

    def _either(self, ways: Sequence[Callable[[], None]], frame: _Frame) -> None:
        """Run each way from the same start; a way that raises or breaks does not come out, so it counts for nothing."""
        before = copy.deepcopy((frame.globals, frame.locals))
        ends: list[tuple[Environment, Environment]] = []
        returned = False
        for way in ways:
            _restore(frame, before)
            try:
                way()
            except _Stop:
                if self._steps > MAX_STEPS:
                    raise
                continue
            except _Return:
                returned = True
                continue
            ends.append(copy.deepcopy((frame.globals, frame.locals)))
        if returned:
            raise _Return(UNKNOWN)
        if not ends:
            raise _Stop
        joined = ends[0]
        for end in ends[1:]:
            joined = (_join_environments(joined[0], end[0]), _join_environments(joined[1], end[1]))
        _restore(frame, joined)

    def _for(self, step: For, frame: _Frame) -> None:
        items = self._value(step.iterable, frame)
        if not isinstance(items, (list, tuple, dict, set)):
            self._bind(step.target, UNKNOWN, step.span, frame)
            self._either([lambda: self._run(step.body, frame), lambda: None], frame)
            return
        for item in list(items):
            self._bind(step.target, item, step.span, frame)
            try:
                self._run(step.body, frame)
            except _Stop:
                if self._steps > MAX_STEPS:
                    raise
        self._run(step.other, frame)

    def _try(self, step: Try, frame: _Frame) -> None:
        found = self._imports_found(step.body, frame)
        ways: list[Callable[[], None]] = []
        if found is not False:
            ways.append(lambda: self._run((*step.body, *step.other), frame))
        if found is not True:
            ways.extend(self._handler(handler, frame) for handler in step.handlers)
        self._either(ways, frame) if len(ways) > 1 else ways[0]() if ways else None
        self._run(step.final, frame)

    def _with(self, step: With, frame: _Frame) -> None:
        for _, target in step.items:
            if target is not None:
                self._bind(target, UNKNOWN, step.span, frame)
        if any(tail(manager) == "suppress" for manager, _ in step.items):
            self._either([lambda: self._run(step.body, frame), lambda: None], frame)
        else:
            self._run(step.body, frame)

    def _handler(self, handler: Handler, frame: _Frame) -> Callable[[], None]:
        return lambda: self._run(handler.body, frame)

    def _imports_found(self, steps: Sequence[Step], frame: _Frame) -> bool | None:
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

    # ── expressions ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _value(self, expr: Expr, frame: _Frame) -> Any:
        match expr:
            case Constant(value=value):
                return value
            case Local(name=name):
                bound = frame.locals.get(name) or frame.globals.get(name)
                return bound.value if bound is not None else UNKNOWN
            case Global(name=name):
                return self._global(name, frame)
            case Import(path=path):
                return self._imported(self.names.resolve_path(frame.module, path))
            case Defined(name=name):
                kind = "class" if f"{frame.module}.{name}" in self.names.classes else "function"
                return Symbol(kind, f"{frame.module}.{name}")  # type: ignore[arg-type]
            case Attribute(of=of, name=name):
                return self._attribute(self._value(of, frame), name)
            case Call():
                return _bounded(self._call(expr, frame))
            case Subscript(of=of, index=index):
                return self._subscript(self._value(of, frame), index, frame)
            case Combine():
                return _bounded(self._combine(expr, frame))
            case Choose(test=test, then=then, other=other):
                verdict = self._value(test, frame)
                if is_known(verdict):
                    return self._value(then if verdict else other, frame)
                return join(self._value(then, frame), self._value(other, frame))
            case Comprehension():
                return _bounded(self._comprehension(expr, frame))
            case Named(target=target, value=value):
                result = self._value(value, frame)
                self._bind(target, result, _no_place(), frame)
                return result
            case _:
                return UNKNOWN

    def _global(self, name: str, frame: _Frame) -> Any:
        if name in frame.globals:
            return frame.globals[name].value
        symbol = self.names.resolve(frame.module, name)
        if symbol is None or symbol.kind == "builtin":
            return Symbol("builtin", name)
        return UNKNOWN if symbol.kind == "value" else symbol

    def _imported(self, symbol: Symbol | None) -> Any:
        if symbol is None:
            return UNKNOWN
        if symbol.kind != "value":
            return symbol
        module, _, name = symbol.name.rpartition(".")
        bound = self.module(module).get(name)
        return UNKNOWN if bound is None else copy.deepcopy(bound.value)

    def _attribute(self, of: Any, name: str) -> Any:
        if not isinstance(of, Symbol):
            return UNKNOWN
        if of.kind == "module":
            bound = self.module(of.name).get(name)
            return copy.deepcopy(bound.value) if bound is not None else self._imported(self.names.member(of, name))
        if of.kind == "class":
            bound = self.class_body(of.name).get(name)
            return UNKNOWN if bound is None else copy.deepcopy(bound.value)
        return Symbol(of.kind, f"{of.name}.{name}") if of.kind in ("external", "builtin") else UNKNOWN

    def _subscript(self, of: Any, index: Expr, frame: _Frame) -> Any:
        if isinstance(of, Symbol) and of.name == "os.environ":
            return UNSET
        if isinstance(index, Combine) and index.how == "slice":
            return UNKNOWN
        key = self._value(index, frame)
        if isinstance(of, (dict, list, tuple, str)) and is_known(key):
            try:
                return of[key]
            except (KeyError, IndexError, TypeError):
                return UNKNOWN
        return UNKNOWN

    def _combine(self, expr: Combine, frame: _Frame) -> Any:
        parts = expr.parts
        match expr.how:
            case "[]":
                return self._items(parts, frame)
            case "()":
                return tuple(self._items(parts, frame))
            case "{}":
                return {item for item in self._items(parts, frame) if not isinstance(item, (list, dict, set))}
            case "{:}":
                return self._dict(parts, frame)
            case "f":
                texts = [self._value(part, frame) for part in parts]
                return "".join(str(text) for text in texts) if all(is_known(text) for text in texts) else UNKNOWN
            case "and" | "or":
                return self._boolean(expr.how, parts, frame)
        values = [self._value(part, frame) for part in parts]
        if expr.how in UNARY and len(values) == 1:
            return UNARY[expr.how](values[0]) if is_known(values[0]) else UNKNOWN
        result = values[0] if len(values) > 1 else UNKNOWN
        for value in values[1:]:
            result = self._binary(expr.how, result, value)
        return result

    def _items(self, parts: Iterable[Expr], frame: _Frame) -> list[Any]:
        items: list[Any] = []
        for part in parts:
            if isinstance(part, Combine) and part.how == "*":
                rest = self._value(part.parts[0], frame)
                items.extend(rest if isinstance(rest, (list, tuple, set, dict)) else [UNKNOWN])
            else:
                items.append(self._value(part, frame))
        return items

    def _dict(self, parts: Iterable[Expr], frame: _Frame) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for part in parts:
            match part:
                case Combine(how=":", parts=(key, value)):
                    name = self._value(key, frame)
                    if not isinstance(name, (list, dict, set)):
                        result[name] = self._value(value, frame)
                case Combine(how="**", parts=(rest,)):
                    more = self._value(rest, frame)
                    result.update(more if isinstance(more, dict) else {UNKNOWN: UNKNOWN})
        return result

    def _boolean(self, how: str, parts: Sequence[Expr], frame: _Frame) -> Any:
        value: Any = UNKNOWN
        for position, part in enumerate(parts):
            value = self._value(part, frame)
            if value is UNSET and how == "or" and position < len(parts) - 1:
                continue
            if not is_known(value) and not (isinstance(value, (list, tuple, dict)) and value):
                return UNKNOWN
            if bool(value) == (how == "or"):
                return value
        return value

    def _binary(self, how: str, left: Any, right: Any) -> Any:
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

    def _comprehension(self, expr: Comprehension, frame: _Frame) -> Any:
        inner = _Frame(frame.module, frame.globals, dict(frame.locals), frame.depth)
        results: list[Any] = []

        def walk(position: int) -> bool:
            if position == len(expr.clauses):
                results.append(
                    self._dict([expr.element], inner) if expr.how == "{:}" else self._value(expr.element, inner)
                )
                return True
            clause = expr.clauses[position]
            items = self._value(clause.iterable, inner)
            if not isinstance(items, (list, tuple, set, dict)):
                return False
            for item in items:
                self._steps += 1
                if self._steps > MAX_STEPS:
                    raise _Stop
                if is_unknown(item):
                    results.append({UNKNOWN: UNKNOWN} if expr.how == "{:}" else UNKNOWN)
                    continue
                self._bind(clause.target, item, _no_place(), inner)
                tests = [self._value(test, inner) for test in clause.tests]
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

    # ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _call(self, call: Call, frame: _Frame) -> Any:
        if isinstance(call.function, Attribute):
            holder = self._value(call.function.of, frame)
            if isinstance(holder, (list, tuple, dict, set, str)):
                return self._method(holder, call.function.name, call, frame)
            if isinstance(holder, EnvironmentReader):
                return self._read_environment(call, holder, call.function.name, frame)
            function = self._attribute(holder, call.function.name)
        else:
            function = self._value(call.function, frame)
        if isinstance(function, EnvironmentReader):
            return self._read_environment(call, function, "", frame)
        if not isinstance(function, Symbol):
            return UNKNOWN
        if function.kind == "function":
            return self._project_function(function.name, call, frame)
        if function.kind == "builtin" and function.name in BUILTINS:
            return self._builtin(function.name, call, frame)
        return self._external(function, call, frame)

    def _external(self, function: Symbol, call: Call, frame: _Frame) -> Any:
        name = function.name
        if name in ("environ.Env", "environ.FileAwareEnv"):
            scheme = {keyword.name: self._value(keyword.value, frame) for keyword in call.keywords}
            return EnvironmentReader(
                {key: pair[1] for key, pair in scheme.items() if isinstance(pair, tuple) and len(pair) == 2}
            )
        if name in ENV_READERS:
            return self._read_environment(call, EnvironmentReader(), ENV_READERS[name], frame)
        if name in FIRST_ARGUMENT or name.startswith("configurations.values."):
            first = call.args[0] if call.args else argument(call, "default")
            return UNKNOWN if first is None else self._value(first, frame)
        if name in EMPTY_CALLS and not call.args:
            return EMPTY_CALLS[name]()
        return UNKNOWN

    def _read_environment(self, call: Call, reader: EnvironmentReader, kind: str, frame: _Frame) -> Any:
        """The default that the text gives, cast as it says; UNSET where it gives none."""
        stated = argument(call, "default", 1 if kind != "database" else None)
        cast = argument(call, "cast")
        default: Any = UNSET
        if stated is not None:
            default = self._value(stated, frame)
        elif call.args:
            key = self._value(call.args[0], frame)
            default = reader.defaults.get(key, UNSET) if isinstance(key, str) else UNSET
        if kind in ("database", "db", "db_url", "parse"):
            engine = argument(call, "engine") or argument(call, "ENGINE")
            source = self._value(call.args[0], frame) if kind == "parse" and call.args else default
            return database_from(source, None if engine is None else self._value(engine, frame), UNKNOWN)
        if is_unknown(default):
            return default
        return cast_environment(default, kind, tail_of(self._value(cast, frame)) if cast is not None else "")

    def _builtin(self, name: str, call: Call, frame: _Frame) -> Any:
        args = self._items(call.args, frame)
        if name == "dict":
            pairs = args[0] if args else {}
            result = dict(pairs) if isinstance(pairs, dict) else {} if is_known(pairs) else {UNKNOWN: UNKNOWN}
            for keyword in call.keywords:
                value = self._value(keyword.value, frame)
                if keyword.name != "**":
                    result[keyword.name] = value
                else:
                    result.update(value if isinstance(value, dict) else {UNKNOWN: UNKNOWN})
            return result
        if name in ("list", "tuple", "reversed") and len(args) == 1 and isinstance(args[0], (list, tuple, dict, set)):
            items = list(args[0])[:: -1 if name == "reversed" else 1]
            return tuple(items) if name == "tuple" else items
        if name == "filter" and len(args) == 2 and args[0] is None and isinstance(args[1], (list, tuple)):
            return [item for item in args[1] if is_unknown(item) or item]
        if call.keywords or not all(is_known(arg) for arg in args):
            return UNKNOWN
        try:
            return BUILTINS[name](*args)
        except (TypeError, ValueError, ArithmeticError, AttributeError):
            return UNKNOWN

    def _method(self, holder: Any, name: str, call: Call, frame: _Frame) -> Any:
        if name not in METHODS.get(type(holder).__name__, ()):
            return UNKNOWN
        args = self._items(call.args, frame)
        keywords = {word.name: self._value(word.value, frame) for word in call.keywords}
        if name == "update" and isinstance(holder, dict):
            for source in args:
                holder.update(source if isinstance(source, dict) else {UNKNOWN: UNKNOWN})
            holder.update(keywords)
            return None
        if name == "extend" and isinstance(holder, list):
            for source in args:
                holder.extend(source if isinstance(source, (list, tuple, set, dict)) else [UNKNOWN])
            return None
        if name == "insert" and args and not isinstance(args[0], int):
            args[0] = len(holder)  # beside something that is not there: it runs, its place is lost
        if isinstance(holder, str) and not all(is_known(value) for value in (*args, *keywords.values())):
            return UNKNOWN
        try:
            result = getattr(holder, name)(*args, **keywords)
        except (TypeError, ValueError, LookupError, AttributeError):
            return UNKNOWN
        return list(result) if name in ("keys", "values", "items") else result

    def _project_function(self, name: str, call: Call, frame: _Frame) -> Any:
        record = self.names.functions.get(name)
        if record is None or frame.depth >= MAX_CALLS or record.facts.decorators:
            return UNKNOWN
        args = self._items(call.args, frame)
        keywords = {word.name: self._value(word.value, frame) for word in call.keywords}
        inner = _Frame(record.module, self.module(record.module), {}, frame.depth + 1)
        for param in record.facts.params:
            if param.kind == "positional" and args:
                value = args.pop(0)
            elif param.kind == "*":
                value, args = tuple(args), []
            elif param.name in keywords:
                value = keywords.pop(param.name)
            elif param.default is not None:
                value = self._value(param.default, inner)
            else:
                value = dict(keywords) if param.kind == "**" else UNKNOWN
            inner.locals[param.name] = Bound(value, record.module, call.span)
        try:
            self._run(record.facts.body, inner)
        except _Return as result:
            return result.value
        except _Stop:
            return UNKNOWN
        return None


def tail_of(value: Any) -> str:
    return value.name.rpartition(".")[2] if isinstance(value, Symbol) else ""


def _restore(frame: _Frame, state: tuple[Environment, Environment]) -> None:
    globals_, locals_ = copy.deepcopy(state)
    frame.globals.clear()
    frame.globals.update(globals_)
    frame.locals.clear()
    frame.locals.update(locals_)


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MAX_ITEMS * 10 else UNKNOWN
    if isinstance(value, (list, tuple, set, dict)):
        return value if len(value) <= MAX_ITEMS else UNKNOWN
    return value


def _join_environments(left: Environment, right: Environment) -> Environment:
    joined: Environment = {}
    for name in [*left, *(name for name in right if name not in left)]:
        one, two = left.get(name), right.get(name)
        if one is None or two is None:
            only = one or two
            assert only is not None
            joined[name] = Bound(UNKNOWN, only.module, only.span)
        else:
            joined[name] = Bound(join(one.value, two.value), two.module, two.span)
    return joined


def join(left: Any, right: Any) -> Any:
    """What holds on both ways: equal values, the common items of two containers with UNKNOWN where they part."""
    if type(left) is type(right):
        if isinstance(left, dict):
            keys = [*left, *(key for key in right if key not in left)]
            return {key: join(left.get(key, UNKNOWN), right.get(key, UNKNOWN)) for key in keys}
        if isinstance(left, (list, tuple)):
            return type(left)(_join_items(left, right))
        if isinstance(left, set):
            return left if left == right else (left & right) | {UNKNOWN}
        if left == right:
            return left
    return UNKNOWN


def _join_items(left: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    keys, other_keys = ([repr(item) for item in side] for side in (left, right))
    items: list[Any] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, keys, other_keys, False).get_opcodes():
        if kind == "equal":
            items.extend(left[start:end])
        elif kind == "replace" and end - start == other_end - other_start:
            items.extend(join(one, two) for one, two in zip(left[start:end], right[other_start:other_end], strict=True))
        elif not items or not is_unknown(items[-1]):
            items.append(UNKNOWN)
    return items
