"""What public documents have in common: an absent address is null, never an empty string."""

from typing import Any, ClassVar, TypeVar

from django.db import models
from rest_framework import serializers

from api.fields import StrictCharField

M = TypeVar("M", bound=models.Model)


class Address(serializers.URLField):
    """The address of a web page, or null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "read_only": True, "allow_null": True})

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        return super().to_representation(value) or None


class AddressWrite(StrictCharField, serializers.URLField):
    """The address of a web page in a body, null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 500, "allow_null": True, "default": "", **kwargs})


class Document(serializers.ModelSerializer[M]):
    """A model's public document. It is read, never written."""

    serializer_field_mapping: ClassVar[Any] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.URLField: Address,
    }

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        kind, kwargs = super().build_standard_field(field_name, model_field)
        return (kind, {"help_text": kwargs.get("help_text")}) if kind is Address else (kind, kwargs)
