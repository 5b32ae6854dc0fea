"""What was typed wrong, in our words: the one place for what Typer refuses, by the kind of refusal, never by its English."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from typer._click import exceptions as typers
from typer.core import TyperGroup

from lkt_alloc.cli.help_page import placeholder
from lkt_alloc.cli.streams import say, say_cannot_run, words_of_help
from lkt_alloc.engine.names import nearest
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence


class Misused(typer.BadParameter):
    """Something that a command does not take, and why; Typer adds which command, and which parameter if it is about one."""

    def __init__(self, why: Sentence, ctx: typer.Context | None = None) -> None:
        super().__init__(why.template, ctx)
        self.why = why


@contextmanager
def noted(ctx: typer.Context) -> Iterator[None]:
    """While this lasts, what is misused is known to be so in a command: Typer does not always say in which."""
    try:
        yield
    except typers.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


def say_misused(error: typers.UsageError) -> None:
    """Say what cannot be understood of a command line, and where to read how it is to be; help, if nothing was typed."""
    if isinstance(error, typers.NoArgsIsHelpError):
        say(f"{error.format_message()}\n", to_be_copied=True)
        return
    where = sentence("See {command}.", command=f"{error.ctx.command_path} --help") if error.ctx else None
    say_cannot_run(CannotRun(_reason(error), where), words_of_help())


def unknown_command(typed: str, known: list[str]) -> Sentence:
    """There is none of this name; one that looks like it may have been meant."""
    if near := nearest(typed, known):
        return sentence('There is no command "{name}". Did you mean {near}?', name=typed, near=listed(near, ","))
    return sentence('There is no command "{name}".', name=typed)


def _reason(error: typers.UsageError) -> Sentence:
    match error:
        case Misused():
            option = _option(error.param)
            return sentence("{option}: {why}", option=option, why=error.why) if option else error.why
        case typers.MissingParameter(param=param) if param is not None:
            option = _option(param)
            missing = option or placeholder(param.metavar or param.name or "", words_of_help())
            return sentence("This is missing: {option}.", option=missing)
        case typers.NoSuchOption() if near := error.possibilities:
            names = listed(near, ",")
            return sentence("There is no option {option}. Did you mean {near}?", option=error.option_name, near=names)
        case typers.NoSuchOption():
            return sentence("There is no option {option}.", option=error.option_name)
        case typers.BadOptionUsage() if _is_flag(error):
            return sentence("The option {option} takes no value.", option=error.option_name)
        case typers.BadOptionUsage():
            return sentence("The option {option} lacks its value.", option=error.option_name)
    if error.ctx and isinstance(error.ctx.command, TyperGroup):
        return sentence("A command must be given.")
    return sentence('The command line is not understood; Typer says in English: "{said}".', said=error.format_message())


def _option(param: object) -> str | None:
    """The option that a parameter is, as it is typed; `None` for an argument."""
    written: list[str] = getattr(param, "opts", [""])
    return written[0] if written[0].startswith("-") else None


def _is_flag(error: typers.BadOptionUsage) -> bool:
    params = error.ctx.command.params if error.ctx else []
    return any(error.option_name in param.opts and getattr(param, "is_flag", False) for param in params)
