/* yardsticks.c: what each profiler says of the yardsticks, as a table. */
#include "yardsticks.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/member.h"
#include "report/figures.h"

static void line_text(const struct facts *f, char *text, size_t size)
{
	char slope[32], intercept[32];

	if (isnan(f->slope)) {
		snprintf(text, size, "-");
		return;
	}
	range_text("%.2f", f->slope, f->slope_error, slope, sizeof(slope));
	range_text("%.1f", fabs(f->intercept), f->intercept_error, intercept,
		   sizeof(intercept));
	snprintf(text, size, "(%s) x %c (%s)", slope,
		 f->intercept < 0 ? '-' : '+', intercept);
}

static void worst_text(const struct facts *f, char *text, size_t size)
{
	range_text("%.1f", f->cpu_worst, f->cpu_chance, text, size);
}

static void mean_text(const struct facts *f, char *text, size_t size)
{
	range_text("%.1f", f->cpu_mean, f->cpu_mean_error, text, size);
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
	size_t used;

	range_text("%.2f", f->delay_slope, f->delay_error, text, size);
	used = strlen(text);
	if (!isnan(f->delay_slope))
		snprintf(text + used, size - used, ", %.0f %%",
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
	{ "worst", NULL, 0, 0, worst_text },
	{ "mean", NULL, 0, 0, mean_text },
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
		double fact = member_number(f, column->fact);

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
