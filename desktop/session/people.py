"""How people look beside their words and in the list of who is here. Pure."""

from desktop.parts.portraits import character_tone, initials
from desktop.texts import comparing as writing
from desktop.texts import side as texts
from desktop.widgets.entry_list import Entry
from desktop.widgets.transcript import Portrait
from engine.domain.adventure import Adventure, Character, carried, present
from engine.domain.messages import Author, AuthorKind
from engine.domain.sessions import OpenSession
from engine.domain.world import Holder, HolderKind
from engine.settings import Settings


def portrait(author: Author, adventure: Adventure) -> Portrait:
    return Portrait(initials=initials(author.name), tone=tone(author, adventure))


def tone(author: Author, adventure: Adventure) -> str:
    """The token of the colour that stands for whoever wrote a message."""
    match author.kind:
        case AuthorKind.PLAYER | AuthorKind.NARRATOR:
            return author.kind.value
        case AuthorKind.CHARACTER:
            return character_tone(adventure, author.character or "")


def cast_entries(session: OpenSession, settings: Settings) -> list[Entry]:
    """Who is where the player is, with the profile that writes for them and what they carry."""
    return [
        Entry(
            id=who.id,
            title=who.name,
            line=" · ".join(filter(None, (_writer(session, who, settings), _line(session, who)))),
            mark=character_tone(session.adventure, who.id),
            letters=initials(who.name),
        )
        for who in present(session.adventure, session.state)
    ]


def _writer(session: OpenSession, who: Character, settings: Settings) -> str:
    """Who writes for somebody, where the player has chosen that."""
    chosen = settings.casting(session.adventure.id, who.id, who.name)
    if chosen is None or (chosen.profile is None and chosen.may_fall_back):
        return ""
    if chosen.profile is None:
        return writing.NO_OTHER
    words = writing.WITH if chosen.may_fall_back else writing.AND_NO_OTHER
    return words.format(profile=chosen.profile)


def _line(session: OpenSession, who: Character) -> str:
    holder = Holder(kind=HolderKind.CHARACTER, id=who.id)
    things = ", ".join(item.name for item in carried(session.adventure, session.state, holder))
    return texts.CARRIES.format(things=things) if things else _first_words(who.description)


def _first_words(description: str) -> str:
    return description.partition(".")[0].partition(",")[0]
