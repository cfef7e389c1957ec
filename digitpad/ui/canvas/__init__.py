"""The canvas: pen, tablet, touch and mouse become strokes."""
