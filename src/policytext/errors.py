"""What the library says when the input cannot be used."""


class InputError(ValueError):
    """Input that cannot be used.

    The message names the file, the line or row, what was found and what was expected. The command
    line prints it and ends with status 2; nothing has been written then.
    """
