"""What goes out to POST …/v1/messages."""

import pytest
from anthropic.types import OutputConfigParam
from pydantic import TypeAdapter

from providers.adapters.anthropic_messages.request import DEFAULT_MAX_TOKENS, message_body
from providers.codes import ErrorCode
from providers.contract import GenerationRequest, Message, ProviderError

SCHEMA = {"type": "object", "properties": {"quality": {"type": "number"}}}


def body(*messages: tuple[str, str], schema=None, **parameters):
    spoken = messages or (("user", "Say hello"),)
    return message_body(
        GenerationRequest(
            model="claude-haiku-4-5",
            messages=tuple(Message(role=role, content=text) for role, text in spoken),
            parameters=parameters,
            json_schema=schema,
        )
    )


def refusal(**parameters) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        body(**parameters)
    return raised.value


def test_a_plain_prompt_says_model_limit_and_messages_and_nothing_more():
    assert body() == {
        "model": "claude-haiku-4-5",
        "max_tokens": DEFAULT_MAX_TOKENS,
        "messages": [{"role": "user", "content": "Say hello"}],
    }


def test_the_default_limit_is_one_that_anthropics_sdk_would_wait_for():
    assert 3600 * DEFAULT_MAX_TOKENS / 128_000 < 600


def test_system_messages_leave_the_conversation():
    sent = body(("system", "Be brief."), ("user", "a"), ("assistant", "b"), ("system", "In verse."))
    assert sent["system"] == "Be brief.\n\nIn verse."
    assert [each["role"] for each in sent["messages"]] == ["user", "assistant"]


def test_a_developer_message_is_a_system_message():
    assert body(("developer", "Be brief."), ("user", "a"))["system"] == "Be brief."


def test_parameters_go_by_the_apis_own_names():
    sent = body(temperature=0.2, top_p=0.9, max_output_tokens=50_000, stop=["END", "\n\n"])
    assert (sent["temperature"], sent["top_p"], sent["max_tokens"]) == (0.2, 0.9, 50_000)
    assert sent["stop_sequences"] == ["END", "\n\n"]
    assert not {"stop", "max_output_tokens"} & set(sent)


def test_a_single_stop_text_becomes_a_list():
    assert body(stop="END")["stop_sequences"] == ["END"]


@pytest.mark.parametrize("effort", ["low", "medium", "high", "xhigh"])
def test_an_effort_is_a_level_of_the_same_name(effort):
    sent = body(reasoning_effort=effort)
    assert sent["output_config"] == {"effort": effort}
    assert "thinking" not in sent
    TypeAdapter(OutputConfigParam).validate_python(sent["output_config"])


def test_no_effort_turns_thinking_off():
    sent = body(reasoning_effort="none")
    assert sent["thinking"] == {"type": "disabled"}
    assert "output_config" not in sent


def test_an_effort_without_a_counterpart_is_refused_rather_than_replaced():
    error = refusal(reasoning_effort="minimal")
    assert (error.code, error.retryable, error.sent) == (ErrorCode.INVALID_REQUEST, False, False)
    assert "minimal" in error.message


@pytest.mark.parametrize("parameters", [{"seed": 7}, {"logit_bias": {}}])
def test_a_parameter_that_the_api_lacks_is_refused_by_name(parameters):
    error = refusal(**parameters)
    assert (error.code, error.sent) == (ErrorCode.INVALID_REQUEST, False)
    assert next(iter(parameters)) in error.message


def test_a_schema_is_the_format_of_the_output_beside_the_effort():
    sent = body(schema=SCHEMA, reasoning_effort="low")
    assert sent["output_config"] == {
        "effort": "low",
        "format": {"type": "json_schema", "schema": SCHEMA},
    }
    TypeAdapter(OutputConfigParam).validate_python(sent["output_config"])
