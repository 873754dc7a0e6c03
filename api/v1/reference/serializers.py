"""Public documents of the region, its places, topics and organizations."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.representations import Document
from core.legal.models import LegalKind
from core.municipalities.models import District, Municipality, Organization, Region, Topic


class InTwoLanguages(serializers.Serializer[dict[str, str]]):
    de = serializers.CharField()
    en = serializers.CharField()


class DistrictDocument(Document[District]):
    class Meta:
        model = District
        fields = ("slug", "name")


class MunicipalityDocument(Document[Municipality]):
    """Never derive the municipality from a postal code: two share one."""

    area_km2 = serializers.FloatField()
    districts = DistrictDocument(many=True)

    class Meta:
        model = Municipality
        fields = (
            "id", "slug", "name", "official_name", "kind", "ags", "postal_codes", "latitude", "longitude", "population",
            "population_on", "area_km2", "website", "town_hall_address", "districts", "updated_at",
        )  # fmt: skip


class TopicDocument(Document[Topic]):
    """An official field of action. Finer words are `tags` of an item."""

    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # the library has an attribute of this name
    description = serializers.SerializerMethodField()

    class Meta:
        model = Topic
        fields = ("id", "slug", "label", "official_name", "description", "updated_at")

    @extend_schema_field(InTwoLanguages)
    def get_label(self, topic: Topic) -> dict[str, str]:
        return {"de": topic.label_de, "en": topic.label_en}

    @extend_schema_field(InTwoLanguages)
    def get_description(self, topic: Topic) -> dict[str, str]:
        return {"de": topic.description_de, "en": topic.description_en}


class OrganizationReference(Document[Organization]):
    class Meta:
        model = Organization
        fields = ("slug", "name")


class OrganizationDocument(Document[Organization]):
    """Who publishes, and for which municipalities."""

    municipalities = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)

    class Meta:
        model = Organization
        fields = ("id", "slug", "name", "website", "municipalities", "updated_at")


class LicenceDocument(serializers.Serializer[object]):
    """The licence of what is offered as open data."""

    name = serializers.CharField()
    url = serializers.URLField()

    @staticmethod
    def of(region: Region) -> dict[str, str] | None:
        return {"name": region.licence_name, "url": region.licence_url} if region.licence_url else None


class RegionDocument(serializers.Serializer[object]):
    slug = serializers.SlugField()
    name = serializers.CharField()
    description = serializers.CharField()
    website = serializers.URLField()
    email = serializers.EmailField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    licence = serializers.SerializerMethodField()

    @extend_schema_field(LicenceDocument(allow_null=True))
    def get_licence(self, region: Region) -> dict[str, str] | None:
        return LicenceDocument.of(region)


class LegalDocumentReference(serializers.Serializer[object]):
    """What holds today in a place: its own document, or else the region's."""

    kind = serializers.ChoiceField(LegalKind.choices)
    municipality = serializers.SlugField(allow_null=True)
    is_of_region = serializers.BooleanField()
    version = serializers.IntegerField()
    valid_from = serializers.DateField()
    languages = serializers.ListField(child=serializers.CharField())
    url = serializers.URLField()


class Configuration(serializers.Serializer[object]):
    """What an app asks at its start. `labels` names all codes: vocabulary → code → language.

    `explanations` are the sentences to show before somebody acts, alike: who will see what of an idea and its author.
    """

    region = RegionDocument()
    languages = serializers.ListField(child=serializers.CharField())
    minimum_app_version = serializers.CharField()
    labels = serializers.DictField(child=serializers.DictField(child=InTwoLanguages()))
    explanations = serializers.DictField(child=serializers.DictField(child=InTwoLanguages()))
    application_server_key = serializers.CharField(allow_null=True)
    legal_documents = LegalDocumentReference(many=True)
