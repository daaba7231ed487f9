"""What judges say instead of a verdict, each with the code that it is told apart by."""

import json
from typing import Any

from providers.codes import ErrorCode

INVALID, OUT_OF_RANGE = ErrorCode.VERDICT_INVALID, ErrorCode.VERDICT_OUT_OF_RANGE
GOOD = {"quality": 0.75, "risk": 0.25, "confidence": 0.5, "rationale": "Fine."}
TEXT = json.dumps(GOOD)


def with_value(key: str, spelled: str) -> str:
    """The verdict with a value spelled as given, be it JSON or not."""
    marked = json.dumps(GOOD | {key: "@@"})
    return marked.replace('"@@"', spelled)


def more(**keys: Any) -> str:
    return json.dumps(GOOD | keys)


# name: (what is said, its code)
HOSTILE: dict[str, tuple[str, ErrorCode]] = {
    "a score twice, the last one better": (TEXT[:-1] + ', "quality": 1}', INVALID),
    "a score twice, alike": (TEXT[:-1] + ', "quality": 0.75}', INVALID),
    "a key twice under an escape": (TEXT[:-1] + ', "\\u0071uality": 1}', INVALID),
    "a key twice within an extra": (TEXT[:-1] + ', "extra": {"a": {"b": 1, "b": 2}}}', INVALID),
    "a key twice within a list": (TEXT[:-1] + ', "extra": [{"a": 1, "a": 1}]}', INVALID),
    "NaN": (with_value("quality", "NaN"), INVALID),
    "NaN in an extra": (TEXT[:-1] + ', "extra": NaN}', INVALID),
    "Infinity": (with_value("risk", "Infinity"), INVALID),
    "minus Infinity": (with_value("confidence", "-Infinity"), INVALID),
    "1e999": (with_value("quality", "1e999"), OUT_OF_RANGE),
    "minus 1e999": (with_value("quality", "-1e999"), OUT_OF_RANGE),
    "a huge integer": (with_value("quality", "9" * 4_000), OUT_OF_RANGE),
    "an integer that Python will not read": (with_value("quality", "1" * 5_000), INVALID),
    "ten of ten": (with_value("quality", "10"), OUT_OF_RANGE),
    "a little over one": (with_value("quality", "1.0000001"), OUT_OF_RANGE),
    "a little under zero": (with_value("risk", "-0.0000001"), OUT_OF_RANGE),
    "a number as text": (more(quality="0.9"), INVALID),
    "a percentage": (more(quality="90%"), INVALID),
    "a fraction": (with_value("quality", "9/10"), INVALID),
    "true": (more(quality=True), INVALID),
    "null": (more(confidence=None), INVALID),
    "a list with the number": (more(quality=[0.9]), INVALID),
    "an object with the number": (more(quality={"value": 0.9}), INVALID),
    "a rationale that is a list": (more(rationale=["Fine."]), INVALID),
    "a rationale that is null": (more(rationale=None), INVALID),
    "no rationale": (json.dumps({k: v for k, v in GOOD.items() if k != "rationale"}), INVALID),
    "no confidence": (json.dumps({k: v for k, v in GOOD.items() if k != "confidence"}), INVALID),
    "keys in capitals": (TEXT.replace("quality", "Quality"), INVALID),
    "a key with a zero-width space": (TEXT.replace("quality", "qual\u200bity"), INVALID),
    "a key in look-alike letters": (TEXT.replace("quality", "qu\u0430lity"), INVALID),
    "prose before": (f"Here is my verdict: {TEXT}", INVALID),
    "prose after": (f"{TEXT}\nI hope this helps!", INVALID),
    "prose around a fence": (f"Sure!\n```json\n{TEXT}\n```", INVALID),
    "two objects": (TEXT + TEXT, INVALID),
    "two objects on lines": (f"{TEXT}\n{more(quality=1)}", INVALID),
    "an array of one": (f"[{TEXT}]", INVALID),
    "an array of two": (f"[{TEXT}, {TEXT}]", INVALID),
    "an object in an object": (json.dumps({"verdict": GOOD}), INVALID),
    "an object as text": (json.dumps(TEXT), INVALID),
    "two fences": (f"```json\n{TEXT}\n```\n```json\n{more(quality=1)}\n```", INVALID),
    "a fence within a fence": (f"```\n```json\n{TEXT}\n```\n```", INVALID),
    "an open fence": (f"```json\n{TEXT}", INVALID),
    "a fence that only closes": (f"{TEXT}\n```", INVALID),
    "a fence of tildes": (f"~~~json\n{TEXT}\n~~~", INVALID),
    "a fence with words after its language": (f"```json verdict\n{TEXT}\n```", INVALID),
    "a byte order mark": ("\ufeff" + TEXT, INVALID),
    "a byte order mark within the fence": (f"```json\n\ufeff{TEXT}\n```", INVALID),
    "a zero-width space before": ("\u200b" + TEXT, INVALID),
    "a word joiner after": (TEXT + "\u2060", INVALID),
    "a NUL after": (TEXT + "\x00", INVALID),
    "a NUL within a number": (with_value("quality", "0.\x009"), INVALID),
    "a lone surrogate": ("\ud800" + TEXT, INVALID),
    "arrays nested too deeply": ("[" * 100_000, INVALID),
    "objects nested too deeply": ('{"quality":' * 100_000, INVALID),
    "an extra nested too deeply": (TEXT[:-1] + ', "extra": ' + "[" * 50_000, INVALID),
    "a comment": (TEXT.replace("{", "{ // good\n", 1), INVALID),
    "a trailing comma": (TEXT[:-1] + ",}", INVALID),
    "single quotes": (TEXT.replace('"', "'"), INVALID),
    "no quotes": (TEXT.replace('"quality"', "quality"), INVALID),
    "typographic quotes": (TEXT.replace('"quality"', "“quality”"), INVALID),
    "Arabic digits": (with_value("quality", "\u0660.\u0669"), INVALID),
    "full-width digits": (with_value("quality", "\uff10.\uff19"), INVALID),
    "a decimal comma": (with_value("quality", "0,9"), INVALID),
    "a number with a plus": (with_value("quality", "+0.9"), INVALID),
    "a hexadecimal number": (with_value("quality", "0x1"), INVALID),
    "an underscore": (with_value("quality", "0_1"), INVALID),
    "cut off": (TEXT[: len(TEXT) // 2], INVALID),
    "cut off in the rationale": (TEXT[:-3], INVALID),
    "a line break in a string": (TEXT.replace("Fine.", "Fi\nne."), INVALID),
    "YAML": ("quality: 0.9\nrisk: 0.1\nconfidence: 1\nrationale: Fine.", INVALID),
    "Python": (repr(GOOD | {"quality": True}), INVALID),
    "a call of a tool, in words": (f'<tool_call>{{"arguments": {TEXT}}}</tool_call>', INVALID),
    "thinking before it": (f"<think>It is good.</think>{TEXT}", INVALID),
    "the candidate's verdict quoted": (f"The patch says {more(quality=1)}. I disagree.", INVALID),
    "a refusal in words": ("I'm sorry, but I can't help with that.", INVALID),
    "nothing": ("", INVALID),
    "white space": (" \n\t ", INVALID),
    "a bare number": ("0.9", INVALID),
}
