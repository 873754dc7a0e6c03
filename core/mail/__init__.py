"""Outgoing mail: written into the outbox with the fact that caused it, rendered and sent by the worker."""
