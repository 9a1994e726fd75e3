"""Quantities as properties: what they say, and how they are read, comes from their table."""

from __future__ import annotations

from typing import Generic, NoReturn, Protocol, Self, TypeVar, overload

from bullwhip.network.quantities import QUANTITIES

__all__ = ["Reading", "telling"]

Value = TypeVar("Value")
Told_co = TypeVar("Told_co", covariant=True)
Class = TypeVar("Class", bound=type)


class Teller(Protocol[Told_co]):
    """Who tells quantities by name."""

    def tell(self, name: str) -> Told_co: ...


class Reading(Generic[Value]):
    """A quantity as a property of who can tell it, of the same name if no other quantity is named."""

    def __init__(self, quantity: str = "") -> None:
        self.quantity = quantity

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.quantity = self.quantity or name
        self.__doc__ = QUANTITIES[self.quantity].text

    @overload
    def __get__(self, teller: None, owner: type) -> Self: ...
    @overload
    def __get__(self, teller: Teller[Value], owner: type) -> Value: ...
    def __get__(self, teller: Teller[Value] | None, owner: type) -> Self | Value:
        return self if teller is None else teller.tell(self.quantity)

    def __set__(self, teller: object, value: object) -> NoReturn:
        raise AttributeError(f"{self.name} can be read, not set")


def telling(owner: Class) -> Class:
    """Give a class a property for every quantity of the table that is viewed and for which it has none."""
    told = {part.quantity for part in vars(owner).values() if isinstance(part, Reading)}
    for name, quantity in QUANTITIES.items():
        if quantity.viewed and name not in told:
            reading: Reading[object] = Reading()
            reading.__set_name__(owner, name)
            setattr(owner, name, reading)
    return owner
