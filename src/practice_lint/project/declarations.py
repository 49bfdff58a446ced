"""Modules -> the tables of what they declare, and what each body binds.

In: `Module`s. Out: `Declarations`, asked by canonical name. Deliberately unknown: what an import leads to.
"""

from __future__ import annotations

from collections.abc import Mapping

from practice_lint.facts import Class
from practice_lint.project.bindings import Bindings, accessors_of, bindings_of
from practice_lint.project.symbols import FunctionRecord, Module


class Declarations:
    """`classes`: by canonical name the module and the class. Bindings are worked out when first asked."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self.classes: dict[str, tuple[str, Class]] = {}
        self.functions: dict[str, FunctionRecord] = {}
        self._bindings: dict[str, Bindings] = {}
        self._accessors: dict[str, frozenset[str]] = {}
        for module in modules.values():
            prefix = module.name + "."
            owners = {each.name for each in module.facts.classes}
            for each in module.facts.classes:
                self.classes[prefix + each.name] = (module.name, each)
            for function in module.facts.functions:
                name, outer = prefix + function.name, function.name.rpartition(".")[0]
                owner = prefix + outer if outer in owners else None
                self.functions[name] = FunctionRecord(name, module.name, function, owner)

    def bindings(self, scope: str) -> Bindings:
        """What the body of a module, class or function (canonical name) binds; empty for any other name."""
        found = self._bindings.get(scope)
        if found is None:
            found = self._bindings[scope] = self._bind(scope)
        return found

    def module_of(self, scope: str) -> str | None:
        """The module that a module, class or function (canonical name) lies in."""
        if scope in self.modules:
            return scope
        if scope in self.classes:
            return self.classes[scope][0]
        function = self.functions.get(scope)
        return function.module if function is not None else None

    def scopes(self, module: str, scope: str) -> tuple[str, ...]:
        """The scope and those around it, innermost first, the module last."""
        if scope == module:
            return (module,)
        qualified = scope[len(module) + 1 :].split(".")
        inner = [f"{module}.{'.'.join(qualified[:end])}" for end in range(len(qualified), 0, -1)]
        return (*inner, module)

    def in_stub(self, scope: str) -> bool:
        module = self.module_of(scope)
        return module is not None and self.modules[module].stub

    def _bind(self, scope: str) -> Bindings:
        module = self.module_of(scope)
        if module is None:
            return Bindings()
        if scope == module:
            body = self.modules[scope].facts.body
        elif scope in self.classes:
            body = self.classes[scope][1].body
        else:
            body = self.functions[scope].facts.body
        if module not in self._accessors:
            self._accessors[module] = accessors_of(self.modules[module].facts)
        return bindings_of(body, self._accessors[module])
