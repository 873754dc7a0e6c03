"""Push messages: devices that want to hear of something new, and how each is reached; contents never travel."""
