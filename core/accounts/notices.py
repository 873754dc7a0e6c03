"""Letters that tell people what happened to their account, so that they notice if it was not them."""

import uuid

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.accounts.mails import active, letter_to
from core.accounts.models import EmailChange, Membership, Person, RecoveryCode, Session
from core.mail.letters import Block, Facts, Letter, Link, writes
from core.municipalities.models import Region


@writes("password_changed")
def password_changed(person_id: uuid.UUID) -> Letter | None:
    changed = _("the password of your account has just been changed. Other devices were signed out.")
    return _notice(person_id, _("Your password was changed"), [changed, *new_password_advice()])


@writes("email_changed")
def email_changed(person_id: uuid.UUID, email_change_id: uuid.UUID) -> Letter | None:
    """To the old address, which need not be the person's any more: it does not learn the new one."""
    person, change = active(person_id), EmailChange.objects.filter(pk=email_change_id).first()
    if person is None or change is None:
        return None
    return letter_to(
        person,
        address=change.old_email,
        subject=_("Your e-mail address was changed"),
        blocks=[
            _(
                "your account now has another e-mail address. You sign in with the new one, and our letters go there. "
                "Other devices were signed out."
            ),
            _("Was it not you? Then please write to us at once, so that we can close the account: %(address)s")
            % {"address": _office()},
        ],
    )


@writes("new_device")
def new_device(person_id: uuid.UUID, session_id: uuid.UUID) -> Letter | None:
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        return None
    moment = formats.date_format(timezone.localtime(session.created_at), _("j F Y, H:i"))
    return _notice(
        person_id,
        _("New sign-in to your account"),
        [
            _("somebody has signed in to your account with your password, on a device that we do not know yet:"),
            Facts([(_("When"), moment), *device_facts(session)]),
            _("Was it you? Then you need not do anything. In the app you see all devices that are signed in."),
            *new_password_advice(),
        ],
    )


@writes("session_reused")
def session_reused(person_id: uuid.UUID, session_id: uuid.UUID) -> Letter | None:
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        return None
    return _notice(
        person_id,
        _("A device was signed out for safety"),
        [
            _(
                "we have signed a device out of your account, because its sign-in was used in two places. Sometimes a "
                "poor connection is the reason; somebody may also have copied the sign-in."
            ),
            *([Facts(facts)] if (facts := device_facts(session)) else []),
            _("You can simply sign in again in the app. If you are not sure that it was you, set a new password too:"),
            _ask_for_password(),
        ],
    )


@writes("new_browser")
def new_browser(person_id: uuid.UUID) -> Letter | None:
    return _notice(
        person_id,
        _("New sign-in to the administration"),
        [
            _("somebody has just signed in to the administration as you, in a browser that we do not know yet."),
            _("Was it you? Then you need not do anything."),
            *new_password_advice(),
        ],
    )


@writes("second_factor_set_up")
def second_factor_set_up(person_id: uuid.UUID) -> Letter | None:
    return _notice(
        person_id,
        _("Your second factor is set up"),
        [
            _(
                "from now on a sign-in to your account also asks for the one-time code of your authenticator app. "
                "Please keep the recovery codes in a safe place: they let you in when the app is lost."
            ),
            _("Was it not you? Then please write to us at once, so that we can close the account: %(address)s")
            % {"address": _office()},
        ],
    )


@writes("second_factor_removed")
def second_factor_removed(person_id: uuid.UUID) -> Letter | None:
    """Also where another one follows at once: its own letter tells of that."""
    return _notice(
        person_id,
        _("Your second factor was removed"),
        [
            _(
                "the second factor of your account has just been removed, with its recovery codes. It was done in the "
                "administration, with one of its codes. Where a second factor is needed, the next sign-in sets up a "
                "new one."
            ),
            _("Was it you? Then you need not do anything."),
            *new_password_advice(),
            _("If it was not you, please also write to us, so that we can close the account: %(address)s")
            % {"address": _office()},
        ],
    )


