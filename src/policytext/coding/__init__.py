"""What sentences say: their themes, their quantified targets, their numbered formulas."""
