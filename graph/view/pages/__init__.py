"""What each kind of page shows, one module a kind."""
