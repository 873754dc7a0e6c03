"""The views: GET shows, POST acts."""
