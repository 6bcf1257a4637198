/* t_jot.c: JSON written straight is the JSON that was meant. */
#include "unit.h"

#include <string.h>

#include "base/jot.h"
#include "base/json.h"

UNIT(jot_separates_what_it_writes)
{
	struct buf out;

	buf_init(&out);
	jot_open(&out, NULL, '{');
	jot_open(&out, "empty", '{');
	jot_close(&out, '}');
	jot_open(&out, "list", '[');
	jot_int(&out, NULL, INT64_MIN);
	jot_int(&out, NULL, 0);
	jot_text(&out, NULL, NULL);
	jot_open(&out, NULL, '{');
	jot_int(&out, "max", INT64_MAX);
	jot_text(&out, "text", "");
	jot_close(&out, '}');
	jot_close(&out, ']');
	jot_close(&out, '}');
	assert_string_equal(out.text,
			    "{\"empty\":{},\"list\":[-9223372036854775808,0,"
			    "null,{\"max\":9223372036854775807,"
			    "\"text\":\"\"}]}");
	buf_release(&out);
}

/* Text may end in what looks like an opening bracket. */
UNIT(jot_separates_after_a_bracket_in_a_text)
{
	struct buf out;

	buf_init(&out);
	jot_open(&out, NULL, '[');
	jot_text(&out, NULL, "{");
	jot_text(&out, NULL, "[");
	jot_close(&out, ']');
	assert_string_equal(out.text, "[\"{\",\"[\"]");
	buf_release(&out);
}

UNIT(jot_escapes_every_byte_that_needs_it)
{
	char text[256];
	struct json_object *object;
	struct buf out;

	for (int i = 0; i < 127; i++)
		text[i] = (char)(i + 1);
	memcpy(text + 127, "\xc3\xa9", 3);
	buf_init(&out);
	jot_open(&out, NULL, '{');
	jot_text(&out, text, text);
	jot_close(&out, '}');
	object = json_tokener_parse(out.text);
	assert_non_null(object);
	assert_string_equal(json_text(object, text, ""), text);
	json_object_put(object);
	buf_release(&out);
}
