"""What belongs to the person who is signed in."""
