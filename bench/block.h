/* block.h: one fresh process of every arm, measured in interleaved random order. */
#ifndef TARE_BLOCK_H
#define TARE_BLOCK_H

#include "bench/run.h"
#include "bench/stage.h"

/*
 * Measure one block of ENDPOINT into BLOCK, with the arms that take part (NULL: all).
 * An arm that fails costs its own sample only (requests = 0, the cell knows why).
 * Returns 0; 1 when a signal asked us to stop, and then BLOCK is not to be used; -1
 * with WHY when the stage itself failed.
 */
int block_measure(struct run *run, struct endpoint *endpoint,
		  struct stage *stage, const bool *takes_part,
		  struct block *block, struct reason *why);

#endif
