/* t_heaptrack.c: heaptrack's text is read right, or refused with a reason. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "golden.h"
#include "profilers/heaptrack_file.h"
#include "profilers/heaptrack_sites.h"
#include "unit.h"

static int parse(const char *text, size_t length, const char *program,
		 struct evidence *evidence, struct reason *why)
{
	/* A copy of its own, so that a read past the end is seen. */
	char *copy = malloc(length ? length : 1);
	struct heaptrack_file file;
	int status;

	memcpy(copy, text, length);
	evidence_init(evidence);
	why->text[0] = '\0';
	status = heaptrack_file_read(&file, copy, length, false, why);
	if (status == 0)
		status = heaptrack_sites(&file, program, "/build/", evidence,
					 why);
	heaptrack_file_release(&file);
	free(copy);
	if (status < 0)
		assert_string_not_equal(why->text, "");
	return status;
}

static void compare(const char *name, const char *program)
{
	char *txt = path_format("heaptrack/%s.txt", name);
	char *json = path_format("heaptrack/%s.json", name);
	struct evidence evidence;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read(txt, &text);
	if (parse(text.text, text.len, program, &evidence, &why) < 0)
		fail_msg("%s", why.text);
	evidence_sort(&evidence);
	golden_compare(json, &evidence);
	evidence_release(&evidence);
	buf_release(&text);
	free(txt);
	free(json);
}

UNIT(heaptrack_golden_samples)
{
	compare("lists", "/build/sample");
	compare("inlined", "/build/inlined");
}

/* Header, one string for the program, and its end; the events go between. */
#define HEAD "v 10400 3\nX ./p\ns 2 /p\ns 1 f\ns 4 /p.c\ns 1 g\n"
#define TAIL "c 5\nR 10\n\n# strings: 4\n# ips: 2\n"
#define TREE "i 10 1 2 3 a\nt 1 0\ni 20 1 4 3 b\nt 2 1\n"

/*
 * f has 100 bytes, then g has 16 + 16 besides: the peak. g frees both, f takes
 * 32 more: as many bytes again, but later. In the end g has 8 bytes and f none.
 */
UNIT(heaptrack_peak_is_what_was_live_at_the_first_highest_moment)
{
	static const char text[] =
		HEAD TREE "a 64 1\na 10 2\na 8 2\na 20 1\n"
			  "+ 0\n+ 1\n+ 1\n- 1\n- 1\n+ 3\n- 3\n+ 2\n- 0\n" TAIL;
	struct evidence e;
	struct reason why;
	double bytes;

	if (parse(text, sizeof(text) - 1, "/p", &e, &why) < 0)
		fail_msg("%s", why.text);
	assert_true(e.allocations == 5 && e.bytes == 132 + 32 + 8);
	assert_true(e.peak_bytes == 132 && e.leaked_bytes == 8);
	assert_true(evidence_allocations(&e, "f", &bytes) == 2);
	assert_true(bytes == 132);
	assert_true(evidence_site(&e, "f", "/p.c", 10)->peak_bytes == 100);
	assert_true(evidence_site(&e, "f", "/p.c", 10)->leaked_bytes == 0);
	assert_true(evidence_allocations(&e, "g", &bytes) == 3);
	assert_true(bytes == 40);
	assert_true(evidence_site(&e, "g", "/p.c", 11)->peak_bytes == 32);
	assert_true(evidence_site(&e, "g", "/p.c", 11)->leaked_bytes == 8);
	assert_true(evidence_stack(&e, "f;g")->weight == 3);
	assert_int_equal(e.site_count, 2);
	evidence_release(&e);
}

UNIT(heaptrack_refuses_damage_with_the_line)
{
	static const char *const bad[] = {
		HEAD TREE "a 64 3\n" TAIL,     /* no such stack */
		HEAD TREE "t 3 0\n" TAIL,      /* no such instruction */
		HEAD TREE "t 1 3\n" TAIL,      /* its own caller */
		HEAD TREE "t 0 0\n" TAIL,      /* no instruction */
		HEAD TREE "i 30 5\n" TAIL,     /* no such string */
		HEAD TREE "i 30 1 2 3\n" TAIL, /* a file without a line */
		HEAD TREE "+ 0\n" TAIL,	       /* no such allocation */
		HEAD TREE "a 1 1\n- 0\n" TAIL, /* freed before it was made */
		HEAD TREE "a x 1\n" TAIL,      /* no number */
		HEAD TREE "a 11112222333344445 1\n" TAIL, /* above 64 bits */
		HEAD TREE "s 9 short\n" TAIL,		  /* another length */
		HEAD TREE "what\n" TAIL,		  /* no such line */
		HEAD TREE "x 2 /p\n" TAIL, /* a raw recording's line */
	};
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *at = strstr(bad[i], TREE) + strlen(TREE);
		size_t line = at[0] == 'a' && strchr(at, '-') ? 12 : 11;

		assert_int_equal(parse(bad[i], strlen(bad[i]), "/p", &e, &why),
				 -1);
		evidence_release(&e);
		assert_non_null(
			strstr(why.text, line == 12 ? "line 12" : "line 11"));
	}
}

UNIT(heaptrack_refuses_an_end_that_is_none)
{
	static const char *const bad[] = {
		"",
		"\n",
		"\177ELF\2\1\1",
		"\211PNG\r\n\032\n",
		"v",
		"v 1",
		"v 10400 2\n",
		"v 10400 3",
		"v 10400 3\n",
		HEAD,
		HEAD TREE,
		HEAD TREE "c 5\nR 10\n",
		HEAD TREE "c 5\nR 10\n# strings: 4\n",
		HEAD TREE "c 5\nR 10\n# ips: 2\n",
		HEAD TREE "c 5\nR 10\n# strings: 5\n# ips: 2\n",
		HEAD TREE "c 5\nR 10\n# strings: 4\n# ips: 1\n",
		HEAD TREE "c 5\n# strings: 4\n# ips: 2\n",
		HEAD TREE "R 10\n# strings: 4\n# ips: 2\n",
	};
	struct evidence e;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(parse(bad[i], strlen(bad[i]), "/p", &e, &why),
				 -1);
		evidence_release(&e);
	}
	/* Nor one of another program. */
	assert_int_equal(
		parse(HEAD TREE TAIL, strlen(HEAD TREE TAIL), "/q", &e, &why),
		-1);
	assert_non_null(strstr(why.text, "/q"));
	evidence_release(&e);
	assert_int_equal(
		parse(HEAD TREE TAIL, strlen(HEAD TREE TAIL), "/p", &e, &why),
		0);
	evidence_release(&e);
}

UNIT(heaptrack_refuses_every_beginning)
{
	struct evidence e;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read("heaptrack/lists.txt", &text);
	for (size_t length = 0; length < text.len; length++) {
		assert_int_equal(
			parse(text.text, length, "/build/sample", &e, &why),
			-1);
		evidence_release(&e);
	}
	buf_release(&text);
}

UNIT(heaptrack_survives_damage)
{
	uint64_t random = 19700101;
	struct evidence e;
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read("heaptrack/lists.txt", &text);
	for (int i = 0; i < 3000; i++) {
		size_t at = golden_random(&random) % text.len;
		char was = text.text[at];

		text.text[at] = (char)golden_random(&random);
		if (parse(text.text, text.len, "/build/sample", &e, &why) == 0)
			assert_true(e.allocations > 0);
		evidence_release(&e);
		if (i % 2)
			text.text[at] = was;
		if (i % 100 == 99) {
			buf_clear(&text);
			golden_read("heaptrack/lists.txt", &text);
		}
	}
	buf_release(&text);
}
