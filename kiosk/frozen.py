"""What values of the product are: frozen dataclasses with slots. That is said here, and nowhere again."""

from dataclasses import Field, dataclass, field
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class _FrozenType(type):
    """Makes each class below `Frozen` a dataclass. A decorator would stand above every one of them."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], *, order: bool = False) -> Any:
        """Make the class; `order` gives it `<` too, over its fields as they are written."""
        made: type = super().__new__(cls, name, bases, namespace)
        if "__slots__" in namespace:
            # `Frozen` itself, or the class that `dataclass` makes anew because slots cannot be added to one that is.
            return made
        frozen: type = dataclass(frozen=True, slots=True, order=order)(made)
        if "__classcell__" in namespace:
            # What `super()` in its methods goes by; Python filled it with the class that has no slots.
            namespace["__classcell__"].cell_contents = frozen
        return frozen

    def __init__(cls, *made: object, **options: object) -> None:
        """Take the options that `__new__` has read; `type` itself would refuse them."""


class Frozen(metaclass=_FrozenType):
    """Base of a value: fields as of a dataclass, equal by them, never changed once made, `replace` makes another.

    A field without a place in the class raises AttributeError, as does setting or deleting one
    (`dataclasses.FrozenInstanceError`).
    """

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
