"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _school()
    _pupils()
    _waves()
    _work()
    _files()


def downgrade() -> None:
    for table in reversed(_ORDER):
        op.drop_table(table)


_ORDER = [
    "workspace",
    "school_class",
    "staff",
    "register",
    "audit",
    "pupil",
    "pupil_history",
    "pupil_key",
    "wave",
    "wave_edition",
    "import",
    "chunk_key",
    "sheet",
    "refusal",
    "alert",
    "task",
    "outbox",
    "entry_signature",
    "case_file",
    "entry",
]


def _school() -> None:
    """The school itself, and the audit chain."""
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school", sa.LargeBinary(length=16), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("format", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "school_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("grade", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_class")),
        sa.UniqueConstraint("name", "grade", name=op.f("uq_school_class_name_grade")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_previous")),
    )


def _pupils() -> None:
    """Pupils, their older identities and their keys."""
    op.create_table(
        "pupil",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number_mark", sa.LargeBinary(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil")),
        sa.UniqueConstraint("number_mark", name=op.f("uq_pupil_number_mark")),
    )
    op.create_table(
        "pupil_history",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_pupil_history_pupil_id")),
        sa.PrimaryKeyConstraint("pupil_id", "revision", name=op.f("pk_pupil_history")),
    )
    op.create_table(
        "pupil_key",
        sa.Column("retention", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ring_key_id", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_pupil_key_pupil_id")),
        sa.PrimaryKeyConstraint("retention", "pupil_id", name=op.f("pk_pupil_key")),
        sqlite_with_rowid=False,
    )


def _waves() -> None:
    """Waves, imports, sheets and refusals."""
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("name", name=op.f("uq_wave_name")),
    )
    op.create_table(
        "wave_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_edition_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_edition")),
        sa.UniqueConstraint("wave_id", "edition", name=op.f("uq_wave_edition_wave_id_edition")),
    )
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("identity_mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_import_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
        sa.UniqueConstraint("wave_id", "identity_mark", name=op.f("uq_import_wave_id_identity_mark")),
    )
    op.create_table(
        "chunk_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("casework_key_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_chunk_key_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chunk_key")),
    )
    op.create_index(op.f("ix_chunk_key_import_id"), "chunk_key", ["import_id"], unique=False)
    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("wave_edition_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("chunk_key_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["chunk_key_id"], ["chunk_key.id"], name=op.f("fk_sheet_chunk_key_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_sheet_pupil_id")),
        sa.ForeignKeyConstraint(["wave_edition_id"], ["wave_edition.id"], name=op.f("fk_sheet_wave_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_sheet_wave_edition_id_pupil_id_revision"), "sheet", ["wave_edition_id", "pupil_id", "revision"], unique=True
    )
    op.create_table(
        "refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_refusal_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
    )
    op.create_index(op.f("ix_refusal_import_id"), "refusal", ["import_id"], unique=False)


def _work() -> None:
    """What somebody must do or be told."""
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_alert_pupil_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_alert_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_alert_open_pupil_id",
        "alert",
        ["pupil_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_task_pupil_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_pupil_id"), "task", ["pupil_id"], unique=False)
    op.create_index(op.f("ix_task_state_due_at"), "task", ["state", "due_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_mark", sa.LargeBinary(length=16), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("failure", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_outbox_pupil_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key_mark", name=op.f("uq_outbox_key_mark")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_sent_at_due_at"), "outbox", ["sent_at", "due_at"], unique=False)


def _files() -> None:
    """Case files."""
    op.create_table(
        "entry_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("links", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_signature")),
    )
    op.create_table(
        "case_file",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head_number", sa.Integer(), nullable=False),
        sa.Column("head_link", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_case_file_pupil_id")),
        sa.PrimaryKeyConstraint("pupil_id", name=op.f("pk_case_file")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("slot", sa.LargeBinary(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["case_file.pupil_id"], name=op.f("fk_entry_file_id")),
        sa.ForeignKeyConstraint(["signature_id"], ["entry_signature.id"], name=op.f("fk_entry_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_entry_file_id_number")),
        sa.UniqueConstraint("file_id", "previous", name=op.f("uq_entry_file_id_previous")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entry_signature_id"), "entry", ["signature_id"], unique=False)
