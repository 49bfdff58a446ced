"""What goes past the database under a name: cache entries, remembered answers, cached pages, files, socket groups.

In: calls of the stores' own functions. Out: values, `Crossing` records. An entry that is kept is judged at once, one
that is read when the run ends, for a later check still proves it. Deliberately unknown: what other code kept under the
same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from practice_lint.facts import Call, Local, Span
from practice_lint.scope.naming import Namer
from practice_lint.scope.proofs import model_of
from practice_lint.scope.records import Crossing
from practice_lint.scope.runtime import VARY
from practice_lint.scope.standing import Standing, State
from practice_lint.scope.state import Env, Frame, Place, Unreachable
from practice_lint.scope.values import (
    IMPERSONAL,
    NONE,
    TRUE,
    Args,
    Const,
    External,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Kept,
    Key,
    Keywords,
    Many,
    Nothing,
    Opaque,
    Partial,
    Rest,
    Row,
    Rows,
    Seq,
    Site,
    Table,
    Value,
    atoms,
    join,
    join_all,
    made,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


# Why rows are the caller's without being a practice's: nothing of them differs between practices.
NO_DATA = frozenset({"empty", "new-row", "new", "outer", "prefetch", "global", "caller"})


def argument(args: Args, keywords: Keywords, position: int, *names: str) -> Value | None:
    for name, value in keywords:
        if name in names:
            return value
    return unstarred(args[position]) if len(args) > position else None


def record(
    m: Machine, store: str, act: str, naming: Standing, model: str | None, frame: Frame, span: Span | None
) -> None:
    site, trail = named_at(m, frame, span)
    m.records.crossings.append(Crossing(store, act, naming, site, model, trail, m.entry, m.mode))


def named_at(m: Machine, frame: Frame, span: Span | None) -> tuple[Site, tuple[Place, ...]]:
    """Where the name is made, and the way there: a helper that is handed the name is no place to mend it."""
    site, trail = m.site_here(frame, span), frame.trail
    function, call = frame.function, m.queries.get(site)
    while isinstance(call, Call) and trail and trail[-1].query is not None:
        record = m.names.functions.get(function)
        params = {p.name for p in record.facts.params} if record is not None else set()
        if not call.args or not isinstance(call.args[0], Local) or call.args[0].name not in params:
            break
        place, trail = trail[-1], trail[:-1]
        call, function = place.query, f"{place.module}.{place.symbol}"
        at = (place.span.line, place.span.column, place.span.end_line, place.span.end_column)
        site = Site(place.path, at, place.module, place.symbol, place.span)
        if call is not None:
            m.queries.setdefault(site, call)
    return site, trail


# ── whose data ──────────────────────────────────────────────────────────────────────────────────────────────────────


def data_of(m: Machine, value: Value, env: Env) -> tuple[str, bool] | None:
    """The model of rows in the value that are one practice's, and whether they are the user's own at that."""
    found: tuple[str, bool] | None = None
    for atom in m.carried(value, env):
        rows = atom.row.rows if isinstance(atom, Key) else atom.rows if isinstance(atom, Row) else atom
        if not isinstance(rows, Rows) or not m.judge.scoped(rows.model):
            continue
        known = m.judge.of(atom, env.facts)
        if known.state is State.PROVED and known.cause not in NO_DATA:
            own = known.cause == "own-rows"
            if found is None or (found[1] and not own):
                found = (rows.model, own)
    return found


def keep(
    m: Machine, store: str, name: Value, value: Value, facts: frozenset[Fact], frame: Frame, env: Env, span: Span | None
) -> None:
    """Rows of one practice are kept under a name."""
    data = data_of(m, value, env)
    if data is None:
        return
    naming = Namer(m.judge).named(name, facts)
    if naming.cause == "named-user" and data[1]:
        return
    if naming.cause in ("named-shared", "named-chosen", "named-user"):
        record(m, store, "sent" if store == "group" else "kept", naming, data[0], frame, span)


def answered(m: Machine, store: str, name: Value | None, frame: Frame, span: Span | None) -> Value:
    """What the store has under the name."""
    return Opaque("a store's answer") if name is None else Kept(store, name, named_at(m, frame, span)[0])


FILLED = "filled"  # on the heap: that something was kept under a name


def own_answer(m: Machine, value: Value, ways: Iterable[Env]) -> bool:
    """Whether the value is what the same function found and kept before, for the same user in the same practice: it
    proves what finding it anew proves."""
    if not isinstance(value, Kept) or not any(((FILLED, value.name), value.store) in way.heap for way in ways):
        return False
    parts = atoms(value.name)
    practices = [p for p in parts if isinstance(p, (Key, Row)) and model_of(p) == m.judge.practice]
    return bool(practices) and any(m.judge.caller(part) for part in parts)


# ── caches ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _get(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    found = answered(m, "cache", argument(args, keywords, 0, "key", "name"), frame, span)
    default = argument(args, keywords, 1, "default")
    return found if default is None or isinstance(default, (Nothing, Const)) else join(found, default)


def _get_many(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    names = argument(args, keywords, 0, "keys")
    return Table((), answered(m, "cache", m.element(names) if names is not None else None, frame, span))


def _set(position: int, m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    name, value = argument(args, keywords, 0, "key", "name"), argument(args, keywords, position, "value")
    if name is not None and value is not None:
        env.heap[(FILLED, name), "cache"] = TRUE
        keep(m, "cache", name, value, env.facts, frame, env, span)
    return NONE


def _get_field(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """Of a hash of redis, what stands under the field."""
    return answered(m, "cache", _field_name(m, args, keywords), frame, span)


def _set_field(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    name, value = _field_name(m, args, keywords), argument(args, keywords, 2, "value")
    return _set(1, m, [name, value], [], frame, env, span) if name is not None and value is not None else NONE


def _field_name(m: Machine, args: Args, keywords: Keywords) -> Value | None:
    name, field = argument(args, keywords, 0, "name"), argument(args, keywords, 1, "key")
    return name if name is None or field is None else m.text_of([name, Const(":"), field])


def _set_many(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    data = argument(args, keywords, 0, "data")
    if data is not None:
        for name, value in data.items if isinstance(data, Table) else ():
            keep(m, "cache", Const(name), value, env.facts, frame, env, span)
    return NONE


def _get_or_set(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """What there is, else what the default makes: what that proves is not proved when the entry is there."""
    name, value = argument(args, keywords, 0, "key"), argument(args, keywords, 1, "default")
    if name is None or value is None:
        return Opaque("a store's answer")
    way = env.copy()
    if isinstance(value, (FunctionRef, Partial)):
        try:
            value = m.call(value, [], [], frame, way, span)
        except Unreachable:
            return answered(m, "cache", name, frame, span)
    keep(m, "cache", name, value, env.facts, frame, way, span)
    found = answered(m, "cache", name, frame, span)
    env.become(m.meet([env.copy(), way]))
    return join(found, value)


def _client(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return External("redis.client")


DJANGO = ("django.core.cache.cache", "django.core.cache.caches")
REDIS = "redis.client"
CLIENTS = (
    *(f"redis.{name}" for name in ("Redis", "StrictRedis", "from_url", "Redis.from_url", "StrictRedis.from_url")),
    *(f"redis.client.{name}" for name in ("Redis", "StrictRedis")),
)
STORE_NAMES = frozenset({*DJANGO, *CLIENTS, "django.core.files.storage.default_storage"})
CACHE_METHODS: dict[str, Callable[..., Value]] = {
    "get": _get,
    "aget": _get,
    "get_many": _get_many,
    "aget_many": _get_many,
    "set": partial(_set, 1),
    "aset": partial(_set, 1),
    "add": partial(_set, 1),
    "aadd": partial(_set, 1),
    "set_many": _set_many,
    "aset_many": _set_many,
    "get_or_set": _get_or_set,
    "aget_or_set": _get_or_set,
}
REDIS_METHODS: dict[str, Callable[..., Value]] = {
    **dict.fromkeys(("get", "hgetall", "lrange", "smembers", "mget", "getdel"), _get),
    **dict.fromkeys(("set", "setnx", "rpush", "lpush", "sadd"), partial(_set, 1)),
    **dict.fromkeys(("setex", "psetex"), partial(_set, 2)),
    "hget": _get_field,
    "hset": _set_field,
}

# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────────

STORAGE = ("django.core.files.storage.default_storage", "django.core.files.storage.storages")


def _save_file(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    name, content = argument(args, keywords, 0, "name"), argument(args, keywords, 1, "content")
    if name is not None and content is not None:
        keep(m, "file", name, content, env.facts, frame, env, span)
        m.leaves(content, "written to a file", frame, env, span, certain=False)
    return Opaque("the name under which the file was saved")


def _open_file(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return answered(m, "file", argument(args, keywords, 0, "name"), frame, span)


STORAGE_METHODS: dict[str, Callable[..., Value]] = {"save": _save_file, "open": _open_file, "url": _open_file}


# ── names that differ between no practices, and names that nobody can guess ─────────────────────────────────────────


def _impersonal(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    parts = [unstarred(a) for a in args] + [v for _, v in keywords]
    return IMPERSONAL if all(isinstance(p, (Const, Nothing)) or p == IMPERSONAL for p in parts) else made(parts)


IMPERSONAL_FUNCTIONS = (
    *(f"django.utils.timezone.{name}" for name in ("now", "localdate", "localtime", "get_current_timezone")),
    *(f"datetime.{name}" for name in ("date.today", "datetime.now", "datetime.utcnow", "datetime.today", "timedelta")),
    "time.time",
    "django.utils.translation.get_language",
)

FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{f"{holder}.{name}": make for holder in DJANGO for name, make in CACHE_METHODS.items()},
    **{f"{REDIS}.{name}": make for name, make in REDIS_METHODS.items()},
    **{f"{holder}.{name}": make for holder in STORAGE for name, make in STORAGE_METHODS.items()},
    **dict.fromkeys(CLIENTS, _client),
    "*.get_redis_connection": _client,
    **dict.fromkeys(IMPERSONAL_FUNCTIONS, _impersonal),
}


# ── answers that the process remembers ──────────────────────────────────────────────────────────────────────────────


def remembered(
    m: Machine,
    fn: FunctionRef,
    args: Args,
    keywords: Keywords,
    value: Value,
    before: frozenset[Fact],
    env: Env,
    site: Site,
) -> None:
    """The answer of a function that is remembered by its arguments."""
    given: list[Value] = [unstarred(a) for a in args] + [v for _, v in keywords]
    if fn.self_ is not None:
        given.append(fn.self_)
    if any(isinstance(each, Instance) for each in given):
        return  # an object is a key of its own
    data = data_of(m, value, env)
    if data is None:
        return
    naming = Namer(m.judge).named(m.text_of([Const(""), *given]), before)
    if naming.cause in ("named-shared", "named-chosen") or (naming.cause == "named-user" and not data[1]):
        m.records.crossings.append(Crossing("memory", "kept", naming, site, data[0], (), m.entry, m.mode))


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PERSONAL_HEADERS = frozenset({"cookie", "authorization"})


def _here(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """The project's line that called the sketch, as a text that names it."""
    site = frame.outer_site or m.entry_site
    if site is None:
        return NONE
    name = f"{site.path}:{site.at}"
    m.places[name] = site
    return Const(name)


