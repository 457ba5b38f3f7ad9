"""What an agency has in the warehouse, as SQL: every statement is made here."""
