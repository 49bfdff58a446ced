"""What a rule reports, its identity, and what takes it back."""
