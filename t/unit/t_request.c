/* t_request.c: from a query string to arguments, and from a reply to its headers. */
#include <string.h>

#include "base/json.h"
#include "base/pair.h"
#include "base/reply.h"
#include "base/request.h"
#include "client/client.h"
#include "fcgi/query.h"
#include "unit.h"

UNIT(percent_escapes_are_decoded_strictly)
{
	char out[PAIR_WORD_MAX];
	static const char *const bad[] = { "%",	  "%2", "%zz", "a%", "%00",
					   "%0a", "a%1", "\x01" };

	assert_int_equal(pair_decode("a%20b+c", 7, out), 0);
	assert_string_equal(out, "a b c");
	assert_int_equal(pair_decode("%2B%2f", 6, out), 0);
	assert_string_equal(out, "+/");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(pair_decode(bad[i], strlen(bad[i]), out), -1);
}

UNIT(a_word_that_is_too_long_is_refused)
{
	char text[PAIR_WORD_MAX + 1];
	char out[PAIR_WORD_MAX];

	memset(text, 'a', sizeof(text));
	assert_int_equal(pair_decode(text, PAIR_WORD_MAX - 1, out), 0);
	assert_int_equal(pair_decode(text, PAIR_WORD_MAX, out), -1);
}

static void expect_problem(const char *query, const char *type)
{
	long args[PARAM_MAX];
	struct json_object *problem = query_parse(
		workload_by_name("fibonacci"), query, args);

	assert_non_null(problem);
	assert_string_equal(json_text(problem, "type", ""), type);
	assert_true(json_get_number(problem, "status", 0) == 400);
	json_object_put(problem);
}

UNIT(query_mistakes_have_their_kinds)
{
	expect_problem("m=1", "urn:tare:problem:parameter-unknown");
	expect_problem("n=1&n=1", "urn:tare:problem:parameter-repeated");
	expect_problem("n=1&%6e=2", "urn:tare:problem:parameter-repeated");
	expect_problem("n=", "urn:tare:problem:parameter-invalid");
	expect_problem("n", "urn:tare:problem:parameter-invalid");
	expect_problem("n=41", "urn:tare:problem:parameter-invalid");
	expect_problem("n=99999999999999999999",
		       "urn:tare:problem:parameter-invalid");
	expect_problem("n=%zz", "urn:tare:problem:query-malformed");
}

UNIT(a_query_sets_what_it_names_only)
{
	const struct workload *memory = workload_by_name("memory");
	long args[PARAM_MAX];

	assert_null(query_parse(memory, "", args));
	assert_int_equal(args[0], memory->params[0].fallback);
	assert_null(query_parse(memory, "list_size=5&", args));
	assert_int_equal(args[0], memory->params[0].fallback);
	assert_int_equal(args[1], 5);
}

UNIT(the_variant_is_no_part_of_the_route)
{
	assert_string_equal(request_route("/v/gprof/cpu/fibonacci"),
			    "/cpu/fibonacci");
	assert_string_equal(request_route("/cpu/fibonacci"), "/cpu/fibonacci");
	assert_string_equal(request_route("/v/gprof"), "/v/gprof");
	assert_string_equal(request_route("/v/"), "/v/");
	assert_string_equal(request_route(""), "");
}

UNIT(a_reply_carries_its_timing_and_length)
{
	struct reply reply;
	struct buf out;

	reply_init(&reply);
	buf_init(&out);
	buf_adds(&reply.body, "{}\n");
	reply.wall_ns = 1500000;
	reply.cpu_ns = 250000;
	reply_render(&reply, &out);
	assert_non_null(strstr(out.text, "Status: 200 OK\r\n"));
	assert_non_null(strstr(out.text, "Content-Length: 3\r\n"));
	assert_non_null(strstr(out.text, "\r\n\r\n{}\n"));
	assert_non_null(strstr(out.text, "wall;dur=1.500000, cpu;dur=0.250000"
					 "\r\n"));
	reply.no_body = true;
	buf_clear(&out);
	reply_render(&reply, &out);
	assert_non_null(strstr(out.text, "Content-Length: 3\r\n"));
	assert_null(strstr(out.text, "{}"));
	buf_release(&out);
	reply_release(&reply);
}

UNIT(server_timing_is_read_back)
{
	static const char value[] = " wall;dur=1.500000, cpu;dur=0.250000";

	assert_int_equal(server_timing_ns(value, strlen(value), "wall"),
			 1500000);
	assert_int_equal(server_timing_ns(value, strlen(value), "cpu"), 250000);
	assert_int_equal(server_timing_ns(value, strlen(value), "injected"),
			 -1);
	assert_int_equal(server_timing_ns("mycpu;dur=1", 11, "cpu"), -1);
	assert_int_equal(server_timing_ns("cpu;dur=", 8, "cpu"), -1);
}
