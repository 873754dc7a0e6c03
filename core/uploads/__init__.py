"""Uploaded files: pictures and documents, checked, kept in the data folder and served from there."""
