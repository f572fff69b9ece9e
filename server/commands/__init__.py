"""The commands of ``fonds``, each in a module that is imported when somebody types it."""
