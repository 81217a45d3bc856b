"""How the player's words become the story's, and how a typed line says what it is."""

import pytest
from builders import MIRA, TAM, an_adventure

from engine.cli.manners import in_manner
from engine.domain.manners import Manner, Said
from engine.domain.messages import AuthorKind
from engine.errors import EngineError
from engine.play.manners import author_in, worded


@pytest.mark.parametrize(
    ("typed", "story", "said"),
    [
        ("Is anyone there?", (), "“Is anyone there?”"),
        ("Is anyone there?", ("No marks.", '"Go," she says.'), '"Is anyone there?"'),
        ("Ist da wer?", ("„Geh“, sagt sie.",), "„Ist da wer?“"),
        ("Il y a quelqu’un ?", ("«Non.»", '"No."'), "«Il y a quelqu’un ?»"),
        ("“Hush,” I say.", (), "“Hush,” I say."),
        ("Fine. *she smiles* Come in.", (), "“Fine.” *she smiles* “Come in.”"),
        ("*she smiles*", (), "*she smiles*"),
        ("Now.\nGo!", (), "“Now.”\n“Go!”"),
        ("…", (), "…"),
    ],
)
def test_speech_gets_the_marks_of_the_story_unless_it_has_some(typed, story, said):
    assert worded(typed, Manner.SAY, story) == said


@pytest.mark.parametrize("manner", [Manner.DO, Manner.STORY, Manner.AS])
def test_only_speech_is_put_between_marks(manner):
    assert worded("Is anyone there?", manner, ("“Yes.”",)) == "Is anyone there?"


@pytest.mark.parametrize(
    ("manner", "kind", "name"),
    [
        (Manner.DO, AuthorKind.PLAYER, "Ada"),
        (Manner.SAY, AuthorKind.PLAYER, "Ada"),
        (Manner.STORY, AuthorKind.NARRATOR, "Narrator"),
        (Manner.AS, AuthorKind.CHARACTER, "Tam"),
    ],
)
def test_words_are_of_whoever_the_player_means(manner, kind, name):
    author = author_in(manner, an_adventure(), TAM)
    assert (author.kind, author.name) == (kind, name)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("I wait.", Said(text="I wait.")),
        ("/say Good evening.", Said(text="Good evening.", manner=Manner.SAY)),
        ("/story Night falls.", Said(text="Night falls.", manner=Manner.STORY)),
        ("/as tam: Run!", Said(text="Run!", manner=Manner.AS, character=TAM)),
        ("/as Mira I pour.", Said(text="I pour.", manner=Manner.AS, character=MIRA)),
        ("/as Mira Oduya I pour.", Said(text="I pour.", manner=Manner.AS, character=MIRA)),
    ],
)
def test_a_command_says_how_a_line_is_meant(typed, said):
    assert in_manner(typed, an_adventure()) == said


@pytest.mark.parametrize("typed", ["/dance", "/retry now", "/ I wait."])
def test_what_looks_like_a_command_is_never_played_by_mistake(typed):
    with pytest.raises(EngineError, match="/help"):
        in_manner(typed, an_adventure())


@pytest.mark.parametrize("typed", ["/say", "/as Tam", "/as Tamara Run!", "/story  "])
def test_a_command_without_words_or_for_nobody_is_refused(typed):
    with pytest.raises(EngineError):
        in_manner(typed, an_adventure())
