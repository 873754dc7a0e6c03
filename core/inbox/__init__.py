"""The mailbox that citizens write to: read by IMAP, understood with care, never trusted."""
