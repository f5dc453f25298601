"""The base of every facts model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from itb_rules.facts.consequences import Consequences
from itb_rules.facts.contradictions import Contradiction
from itb_rules.facts.declarations import declared_contradictions, declared_specs
from itb_rules.facts.schema import object_schema
from itb_rules.facts.spec import FactSpec
from itb_rules.facts.validation import validated_by


class Facts(BaseModel):
    """Typed facts, each of which may be unknown (None), and unknown is never "no".

    An app extends a shipped model, or begins its own, with declared fields only::

        class MyAssessment(Assessment):
            grip: int | None = whole(
                0, 100, unit="kg", question="How hard can you grip?", label="grip strength",
                asks="runner", group="form", typical=40,
            )

    Instances are frozen, hashable and equal by value, and keep every fact in `__dict__`. Values are never
    coerced or clipped; a number equal to an integer is that integer. Null and absent mean the same.

    Attributes:
        specs: every fact by name, in declared order.
        contradictions: pairs of facts that cannot both be so; a subclass adds its own to those of its bases.
        consequences: what follows from facts that are known, where the contradictions leave one admissible value.
        stands_for: the model whose name digests and decisions give to the facts, where a subclass adds no facts to it.

    Raises:
        pydantic.ValidationError: when made from facts that are not valid, with every problem at once; its errors
            have the codes `wrong_type`, `not_finite`, `out_of_bounds`, `not_whole`, `too_many_decimals`,
            `not_allowed`, `unknown_fact`, `contradiction` or `not_facts`.
        TypeError: when a subclass declares a field that is no fact, or a fact or contradiction that does not fit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    specs: ClassVar[Mapping[str, FactSpec]] = MappingProxyType({})
    contradictions: ClassVar[tuple[Contradiction, ...]] = ()
    consequences: ClassVar[Consequences] = Consequences({}, ())
    stands_for: ClassVar[type[Facts] | None] = None

    @classmethod
    def model_name(cls) -> str:
        """The name of the facts model, as digests and decisions give it."""
        return (cls.stands_for or cls).__name__

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        super().__pydantic_on_complete__()
        cls.specs = declared_specs(cls.__name__, cls.__pydantic_fields__)
        declared = [
            contradiction for base in reversed(cls.__mro__) for contradiction in base.__dict__.get("contradictions", ())
        ]
        cls.contradictions = declared_contradictions(cls.__name__, declared, cls.specs)
        cls.consequences = Consequences(cls.specs, cls.contradictions)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler, /) -> CoreSchema:
        return validated_by(cls, handler.resolve_ref_schema(handler(source)))

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        return object_schema(cls)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return ((name, value) for name, value in self.__dict__.items() if value is not None)

    def known(self) -> Mapping[str, Any]:
        """Every fact by name as it is known, None for unknown: what was told, and what follows from it."""
        return self.consequences.known(self.__dict__)

    def answered(self, **facts: object) -> Self:
        """Return a copy in which these facts have these values.

        Args:
            **facts: new values by fact; None makes a fact unknown again.

        Raises:
            pydantic.ValidationError: if the facts together are not valid, with every problem at once.
        """
        return self.model_copy(update=facts)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, with `update` validated together with the facts it leaves alone.

        Args:
            update: new values by fact; None makes a fact unknown again.
            deep: as in pydantic; facts are plain values, so it makes no difference to them.

        Raises:
            pydantic.ValidationError: if the facts together are not valid, with every problem at once.
        """
        if not update:
            return super().model_copy(deep=deep)
        known = {name: value for name, value in self.__dict__.items() if value is not None}
        checked = type(self).model_validate({**known, **update})
        return super().model_copy(update={name: checked.__dict__[name] for name in update}, deep=deep)
