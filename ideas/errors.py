"""The ways ideas say no; each sentence says what to do next."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, FieldError, Forbidden


def required(pointer: str) -> FieldError:
    """What is missing: a field that this act needs, though others do without."""
    return FieldError(pointer, "required", _("Please fill in this field."))


class CallNotOpenYet(Conflict):
    code = "call_not_open_yet"
    title = _("The call is not open yet")
    advice = _("This call for ideas has not opened yet. Please come back at the time given in “opens_at”.")


class CallClosed(Conflict):
    code = "call_closed"
    title = _("The call is closed")
    advice = _("This call for ideas is closed. You are welcome to hand in your idea without a call.")


class DiscussionClosed(Conflict):
    code = "discussion_closed"
    title = _("The discussion is closed")
    advice = _("Ideas of this call are not discussed and supported at this time. Its phases say when they are.")


class IdeaNotEditable(Conflict):
    code = "idea_not_editable"
    title = _("The idea can no longer be changed")
    advice = _(
        "This idea is supported or answered already, or it is hidden, so its text stays as it is. You can withdraw it "
        "and hand in a new one."
    )


class TooManyDrafts(Conflict):
    code = "too_many_drafts"
    title = _("There are too many drafts")
    advice = _("Your account holds fifty drafts already. Please hand one in or delete one first.")


class IdeaNotConfirmed(Conflict):
    code = "idea_not_confirmed"
    title = _("The idea is not confirmed yet")
    advice = _("The author has not confirmed the e-mail address yet. Please wait until then.")


class IdeaWithdrawn(Conflict):
    code = "idea_withdrawn"
    title = _("The idea was withdrawn")
    advice = _("The author has withdrawn this idea, so nothing more happens with it.")


class NotAsked(Conflict):
    code = "not_asked"
    title = _("The question is not open")
    advice = _(
        "We ask whether an idea has been solved four weeks after it was put into practice. If it is being worked on "
        "again, we ask anew afterwards."
    )


class IdeaNotPublic(Conflict):
    code = "idea_not_public"
    title = _("The idea is not public")
    advice = _("Only public ideas are answered. Please approve the idea first.")


class StatusNotPossible(Conflict):
    code = "status_not_possible"
    title = _("This status cannot follow")
    advice = _("This status cannot follow the present one. A closed idea is first taken up again.")


class OthersContinueHere(Conflict):
    code = "others_continue_here"
    title = _("Other ideas are continued as this one")
    advice = _(
        "Other ideas are continued as this one. Please first say of each of them which other idea it is continued as; "
        "then this one can be closed in the same way."
    )


class AnswerPrepared(Conflict):
    code = "answer_prepared"
    title = _("An answer is prepared already")
    advice = _("An answer to this idea waits for its time already. Please change that one, or take it back first.")


class AnswerSettled(Conflict):
    code = "answer_settled"
    title = _("The answer is settled already")
    advice = _("This answer was published or refused meanwhile. What you still have to say is a new answer.")


class CommentWithdrawn(Conflict):
    code = "comment_withdrawn"
    title = _("The comment was withdrawn")
    advice = _("This comment was withdrawn, so it stays as it is. You are welcome to write a new one.")


class CommentNotConfirmed(Conflict):
    code = "comment_not_confirmed"
    title = _("The comment is not confirmed yet")
    advice = _("Its author has not confirmed the e-mail address yet. Please wait until then.")


class CommentHidden(Conflict):
    code = "comment_hidden"
    title = _("The comment is hidden")
    advice = _("This comment was hidden, so it cannot be changed. The mail about it says why, and you can answer it.")


class AuthorBlocked(Forbidden):
    code = "author_blocked"
    title = _("You may not write here at present")
    advice = _(
        "The office has decided that you may not hand in ideas and comments here at present; its mail to you says why. "
        "You see it differently? Please answer that mail."
    )


class AlreadyReported(Conflict):
    code = "already_reported"
    title = _("It is reported already")
    advice = _(
        "You, or somebody in your network, have reported this already, and it is being looked at. To say more, please "
        "sign in or write to the office."
    )


class NoAuthor(Conflict):
    code = "no_author"
    title = _("The author is not known")
    advice = _("Nothing is known any more of who wrote this, so there is nobody to trust or to block.")


class OwnDecision(Conflict):
    code = "own_decision"
    title = _("Somebody else decides this objection")
    advice = _("The author objects to your own decision. Please leave it to a colleague.")


class NothingToAppeal(Conflict):
    code = "nothing_to_appeal"
    title = _("There is nothing to object to")
    advice = _("This decision no longer holds: something has been decided after it. The latest mail about it counts.")


class AppealTooLate(Conflict):
    code = "appeal_too_late"
    title = _("It is too late to object")
    advice = _("One can object to a decision for six months. Please write to the office that decided.")


class NothingToRevise(Conflict):
    code = "nothing_to_revise"
    title = _("No change is asked for any more")
    advice = _("Your change has arrived, or something else was decided meanwhile. The latest mail about it counts.")


class PollNotOpenYet(Conflict):
    code = "poll_not_open_yet"
    title = _("The poll is not open yet")
    advice = _("This poll has not opened yet. Please come back at the time given in “opens_at”.")


class PollClosed(Conflict):
    code = "poll_closed"
    title = _("The poll is closed")
    advice = _("This poll is closed. Its results are told from the time given in “results_from”.")


class AlreadyVoted(Conflict):
    code = "already_voted"
    title = _("You have voted already")
    advice = _("Your ballot in this poll is cast and stays as it is. You find it under /me/ballots.")


class ResultsNotYet(Conflict):
    code = "results_not_yet"
    title = _("The results are not told yet")
    advice = _("The results are told from the time given in “results_from”. Please come back then.")


class VotingHasBegun(Conflict):
    code = "voting_has_begun"
    title = _("Voting has begun")
    advice = _(
        "People have voted already, so question, options and beginning stay as they are, and a closed poll stays "
        "closed. You can withdraw the poll and make a new one."
    )


class IdeaClosed(Conflict):
    code = "idea_closed"
    title = _("The idea is closed")
    advice = _("This idea has come to its end, so it is not supported any more. You can still follow it.")


class IdeaContinued(Conflict):
    code = "idea_continued"
    title = _("The idea is continued as another one")
    advice = _("Another idea says the same and goes on for both. Please support the one named in “duplicate_of”.")
