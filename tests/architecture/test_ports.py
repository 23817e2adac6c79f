"""Law 9 by reflection: nothing is written, and nothing sealed is read, without saying who, what and when."""

import ast
import inspect
import textwrap

import pytest

from screening.adapters.db.unit_of_work import SqlUnitOfWork
from screening.core.audit import Audit
from screening.services import ports

STORES = {
    name: hint.fget.__annotations__["return"] for name, hint in vars(ports.UnitOfWork).items() if isinstance(hint, property)
}

WITHOUT_AUDIT = {
    "RosterStore.classes": "the list of classes lies in the clear",
    "RosterStore.marks": "turns numbers into marks and reads nothing",
    "RosterStore.slip_marks": "turns ids into marks and reads nothing",
    "WaveStore.waves": "waves lie in the clear",
    "WaveStore.known": "says whether there is any row",
    "WaveStore.has_sheets": "says whether there is any row",
    "WaveStore.imports": "numbers and steps of imports lie in the clear",
    "WaveStore.import_of": "numbers and steps of imports lie in the clear",
    "WaveStore.others_import": "says whether there is any row",
    "AuditTrail.verify": "checks the trail itself and hands nothing out",
    "AuditTrail.last": "is how the trail is looked at",
}


def methods():
    """(name, function) of every call a service may make on a store."""
    for store in STORES.values():
        for name, function in inspect.getmembers(store, inspect.isfunction):
            if not name.startswith("_"):
                yield f"{store.__name__}.{name}", function


def implementations():
    """(name, function of the port, function of the adapter)."""
    built = SqlUnitOfWork.__annotations__
    for attribute, port in STORES.items():
        for name, function in inspect.getmembers(port, inspect.isfunction):
            if not name.startswith("_"):
                yield pytest.param(function, getattr(built[attribute], name), id=f"{port.__name__}.{name}")


def takes_audit(function):
    return any(parameter.annotation is Audit for parameter in inspect.signature(function).parameters.values())


def test_every_write_and_every_read_of_a_sealed_thing_takes_an_audit():
    assert {name for name, function in methods() if not takes_audit(function)} == set(WITHOUT_AUDIT)


def test_an_audit_is_never_optional():
    defaults = {
        name: parameter.default
        for name, function in methods()
        for parameter in inspect.signature(function).parameters.values()
        if parameter.annotation is Audit
    }
    assert set(defaults.values()) == {inspect.Parameter.empty}


@pytest.mark.parametrize(("port", "adapter"), list(implementations()))
def test_the_store_speaks_the_port_word_for_word(port, adapter):
    wanted, found = inspect.signature(port), inspect.signature(adapter)
    assert [(p.name, p.default) for p in wanted.parameters.values()] == [(p.name, p.default) for p in found.parameters.values()]


@pytest.mark.parametrize(("port", "adapter"), [one for one in implementations() if takes_audit(one.values[0])])
def test_an_audit_that_is_taken_is_used(port, adapter):
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(adapter))).body
    used = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id == "audit" and isinstance(node.ctx, ast.Load)
    ]
    assert used, port
