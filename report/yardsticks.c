/* yardsticks.c: what each profiler says of the yardsticks, as a table. */
#include "yardsticks.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include "report/figures.h"

static void line_text(const struct facts *f, char *text, size_t size)
{
	if (isnan(f->slope))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.2f x %+.1f", f->slope, f->intercept);
}

static void spread_text(const struct facts *f, char *text, size_t size)
{
	if (isnan(f->spread))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.2f [%.2f, %.2f]", f->spread,
			 f->spread_low, f->spread_high);
}

static void winners_text(const struct facts *f, char *text, size_t size)
{
	if (isnan(f->winners))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.0f in %.0f", f->winners, f->runs);
}

static void delay_text(const struct facts *f, char *text, size_t size)
{
	if (isnan(f->delay_slope))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.2f, %.0f %%", f->delay_slope,
			 100 * f->delay_leak);
}

static void sums_text(const struct facts *f, char *text, size_t size)
{
	if (f->imbalance == 0)
		snprintf(text, size, "adds up");
	else
		error_text(f->imbalance, text, size);
}

/* A fact by a format and a scale, or what TEXT makes of several. */
static const struct column {
	const char *title;
	const char *format;
	double scale;
	size_t fact;
	void (*text)(const struct facts *f, char *text, size_t size);
} columns[] = {
	{ "reported of true", NULL, 0, 0, line_text },
	{ "worst", "%.1f", 1, offsetof(struct facts, cpu_worst), NULL },
	{ "mean", "%.1f", 1, offsetof(struct facts, cpu_mean), NULL },
	{ "overlap", "%.2f", 1, offsetof(struct facts, overlap), NULL },
	{ "winners", NULL, 0, 0, winners_text },
	{ "spread", NULL, 0, 0, spread_text },
	{ "yield", "%.0f %%", 100, offsetof(struct facts, yield), NULL },
	{ "callers", "%.0f %%", 100, offsetof(struct facts, edge_recall), NULL },
	{ "tail call", "%.0f %%", 100, offsetof(struct facts, tail_seen), NULL },
	{ "shift", "%.1f", 1, offsetof(struct facts, shift_worst), NULL },
	{ "delay, leak", NULL, 0, 0, delay_text },
	{ "sums", NULL, 0, 0, sums_text },
	{ "wrongness", "%.2f", 1, offsetof(struct facts, wrongness), NULL },
};

enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

_Static_assert(COLUMNS + 1 == YARDSTICK_COLUMNS, "the sheet has other columns");

static void yardstick_row(struct sheet *sheet, const struct facts *f)
{
	char text[64];

	sheet_row(sheet);
	sheet_set(sheet, 0, "%s", f->arm);
	for (unsigned i = 0; i < COLUMNS; i++) {
		const struct column *column = &columns[i];
		double fact = *(const double *)((const char *)f + column->fact);

		if (column->text)
			column->text(f, text, sizeof(text));
		else
			figure_text(column->format, fact * column->scale, text,
				    sizeof(text));
		sheet_set(sheet, i + 1, "%s", text);
	}
}

void yardsticks_fill(struct sheet *sheet, const struct facts *facts,
		     size_t count)
{
	sheet_row(sheet);
	sheet_set(sheet, 0, "profiler");
	for (unsigned i = 0; i < COLUMNS; i++)
		sheet_set(sheet, i + 1, "%s", columns[i].title);
	for (size_t i = 0; i < count; i++)
		yardstick_row(sheet, &facts[i]);
}
