"""The sentences of Django REST framework: its German says “du”, so our catalog says them in its place."""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Not a valid string."),
    _("Ensure this field has no more than {max_length} characters."),
    _("Ensure this field has at least {min_length} characters."),
    _("Ensure this value is less than or equal to {max_value}."),
    _("Ensure this value is greater than or equal to {min_value}."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    _('Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'),
    _('Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.'),
    _('"{input}" is not a valid choice.'),
    _('Expected a list of items but got type "{input_type}".'),
    _('Expected a dictionary of items but got type "{input_type}".'),
    _("Date has wrong format. Use one of these formats instead: {format}."),
    _("Datetime has wrong format. Use one of these formats instead: {format}."),
    _("Expected a date but got a datetime."),
    _("Expected a datetime but got a date."),
    _("The submitted data was not a file. Check the encoding type on the form."),
    _("Ensure this filename has at most {max_length} characters (it has {length})."),
)
