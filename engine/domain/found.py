"""What a look for servers on this computer finds."""

from dataclasses import dataclass

from engine.domain.ids import ProviderId


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWithModels:
    """It answers; `models` are those it offers now, () while none is loaded.

    `version` is the server's own, "" where it does not say.
    """

    provider: ProviderId
    label: str
    base_url: str
    models: tuple[str, ...]
    version: str = ""

    @property
    def sentence(self) -> str:
        match len(self.models):
            case 0:
                return f"{self.label} runs, and no model is loaded there."
            case 1:
                return f"{self.label} runs with {self.models[0]}."
            case count:
                return f"{self.label} runs with {count} models."


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNeedsKey:
    provider: ProviderId
    label: str
    base_url: str

    @property
    def sentence(self) -> str:
        return f"{self.label} runs and wants a key."


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLoading:
    provider: ProviderId
    label: str
    base_url: str

    @property
    def sentence(self) -> str:
        return f"{self.label} runs and is still loading its model."


FoundServer = FoundWithModels | FoundNeedsKey | FoundLoading
