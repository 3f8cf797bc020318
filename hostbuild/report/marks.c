// SPDX-License-Identifier: GPL-2.0-only
#include "report/marks.h"

enum style met_style(enum met m)
{
	switch (m) {
	case MET_MET:
		return STYLE_GOOD;
	case MET_UNMET:
		return STYLE_BAD;
	case MET_SKIPPED:
		return STYLE_DIM;
	case MET_UNKNOWN:
	case MET_NONE:
		break;
	}
	return STYLE_DOUBT;
}

const char *met_mark(const struct screen *s, enum met m)
{
	switch (m) {
	case MET_MET:
		return s->utf8 ? "✓" : "+";
	case MET_UNMET:
		return s->utf8 ? "✗" : "!";
	case MET_SKIPPED:
		return "-";
	case MET_UNKNOWN:
	case MET_NONE:
		break;
	}
	return "?";
}
