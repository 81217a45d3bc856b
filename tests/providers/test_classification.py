"""What refusals mean, in the words of many providers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import (
    AuthenticationError,
    BadParameterError,
    ContextTooLongError,
    FilteredError,
    ModelLoadingError,
    ModelNotFoundError,
    OutOfCreditError,
    OverloadedError,
    PermissionDeniedError,
    ProviderError,
    RateLimitedError,
)
from engine.providers.classification import Refusal, provider_error
from engine.providers.error_bodies import parsed

KEY = "sk-test-0123456789"


def error_for(status: int | None, body: object, **headers: str) -> ProviderError:
    refusal = Refusal(status=status, body=body, headers=headers)
    return provider_error("Acme", refusal, key=KEY)


def said(message: str, **fields: object) -> dict[str, object]:
    return {"error": {"message": message, **fields}}


CASES = [
    # the key
    (401, said("Incorrect API key provided", code="invalid_api_key"), AuthenticationError),
    (401, {"detail": {"error": "Unauthorized", "msg": "wrong password"}}, AuthenticationError),
    (401, "", AuthenticationError),
    (
        400,
        [{"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "API key not valid.",
                    "details": [{"reason": "API_KEY_INVALID"}]}}],
        AuthenticationError,
    ),
    # permission
    (403, said("Country not supported"), PermissionDeniedError),
    (400, said("Not available in your country", status="FAILED_PRECONDITION"), PermissionDeniedError),
    (404, said("No endpoints", metadata={"error_type": "privacy_restricted"}), PermissionDeniedError),
    # credit
    (402, said("Insufficient credits", code=402), OutOfCreditError),
    (429, said("You exceeded your current quota", code="insufficient_quota"), OutOfCreditError),
    (429, said("no", code="credit_balance_exhausted", type="insufficient_quota"), OutOfCreditError),
    (400, said("Your credit balance is too low to access the API"), OutOfCreditError),
    (402, {"error": "Insufficient balance", "status": 402}, OutOfCreditError),
    (403, {"message": "Not enough", "rc": "KudosUpfront"}, OutOfCreditError),
    (None, said("Insufficient credits", code=402), OutOfCreditError),
    # rate limits
    (429, said("Rate limit reached", code="rate_limit_exceeded"), RateLimitedError),
    (429, said("You exceeded your current quota", status="RESOURCE_EXHAUSTED"), RateLimitedError),
    (429, "", RateLimitedError),
    (429, {"message": "Too many", "rc": "TooManyPrompts"}, RateLimitedError),
    (None, said("Slow down", code=429), RateLimitedError),
    # trouble
    (500, said("oops"), OverloadedError),
    (502, "<html>Bad gateway</html>", OverloadedError),
    (503, said("overloaded", code="server_is_overloaded"), OverloadedError),
    (503, {"detail": {"msg": "Server is busy; please try again later.", "type": "service_unavailable"}},
     OverloadedError),
    (529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
     OverloadedError),
    (498, said("capacity_exceeded"), OverloadedError),
    (408, "", OverloadedError),
    (None, {"error": "something else"}, OverloadedError),
    # loading
    (503, said("Loading model", type="unavailable_error", code=503), ModelLoadingError),
    (503, said("The model is currently loading"), ModelLoadingError),
    # context
    (400, said("This model's maximum context length is 8192 tokens", code="context_length_exceeded"),
     ContextTooLongError),
    (400, said("the request exceeds the available context size",
               type="exceed_context_size_error", n_ctx=4096), ContextTooLongError),
    (400, said("prompt is too long: 210000 tokens > 200000 maximum"), ContextTooLongError),
    (400, said("The input token count (9) exceeds the maximum number of tokens allowed (8)."),
     ContextTooLongError),
    (403, said("Input validation error: tokens + max_new_tokens must be <= 8193"), ContextTooLongError),
    (413, "", ContextTooLongError),
    # filtered
    (400, said("The response was filtered", code="content_filter"), FilteredError),
    (403, said("Flagged", code=403, metadata={"reasons": ["violence"], "flagged_input": "…"}),
     FilteredError),
    (None, said("no", metadata={"error_type": "content_policy_violation"}), FilteredError),
    # parameters
    (400, said("Unsupported value", param="temperature", code="unsupported_value"), BadParameterError),
    (422, {"detail": [{"loc": ["body", "top_k"], "msg": "must be an integer"}]}, BadParameterError),
    (400, said("Failed to parse grammar"), BadParameterError),
    (400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}, BadParameterError),
    (400, said("Conversation roles must alternate"), BadParameterError),
    # models and addresses
    (404, said("The model `x` does not exist", code="model_not_found"), ModelNotFoundError),
    (404, "Not Found", ModelNotFoundError),
    (400, said("x is not a valid model ID"), ModelNotFoundError),
    (400, {"error": "No models loaded. Please load a model first."}, ModelNotFoundError),
    (308, "", ModelNotFoundError),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "expected"), CASES)
def test_a_refusal_means_what_its_body_says(status, body, expected):
    assert type(error_for(status, body)) is expected


@pytest.mark.parametrize(("status", "body", "expected"), CASES)
def test_every_refusal_is_a_sentence_that_says_what_to_press(status, body, expected):
    sentence = str(error_for(status, body))
    assert sentence.startswith("Acme ")
    assert sentence.endswith(".")
    assert any(
        word in sentence for word in ("Press", "press", "Choose", "choose", "Paste", "Reword")
    )


@pytest.mark.parametrize(
    ("message", "fields", "parameter"),
    [
        ("no", {"param": "temperature"}, "temperature"),
        ("no", {"param": "response_format.json_schema"}, "response_format"),
        ("no", {"param": "messages[0].content"}, "messages"),
        ("Unsupported parameter: 'max_tokens' is not supported with this model.", {}, "max_tokens"),
        ("Unrecognized request argument supplied: top_k", {}, "top_k"),
        ("min_p: Extra inputs are not permitted", {}, "min_p"),
        ("`top_p` is not supported by this model", {}, "top_p"),
        ('Invalid JSON payload received. Unknown name "min_p": Cannot find field.', {}, "min_p"),
        ("'response_format.type' must be 'json_schema' or 'text'", {}, "response_format"),
        ("Failed to parse grammar", {}, "grammar"),
        ("Conversation roles must alternate user/assistant", {}, None),
        ("Bad request", {}, None),
    ],
)
def test_a_refused_parameter_is_named(message, fields, parameter):
    error = error_for(400, said(message, **fields))
    assert isinstance(error, BadParameterError)
    assert error.parameter == parameter
    assert (parameter is None) or (parameter in str(error))


@pytest.mark.parametrize(
    ("message", "fields", "window"),
    [
        ("too big", {"type": "exceed_context_size_error", "n_ctx": 4096}, 4096),
        ("This model's maximum context length is 8,192 tokens. However", {}, 8192),
        (
            "The input token count (9) exceeds the maximum number of tokens allowed (1048576).",
            {},
            1048576,
        ),
        ("prompt is too long", {}, None),
    ],
)
def test_the_window_is_learnt_from_a_prompt_that_is_too_long(message, fields, window):
    error = error_for(400, said(message, **fields))
    assert isinstance(error, ContextTooLongError)
    assert error.context_window == window


def test_a_missing_key_is_asked_for():
    error = provider_error("Acme", Refusal(status=401))
    assert str(error) == "Acme wants a key. Paste one under Models & connections."


def test_the_facts_of_a_refusal_are_kept():
    error = error_for(429, said("Slow down", code="rate_limit_exceeded"), **{"X-Request-Id": "r-1"})
    assert (error.provider, error.status, error.code) == ("Acme", 429, "rate_limit_exceeded")
    assert (error.request_id, error.details) == ("r-1", "Slow down")


@pytest.mark.parametrize(
    "told", [KEY, "sk-other-0123456789", "gsk_0123456789abc", "AIza" + "x" * 30, "sk-ab***xyz99"]
)
def test_a_key_is_never_told(told):
    error = error_for(401, said(f"Incorrect API key provided: {told}."))
    assert told not in f"{error} {error.details}"


def test_details_are_the_providers_own_words_cut_to_a_length():
    assert error_for(500, said("oops")).details == "oops"
    assert len(error_for(500, said("x" * 9000)).details or "") == 600
    assert error_for(502, "<html>Bad gateway</html>").details is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "detail", "message", "code", "param", "loc", "n_ctx", "retry_after"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.none() | st.integers(300, 599), json_values)
def test_no_body_is_too_strange_to_be_told_as_a_sentence(status, body):
    assert str(error_for(status, body)).startswith("Acme ")


@pytest.mark.parametrize(
    ("text", "value"), [('{"a": 1}', {"a": 1}), ("<html>", "<html>"), ("", "")]
)
def test_a_body_that_is_no_json_stays_text(text, value):
    assert parsed(text) == value
