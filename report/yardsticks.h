/* yardsticks.h: what each profiler says of the yardsticks, as a table. */
#ifndef TARE_YARDSTICKS_H
#define TARE_YARDSTICKS_H

#include "report/facts.h"
#include "report/sheet.h"

enum { YARDSTICK_COLUMNS = 14 };

/* Fill SHEET, which has so many columns, with a row for each of FACTS. */
void yardsticks_fill(struct sheet *sheet, const struct facts *facts,
		     size_t count);

#endif
