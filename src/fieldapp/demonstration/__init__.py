"""A fictional organisation of the Pas-de-Calais, made from a seed, and the main job done in it."""
