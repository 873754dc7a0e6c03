"""An organization's events and news in every state, for who writes them: drafts are found again here."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from api.authentication import StaffAuthentication, actor_of
from api.filter_kinds import CodesFilter
from api.filters import StrictFilter, StrictFilterSet
from api.parameters import LONGEST_VALUE
from api.permissions import InsufficientScope, IsEntrusted
from api.views import ApiView, ListMixin
from core.accounts import roles
from core.actors import Act
from core.errors import Missing
from core.models import Publication
from core.municipalities.models import Organization
from core.writing import Writer


class NumberFilter(StrictFilter):
    """The number that an item has at its source, as a whole."""

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}

    def __init__(self, *, about: str) -> None:
        super().__init__(narrow=lambda rows, number: rows.filter(external_id=number), about=about)

    def read(self, sent: str) -> str:
        return sent


class ContentFilters(StrictFilterSet):
    publication = CodesFilter(
        Publication.choices, column="publication", about="States, any of which may match; without it all."
    )
    external_id = NumberFilter(about="The item with this number at its source.")


class ContentOfOrganization(ListMixin, ApiView):
    """What was made last comes first. `act` is what one must be entrusted with, `writer` knows the items."""

    authentication_classes = (StaffAuthentication,)
    permission_classes = (IsEntrusted,)
    filterset_class = ContentFilters
    refusals: ClassVar = {"get": (roles.NotEntrusted, InsufficientScope)}
    ordering = ("-id",)
    act: ClassVar[Act]
    writer: ClassVar[Writer]

    def get_queryset(self) -> QuerySet[Any]:
        """Raises Missing, NotEntrusted."""
        organization = Organization.objects.filter(slug=self.kwargs["slug"]).first()
        if organization is None:
            raise Missing
        roles.require(actor_of(self.request), self.act, organization.pk)
        rows: QuerySet[Any] = self.writer.model.objects.with_details().filter(organization=organization)
        return rows
