"""Addresses as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.providers.addresses import other_paths, other_scheme, place_of, repaired_url


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://acme.test/v1", "https://acme.test/v1"),
        (" https://acme.test/v1/ \n", "https://acme.test/v1"),
        ('"https://acme.test/v1"', "https://acme.test/v1"),
        ("<https://acme.test/v1>", "https://acme.test/v1"),
        ("HTTPS://Acme.test/v1", "https://acme.test/v1"),
        ("https://acme.test/v1/chat/completions", "https://acme.test/v1"),
        ("https://acme.test/v1/chat/completions/", "https://acme.test/v1"),
        ("https://acme.test/v1/completions", "https://acme.test/v1"),
        ("https://acme.test/v1/models", "https://acme.test/v1"),
        ("https://acme.test/v1/models/chat/completions", "https://acme.test/v1"),
        ("https://acme.test/v1/v1", "https://acme.test/v1"),
        ("https://acme.test/v1/v1/models", "https://acme.test/v1"),
        ("https://acme.test//v1//", "https://acme.test/v1"),
        ("https://acme.test/prefix/v1", "https://acme.test/prefix/v1"),
        ("https://acme.test/v1?key=abc#top", "https://acme.test/v1"),
        ("acme.test/v1", "https://acme.test/v1"),
        ("acme.test:8443/v1", "http://acme.test:8443/v1"),
        ("127.0.0.1:5001/v1", "http://127.0.0.1:5001/v1"),
        ("192.168.0.7/v1", "http://192.168.0.7/v1"),
        ("nas.local/v1", "http://nas.local/v1"),
        ("gaming-pc:1234", "http://gaming-pc:1234"),
        ("http:/127.0.0.1:5001/v1", "http://127.0.0.1:5001/v1"),
        ("http//127.0.0.1:5001/v1", "http://127.0.0.1:5001/v1"),
        ("http:\\\\127.0.0.1:5001\\v1", "http://127.0.0.1:5001/v1"),
        ("http://https://acme.test/v1", "https://acme.test/v1"),
        ("localhost:1234/v1", "http://127.0.0.1:1234/v1"),
        ("http://LocalHost:1234/v1", "http://127.0.0.1:1234/v1"),
        ("http://0.0.0.0:5000/v1", "http://127.0.0.1:5000/v1"),
        ("http://[::]:5000/v1", "http://[::1]:5000/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("https://127.0.0.1:5001/v1", "https://127.0.0.1:5001/v1"),
    ],
)
def test_an_address_is_repaired_as_people_paste_it(pasted, url):
    assert repaired_url(pasted) == url
    assert repaired_url(url) == url


@pytest.mark.parametrize(
    ("pasted", "own", "url"),
    [
        ("https://openrouter.ai", "https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
        ("127.0.0.1:9", "http://127.0.0.1:1234/v1", "http://127.0.0.1:9/v1"),
        ("127.0.0.1:9/", "http://127.0.0.1:1234/v1", "http://127.0.0.1:9/v1"),
        ("127.0.0.1:9/mine/v1", "http://127.0.0.1:1234/v1", "http://127.0.0.1:9/mine/v1"),
        ("127.0.0.1:9", "", "http://127.0.0.1:9"),
    ],
)
def test_a_path_that_was_left_out_is_the_providers_own(pasted, own, url):
    assert repaired_url(pasted, own=own) == url


@pytest.mark.parametrize(
    "tail",
    ["", "/", "/api", "/api/", "/v1", "/api/v1/", "/v1/chat/completions", "/api/chat", "/api/tags",
     "/api/v1/generate", "/api/extra/generate/stream", "/#/settings"],
)  # fmt: skip
def test_a_protocol_that_starts_at_the_root_has_no_path(tail):
    pasted = f"http://localhost:5001{tail}"
    assert repaired_url(pasted, own="http://127.0.0.1:9/v1", rooted=True) == "http://127.0.0.1:5001"


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "http://",
        "ftp://acme.test",
        "file:///etc/hosts",
        "http://x:y",
        "http://acme.test:99999999",
        "http%3A%2F%2Flocalhost%3A1234%2Fv1",
        "http://acme.test/%2e%2e/v1",
        "http://acme.test/v1%00",
        "http://acme .test",
        "two words",
        "http://acme.test/v1\nX-Header: y",
    ],
)
def test_what_is_no_address_is_refused(pasted):
    with pytest.raises(ValueError, match=r"."):
        repaired_url(pasted)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused_and_stays_as_it_was_repaired(text):
    try:
        url = repaired_url(text)
    except ValueError:
        return
    assert url.startswith(("http://", "https://"))
    assert repaired_url(url) == url


def test_elsewhere_is_another_path_or_the_other_scheme():
    assert other_paths("http://127.0.0.1:9/v1") == (
        "http://127.0.0.1:9",
        "http://127.0.0.1:9/api/v1",
        "http://127.0.0.1:9/api",
    )
    assert other_paths("http://127.0.0.1:9")[0] == "http://127.0.0.1:9/v1"
    assert other_scheme("https://127.0.0.1:9/v1") == "http://127.0.0.1:9/v1"
    assert other_scheme("http://127.0.0.1:9") == "https://127.0.0.1:9"


def test_the_place_of_an_address_tells_no_password():
    assert place_of("http://me:secret@127.0.0.1:9/v1") == "127.0.0.1:9"
