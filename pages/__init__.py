"""The face for people who followed a link in an e-mail."""
