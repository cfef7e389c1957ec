"""``digitpad doctor``: what is here, what is wrong, and how to mend it."""
