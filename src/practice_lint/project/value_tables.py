"""What Python's own operators, methods and environment readers do to plain values: the tables of `static_values.py`.

In: nothing. Out: tables by operator, by type and method, by dotted name. Deliberately unknown: facts and names.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from practice_lint.project.vocabulary import vocabulary

BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,  # text formatting too
    "|": operator.or_,
    "&": operator.and_,
    "^": operator.xor,
}

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda item, items: item in items,
    "not in": lambda item, items: item not in items,
    "is": lambda one, two: one is two,
    "is not": lambda one, two: one is not two,
}

UNARY: Mapping[str, Callable[[Any], Any]] = {"not": operator.not_}

BUILTINS: Mapping[str, Callable[..., Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": set,
    "dict": dict,
    "sorted": sorted,
    "reversed": reversed,
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "len": len,
    "any": any,
    "all": all,
    "min": min,
    "max": max,
    "filter": lambda test, items: [item for item in items if item] if test is None else list(filter(test, items)),
    "zip": lambda *sides: list(zip(*sides, strict=False)),
    "enumerate": lambda items: list(enumerate(items)),
}

METHODS: Mapping[str, frozenset[str]] = {
    "list": vocabulary("append extend insert remove pop index count copy reverse sort clear"),
    "tuple": vocabulary("index count"),
    "set": vocabulary("add discard remove union difference intersection copy"),
    "dict": vocabulary("get update setdefault pop keys values items copy clear"),
    "str": vocabulary(
        "split rsplit splitlines strip lstrip rstrip lower upper title join format replace startswith endswith "
        "removeprefix removesuffix isdigit"
    ),
}

# Dotted name -> how the text that the environment holds is read ("" as it is).
ENV_READERS: Mapping[str, str] = {
    "os.environ.get": "",
    "os.getenv": "",
    "os.environ.setdefault": "",
    "os.environ.pop": "",
    "decouple.config": "",
    "decouple.AutoConfig": "",
    "starlette.config.Config": "",
    "dj_database_url.config": "database",
    "dj_database_url.parse": "parse",
    "environ.Env.db": "db",
}

ENV_ABSENT_IS_FALSE = frozenset({"sys.argv", "sys.modules"})  # a served process: neither "test" nor "pytest" is in them

# Calls that stand for their first argument.
FIRST_ARGUMENT = frozenset(
    {
        "django.utils.translation.gettext",
        "django.utils.translation.gettext_lazy",
        "django.utils.translation.gettext_noop",
        "django.utils.translation.ugettext",
        "django.utils.translation.ugettext_lazy",
        "django.urls.reverse_lazy",
        "copy.copy",
        "copy.deepcopy",
    }
)

EMPTY_CALLS: Mapping[str, Callable[[], Any]] = {"collections.OrderedDict": dict}

TRUE_WORDS = frozenset({"true", "1", "yes", "on", "y", "t", "ok"})

# URL scheme of a database -> the ENGINE that dj-database-url and django-environ give it.
DATABASE_ENGINES: Mapping[str, str] = {
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "psql": "django.db.backends.postgresql",
    "pgsql": "django.db.backends.postgresql",
    "postgis": "django.contrib.gis.db.backends.postgis",
    "mysql": "django.db.backends.mysql",
    "sqlite": "django.db.backends.sqlite3",
    "spatialite": "django.contrib.gis.db.backends.spatialite",
    "oracle": "django.db.backends.oracle",
}


def cast_environment(default: Any, kind: str, cast: str) -> Any:
    """A stated default as the reader returns it: `env.bool("X", default="yes")`, `config("X", cast=Csv())`."""
    how = cast or kind
    if isinstance(default, str):
        if how in ("bool", "strtobool"):
            return default.strip().lower() in TRUE_WORDS
        if how in ("list", "tuple", "Csv"):
            items = [part.strip() for part in default.split(",") if part.strip()]
            return tuple(items) if how == "tuple" else items
        if how == "int" and default.strip().lstrip("-").isdigit():
            return int(default)
    return default


def database_from(url: Any, engine: Any, unknown: Any) -> dict[str, Any]:
    """The entry of DATABASES that a URL reader gives, as far as the text states it."""
    if engine is None:
        scheme = url.partition(":")[0] if isinstance(url, str) else ""
        engine = DATABASE_ENGINES.get(scheme, unknown)
    return {"ENGINE": engine, unknown: unknown}
