/* units.c: numbers for people, and from them. */
#include "units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	double size;
	const char *name;
};

/* Three digits of it, as they are after rounding: 9.996 is 10.0. */
static int decimals(double value)
{
	double magnitude = fabs(value);

	return magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0;
}

/* Three significant digits of VALUE in the largest unit that it reaches. */
static const char *format_unit(double value, const struct unit *units,
			       char *text, size_t size)
{
	double scaled;

	if (!isfinite(value)) {
		snprintf(text, size, "-");
		return text;
	}
	while (units[1].name && fabs(value) >= units[1].size)
		units++;
	scaled = value / units->size;
	snprintf(text, size, "%.*f %s",
		 scaled == floor(scaled) && fabs(scaled) < 1000 ?
			 0 :
			 decimals(scaled),
		 scaled, units->name);
	return text;
}

const char *format_ns(double ns, char *text, size_t size)
{
	static const struct unit units[] = {
		{ 1, "ns" }, { 1e3, "us" }, { 1e6, "ms" }, { 1e9, "s" }, { 0, NULL }
	};

	return format_unit(ns, units, text, size);
}

const char *format_bytes(double bytes, char *text, size_t size)
{
	static const struct unit units[] = { { 1, "B" },
					     { 1024.0, "KiB" },
					     { 1048576.0, "MiB" },
					     { 1073741824.0, "GiB" },
					     { 0, NULL } };

	return format_unit(bytes, units, text, size);
}

/* Three digits before the point, too: 37629 is no better known than 37600. */
static double three_digits(double value)
{
	double step = 1;

	while (isfinite(value) && fabs(value) / step >= 999.5)
		step *= 10;
	return round(value / step) * step;
}

const char *format_change(double ratio, char *text, size_t size)
{
	double percent = (ratio - 1) * 100;

	if (!isfinite(percent)) {
		snprintf(text, size, "-");
		return text;
	}
	if (fabs(percent) >= 999.5)
		percent = three_digits(percent);
	snprintf(text, size, "%+.*f %%", decimals(percent), percent);
	return text;
}

const char *format_interval(double ratio, double low, double high, char *text,
			    size_t size)
{
	char change[32], from[32], to[32];

	format_change(ratio, change, sizeof(change));
	format_change(low, from, sizeof(from));
	format_change(high, to, sizeof(to));
	/* The unit once is enough. */
	from[strcspn(from, " ")] = '\0';
	to[strcspn(to, " ")] = '\0';
	snprintf(text, size, "%s [%s, %s]", change, from, to);
	return text;
}

const char *plural(double count, const char *ending)
{
	return count > 1 || count < 1 ? ending : "";
}

int parse_percent(const char *text, double *share)
{
	char *end;
	double percent = strtod(text, &end);

	if (end == text || (*end && strcmp(end, "%") != 0) ||
	    !(percent >= 0 && percent <= 1e6))
		return -1;
	*share = percent / 100;
	return 0;
}
