/* main.c: runs the fuzz target that $TARE_FUZZ names, under libFuzzer. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "fuzz.h"

REGISTRY(fuzz);

/* libFuzzer's side: it has no header for them. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

const char *__lsan_default_suppressions(void);

static const struct fuzz *target;

/*
 * libfcgi 2.4.2 forgets a list of 48 bytes when a FCGI_GET_VALUES record is cut short, in
 * ProcessManagementRecord(); the connection ends there, so it is once a peer.
 */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfcgi";
}

void fuzz_failed(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

struct json_object *fuzz_json(const char *text, size_t length)
{
	struct json_object *json;
	struct reason why = { "" };
	struct buf copy;

	buf_init(&copy);
	buf_add(&copy, text, length);
	json = json_parse(copy.text, copy.len, "it", &why);
	check(json || why.text[0]);
	buf_release(&copy);
	return json;
}

/* Without a name, or with a wrong one: the targets and their samples. */
static _Noreturn void list_targets(void)
{
	for (const struct fuzz *const *f = REGISTRY_BEGIN(fuzz);
	     f < REGISTRY_END(fuzz); f++)
		printf("%s %s\n", (*f)->name, (*f)->seeds);
	exit(getenv("TARE_FUZZ") ? 2 : 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("TARE_FUZZ");

	(void)argc;
	(void)argv;
	for (const struct fuzz *const *f = REGISTRY_BEGIN(fuzz);
	     name && f < REGISTRY_END(fuzz); f++) {
		if (strcmp((*f)->name, name) == 0)
			target = *f;
	}
	if (!target)
		list_targets();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	target->run((const char *)bytes, length);
	return 0;
}
