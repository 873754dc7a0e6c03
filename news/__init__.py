"""The third floor: articles; later the newsletter and notifications that carry them."""
