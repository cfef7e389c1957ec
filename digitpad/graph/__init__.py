"""What a network does with one image: its trace, its values' arithmetic, what they depend on."""
