"""Calls -> plain values: methods of containers and texts, builtins, environment readers, the project's functions.

In: `Names`, a frame. Out: `Calls`. An environment variable with a default has that default; one without is UNSET.
"""

from __future__ import annotations

from abc import ABC
from typing import Any

from practice_lint.facts import Attribute, Call, Lambda
from practice_lint.project.names import Symbol
from practice_lint.project.static_expressions import Expressions
from practice_lint.project.static_values import (
    UNKNOWN,
    UNSET,
    Bound,
    EnvironmentReader,
    Frame,
    Return,
    Stop,
    is_known,
    is_unknown,
)
from practice_lint.project.value_tables import (
    BUILTINS,
    EMPTY_CALLS,
    ENV_READERS,
    FIRST_ARGUMENT,
    METHODS,
    cast_environment,
    database_from,
)
from practice_lint.project.visit import argument, tail

MAX_CALLS = 8  # nested calls of project functions


class Calls(Expressions, ABC):
    def call(self, call: Call, frame: Frame) -> Any:
        if isinstance(call.function, Attribute):
            holder = self.value(call.function.of, frame)
            if isinstance(holder, (list, tuple, dict, set, str)):
                return self._method(holder, call.function.name, call, frame)
            if isinstance(holder, EnvironmentReader):
                return self._read_environment(call, holder, call.function.name, frame)
            function = self.attribute(holder, call.function.name)
        else:
            function = self.value(call.function, frame)
        if isinstance(function, EnvironmentReader):
            return self._read_environment(call, function, "", frame)
        if not isinstance(function, Symbol):
            return UNKNOWN
        if function.kind == "function":
            return self._project_function(function.name, call, frame)
        if function.kind == "builtin" and function.name in BUILTINS:
            return self._builtin(function.name, call, frame)
        return self._external(function, call, frame)

    def _external(self, function: Symbol, call: Call, frame: Frame) -> Any:
        name = function.name
        if name in ("environ.Env", "environ.FileAwareEnv"):
            scheme = {keyword.name: self.value(keyword.value, frame) for keyword in call.keywords}
            return EnvironmentReader(
                {key: pair[1] for key, pair in scheme.items() if isinstance(pair, tuple) and len(pair) == 2}
            )
        if name in ENV_READERS:
            return self._read_environment(call, EnvironmentReader(), ENV_READERS[name], frame)
        if name in FIRST_ARGUMENT or name.startswith("configurations.values."):
            first = call.args[0] if call.args else argument(call, "default")
            return UNKNOWN if first is None else self.value(first, frame)
        if name in EMPTY_CALLS and not call.args:
            return EMPTY_CALLS[name]()
        return UNKNOWN

    def _read_environment(self, call: Call, reader: EnvironmentReader, kind: str, frame: Frame) -> Any:
        """The default that the text gives, cast as it says; UNSET where it gives none."""
        stated = argument(call, "default", 1 if kind != "database" else None)
        cast = argument(call, "cast")
        default: Any = UNSET
        if stated is not None:
            default = self.value(stated, frame)
        elif call.args:
            key = self.value(call.args[0], frame)
            default = reader.defaults.get(key, UNSET) if isinstance(key, str) else UNSET
        if kind in ("database", "db", "db_url", "parse"):
            engine = argument(call, "engine") or argument(call, "ENGINE")
            source = self.value(call.args[0], frame) if kind == "parse" and call.args else default
            return database_from(source, None if engine is None else self.value(engine, frame), UNKNOWN)
        if is_unknown(default):
            return default
        if isinstance(cast, Lambda):
            return UNKNOWN
        return cast_environment(default, kind, tail(cast) if cast is not None else "")

    def _builtin(self, name: str, call: Call, frame: Frame) -> Any:
        args = self.items(call.args, frame)
        if name == "dict":
            pairs = args[0] if args else {}
            result = dict(pairs) if isinstance(pairs, dict) else {} if is_known(pairs) else {UNKNOWN: UNKNOWN}
            for keyword in call.keywords:
                value = self.value(keyword.value, frame)
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

    def _method(self, holder: Any, name: str, call: Call, frame: Frame) -> Any:
        if name not in METHODS.get(type(holder).__name__, ()):
            return UNKNOWN
        args = self.items(call.args, frame)
        keywords = {word.name: self.value(word.value, frame) for word in call.keywords}
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

    def _project_function(self, name: str, call: Call, frame: Frame) -> Any:
        record = self.names.functions.get(name)
        if record is None or frame.depth >= MAX_CALLS or record.facts.decorators:
            return UNKNOWN
        args = self.items(call.args, frame)
        keywords = {word.name: self.value(word.value, frame) for word in call.keywords}
        inner = Frame(record.module, self.module(record.module), {}, frame.depth + 1)
        for param in record.facts.params:
            if param.kind == "positional" and args:
                value = args.pop(0)
            elif param.kind == "*":
                value, args = tuple(args), []
            elif param.name in keywords:
                value = keywords.pop(param.name)
            elif param.default is not None:
                value = self.value(param.default, inner)
            else:
                value = dict(keywords) if param.kind == "**" else UNKNOWN
            inner.locals[param.name] = Bound(value, record.module, call.span)
        try:
            self.run(record.facts.body, inner)
        except Return as result:
            return result.value
        except Stop:
            return UNKNOWN
        return None
