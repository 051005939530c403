"""Clean, segment, code and count Chinese policy texts.

What a notebook needs, in the order of the way that the data take:

`clean`
    a raw text freed of the page around it, with the edits made
`segment`
    the tokens of a text
`label`
    the themes of each sentence
`targets`
    the quantified targets of sentences
`formulas`
    the numbered formulas of a sentence
`derive`
    a corpus to derived tables
`load`
    the derived tables of this book, or of a folder
`named`
    a table with the names and colours that figures print
`read_coding`
    what the coders said of the sentences, to hold the labels against
"""

from policytext.coding.formulas import formulas
from policytext.coding.targets import targets
from policytext.coding.themes import label
from policytext.data import InputError
from policytext.pipeline import derive
from policytext.reading.clean import clean
from policytext.reading.segment import segment
from policytext.tables import load, named, read_coding

__all__ = [
    "InputError",
    "clean",
    "derive",
    "formulas",
    "label",
    "load",
    "named",
    "read_coding",
    "segment",
    "targets",
]
