"""Organizations beyond those of the region: `OrganizationFactory(name="Ölmühle")`."""

import factory
from django.utils.text import slugify

from core.municipalities.models import Municipality, Organization
from core.text import sort_key


class OrganizationFactory(factory.django.DjangoModelFactory):
    """An organization for Borsdorf; needs the `region` fixture."""

    class Meta:
        model = Organization
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Verein {n}")
    slug = factory.LazyAttribute(lambda organization: slugify(sort_key(organization.name)))
    sort_key = factory.LazyAttribute(lambda organization: sort_key(organization.name))

    @factory.post_generation
    def addressed(self, create, slugs, **_):
        self.municipalities.set(Municipality.objects.filter(slug__in=slugs or ["borsdorf"]))
