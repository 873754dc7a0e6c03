"""From an empty folder to a running service: prepare the database, then watch over web server and worker."""
