"""What people say when they answer a first mail, a language a module."""
