"""Jobs that are queued by their dotted name: `queue_task(action="clinic.jobs.send_reminders")`.

In: `Names`. Out: an entry for each function of the project that is named so.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.facts import Call, Constant
from practice_lint.project.entry import Entry
from practice_lint.project.names import FunctionRecord, Names
from practice_lint.project.routers import entry
from practice_lint.project.visit import calls_in, tail
from practice_lint.project.vocabulary import vocabulary

# Words of the callee's name: queues of libraries and of projects alike are called by them.
QUEUEING = vocabulary("queue enqueue queued task tasks job jobs schedule scheduled defer delay cron dispatch")


def named_jobs(names: Names) -> Iterator[Entry]:
    """Each function once, at the first call that names it in order of the functions' names."""
    found: set[str] = set()
    for caller in sorted(names.functions.values(), key=lambda record: record.name):
        if names.modules[caller.module].stub:
            continue
        for call in calls_in(caller.facts.body):
            if QUEUEING.isdisjoint(tail(call).lower().split("_")):
                continue
            for job in _named(names, caller.module, call):
                if job.name not in found:
                    found.add(job.name)
                    yield entry("task", job.name, job.module, job.facts.head)


def _named(names: Names, module: str, call: Call) -> Iterator[FunctionRecord]:
    for value in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(value, Constant) and isinstance(value.value, str) and value.value.count(".") > 0:
            symbol = names.resolve_path(module, value.value)
            record = names.functions.get(symbol.name) if symbol is not None else None
            if record is not None and record.owner is None and not names.modules[record.module].stub:
                yield record
