"""Python's built-in functions on abstract values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from practice_lint.facts import Span
from practice_lint.scope import keysets
from practice_lint.scope.proofs import both, either
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    FALSE,
    MAYBE,
    NO_FACTS,
    NONE,
    REQUEST,
    TRUE,
    Answers,
    Args,
    Attr,
    Carrier,
    ClassRef,
    Const,
    External,
    FunctionRef,
    Input,
    Instance,
    Keywords,
    Left,
    Many,
    Module,
    Native,
    NewRow,
    Nothing,
    OneOf,
    Opaque,
    Param,
    Partial,
    Request,
    Row,
    Rows,
    Seq,
    Table,
    Truth,
    Value,
    join,
    made,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def _same(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """int(x), str(x), UUID(x), list(xs): the same value as far as whose it is goes."""
    return unstarred(args[0]) if args else keywords[0][1] if keywords else Const("")


def _listed(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if not args:
        return Seq(())
    value = unstarred(args[0])
    if isinstance(value, (Seq, Many, Input, Rows, Param, Attr, Carrier, OneOf)):
        return value
    if isinstance(value, Table):
        return Many(m.element(value))
    return Many(m.element(value))


def _dict(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    base = unstarred(args[0]) if args else None
    items = dict(base.items) if isinstance(base, Table) else {}
    items.update({k: v for k, v in keywords if k != "**"})
    rest = base.rest if isinstance(base, Table) else base
    if isinstance(base, Input) and not items:
        return base
    return Table(tuple(items.items()), rest)


def _getattr(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if len(args) < 2:
        return Opaque("getattr")
    of, name = unstarred(args[0]), unstarred(args[1])
    if not isinstance(name, Const) or not isinstance(name.value, str):
        if isinstance(of, Module) and m.judge.chooser(name) is not None:
            return ClassRef(CHOSEN_MODEL)
        if isinstance(of, Request):
            return Carrier("request.…")
        return made([of])
    value = m.attribute(of, name.value, frame, env)
    if len(args) > 2 and not isinstance(value, (FunctionRef, Rows, ClassRef)) and value != m.caller:
        default = unstarred(args[2])
        if isinstance(of, FunctionRef):  # it has what decorators noted on it, and nothing else
            return default if isinstance(value, Native) else value
        if isinstance(value, (External, Opaque, Native)) and not isinstance(default, Nothing):
            return join(value, default)
        if isinstance(of, (Instance, ClassRef)) and isinstance(value, (Attr, External)):
            return default
        return join(value, default)
    return value


def _setattr(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if len(args) == 3:
        of, name, value = (unstarred(a) for a in args)
        if isinstance(name, Const) and isinstance(name.value, str):
            m.store(of, name.value, value, frame, env, span or Span(0, 0, 0, 0))
        elif isinstance(of, (Row, NewRow, Instance)):
            m.store(of, "*", value, frame, env, span or Span(0, 0, 0, 0))
    return NONE


def _isinstance(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value, cls = (unstarred(args[0]), unstarred(args[1])) if len(args) == 2 else (NONE, NONE)
    if isinstance(value, OneOf) and isinstance(cls, ClassRef) and cls.name in m.models.by_name:  # only if all are alike
        each = {_isinstance(m, [part, cls], [], frame, env, span) for part in value.parts}
        return each.pop() if len(each) == 1 else MAYBE
    if isinstance(cls, ClassRef) and isinstance(value, (Row, NewRow)) and cls.name in m.models.by_name:
        return (
            TRUE
            if cls.name in m.names.mro(value.model)
            else FALSE
            if value.model not in m.names.mro(cls.name)
            else MAYBE
        )
    if isinstance(cls, ClassRef) and isinstance(value, Instance):
        return TRUE if cls.name in m.names.mro(value.cls) else FALSE
    if isinstance(cls, ClassRef) and isinstance(value, Nothing):
        return FALSE
    return _of_builtin(value, cls)


CONTAINERS = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.dict"})


PLAIN_TYPES = CONTAINERS | {"builtins.str", "builtins.int", "builtins.bytes", "builtins.float", "builtins.bool"}


def _of_builtin(value: Value, cls: Value) -> Truth:
    """`isinstance(value, (list, tuple))`: a function, an object or a row is none of the built-in types."""
    classes = [part.name for part in (cls.items if isinstance(cls, Seq) else (cls,)) if isinstance(part, External)]
    if not classes or not PLAIN_TYPES.issuperset(classes) or (isinstance(cls, Seq) and len(classes) < len(cls.items)):
        return MAYBE
    if isinstance(value, (FunctionRef, ClassRef, Instance, Partial, Request, Row, NewRow, Rows)):
        return FALSE
    if isinstance(value, Seq) and {"builtins.list", "builtins.tuple"}.issubset(classes):
        return TRUE
    if isinstance(value, Const):
        return TRUE if f"builtins.{type(value.value).__name__}" in classes else FALSE
    return MAYBE


def _hasattr(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    of, name = (unstarred(args[0]), unstarred(args[1])) if len(args) == 2 else (NONE, NONE)
    if isinstance(of, Rows) and isinstance(name, Const) and name.value in ("all", "filter", "get", "model"):
        return TRUE
    if (
        isinstance(of, ClassRef)
        and of.name in m.models.by_name
        and isinstance(name, Const)
        and name.value in ("_default_manager", "objects")
    ):
        return TRUE
    if isinstance(of, Request) and isinstance(name, Const) and f"request.{name.value}" in m.carriers:
        return TRUE
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return MAYBE
    found = _has_own(m, of, name.value, env)
    return FALSE if found == MAYBE and frame.stub and isinstance(of, Instance) else found


def _has_own(m: Machine, of: Value, name: str, env: Env) -> Truth:
    """`if not hasattr(self, "_patient"):` before `self._patient = …`: an object that this run made has what it gave
    it, and what its classes say. (A library that asks for a hook of its own is not given it by another library.)"""
    if isinstance(of, Request):
        return TRUE if (REQUEST, name) in env.heap or name == "user" else FALSE if name.startswith("_") else MAYBE
    if isinstance(of, ClassRef) and of.name in m.models.by_name:
        return _model_has(m, of.name, name)
    if not isinstance(of, Instance) or not of.ident.endswith(("@view", "@middleware")):
        return MAYBE
    if (of.ident, name) in env.heap or m.names.method(of.cls, name) or m.names.attribute(of.cls, name):
        return TRUE
    unknown = any(base not in m.names.classes and base != "object" for base in m.names.mro(of.cls))
    return MAYBE if unknown and not name.startswith("_") else FALSE


def _model_has(m: Machine, model: str, name: str) -> Truth:
    """`hasattr(Visit, "practice")`, unless a base of the model's is not known."""
    if m.models.accessor(model, name) is not None or m.models.field(model, name) is not None:
        return TRUE
    if m.names.method(model, name) or m.names.attribute(model, name) or name.startswith("_"):
        return TRUE if not name.startswith("_") else MAYBE
    unknown = any(base not in m.names.classes and base != "object" for base in m.names.mro(model))
    return MAYBE if unknown or name in m.models.by_name[model].managers else FALSE


