"""What a budget holds for a call before it is made."""

import json
from dataclasses import replace

from django.utils import timezone

from providers.contract import GenerationRequest, Message, Usage
from providers.own_prices import EMPTY
from providers.worst_case import priced, worst_case

ASKED = GenerationRequest(
    model="gpt-4.1",
    messages=(Message(role="user", content="Judge this."),),
    parameters={"max_output_tokens": 1},
    timeout_seconds=1,
)


def test_a_schema_that_goes_along_is_paid_for_too():
    at, schema = timezone.now(), {"type": "object", "properties": {"rationale": {}}}
    plain, held = (
        worst_case(each, kind="openai", own=EMPTY, at=at)
        for each in (ASKED, replace(ASKED, json_schema=schema))
    )
    read = Usage(input_tokens=len(json.dumps(schema)), output_tokens=0)
    assert held >= plain + priced(read, kind="openai", model="gpt-4.1", own=EMPTY, at=at)
