"""Files of LLM profiles, read whole: either a document, or one report of every mistake."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from engine.domain.casting import CharacterSetting, Control, Part
from engine.domain.ids import AdventureId, CharacterId, ConnectionId, ProfileId
from engine.domain.tasks import ModelRole, Task
from engine.errors import FormatError
from engine.formats import yaml_nodes
from engine.formats.mistakes import Mistake, refuse
from engine.formats.profile_access import AccessReading
from engine.formats.profile_check import check
from engine.formats.profile_document import (
    CharacterEntry,
    ConnectionEntry,
    Document,
    ProfileEntry,
)
from engine.formats.profile_fields import Fields
from engine.formats.profile_keys import kept_of, without_secrets
from engine.formats.profile_order import read_order
from engine.formats.profile_providers import Providers
from engine.formats.yaml_nodes import MOST_BYTES, read_yaml
from engine.settings import TaskSetting

DEFAULT: Final = ProfileId("default")
_PARTS: Final = {
    "gm": Part.NARRATOR, "narrator": Part.NARRATOR, "game_master": Part.NARRATOR,
    "player": Part.PLAYER, "pc": Part.PLAYER, "persona": Part.PLAYER,
    "npc": Part.CHARACTER, "character": Part.CHARACTER, "": Part.CHARACTER,
}  # fmt: skip
_CONTROLS: Final = {
    "ai": Control.AI, "": Control.AI,
    "human": Control.HUMAN, "user": Control.HUMAN, "player": Control.HUMAN,
}  # fmt: skip

_Said = TypeVar("_Said", Part, Control)


def read_profile_file(path: Path) -> str:
    """The text in `path`. Raise `FormatError`."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        # A file that was cut is refused for its size, not for the letter that was cut.
        return content.decode("utf-8-sig", "strict" if len(content) <= MOST_BYTES else "replace")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"“{path.name}” is no text in UTF-8. Save it as UTF-8, then open it again."
        ) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FormatError(
            f"“{path.name}” could not be read: {why}. Check that it is there and may be read."
        ) from error


def read_profiles(
    file: str, text: str, providers: Providers, known: frozenset[ProfileId] = frozenset()
) -> Document:
    """The profiles in `text`, which may refer to those of `known`.

    Raise one `FormatError` that lists every mistake with its line.
    """
    node, mistakes = read_yaml(file, text)
    document = Document(file=file)
    if node is not None:
        reading = _Reading(file=file, providers=providers, mistakes=mistakes)
        document = reading.document(node)
        mistakes += check(document, providers, known)
    refuse(file, sorted(mistakes, key=_line))
    return document


def _line(mistake: Mistake) -> int:
    number = mistake.field.removeprefix("line ").partition(",")[0]
    return int(number) if number.isdecimal() else 0


def _lines(*parts: Fields | None) -> dict[str, int]:
    return {name: line for part in parts if part for name, line in part.node.lines.items()}


