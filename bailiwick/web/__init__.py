"""The page shell: policy at the door, live hints, health, base templates and tags."""
