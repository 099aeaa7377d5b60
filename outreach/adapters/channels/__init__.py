"""The ways out: one kind of parcel a file."""