@dataclass(slots=True, kw_only=True)
class _Reading:
    file: str
    providers: Providers
    mistakes: list[Mistake]
    notes: list[str] = field(default_factory=list)

    def document(self, node: yaml_nodes.Node) -> Document:
        fields = self._top(node)
        if fields is None:
            return Document(file=self.file)
        access = AccessReading(providers=self.providers, notes=self.notes)
        profiles = [self._profile(each, access) for each in fields.each("llm_profiles")]
        connections = [self._link(*each, access) for each in fields.every("connections")]
        characters = [self._character(*each) for each in fields.every("characters")]
        order, more = read_order(fields.within("model"), access)
        inside = fields.within("llm_config")
        default, legacy, config = self._config(inside, access, bool(profiles))
        of_roles = fields.within("model_roles")
        roles = dict(self._roles(of_roles))
        tasks = tuple(self._tasks(fields.every("tasks")))
        entries = (*profiles, *legacy, *more)
        if not (entries or order or connections or characters or roles or tasks or default):
            fields.say("", "holds no LLM profiles: there is neither llm_profiles nor llm_config")
        return Document(
            file=self.file,
            profiles=entries,
            connections=tuple(connections),
            characters=tuple(characters),
            default=default,
            order=order,
            roles=roles,
            tasks=tasks,
            extras=self._kept({**fields.rest(), **({"llm_config": config} if config else {})}),
            notes=tuple(dict.fromkeys(self.notes)),
            lines=_lines(inside, of_roles, fields.within("tasks")),
        )

    def _top(self, node: yaml_nodes.Node) -> Fields | None:
        if isinstance(node, yaml_nodes.Sequence):
            lines = {"llm_profiles": node.line}
            whole = {"llm_profiles": node}
            node = yaml_nodes.Mapping(line=node.line, fields={**whole}, lines=lines)
        if not isinstance(node, yaml_nodes.Mapping):
            problem = "holds no LLM profiles"
            self.mistakes.append(Mistake(file=self.file, field="", problem=problem))
            return None
        return Fields(file=self.file, node=node, mistakes=self.mistakes)

    def _profile(self, fields: Fields, access: AccessReading) -> ProfileEntry:
        model = fields.text("model", required=True)
        id_ = ProfileId(fields.text("id", required=True))
        return ProfileEntry(
            line=fields.line,
            id=id_,
            model=model,
            connection=ConnectionId(fields.text("connection")) or None,
            access=access.of(fields, id_, model),
            temperature=fields.number("temperature", 0, 2),
            top_p=fields.number("top_p", 0, 1),
            max_tokens=fields.whole("max_tokens"),
            context_window=fields.whole("context_window"),
            extra_params=self._kept(fields.values("extra_params")),
            fallbacks=tuple(map(ProfileId, fields.names("fallbacks"))),
            extras=self._kept(fields.rest()),
        )

    def _config(
        self, fields: Fields | None, access: AccessReading, has_profiles: bool
    ) -> tuple[ProfileId | None, tuple[ProfileEntry, ...], dict[str, object]]:
        """The default, the one profile of files that know only one model, and what is left."""
        if fields is None:
            return None, (), {}
        default = ProfileId(fields.text("default_profile_id"))
        if has_profiles or not (fields.has("default_model") or fields.has("model")):
            return default or None, (), fields.rest()
        model = fields.text("default_model") or fields.text("model")
        entry = ProfileEntry(
            line=fields.line,
            id=default or DEFAULT,
            model=model,
            access=access.of(fields, DEFAULT, model),
            temperature=fields.number("temperature", 0, 2),
            top_p=fields.number("top_p", 0, 1),
            max_tokens=fields.whole("max_tokens"),
            context_window=fields.whole("context_window"),
            extra_params=self._kept(fields.values("extra_params")),
        )
        return entry.id, (entry,), fields.rest()

    def _link(self, name: str, fields: Fields, access: AccessReading) -> ConnectionEntry:
        headers = {each: str(value) for each, value in fields.values("headers").items()}
        kept = {each: value for each, value in headers.items() if without_secrets({each: value})}
        if len(kept) < len(headers):
            self.notes.append(
                f"A header of {name} looks like a key and was left out. Paste the key under "
                "Models & connections."
            )
        return ConnectionEntry(
            line=fields.line,
            id=ConnectionId(name),
            label=fields.text("label") or name,
            access=access.of(fields, name, ""),
            headers=kept,
        )

    def _character(self, name: str, fields: Fields) -> CharacterEntry:
        id_ = fields.text("id") or name
        part = self._meant(fields, "type", _PARTS, Part.CHARACTER)
        control = self._meant(fields, "control", _CONTROLS, Control.AI)
        called, adventure = fields.text("name"), fields.text("adventure")
        config = fields.within("ai_config")
        profile = ProfileId(config.text("profile_id")) if config else ProfileId("")
        may_fall_back = config.truth("may_fall_back", default=True) if config else True
        more = config.rest() if config else {}
        if part is Part.PLAYER and control is Control.AI:
            self.notes.append(
                f"{called or id_} is a player's character that a model is to play. Triptych leaves "
                "the player's part to you and only keeps what the file says."
            )
        setting = CharacterSetting(
            character=CharacterId(id_),
            name=called,
            adventure=AdventureId(adventure) if adventure else None,
            part=part,
            control=control,
            profile=profile or None,
            may_fall_back=may_fall_back,
            extras=self._kept({**fields.rest(), **({"ai_config": more} if more else {})}),
        )
        return CharacterEntry(line=fields.line, setting=setting)

    def _meant(self, fields: Fields, name: str, words: Mapping[str, _Said], usual: _Said) -> _Said:
        said = fields.text(name).lower()
        if said not in words:
            fields.say(name, f"must be one of {', '.join(filter(None, words))}")
        return words.get(said, usual)

    def _roles(self, fields: Fields | None) -> Iterator[tuple[ModelRole, tuple[ProfileId, ...]]]:
        for role in ModelRole if fields else ():
            if fields and fields.has(role):
                yield role, tuple(map(ProfileId, fields.names(role)))
        for name in fields.rest() if fields else ():
            if fields:
                fields.say(name, f"must be one of {', '.join(ModelRole)}")

    def _tasks(self, entries: Iterator[tuple[str, Fields]]) -> Iterator[TaskSetting]:
        for name, fields in entries:
            if name not in tuple(Task):
                fields.say("", f"there is no task “{name}”; the tasks are {', '.join(Task)}")
                continue
            yield TaskSetting(
                task=Task(name),
                temperature=fields.number("temperature", 0, 2),
                max_tokens=fields.whole("max_tokens"),
                profile=ProfileId(fields.text("profile_id")) or None,
                model_role=fields.member("model_role", ModelRole),
            )

    def _kept(self, values: dict[str, object]) -> dict[str, object]:
        return kept_of(values, self.notes)
