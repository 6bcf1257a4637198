/* symbols.h: where the functions of a program are defined, from its DWARF. */
#ifndef TARE_SYMBOLS_H
#define TARE_SYMBOLS_H

#include <stdint.h>

#include "base/reason.h"

struct symbols;

/*
 * Read BINARY (or the debug file that it names). NULL with WHY when it is no
 * ELF file. One without debug information is fine: it has no functions here.
 */
struct symbols *symbols_open(const char *binary, struct reason *why);
void symbols_close(struct symbols *symbols);

/*
 * Where the function NAME (of a copy by the compiler, "fib.part.0": the
 * function it was made from) is defined; the file is relative to symbols_root()
 * when it is below it, and lives as long as SYMBOLS. Of several functions of
 * one name, the first in file order. -1 when the program has no such function.
 */
int symbols_function(const struct symbols *symbols, const char *name,
		     const char **file, int *line);

/* The directory that main() was compiled in, ending in '/'; "" when unknown. */
const char *symbols_root(const struct symbols *symbols);

/* Addresses, as linked: the first that is loaded, and the end of the code. */
void symbols_range(const struct symbols *symbols, uint64_t *low,
		   uint64_t *code_end);

/* PATH without ROOT in front, if it starts so. */
const char *path_below(const char *path, const char *root);

#endif
