package safetext

// twins are the plain forms of the signs and punctuation the screens use, for terminals without Unicode. Everything a
// screen writes therefore may use these signs freely.
var twins = map[rune]string{
	'✓': "+", '✗': "x", '▸': ">", '▾': "v", '·': ".", '↓': "v", '↑': "^", '→': "->", '←': "<-", '●': "*", '○': "o",
	'█': "#", '░': "-", '…': "~", '–': "-", '—': "-", '‑': "-", '×': "x", '•': "*", '≥': ">=", '≤': "<=",
	'‘': "'", '’': "'", '“': `"`, '”': `"`, '\u00a0': " ",
	'─': "-", '│': "|", '╭': "+", '╮': "+", '╰': "+", '╯': "+", '┬': "+", '┴': "+", '├': "+", '┤': "+", '┼': "+",
}
