"""The small synthetic school of the import tests, for services that are quickest shown on the real thing."""

from tests.store.imports.conftest import another, original, school, small, typed_in

__all__ = ["another", "original", "school", "small", "typed_in"]
