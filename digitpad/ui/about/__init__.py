"""What digitpad is, its versions, its data, and the licences of all that it is made of."""
