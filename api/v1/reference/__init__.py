"""The region: what every client asks first."""
