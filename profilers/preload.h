/* preload.h: whether a library can be preloaded. */
#ifndef TARE_PRELOAD_H
#define TARE_PRELOAD_H

#include "base/reason.h"

/*
 * 0 when a program starts without a complaint with LIBRARY ("libprofiler.so.0")
 * preloaded and MALLOC_CONF, jemalloc's settings; else -1 with WHY: what was said,
 * and PACKAGE for the remedy.
 */
int preload_probe(const char *library, const char *malloc_conf,
		  const char *package, struct reason *why);

#endif
