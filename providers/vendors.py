"""Who made a model, as far as its name and its provider tell. Pure.

A judge may prefer what its own family writes, so it matters whether judge and arm are of one maker.
The table is small and names only what is plain; None is an honest answer.
"""

import re
from typing import Final

from providers.kinds import ProviderKind

# The maker by what a model's name begins with, after the path of a router or a registry.
_NAMES: Final = (
    (r"gpt-|gpt\d|o[1-9](?:-|\Z)|chatgpt|davinci|codex", "OpenAI"),
    (r"claude", "Anthropic"),
    (r"gemini|gemma|codegemma", "Google"),
    (r"llama|codellama|meta-llama", "Meta"),
    (r"mistral|mixtral|codestral|devstral|magistral|ministral|pixtral", "Mistral AI"),
    (r"qwen|qwq|codeqwen", "Alibaba"),
    (r"deepseek", "DeepSeek"),
    (r"grok", "xAI"),
    (r"phi-?\d|wizardlm", "Microsoft"),
    (r"command|aya", "Cohere"),
    (r"glm|chatglm|codegeex", "Z.ai"),
    (r"kimi|moonshot", "Moonshot AI"),
    (r"minimax|abab", "MiniMax"),
    (r"granite", "IBM"),
    (r"nemotron", "NVIDIA"),
    (r"starcoder", "BigCode"),
    (r"nova|titan", "Amazon"),
)
_PATTERNS = tuple((re.compile(pattern), maker) for pattern, maker in _NAMES)
# These serve models of one maker alone, whatever they are called.
_OF_ONE: dict[str, str] = {ProviderKind.OPENAI: "OpenAI", ProviderKind.ANTHROPIC: "Anthropic"}


def vendor_of(provider: str, model: str) -> str | None:
    """None where neither tells. An OpenAI or Anthropic connection may lead to a server that only
    speaks like them, so a plain name of another maker wins. Simulated models have no maker."""
    if provider == ProviderKind.DEMO:
        return None
    name = model.lower().rpartition("/")[2]
    named = next((maker for pattern, maker in _PATTERNS if pattern.match(name)), None)
    return named or _OF_ONE.get(provider)
