"""Values that commands and rules carry, and how pydantic reads them again from what they were kept as."""

from typing import Any, get_type_hints

from msgspec import Struct
from msgspec.structs import fields
from pydantic import GetCoreSchemaHandler, SerializationInfo
from pydantic_core import CoreSchema, core_schema


class Carried(Struct, frozen=True):
    """A small value inside a command or a rule: taken as it is, kept field by field, and read again from that.

    Its fields must be of types that pydantic knows, or be carried themselves.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How it is checked, kept and read."""
        hints, own = get_type_hints(cls, include_extras=True), fields(cls)
        kept = core_schema.typed_dict_schema(
            {
                one.name: core_schema.typed_dict_field(handler.generate_schema(hints[one.name]), required=one.required)
                for one in own
            }
        )
        read = core_schema.no_info_after_validator_function(lambda found: cls(**found), kept)

        def written(value: Any, info: SerializationInfo) -> dict[str, Any]:
            given = ((one, getattr(value, one.name)) for one in own)
            return {one.name: said for one, said in given if not info.exclude_defaults or said != one.default}

        return core_schema.union_schema(
            [core_schema.is_instance_schema(cls), read],
            mode="left_to_right",
            serialization=core_schema.plain_serializer_function_ser_schema(written, info_arg=True, return_schema=kept),
        )
