"""What people told and decided has a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=32), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=True),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_record_pupil_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_record_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_record_pupil_id"), "record", ["pupil_id"], unique=False)
    op.create_index(op.f("ix_record_shelf_wave_id"), "record", ["shelf", "wave_id"], unique=False)


def downgrade() -> None:
    op.drop_table("record")