def _page_cached(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """page_cached(place, view, request, …): the view runs where the page is not in the cache yet; what its own checks
    prove is not proved for who gets the page out of it."""
    place, view, *rest = (unstarred(a) if not isinstance(a, Rest) else a for a in args)
    before, waiting = env.facts, set(env.pending)
    env.heap.pop(VARY, None)
    value = m.call(view, rest, keywords, frame, env, span)
    site = m.places.get(str(place.value)) if isinstance(place, Const) else None
    varies = m.vary_of(env)
    if site is None or PERSONAL_HEADERS & varies or m.hosted:
        return value
    shown = join_all([NONE, *(use.value for key, use in env.pending.items() if key not in waiting)])
    data = data_of(m, Many(join(shown, value)), env)
    if data is None or any(f.kind == "key" and isinstance(f.value, Input) and f.value.source == "url" for f in before):
        return value
    in_url = isinstance(m.route_params, frozenset) and bool(m.route_params)
    naming = Standing(
        State.OPEN if in_url else State.EXEMPT,
        "named-chosen" if in_url else "named-shared",
        "whoever asks for its URL is served it" if in_url else "its URL is the same for every practice",
    )
    m.records.crossings.append(Crossing("page", "kept", naming, site, data[0], frame.trail, m.entry, m.mode))
    return value


def _page_varied(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    names = [unstarred(a) for a in args]
    words = {str(n.value).lower() for n in _texts(names) if isinstance(n, Const)}
    env.heap[VARY] = Const(" ".join(sorted(words | m.vary_of(env))))
    return NONE


def _texts(values: list[Value]) -> list[Value]:
    return [t for v in values for t in (v.items if isinstance(v, Seq) else (v,))]


# ── groups of sockets ───────────────────────────────────────────────────────────────────────────────────────────────


def _group_joined(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    naming = Namer(m.judge).named(unstarred(args[0]) if args else NONE, env.facts)
    if naming.cause == "named-chosen":
        record(m, "group", "joined", naming, None, frame, span)
    return NONE


def _group_sent(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if len(args) > 1:
        name, message = unstarred(args[0]), unstarred(args[1])
        m.leaves(message, "sent to a group of sockets", frame, env, span)
        keep(m, "group", name, message, env.facts, frame, env, span)
    return NONE


NATIVES: dict[str, Callable[..., Value]] = {
    "here": _here,
    "page_cached": _page_cached,
    "page_varied": _page_varied,
    "group_joined": _group_joined,
    "group_sent": _group_sent,
}
