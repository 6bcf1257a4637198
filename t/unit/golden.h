/* golden.h: comparing what was read with what is known to be right. */
#ifndef TARE_GOLDEN_H
#define TARE_GOLDEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "profilers/evidence.h"

/* Add t/golden/NAME to BUF; fails the test when it is not there. */
void golden_read(const char *name, struct buf *buf);

/*
 * Fail unless EVIDENCE is what t/golden/NAME says, both ways: as JSON, and when
 * read back from it. With TARE_WRITE_GOLDEN in the environment the file is
 * written instead.
 */
void golden_compare(const char *name, const struct evidence *evidence);

/* A cheap generator with a known sequence: Marsaglia's xorshift64 (2003). */
uint64_t golden_random(uint64_t *state);

#endif
