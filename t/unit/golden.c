/* golden.c: comparing what was read with what is known to be right. */
#include "golden.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "unit.h"

void golden_read(const char *name, struct buf *buf)
{
	char *path = path_format("t/golden/%s", name);
	struct reason why;

	if (file_read(path, buf, &why) < 0)
		fail_msg("%s", why.text);
	free(path);
}

static void compare_json(struct json_object *have, struct json_object *want)
{
	const int flags = JSON_C_TO_STRING_PRETTY;

	assert_string_equal(json_object_to_json_string_ext(have, flags),
			    json_object_to_json_string_ext(want, flags));
}

void golden_compare(const char *name, const struct evidence *evidence)
{
	char *path = path_format("t/golden/%s", name);
	struct json_object *have = evidence_to_json(evidence);
	struct json_object *want, *again;
	struct evidence back;
	struct reason why;

	if (getenv("TARE_WRITE_GOLDEN"))
		assert_int_equal(json_write(path, have, &why), 0);
	want = json_read(path, &why);
	if (!want)
		fail_msg("%s", why.text);
	compare_json(have, want);

	evidence_init(&back);
	assert_int_equal(evidence_from_json(&back, want, &why), 0);
	again = evidence_to_json(&back);
	compare_json(again, want);

	evidence_release(&back);
	json_object_put(again);
	json_object_put(want);
	json_object_put(have);
	free(path);
}

uint64_t golden_random(uint64_t *state)
{
	uint64_t x = *state;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return *state = x;
}
