"""What a delta looks like."""

from rest_framework import serializers

from api import rendering


class ChangeDocument(serializers.Serializer[object]):
    """One object with its present state. `deleted`: withdrawn, deleted, or no longer among what was asked for."""

    type = serializers.ChoiceField([(type_, type_) for type_ in rendering.types()])
    id = serializers.UUIDField()
    deleted = serializers.BooleanField()
    object = serializers.DictField(allow_null=True, help_text="The document as in the lists; null where deleted.")


class DeltaDocument(serializers.Serializer[object]):
    """Changes in the order of their commits. Ask again at once while `has_more`; keep `cursor` for the next time."""

    changes = ChangeDocument(many=True)
    cursor = serializers.CharField()
    has_more = serializers.BooleanField()
