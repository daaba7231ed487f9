"""Rows of a page as a file: exactly the ones that it shows, in their order, not rounded."""

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse

from leaderboards.csv_cells import safe_cell

Row = Mapping[str, Any]
CSV = "text/csv; charset=utf-8; header=present"
FORMS = ("csv", "json")


def table_file(form: str, rows: Sequence[Row], *, about: Row, name: str) -> HttpResponse:
    """RFC 4180 with a header, or JSON with what the rows are of. What is not known is empty or
    null; of flags CSV has the codes. Every row has the same keys; `form` is one of FORMS."""
    content = _csv(rows) if form == "csv" else _json(rows, about)
    content_type = CSV if form == "csv" else "application/json"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _csv(rows: Sequence[Row]) -> str:
    buffer = StringIO()
    writer = csv.writer(buffer)
    for row in rows[:1]:
        writer.writerow([safe_cell(name) for name in row])
    for row in rows:
        writer.writerow([safe_cell(_flat(value)) for value in row.values()])
    return buffer.getvalue()


def _flat(value: Any) -> Any:
    return " ".join(flag["code"] for flag in value) if isinstance(value, list) else value


def _json(rows: Sequence[Row], about: Row) -> str:
    document = {**about, "rows": rows}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
