/* measure.h: what the stacks of evidence are weighed in. */
#ifndef TARE_MEASURE_H
#define TARE_MEASURE_H

#include "export/stacks.h"

/* Fill the measures of STACKS, whose evidence and unit are set. */
void measures_choose(struct stacks *stacks);

#endif
