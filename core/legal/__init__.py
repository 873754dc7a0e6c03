"""Imprint, privacy notice, terms and accessibility statement: of the region and of each municipality, in versions."""
