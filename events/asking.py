"""What an answer to a question may be, told and enforced alike, and how it reads."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.errors import FieldError
from events.models import Answer, Question, QuestionKind
from events.models.question import CHOOSING

LONGEST_TEXT, LONGEST_CHOICE = 1000, 200
# What no text may hold, tab and line feed aside; PostgreSQL takes neither NUL nor half a character.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
KEY = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
MOST, MOST_CHOICES = 20, 30


def problems(questions: Sequence[Question], *, pointer: str = "/questions") -> list[FieldError]:
    """What is wrong with the questions themselves, by their place."""
    errors = []
    if len(questions) > MOST:
        sentence = _("At most %(count)s questions can be asked.") % {"count": MOST}
        errors.append(FieldError(pointer, "too_many", sentence))
    seen = set()
    for place, question in enumerate(questions):
        if not KEY.fullmatch(question.key):
            sentence = _("Please use small letters, figures and hyphens.")
            errors.append(FieldError(f"{pointer}/{place}/key", "key", sentence))
        if not question.label.strip():
            errors.append(FieldError(f"{pointer}/{place}/label", "required", _("Please write the question.")))
        if question.key in seen:
            errors.append(FieldError(f"{pointer}/{place}/key", "repeated", _("Another question has this name.")))
        if wrong := _wrong_choices(question):
            errors.append(FieldError(f"{pointer}/{place}/choices", "choices", wrong))
        seen.add(question.key)
    return errors


def _wrong_choices(question: Question) -> str:
    if question.kind not in CHOOSING:
        return _("Only questions of a choice have answers to choose from.") if question.choices else ""
    if not 2 <= len(question.choices) <= MOST_CHOICES:  # noqa: PLR2004 - one is no choice
        return _("Please give between 2 and %(count)s answers to choose from.") % {"count": MOST_CHOICES}
    if len(set(question.choices)) != len(question.choices) or not all(one.strip() for one in question.choices):
        return _("Each answer may stand there once, and none may be empty.")
    return ""


def read(
    questions: Iterable[Question], told: Mapping[str, Any], *, partly: bool = False
) -> tuple[dict[str, Answer | None], list[FieldError]]:
    """The answers by their keys, None where one is left empty, and what is wrong with them.

    `partly`: what is not told stays as it is, so only what is told must be right.
    """
    asked = {question.key: question for question in questions}
    answers: dict[str, Answer | None] = {}
    errors = [
        FieldError(f"/answers/{_escaped(key)}", "unknown_question", _("This workshop does not ask this question."))
        for key in told
        if key not in asked
    ][:MOST]
    for key, question in asked.items():
        if partly and key not in told:
            continue
        value, sentence = _value(question, told.get(key))
        if sentence is None and value is None and question.is_required:
            sentence = _missing(question)
            errors.append(FieldError(f"/answers/{key}", "required", sentence))
        elif sentence is not None:
            errors.append(FieldError(f"/answers/{key}", "invalid", sentence))
        elif value is None:
            answers[key] = None
        else:
            answers[key] = Answer(
                key=key, label=question.label, kind=question.kind, value=value, keep_days=question.keep_days
            )
    return answers, errors


def words(answer: Answer) -> str:
    """The answer as it reads in a list."""
    if isinstance(answer.value, bool):
        return _("yes") if answer.value else _("no")
    return ", ".join(answer.value) if isinstance(answer.value, list) else str(answer.value)


def still_said(questions: Iterable[Question], answers: Iterable[Answer]) -> dict[str, Any]:
    """What stands in a form that asks again. A consent to other words is none to these."""
    wordings = {question.key: question.label for question in questions}
    return {
        answer.key: answer.value
        for answer in answers
        if answer.kind != QuestionKind.CONSENT or answer.label == wordings.get(answer.key)
    }


def _value(question: Question, told: Any) -> tuple[Any, str | None]:
    """What was answered, None where nothing was; else a sentence about what is wrong."""
    if told is None:
        return None, None
    match question.kind:
        case QuestionKind.TEXT:
            return _text(told)
        case QuestionKind.YES_NO | QuestionKind.CONSENT:
            return _yes_or_no(question, told)
        case QuestionKind.SINGLE_CHOICE:
            chosen: Any = [told] if told else []
        case _:
            chosen = told
    if not isinstance(chosen, list) or any(not isinstance(one, str) or one not in question.choices for one in chosen):
        return None, _one_of(question)
    if question.kind == QuestionKind.SINGLE_CHOICE:
        return (chosen[0] if chosen else None), None
    return [choice for choice in question.choices if choice in chosen] or None, None


def _yes_or_no(question: Question, told: Any) -> tuple[bool | None, str | None]:
    """A consent is given or not there; nobody answers it with no."""
    if not isinstance(told, bool):
        return None, _("Please answer yes or no.")
    return (None if question.kind == QuestionKind.CONSENT and not told else told), None


def _text(told: Any) -> tuple[str | None, str | None]:
    if not isinstance(told, str):
        return None, _("Please answer with a text.")
    text = told.replace("\r\n", "\n").replace("\r", "\n").strip()
    if CONTROLS.search(text):
        return None, _("This text holds a character that is not allowed here.")
    if len(text) > LONGEST_TEXT:
        return None, _("Please write at most %(count)s characters.") % {"count": LONGEST_TEXT}
    return text or None, None


def _missing(question: Question) -> str:
    if question.kind == QuestionKind.CONSENT:
        return _("One can only register who agrees to this. Please tick it, or ask the organizer.")
    return _("Please answer this question.")


def _one_of(question: Question) -> str:
    return _("Please choose from: %(choices)s.") % {"choices": ", ".join(question.choices)}


def _escaped(key: str) -> str:
    """As part of a JSON Pointer (RFC 6901), and not endlessly long."""
    return key[:50].replace("~", "~0").replace("/", "~1")
