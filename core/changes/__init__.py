"""The change log: one row per public object, in commit order, whoever changed it."""
