"""The answer: digit, confidence, ten bars, and what the network sees."""
