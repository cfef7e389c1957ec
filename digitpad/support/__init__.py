"""What every part stands on: errors, files, folders, locks; nothing here knows of digits."""
