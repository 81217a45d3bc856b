"""An estimate of how many tokens a text takes, on the safe side."""

BYTES_PER_TOKEN = 3.6
"""English prose has 4.2 to 4.7 bytes a token with the usual tokenizers; other scripts have more
bytes for each character, which keeps them on the safe side too."""

MESSAGE_TOKENS = 5
"""What a chat template adds around each message."""


def estimate_tokens(text: str) -> int:
    """Tokens that `text` takes, rounded up; 0 for no text."""
    return -(-len(text.encode()) * 10 // int(BYTES_PER_TOKEN * 10)) if text else 0
