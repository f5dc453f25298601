"""Words below everything that speaks: the phrase book, conditions and facts put into words, and other languages.

Read `phrases` first: phrases are data with ids, in `rules/texts/`. `words` puts single values, facts against thresholds
and doses into them, and makes free text safe to show; `conditions` does so with when a rule holds. `language` has the
texts of another language by their ids, `translation` makes a decision or a rulebook in it, `source_texts` lists what
there is to translate, and `catalogues` are the files that translators work on.
"""

from itb_rules.wording.catalogues import check, extract
from itb_rules.wording.language import Language, packaged_languages
from itb_rules.wording.source_texts import own_texts, packaged_texts

__all__ = ["Language", "check", "extract", "own_texts", "packaged_languages", "packaged_texts"]
