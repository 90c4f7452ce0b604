"""What the database itself refuses: any change to the audit trail but adding, and emptying a payload.

A later migration that alters one of the two tables on SQLite rebuilds it and loses its triggers: end it with
`migrations.RunPython(install, remove)`, as the first one does. A test tries the statements on both databases.
"""

from typing import Any, Final

_ENTRY, _HEAD = "core_auditentry", "core_audithead"
_FIXED: Final = (
    "id",
    "at",
    "actor",
    "on_behalf_of",
    "action",
    "record_type",
    "record_id",
    "organisation",
    "payload_digest",
    "previous",
    "hash",
)
_REFUSED = "The audit trail is only ever added to."

_SQLITE_SAME = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in _FIXED)
_SQLITE: Final = {
    "plait_audit_no_change": f"BEFORE UPDATE ON {_ENTRY} "
    f"WHEN NOT ({_SQLITE_SAME} AND NEW.payload IS NULL AND NEW.salt IS NULL)",
    "plait_audit_no_removal": f"BEFORE DELETE ON {_ENTRY}",
    "plait_audit_head_steps": f"BEFORE UPDATE ON {_HEAD} WHEN NEW.id <> OLD.id OR NEW.count <> OLD.count + 1",
    "plait_audit_head_stays": f"BEFORE DELETE ON {_HEAD}",
}

_POSTGRES_SAME = " AND ".join(f'NEW."{name}" IS NOT DISTINCT FROM OLD."{name}"' for name in _FIXED)
_POSTGRES_REFUSE = f"""
CREATE FUNCTION plait_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
END
$body$
"""
_POSTGRES: Final = {
    "plait_audit_no_change": f"BEFORE UPDATE ON {_ENTRY} FOR EACH ROW "
    f"WHEN (NOT ({_POSTGRES_SAME} AND NEW.payload IS NULL AND NEW.salt IS NULL))",
    "plait_audit_no_removal": f"BEFORE DELETE ON {_ENTRY} FOR EACH ROW",
    "plait_audit_no_emptying": f"BEFORE TRUNCATE ON {_ENTRY} FOR EACH STATEMENT",
    "plait_audit_head_steps": f"BEFORE UPDATE ON {_HEAD} FOR EACH ROW "
    "WHEN (NEW.id <> OLD.id OR NEW.count <> OLD.count + 1)",
    "plait_audit_head_stays": f"BEFORE DELETE ON {_HEAD} FOR EACH ROW",
    "plait_audit_head_no_emptying": f"BEFORE TRUNCATE ON {_HEAD} FOR EACH STATEMENT",
}


def list_statements(vendor: str) -> list[str]:
    """The statements that put the triggers in place."""
    if vendor == "postgresql":
        made = [
            f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION plait_audit_refuse()" for name, when in _POSTGRES.items()
        ]
        return [_POSTGRES_REFUSE, *made]
    return [f"CREATE TRIGGER {n} {when} BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END" for n, when in _SQLITE.items()]


def list_removals(vendor: str) -> list[str]:
    """The statements that take them away."""
    if vendor == "postgresql":
        tables = {name: _HEAD if _HEAD in when else _ENTRY for name, when in _POSTGRES.items()}
        dropped = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in tables.items()]
        return [*dropped, "DROP FUNCTION IF EXISTS plait_audit_refuse()"]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE]


def install(_apps: Any, schema_editor: Any) -> None:
    """For a migration: put the triggers in place."""
    for statement in list_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def remove(_apps: Any, schema_editor: Any) -> None:
    """For a migration: take the triggers away."""
    for statement in list_removals(schema_editor.connection.vendor):
        schema_editor.execute(statement)