def _any(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else NONE
    if isinstance(value, Seq) and value.items:
        result = m.prover.truth(value.items[0], env.facts)
        for item in value.items[1:]:
            result = either(result, m.prover.truth(item, env.facts))
        return result
    if isinstance(value, Answers):
        return Truth(value.some, value.none)
    if isinstance(value, Many):
        known = m.prover.truth(value.element, env.facts)
        return Truth(known.true, NO_FACTS)
    return MAYBE


def _all(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else NONE
    if isinstance(value, Seq):
        result = TRUE
        for item in value.items:
            result = both(result, m.prover.truth(item, env.facts))
        return result
    if isinstance(value, Answers):
        return Truth(value.every, NO_FACTS)
    if isinstance(value, Many):
        known = m.prover.truth(value.element, env.facts)
        return Truth(known.true, NO_FACTS)
    return MAYBE


def _len(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return keysets.sized(unstarred(args[0])) if args else NONE


def _bool(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return m.prover.truth(unstarred(args[0]), env.facts) if args else FALSE


def _map(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if len(args) < 2:
        return Opaque("map")
    return Many(m.call(unstarred(args[0]), [m.element(unstarred(a)) for a in args[1:]], [], frame, env, span))


def _filter(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return _listed(m, args[1:], [], frame, env, span)


def _enumerate(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Many(Seq((Opaque("an index"), m.element(unstarred(args[0]))))) if args else Seq(())


def _zip(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Many(Seq(tuple(m.element(unstarred(a)) for a in args)))


def _next(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if not args:
        return NONE
    listed = unstarred(args[0])
    value = m.element(listed)
    if len(args) < 2:
        return value
    found = join(value, unstarred(args[1]))
    if isinstance(listed, Left) and isinstance(found, OneOf) and NONE in found.parts:
        return OneOf(found.parts, m.prover.truth(listed, env.facts))  # the first that failed, or None
    return found


def _type(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else NONE
    if isinstance(value, (Row, NewRow)):
        return ClassRef(value.model)
    return ClassRef(value.cls) if isinstance(value, Instance) else Opaque("a type")


def _cast(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`typing.cast(Type, value)`"""
    return unstarred(args[1]) if len(args) > 1 else Opaque("a cast")


FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{
        f"builtins.{n}": _same
        for n in ("int", "str", "float", "sum", "min", "max", "abs", "round", "format", "iter", "super", "memoryview")
    },
    **{f"builtins.{n}": _listed for n in ("list", "set", "tuple", "sorted", "reversed", "frozenset")},
    **{
        f"*.{n}": _same
        for n in (
            "UUID",
            "force_str",
            "smart_str",
            "force_bytes",
            "urlsafe_base64_decode",
            "urlsafe_base64_encode",
            "unquote",
            "quote",
            "escape_html",
            "mark_safe",
            "strip_tags",
            "deepcopy",
            "copy",
            "Decimal",
            "cast",
            "loads",
            "slugify",
            "conditional_escape",
            "parse_obj_as",
            "aiter",
            "cleandoc",
            "dedent",
            "closing",
            "quote_name",
            "ensure_list",
            "coerce",
            "b64decode",
            "unquote_plus",
            "from_iterable",
            "chain",
        )
    },
    "builtins.dict": _dict,
    "builtins.dict.fromkeys": _listed,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.isinstance": _isinstance,
    "builtins.hasattr": _hasattr,
    "builtins.any": _any,
    "builtins.all": _all,
    "builtins.len": _len,
    "builtins.bool": _bool,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.next": _next,
    "builtins.type": _type,
    "builtins.anext": _next,
    **dict.fromkeys(("typing.cast", "typing_extensions.cast"), _cast),
    "collections.OrderedDict": _dict,
    "types.SimpleNamespace": _dict,
}