@writes("recovery_codes_renewed")
def recovery_codes_renewed(person_id: uuid.UUID) -> Letter | None:
    return _notice(
        person_id,
        _("You have new recovery codes"),
        [
            _("new recovery codes have just been made for your second factor. The former ones no longer work."),
            _("Was it you? Then you need not do anything."),
            *new_password_advice(),
        ],
    )


@writes("second_factor_reset")
def second_factor_reset(person_id: uuid.UUID) -> Letter | None:
    return _notice(
        person_id,
        _("Your second factor was reset"),
        [
            _(
                "an administrator has reset the second factor of your account, and you were signed out everywhere. "
                "With the next sign-in to the administration you set up a new one."
            ),
            _("Did you not ask for it? Then please write to us at once: %(address)s") % {"address": _office()},
        ],
    )


@writes("recovery_code_used")
def recovery_code_used(person_id: uuid.UUID) -> Letter | None:
    left = RecoveryCode.objects.filter(second_factor__person=person_id).count()
    return _notice(
        person_id,
        _("A recovery code was used"),
        [
            _("a recovery code was used in place of the one-time code of your app. Each works once; left: %(count)s.")
            % {"count": left},
            _("New ones are under “Second factor” in your menu in the administration."),
            *new_password_advice(),
        ],
    )


@writes("account_deactivated")
def account_deactivated(person_id: uuid.UUID) -> Letter | None:
    """The one letter that goes to an account which rests; where it has been woken by then, only that is told."""
    person = Person.objects.filter(pk=person_id, is_active=False).first()
    if person is None:
        return None
    return letter_to(
        person,
        subject=_("Your account was deactivated"),
        blocks=[
            _(
                "an administrator has deactivated your account. You were signed out everywhere and cannot sign in for "
                "the time being. Your contributions and registrations stay as they are."
            ),
            _("If you want to know why, object to it, or have your data deleted, please write to us: %(address)s")
            % {"address": _office()},
        ],
    )


@writes("account_reactivated")
def account_reactivated(person_id: uuid.UUID) -> Letter | None:
    return _notice(
        person_id,
        _("You can use your account again"),
        [_("your account can be used again. You sign in as before, with your address and your password.")],
    )


@writes("role_changed")
def role_changed(person_id: uuid.UUID) -> Letter | None:
    return _notice(
        person_id,
        _("Your role was changed"),
        [
            _(
                "what you may do for an organization has been changed by somebody who manages it. You were signed "
                "out; please sign in again. Your account itself stays as it is."
            ),
            *_present_roles(person_id),
            _("Do you have questions about it? Then please write to us: %(address)s") % {"address": _office()},
        ],
    )


def _present_roles(person_id: uuid.UUID) -> list[Block]:
    """What the person may do from now on."""
    rows = Membership.objects.filter(person=person_id).select_related("organization")
    pairs = [(one.organization.name, one.get_role_display()) for one in rows.order_by("organization__sort_key", "role")]
    return [_("Your roles now:"), Facts(pairs)] if pairs else [_("You have no role now.")]


def new_password_advice() -> list[Block]:
    """To a page of ours, for clerks have no app."""
    sentence = _(
        "Was it not you? Then please ask for a new password at once. With the link in the mail that follows you set "
        "it, and everybody else is signed out."
    )
    return [sentence, _ask_for_password()]


def _ask_for_password() -> Link:
    return Link(_("Ask for a new password"), f"{settings.PUBLIC_URL}/auth/forgotten-password")


def device_facts(session: Session) -> list[tuple[str, str]]:
    """What the device called itself: whoever signed in typed it, so it is never more than a hint."""
    return [(_("Device"), session.device_name)] if session.device_name else []


def _notice(person_id: uuid.UUID, subject: str, blocks: list[Block]) -> Letter | None:
    person = active(person_id)
    return letter_to(person, subject=subject, blocks=blocks) if person else None


def _office() -> str:
    region = Region.objects.first()
    return region.email if region else ""
