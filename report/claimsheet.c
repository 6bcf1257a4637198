/* claimsheet.c: claims and their verdicts as a table. */
#include "claims.h"

void claims_list(struct json_object *run, const struct facts *facts,
		 size_t count, FILE *out)
{
	for (const struct claim *claim = claims; claim->name; claim++) {
		struct claim_result result;

		claim->check(run, facts, count, &result);
		fprintf(out, "%s: %s\n  claimed by  %s\n  tested by   %s\n"
			     "  found       %s\n",
			claim_verdict_name(result.verdict), claim->text,
			claim->source, claim->test, result.figure.text);
		if (*claim->needs)
			fprintf(out, "  measure     tare bench %s\n",
				claim->needs);
		fputs("\n", out);
	}
}

void claims_print(struct json_object *run, const struct facts *facts,
		  size_t count, const struct sheet_format *format, FILE *out)
{
	static const char *const titles[] = { "claim",	 "source", "tested by",
					      "verdict", "found",  "by" };
	enum { COLUMNS = sizeof(titles) / sizeof(*titles) };
	struct sheet sheet;

	sheet_init(&sheet, COLUMNS);
	sheet_row(&sheet);
	for (unsigned i = 0; i < COLUMNS; i++)
		sheet_set(&sheet, i, "%s", titles[i]);
	for (const struct claim *claim = claims; claim->name; claim++) {
		struct claim_result result;

		claim->check(run, facts, count, &result);
		sheet_row(&sheet);
		sheet_set(&sheet, 0, "%s", claim->text);
		sheet_set(&sheet, 1, "%s", claim->source);
		sheet_set(&sheet, 2, "%s", claim->test);
		sheet_set(&sheet, 3, "%s", claim_verdict_name(result.verdict));
		sheet_set(&sheet, 4, "%s", result.figure.text);
		sheet_set(&sheet, 5, "%s%s",
			  *claim->needs ? "tare bench " : "-", claim->needs);
	}
	format->print(&sheet, out);
	sheet_release(&sheet);
}
