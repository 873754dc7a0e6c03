"""The worker's hands for the outbox."""

import uuid

from core import jobs
from core.mail import delivery


# So many reach beyond delivery.TRIED_FOR.
@jobs.task("mail.deliver", attempts=50)
def deliver(mail_id: str) -> None:
    delivery.deliver(uuid.UUID(mail_id))
