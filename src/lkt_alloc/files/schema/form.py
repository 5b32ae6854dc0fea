"""What a form is: a class whose annotations say what stands in a table. Knows nothing of how data is held against it."""

from collections.abc import Callable
from inspect import get_annotations
from typing import Annotated, Any, ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace


class Constraint(Struct, frozen=True):
    """How long a text, a list or a table must be, and what a text must look like."""

    min_length: int | None = None
    pattern: str | None = None


class ReadBy(Struct, frozen=True):
    """A value is what a function makes of what is written; what the function refuses is a `PydanticCustomError`."""

    function: Callable[[object], object]


class First(Struct, frozen=True):
    """What is written is changed by a function before it is held against its type."""

    function: Callable[[object], object]


class Then(Struct, frozen=True):
    """A value becomes at once what a function makes of it."""

    function: Callable[[Any], object]


class Tag(Struct, frozen=True):
    """The name of one of several types that are possible."""

    name: str


class Discriminator(Struct, frozen=True):
    """Which of several types is meant: a function says the tag of what is written."""

    function: Callable[[object], str]


class AsJson(Struct, frozen=True, eq=False):
    """How an editor sees a value."""

    schema: dict[str, Any]


REQUIRED: Final = object()


class FormField(Struct, frozen=True):
    """One field of a form: its name in the class, its type with its annotations, and what is said of it.

    `default` is a value, or `dict` or `list` for an empty one each time.
    """

    description: str
    example: str = ""
    default: Any = REQUIRED
    alias: str = ""
    bounds: Constraint = Constraint()
    name: str = ""
    meant: Any = None

    @property
    def is_required(self) -> bool:
        """Whether the field must be there."""
        return self.default is REQUIRED

    def of(self, name: str, meant: Any) -> "FormField":
        """The field as one of a class."""
        return replace(self, name=name, meant=Annotated[meant, self.bounds] if self.bounds != Constraint() else meant)


class Form:
    """A table of fields, and nothing else."""

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")

    fields: ClassVar[dict[str, FormField]]
    """The fields by their names in the file."""

    prepared: ClassVar[Callable[[object], object] | None] = None
    """What a table that is written becomes before its fields are looked at."""

    for_editors: ClassVar[Callable[[dict[str, Any]], None] | None] = None
    """What an editor is to know of the whole table, put into its JSON Schema."""

    def __init_subclass__(cls) -> None:
        """Note what the class says of its fields."""
        own = {name: cls.__dict__[name].of(name, meant) for name, meant in get_annotations(cls).items()}
        cls.fields = {field.alias or name: field for name, field in own.items()}
