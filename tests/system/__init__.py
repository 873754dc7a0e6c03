"""Tests that need a program beyond python3; .ci/run installs it."""
