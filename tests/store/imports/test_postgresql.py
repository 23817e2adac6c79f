"""The same flow on PostgreSQL, found through the environment as a bureau would run it."""

from pathlib import Path

import pytest

from screening.core.audit import PIPELINE, Audit
from screening.entrypoints.demonstration import set_up
from screening.entrypoints.importing import import_file, prepare
from screening.services.list_alerts import list_alerts
from tests.store.private_postgres import PrivatePostgres

WAVE = "PostgreSQL"


def flow(folder: Path, database_url: str = "") -> dict[str, object]:
    """What came of one import: tallies, refusals, alerts, and severities by pupil number."""
    work, export = set_up(folder, pupils=80, seed=9, wave=WAVE, instruments=("mht", "phq9"), database_url=database_url)
    report = import_file(work, prepare(export, ["mht", "phq9"], None), WAVE, lambda _done, _total: None)
    again = import_file(work, prepare(export, ["mht", "phq9"], None), WAVE, lambda _done, _total: None)
    assert again.already
    lines = list_alerts(work.uow(), person=work.working_member(), now=work.now())
    with work.uow() as uow:
        assert uow.audit.verify() > 0
        assert len(uow.roster.register(Audit(who=PIPELINE, what="test", target="test", at=work.now())).pupil) == 80
        uow.commit()
    work.store.close()
    return {
        "tallies": report.tallies,
        "refusals": report.refusals,
        "alerts": report.alerts,
        "decided": sorted(
            (line.pupil.told.number, line.alert.decision.severity.name, line.alert.decision.rules) for line in lines
        ),
    }


def test_the_whole_flow_gives_the_same_on_postgresql_as_on_sqlite(
    postgres: PrivatePostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    on_sqlite = flow(tmp_path / "sqlite")
    own_postgres_url = postgres.database("whole_flow")
    monkeypatch.setenv("SCREENING_DATABASE_URL", own_postgres_url)
    assert flow(tmp_path / "postgresql", own_postgres_url) == on_sqlite
    assert not (tmp_path / "postgresql" / "workspace" / "screening.db").exists()
    assert own_postgres_url not in (tmp_path / "postgresql" / "workspace" / "screening.toml").read_text(encoding="utf-8")
