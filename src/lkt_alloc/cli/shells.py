"""What is offered when Tab is pressed, as each shell reads it. Typer heeds neither quotes nor `--option=` before what is completed."""

import os
import re
import shlex
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from typing import Final

_WORD: Final = re.compile(r"""(?:"(?:\\.|[^"\\])*"?|'[^']*'?|\\.|[^\s"'\\])+""")
_PIECE: Final = re.compile(r"""\\(.)|'([^']*)'?|"((?:\\.|[^"\\])*)"?|([^\\'"]+)""")
_BREAKS: Final = re.compile("[=:@]+")  # where bash begins a new word, blanks apart
_OPTION: Final = re.compile("(--[a-z-]+=)(.*)", re.DOTALL)


def complete(run: Callable[[], None]) -> None:
    """Let Typer complete by running it, which ends the program, and print what the shell is to get."""
    shell = os.environ["_LKT_ALLOC_COMPLETE"].rpartition("_")[2]
    answer, offered = _for_bash() if shell == "bash" else _for_others(shell), StringIO()
    try:
        with redirect_stdout(offered):
            run()
    finally:
        sys.stdout.buffer.write(answer(offered.getvalue()).encode())
        sys.stdout.buffer.flush()


def _for_bash() -> Callable[[str], str]:
    """Give Typer whole words without quotes. What bash gets is quoted, without what stands before the last break in the word."""
    line, n = os.environ["COMP_WORDS"], int(os.environ["COMP_CWORD"])
    raw = [*(line.split("\n") if "\n" in line else _WORD.findall(line)), ""][: n + 1]
    words, current = _joined(raw[1:] or raw), "" if _BREAKS.fullmatch(raw[-1]) else raw[-1]
    before = _unquoted(words[-1][: len(words[-1]) - len(current)])
    option, value = _split(_unquoted(words[-1]))
    given = [raw[0], *map(_unquoted, words[:-1]), *([option[:-1]] if option else []), value]
    os.environ |= {"COMP_WORDS": shlex.join(given), "COMP_CWORD": str(len(given) - 1)}
    quote = current[:1] if current[:1] in ("'", '"') else ""

    def answer(offered: str) -> str:
        whole = [option + each for each in offered.splitlines() if each]
        return "".join(f"{_quoted(each[len(before) :], quote)}\n" for each in whole if each.startswith(before))

    return answer


def _joined(raw: list[str]) -> list[str]:
    """Words as they were typed: bash has cut them at breaks."""
    words: list[str] = []
    goes_on = False
    for word in raw:
        is_break = bool(_BREAKS.fullmatch(word))
        if words and (is_break or goes_on):
            words[-1] += word
        else:
            words.append(word)
        goes_on = is_break
    return words


def _split(word: str) -> tuple[str, str]:
    """`--option=` and its value, if the word has both."""
    found = _OPTION.fullmatch(word)
    return (found[1], found[2]) if found else ("", word)


def _unquoted(raw: str) -> str:
    """What a shell makes of a word, also where a quotation has only begun."""

    def meant(piece: re.Match[str]) -> str:
        escaped, single, double, plain = piece.groups()
        return escaped or single or plain or re.sub(r'\\([$`"\\])', r"\1", double or "")

    return "".join(map(meant, _PIECE.finditer(raw)))


def _quoted(text: str, quote: str) -> str:
    """A text as bash is to put it on the line, within a quotation that has begun or outside one."""
    if quote == "'":
        return text.replace("'", r"'\''")
    return re.sub(r'[$`"\\]' if quote else r"[^\w@%+=:,./-]", r"\\\g<0>", text)


def _for_others(shell: str) -> Callable[[str], str]:
    """Zsh and fish quote for themselves, but compare what is offered with the whole word."""
    line = os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words = _WORD.findall(line)
    option, value = _split(_unquoted(words[-1])) if words and line.endswith(words[-1]) else ("", "")
    if not option:
        return lambda offered: offered
    os.environ["_TYPER_COMPLETE_ARGS"] = " ".join([*words[:-1], option[:-1], shlex.quote(value) if value else ""])
    if shell == "zsh":
        return lambda offered: re.sub(r'(?m)(?<=\(\()"|^"', f'"{option}', offered)
    return lambda offered: "".join(f"{option}{each}\n" for each in offered.splitlines() if each)
