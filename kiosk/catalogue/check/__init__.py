"""Tools around procedure files: what changed between versions, words to translate, typography, the RGAA self-audit."""
