"""A device is removed while it is being told of something: neither the telling nor the removal fails."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from core.accounts.models import Session
from core.notifications.models import Notification
from core.push import announcing, devices
from core.push.models import Device, PushDelivery
from tests.factories.accounts import PersonFactory
from tests.factories.push import device_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]


def elsewhere(act):
    """Do it in another connection, which waits for nobody."""

    def run():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")  # the connection is somebody else's afterwards
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result(timeout=30)


def test_a_device_stays_until_what_it_is_told_of_has_happened():
    person = PersonFactory()
    device = device_of(person)
    told = Notification.objects.create(person=person, subject="own_ideas", event_id=device.pk, channel="app")
    with transaction.atomic():
        announcing.tell([told.pk])
        with pytest.raises(OperationalError, match="lock timeout"):
            elsewhere(lambda: devices.remove(device))
        elsewhere(lambda: Session.objects.update(ended_at=timezone.now(), end_reason="revoked"))
        elsewhere(lambda: devices.forget_signed_out(now=timezone.now()))
    assert PushDelivery.objects.get().device == device
    devices.forget_signed_out(now=timezone.now())
    assert (Device.objects.count(), PushDelivery.objects.count()) == (0, 0)
