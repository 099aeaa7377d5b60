"""Mail addresses and phone numbers that the quick rules of an import cannot judge."""

from __future__ import annotations

import phonenumbers
from email_validator import EmailNotValidError, validate_email

LONGEST_ADDRESS = 320
LONGEST_NUMBER = 40


def address(text: str) -> str:
    """Return the mail address with its domain in ASCII; "" for what is none.

    Nothing is looked up. An address whose local part is not ASCII is none: few servers
    take one (RFC 6531), and a bounce costs more than a lead.
    """
    if len(text) > LONGEST_ADDRESS:
        return ""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return found.ascii_email or ""


def phone(text: str, country: str) -> str:
    """Return the number as E.164; "" for what is none, or is ambiguous without a country."""
    if len(text) > LONGEST_NUMBER:
        return ""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
