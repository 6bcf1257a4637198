/*
 * fuzz.h: a fuzz target is one function of bytes.
 *
 *	FUZZ(query, "request/query*")
 *	{
 *		TEXT has LENGTH bytes, and no NUL behind them
 *	}
 *
 * The macro registers it under its name, with the samples below t/golden (a glob;
 * several with spaces between; "" for none) that libFuzzer starts from. What it must
 * never do is crash, hang, leak, take much memory, or fail a check().
 */
#ifndef TARE_FUZZ_H
#define TARE_FUZZ_H

#include <stddef.h>

#include "base/registry.h"
#include "profilers/evidence.h"

struct fuzz {
	const char *name;
	const char *seeds;
	void (*run)(const char *text, size_t length);
};

#define FUZZ(target, samples)                                                  \
	static void target(const char *text, size_t length);                   \
	static const struct fuzz fuzz_##target = { #target, samples, target }; \
	REGISTER(fuzz, fuzz_##target);                                         \
	static void target(const char *text, size_t length)

/* What must hold, whatever the input; else this ends in a crash. */
#define check(condition)                                                       \
	((condition) ? (void)0 :                                               \
		       fuzz_failed(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_failed(const char *file, int line, const char *condition);

/* TEXT, which needs no NUL, as JSON; the caller puts it. NULL when it is none. */
struct json_object *fuzz_json(const char *text, size_t length);

/* Do with EVIDENCE all that tare does with what a reader accepted. */
void fuzz_use(struct evidence *evidence);

#endif
