"""From a drawing or a picture to an answer, and how sure it is."""
