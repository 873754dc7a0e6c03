"""The letters about decisions, objections and blocked authors: each is written when it is sent."""

import uuid

from django.utils import formats
from django.utils.translation import gettext as _

from core.mail.letters import Block, Facts, Letter, writes
from ideas import decision_links, wording
from ideas.mails import letter_about
from ideas.models import Appeal, AppealOutcome, AuthorStanding, Comment, Decision, Idea, Outcome, Trust, Visibility


@writes("author_blocked")
def blocked(standing_id: uuid.UUID, idea_id: uuid.UUID, comment_id: uuid.UUID | None = None) -> Letter | None:
    standing = AuthorStanding.objects.filter(pk=standing_id, trust=Trust.BLOCKED).first()
    item = _item(idea_id, comment_id)
    if standing is None or item is None:
        return None
    until = (
        _("This holds until %(day)s.") % {"day": formats.date_format(standing.ends_on, "DATE_FORMAT")}
        if standing.ends_on
        else _("This holds until we decide otherwise.")
    )
    return _to_author(
        item,
        subject=_("You may not write here at present"),
        blocks=[
            _("we have decided that you cannot hand in ideas and comments with us at present. The reason:"),
            standing.reason,
            until,
            Facts(facts(item)),
            _("You see it differently? Then please answer this mail; somebody looks at it once more."),
        ],
    )


@writes("appeal_received")
def appeal_received(appeal_id: uuid.UUID) -> Letter | None:
    appeal = _appeal(appeal_id)
    if appeal is None or appeal.outcome:
        return None
    return _to_author(
        appeal.decision.item,
        subject=_("We have received your objection: %(title)s"),
        blocks=[
            _("your objection has arrived. Somebody who has not decided before looks at it, where there is somebody."),
            Facts([*facts(appeal.decision.item), (_("Your objection"), appeal.text)]),
            _("We write to you as soon as it is decided."),
        ],
    )


@writes("appeal_decided")
def appeal_decided(appeal_id: uuid.UUID) -> Letter | None:
    appeal = _appeal(appeal_id)
    if appeal is None or not appeal.outcome:
        return None
    item = appeal.decision.item
    blocks = _taken_back(appeal) if appeal.outcome == AppealOutcome.REVERSED else _upheld(appeal)
    return _to_author(item, subject=_("Your objection is decided: %(title)s"), blocks=[*blocks, Facts(facts(item))])


def _taken_back(appeal: Appeal) -> list[Block]:
    item, blocks = appeal.decision.item, list[Block]()
    if appeal.decision.outcome == Outcome.REDACTED:
        blocks += [
            _("we have looked at it once more: you are right."),
            _("What we have taken out is kept nowhere, so we cannot put it back."),
            _("You are welcome to write your comment once more.")
            if isinstance(item, Comment)
            else _(
                "Please tell us by answering this mail what shall stand there again: then you can change your idea."
            ),
        ]
    else:
        blocks.append(_("we have looked at it once more: you are right, and the decision is taken back."))
        if item.visibility == Visibility.PUBLIC:
            blocks.append(_("What you have written is public."))
    return [*blocks, appeal.answer] if appeal.answer else blocks


def _upheld(appeal: Appeal) -> list[Block]:
    item = appeal.decision.item
    court = _("You can have this decision examined by a court.")
    is_about_words = appeal.decision.outcome == Outcome.REDACTED
    if isinstance(item, Idea) and item.visibility == Visibility.CHANGES_REQUESTED and not is_about_words:
        asked = _("we have looked at it once more. We would like to publish your idea, but ask for a change first:")
        return [asked, appeal.answer, *decision_links.changing(item), court]
    return [_("we have looked at it once more, and the decision stays. The reason:"), appeal.answer, court]


@writes("contribution_redacted")
def redacted(decision_id: uuid.UUID) -> Letter | None:
    decision = Decision.objects.filter(pk=decision_id).first()
    item = _item(decision.idea_id, decision.comment_id) if decision else None
    if decision is None or item is None:
        return None
    return _to_author(
        item,
        subject=_("We have taken personal data out: %(title)s"),
        blocks=[
            _("we have taken personal data out of what you have written, so that nobody is harmed by it."),
            Facts([*facts(item), (_("Places"), str(decision.places))]),
            *decision_links.objecting(item, Outcome.REDACTED),
        ],
    )


@writes("photo_removed")
def photo_removed(decision_id: uuid.UUID) -> Letter | None:
    decision = Decision.objects.filter(pk=decision_id).first()
    item = _item(decision.idea_id, None) if decision else None
    if decision is None or item is None:
        return None
    reason: list[Block] = [_("The reason:"), decision.reason] if decision.reason else []
    return _to_author(
        item,
        subject=_("We have taken a photo out: %(title)s"),
        blocks=[
            _("we have taken a photo out of your idea. Your text stays as it is."),
            *reason,
            Facts(facts(item)),
            *decision_links.objecting(item, Outcome.REDACTED),
        ],
    )


@writes("contribution_suspended")
def suspended(decision_id: uuid.UUID) -> Letter | None:
    """Only as long as nobody has decided: what a clerk says counts more."""
    decision = Decision.objects.filter(pk=decision_id).first()
    item = _item(decision.idea_id, decision.comment_id) if decision else None
    if decision is None or item is None or Decision.objects.of(item).on_showing().first() != decision:
        return None
    return _to_author(
        item,
        subject=_("What you have written is hidden for now: %(title)s"),
        blocks=[
            _("several people have reported what you have written. So it is hidden by itself until we have read it."),
            _("You need not do anything. We decide as soon as we can, and write to you."),
            Facts(facts(item)),
            *decision_links.objecting(item, Outcome.SUSPENDED),
        ],
    )


def facts(item: Idea | Comment) -> list[tuple[str, str]]:
    """What it is about, for its author."""
    if isinstance(item, Comment):
        return [(_("Your comment"), item.text), *wording.facts(item.idea)]
    return wording.facts(item)


def _appeal(appeal_id: uuid.UUID) -> Appeal | None:
    related = ("decision__idea__author", "decision__idea__municipality", "decision__comment__author")
    found = Appeal.objects.select_related(*related).filter(pk=appeal_id).first()
    if found is not None and found.decision.comment is not None:
        found.decision.comment.idea = found.decision.idea
    return found


def _item(idea_id: uuid.UUID, comment_id: uuid.UUID | None) -> Idea | Comment | None:
    if comment_id is not None:
        related = ("author", "idea__call__organization", "idea__municipality")
        return Comment.objects.select_related(*related).filter(pk=comment_id).first()
    return Idea.objects.select_related("author", "call__organization", "municipality").filter(pk=idea_id).first()


def _to_author(item: Idea | Comment, *, subject: str, blocks: list[Block]) -> Letter | None:
    idea = item.idea if isinstance(item, Comment) else item
    author = item.author
    return letter_about(
        idea, to=author.email if author else item.email, name=author.display_name if author else item.author_name,
        subject=subject, blocks=blocks,
    )  # fmt: skip
