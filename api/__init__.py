"""The face for programs: HTTP in, one domain call, HTTP out."""
