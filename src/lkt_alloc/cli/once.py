"""An option that takes one value is given once: of two, the last would win in silence."""

from typing import Any

import typer
from typer.core import TyperCommand


class Once(TyperCommand):
    """A command that refuses an option that is given again, unless it takes several values or none."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Understand the arguments. Raises a usage error for an option that is given again."""
        given = [arg.partition("=")[0] for arg in args if arg.startswith("--")]
        if len(set(given)) < len(given) and not ctx.resilient_parsing:
            self._refuse_repeated(ctx, list(args))
        return super().parse_args(ctx, args)

    def _refuse_repeated(self, ctx: Any, args: list[str]) -> None:
        _, _, order = self.make_parser(ctx).parse_args(args=args)
        for n, param in enumerate(order):
            if param in order[:n] and not getattr(param, "multiple", True) and not getattr(param, "is_flag", False):
                raise typer.BadParameter(f"The option {param.opts[0]} is given more than once.", ctx=ctx)
