"""The page that stands where no story has begun yet."""

from typing import Final

from desktop.texts import tr

TITLE: Final = tr("Welcome to Triptych")
WHAT_IT_IS: Final = tr(
    "Play a story with language models, in a world that stays consistent because rules hold it "
    "together."
)
WHICH: Final = tr("Which story?")
NO_ADVENTURE: Final = tr(
    "There is no adventure to play. Put one into the adventures folder, then start Triptych again."
)
PLAY: Final = tr("Play now")
PLAY_LINE: Final = tr(
    "With the model built in: free, private, and without a network. It is very small: it writes "
    "oddly and cannot judge reliably."
)
KEY: Final = tr("I have a key")
KEY_LINE: Final = tr(
    "For a service such as OpenRouter or Google. Paste the key; you see at once whether it works, "
    "and what each turn costs."
)
SERVER: Final = tr("I run a server")
SERVER_LINE: Final = tr(
    "LM Studio, Ollama, KoboldCPP or llama.cpp on this computer or another. Free, private, and as "
    "good as your model."
)
BEGIN: Final = tr("Begin the story")
