"""What the player is told when the built-in model does not run."""

from typing import assert_never

from engine.errors import EngineError, ModelFileError, ProviderError
from engine.providers.llama_child import Failure

CRASHED = "The built-in model stopped unexpectedly. Press retry: it starts again."
ENDED = "The built-in model was stopped. Press retry: it starts again."


def refusal(label: str, failure: Failure | None, file: str) -> EngineError:
    """Why the child that was to load `file` does not listen; None: it died without a word."""
    match failure:
        case Failure.CPU | Failure.RUNTIME:
            return ProviderError(label, runtime_sentence(failure))
        case Failure.MODEL:
            return ModelFileError(
                f"The model file {file} could not be loaded: it is damaged, not complete, or "
                "of a kind that is not known here. Put it there again, or choose another model."
            )
        case None:
            return ModelFileError(
                f"The built-in model stopped while it loaded {file}; there may be too little "
                "free memory for it. Close other programs and press retry, or choose a "
                "smaller model."
            )
        case _:
            assert_never(failure)


def runtime_sentence(failure: Failure | None) -> str:
    """Why no model at all runs on this computer."""
    if failure is Failure.CPU:
        return (
            "The built-in model needs a processor with AVX2, FMA and F16C, which this "
            "computer does not have. Choose another provider."
        )
    return (
        "The built-in model's runtime is missing or does not work on this computer. "
        "Install Triptych again, or choose another provider."
    )
