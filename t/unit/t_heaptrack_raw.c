/* t_heaptrack_raw.c: whether a recording of heaptrack is whole. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "golden.h"
#include "profilers/heaptrack_raw.h"
#include "unit.h"

static int check(const char *text, size_t length, bool live,
		 struct reason *why)
{
	char *copy = malloc(length ? length : 1);
	char *program = NULL;
	int status;

	memcpy(copy, text, length);
	why->text[0] = '\0';
	status = heaptrack_raw_check(copy, length, live, &program, why);
	if (status < 0) {
		assert_string_not_equal(why->text, "");
		assert_null(program);
	} else {
		assert_string_equal(program, "/build/sample");
	}
	free(program);
	free(copy);
	return status;
}

static int check_raw(const char *text, size_t length, struct reason *why)
{
	return check(text, length, false, why);
}

UNIT(heaptrack_raw_may_go_on_when_it_is_live)
{
	struct reason why;
	struct buf text;

	buf_init(&text);
	golden_read("heaptrack/killed.raw", &text);
	assert_int_equal(check(text.text, text.len, true, &why), 0);
	assert_int_equal(check(text.text, text.len - 1, true, &why), -1);
	assert_int_equal(check(text.text, 0, true, &why), -1);
	buf_release(&text);
}

UNIT(heaptrack_raw_must_reach_the_exit)
{
	static const char *const bad[] = {
		"",
		"\177ELF\2\1\1\n",
		"v 10400\n",
		"v 10400 2\n",
		"v 10400 3\n",
		"v 10400 3\nc 1\nR 1\n",
		"v 10400 3\nx 9 /p\nc 1\nR 1\n",
		"v 10400 3\nx 2 /p\nx 2 /p\nc 1\nR 1\n",
	};
	struct reason why;
	struct buf text;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(check_raw(bad[i], strlen(bad[i]), &why), -1);
	buf_init(&text);
	golden_read("heaptrack/lists.raw", &text);
	assert_int_equal(check_raw(text.text, text.len, &why), 0);
	for (size_t length = 0; length < text.len; length++)
		assert_int_equal(check_raw(text.text, length, &why), -1);
	buf_clear(&text);
	golden_read("heaptrack/killed.raw", &text);
	assert_int_equal(check_raw(text.text, text.len, &why), -1);
	assert_non_null(strstr(why.text, "killed"));
	buf_release(&text);
}

/*
 * An idle program's recording is nothing but the pairs that heaptrack's own
 * thread writes, flushed when 21 more bytes might not fit in 4096. Killed, its
 * file ends at such a flush: a pair at the end then proves nothing.
 */
UNIT(heaptrack_raw_is_not_fooled_by_an_idle_end)
{
	unsigned at_flush = 0;
	struct reason why;
	struct buf text;

	buf_init(&text);
	buf_adds(&text, "v 10400 3\nx d /build/sample\n");
	for (unsigned ms = 0x1000; ms < 0x4000; ms += 10) {
		int status;

		buf_addf(&text, "c %x\nR 3ff\n", ms);
		status = check_raw(text.text, text.len, &why);
		/* Each pair is 14 bytes: the last one or two fill the buffer.
		 */
		if (status < 0)
			at_flush++;
	}
	/* 1229 pairs of 14 bytes are four buffers of 4096. */
	assert_in_range(at_flush, 8, 16);

	/* The same ends are good when the last pair came too soon for a tick.
	 */
	buf_addf(&text, "c %x\nR 3ff\n", 0x4000 + 3);
	assert_int_equal(check_raw(text.text, text.len, &why), 0);
	buf_release(&text);
}

/* The thread of heaptrack came late: much lies between the last two pairs. */
UNIT(heaptrack_raw_may_fill_its_last_buffer)
{
	struct reason why;
	struct buf text;
	unsigned busy = 0, refused = 0;

	buf_init(&text);
	buf_adds(&text, "v 10400 3\nx d /build/sample\nc 1\nR 1\n");
	for (unsigned line = 0; line < 12000; line++) {
		size_t before = text.len;

		buf_adds(&text, "- 1\n");
		if (line % 5)
			continue;
		buf_adds(&text, "c 100\nR 1\n");
		if (check_raw(text.text, text.len, &why) < 0) {
			refused++;
			busy += line > 10000;
		}
		text.len = before + 4;
		text.text[text.len] = '\0';
	}
	/* With little between them, an end that is near a buffer's own proves nothing. */
	assert_in_range(refused, 4, 40);
	assert_int_equal(busy, 0);
	buf_release(&text);
}
