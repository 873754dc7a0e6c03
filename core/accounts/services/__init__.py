"""What can be done with an account: signing up, signing in, changing and deleting it."""
