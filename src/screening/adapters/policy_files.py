"""Alert policy and band mapping from YAML: the shipped versions, or a school's own file that replaces one completely."""

from functools import lru_cache
from pathlib import Path

from screening.adapters.packaged_files import packaged
from screening.adapters.strict_yaml_files import as_model, read_yaml
from screening.alerts.mapping import BandMapping
from screening.alerts.policy import AlertPolicy

POLICY_VERSION = "v1.yaml"
MAPPING_VERSION = "v1.yaml"


def load_policy(path: Path | None = None) -> AlertPolicy:
    """The alert policy of ``path``, or the one that comes with us. PolicyFault or Faults name file, place and reason."""
    return as_model(AlertPolicy, read_yaml(path), path.name) if path else _shipped_policy()


def load_band_mapping(path: Path | None = None) -> BandMapping:
    """The band mapping of ``path``, or the one that comes with us. PolicyFault or Faults name file, place and reason."""
    return as_model(BandMapping, read_yaml(path), path.name) if path else _shipped_band_mapping()


@lru_cache(maxsize=1)
def _shipped_policy() -> AlertPolicy:
    return load_policy(packaged("policy") / "alert_policy" / POLICY_VERSION)


@lru_cache(maxsize=1)
def _shipped_band_mapping() -> BandMapping:
    return load_band_mapping(packaged("policy") / "band_mapping" / MAPPING_VERSION)
