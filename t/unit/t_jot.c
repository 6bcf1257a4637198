/* t_jot.c: JSON written straight is the JSON that was meant. */
#include "unit.h"

#include <float.h>
#include <math.h>
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

UNIT(jot_numbers_come_back_as_they_were)
{
	static const double values[] = { 0.25, -1. / 3, 1e300, DBL_MIN, 0, 0.1 };
	struct json_object *list;
	struct buf out;

	buf_init(&out);
	jot_open(&out, NULL, '[');
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		jot_number(&out, NULL, values[i]);
	jot_close(&out, ']');
	assert_non_null(strstr(out.text, ",0.1]"));
	list = json_tokener_parse(out.text);
	assert_int_equal(json_length(list), sizeof(values) / sizeof(*values));
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		assert_true(json_object_get_double(json_at(list, i)) ==
			    values[i]);
	json_object_put(list);
	buf_release(&out);
}

UNIT(jot_says_null_of_what_is_no_number)
{
	struct buf out;

	buf_init(&out);
	jot_open(&out, NULL, '{');
	jot_number(&out, "nan", NAN);
	jot_number(&out, "infinity", -INFINITY);
	jot_bool(&out, "yes", true);
	jot_bool(&out, "no", false);
	jot_close(&out, '}');
	assert_string_equal(out.text, "{\"nan\":null,\"infinity\":null,"
				      "\"yes\":true,\"no\":false}");
	buf_release(&out);
}
