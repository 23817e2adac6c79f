"""`screening doctor` and `screening upgrade`: is the workspace sound, and bring its database up to date."""

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import say, table, words


def doctor() -> None:
    """One line per check; exit code 15 if something needs mending."""
    from screening.entrypoints.checkup import check_up
    from screening.entrypoints.wiring import open_workspace

    findings = check_up(open_workspace())
    table(
        Text("工作区检查", "Check-up"),
        [Text("项目", "what"), Text("", ""), Text("情况", "finding")],
        [[words(*f.what), words("正常", "fine") if f.fine else words("要处理", "to mend"), words(*f.finding)] for f in findings],
    )
    if not all(f.fine for f in findings):
        raise typer.Exit(15)


def upgrade() -> None:
    """Back up a SQLite store beside itself, then migrate."""
    from screening.entrypoints.checkup import upgrade_workspace
    from screening.entrypoints.settings import load_settings

    backup = upgrade_workspace(load_settings(_environ()))
    say(
        Text(
            f"数据库已是最新结构。备份：{backup or '(PostgreSQL 请用自己的备份)'}",
            f"The database is up to date. Backup: {backup or '(PostgreSQL: use your own)'}",
        )
    )


def _environ() -> dict[str, str]:
    import os

    return dict(os.environ)
