"""Devices that are told of news by push messages."""
