"""Under which name something is shown: the one place that settles it, for ideas and comments alike."""

import re

from django.utils.translation import gettext as _

from core import names
from core.errors import FieldError, Invalid
from ideas.models import Comment, Display, Idea

ADDRESS = re.compile(r"\S@\S+\.\w")


def settle_name(item: Idea | Comment, *, has_chosen: bool) -> None:
    """Make name and display agree. Signed in, `name` is the account's, taken where the author `has_chosen` it now.

    Raises Invalid.
    """
    if item.display == Display.ANONYMOUS:
        item.author_name = ""  # what is not shown is not kept
    elif item.display == Display.NAME and item.author and has_chosen:
        item.author_name = item.author.display_name
    names.check(item.author_name, pointer="/author_name")
    if ADDRESS.search(item.author_name):
        sentence = _("Everybody would read this address. Please give a name, or choose “anonymous”.")
        raise Invalid([FieldError("/author_name", "holds_address", sentence)])
    if item.display != Display.ANONYMOUS and not item.author_name:
        sentence = _("Please give the name that shall be shown, or choose “anonymous”.")
        raise Invalid([FieldError("/author_name", "required", sentence)])
