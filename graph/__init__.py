"""Many documents' facts in, answers out."""
