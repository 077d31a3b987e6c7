"""How a finding is made."""

from typing import cast

from pipeline.messages import say
from schemas.records import Finding, Record, Severity, make_id


def finding(
    document_id: str, code: str, severity: Severity, record: Record | None = None, **facts: object
) -> Finding:
    """A finding about a document or one of its records; the words are in messages/check.toml."""
    table = record.TABLE if record else None
    record_id = record.id if record else None
    return Finding(
        id=make_id(document_id, code, record_id, *facts.values()),
        document_id=document_id,
        record_table=table,
        record_id=record_id,
        code=code,
        severity=severity,
        page=record.page if record else cast(int | None, facts.get("page")),
        message=say(f"check.{code}", **facts),
    )
