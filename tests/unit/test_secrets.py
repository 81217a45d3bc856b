"""Keys: kept as safely as the system allows, and never anything but keys."""

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from engine.domain.ids import ConnectionId, ProviderId
from engine.domain.secrets import EnvironmentKey, KeyringKey, RunOnlyKey, where_kept
from engine.errors import SecretError
from engine.secrets import Secrets, cleaned

HERE = ConnectionId("here")


class Remembering(KeyringBackend):
    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


class Locked(Remembering):
    def get_password(self, service, username):
        raise KeyringLocked

    set_password = delete_password = lambda self, *arguments: Locked.get_password(self, "", "")


@pytest.fixture
def use_keyring():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_a_key_goes_into_the_systems_keyring_and_comes_back(use_keyring):
    use_keyring(Remembering())
    secrets = Secrets({})
    reference = secrets.keep(HERE, "  sk-test-123\n")
    assert reference == KeyringKey(name="here")
    assert secrets.read(reference) == "sk-test-123"
    secrets.forget(reference)
    assert secrets.read(reference) is None


@pytest.mark.parametrize("has_keyring", [True, False])
def test_without_a_working_keyring_a_key_lasts_for_this_run_and_that_is_said(
    use_keyring, has_keyring
):
    if has_keyring:
        use_keyring(Locked())
    secrets = Secrets({})
    reference = secrets.keep(HERE, "sk-test-123")
    assert reference == RunOnlyKey(name="here")
    assert secrets.read(reference) == "sk-test-123"
    assert Secrets({}).read(reference) is None
    assert "until Triptych closes" in where_kept(reference)


def test_a_locked_keyring_says_what_to_do(use_keyring):
    use_keyring(Locked())
    with pytest.raises(SecretError, match="Unlock the keyring"):
        Secrets({}).read(KeyringKey(name="here"))


def test_keys_may_come_from_the_environment():
    secrets = Secrets({"MY_KEY": "sk-1", "TRIPTYCH_LLM_OPENROUTER_API_KEY": "sk-2"})
    assert secrets.read(EnvironmentKey(variable="MY_KEY")) == "sk-1"
    assert secrets.read(EnvironmentKey(variable="OTHER")) is None
    assert secrets.for_provider(ProviderId("openrouter")) == "sk-2"
    assert secrets.for_provider(ProviderId("openai")) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "  \n", "Paste your key here", "<API KEY>", "sk-…", "sk-...", "https://openrouter.ai/keys",
        "I keep it on my desk",
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused_with_a_sentence(text):
    with pytest.raises(SecretError, match=r"\.$"):
        cleaned(text)


def test_white_space_that_pasting_brings_is_dropped():
    assert cleaned(" sk-or-v1-abc\n def ") == "sk-or-v1-abcdef"


def test_no_reference_shows_a_key():
    for reference in (KeyringKey(name="here"), EnvironmentKey(variable="V"), None):
        assert "sk-" not in where_kept(reference)
