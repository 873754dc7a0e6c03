"""The ways registration says no; each sentence says what to do next."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Forbidden, Gone, Missing


class NoRegistration(Conflict):
    code = "registration_not_offered"
    title = _("No registration for this event")
    advice = _("This event needs no registration here. Please look at its description.")


class RegistrationElsewhere(Conflict):
    code = "registration_elsewhere"
    title = _("Registration is at another address")
    advice = _("One registers for this event at another address. Please open the one given in “external_url”.")


class RegistrationNotOpenYet(Conflict):
    code = "registration_not_open_yet"
    title = _("Registration is not open yet")
    advice = _("Registration for this workshop has not opened yet. Please come back at the time given in “opens_at”.")


class RegistrationClosed(Conflict):
    code = "registration_closed"
    title = _("Registration is closed")
    advice = _("Registration for this workshop is closed. Please look for another date in the list of events.")


class EventCancelled(Conflict):
    code = "event_cancelled"
    title = _("The event is cancelled")
    advice = _("This event has been cancelled. Please look for another one in the list of events.")


class WorkshopFull(Conflict):
    code = "workshop_full"
    title = _("The workshop is full")
    advice = _("There are not enough free seats for this registration. Please look for another date.")


class NotEnoughSeats(Conflict):
    code = "not_enough_seats"
    title = _("Not enough free seats")
    advice = _("There are not enough free seats for a larger party. Your registration stays as it was.")


class NotOffered(Conflict):
    code = "no_offer"
    title = _("No seat is on offer")
    advice = _("No seat is on offer for this registration now. Who waits is written to when one is free.")


class RegistrationEnded(Conflict):
    code = "registration_ended"
    title = _("The registration has ended")
    advice = _("This registration was cancelled or has lapsed. If registration is still open, you can register again.")


class ConfirmFirst(Conflict):
    code = "confirm_first"
    title = _("Please confirm your address first")
    advice = _("Please open the link in the mail we sent you, and confirm your registration there.")


class NotConfirmed(Forbidden):
    code = "not_confirmed"
    title = _("Only for confirmed participants")
    advice = _("The link is for confirmed participants. We write to you as soon as you have a seat.")


class NotYetAvailable(Forbidden):
    code = "not_yet_available"
    title = _("The link is not available yet")
    advice = _("The link is shown from the time given in “available_from”. We also send it to you by e-mail.")


class AlreadyRegistered(Conflict):
    code = "already_registered"
    title = _("Already registered")
    advice = _("There is a registration with this address already. Please change that one.")


class NoSeat(Conflict):
    code = "no_seat"
    title = _("No confirmed seat")
    advice = _("This registration has no confirmed seat. Please look into the list of participants.")


class UnknownCode(Missing):
    code = "unknown_code"
    title = _("The code is not known")
    advice = _("This code belongs to no registration. Please look for the name in the list of participants.")


class WrongEvent(Conflict):
    code = "wrong_event"
    title = _("The code is for another event")
    advice = _("This code belongs to a registration for another event. Please ask the person for the right mail.")


class AlreadySent(Conflict):
    code = "already_sent"
    title = _("This message was just sent")
    advice = _("The same message was sent a moment ago, so it was not sent again. Please change it or wait an hour.")


class NoRecipients(Conflict):
    code = "no_recipients"
    title = _("Nobody would get this message")
    advice = _("No registration with an e-mail address is in one of the chosen states. Please choose others.")


class NoJoinLink(Missing):
    code = "no_join_link"
    title = _("No link for this event")
    advice = _("There is no link for taking part online. Please look at the event's description.")


class EventOver(Gone):
    code = "event_over"
    title = _("The event is over")
    advice = _("This event is over. Please look for another one in the list of events.")


class AlreadyInSeries(Conflict):
    code = "already_in_series"
    title = _("Already a date of a series")
    advice = _("This event belongs to a series already. Please change that series.")


class NoDateOfSeries(Conflict):
    code = "no_date_of_series"
    title = _("Not a date of a series")
    advice = _("This event belongs to no series, or its rule no longer has this day. Please look at the series.")


class DateIsOver(Conflict):
    code = "date_is_over"
    title = _("The date has begun")
    advice = _("This date has begun or is over, so it stays as it was. Please choose one that lies ahead.")
