/* t_inspect.c: which FastCGI bytes are let through to libfcgi. */
#include <string.h>

#include "base/inspect.h"
#include "unit.h"

#define BEGIN "\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0"
#define PARAMS(length) "\1\4\0\1\0" length "\0\0"
#define PAIR "\1\2ABC"
#define END PARAMS("\0")
#define BYTES(text) (const unsigned char *)(text), sizeof(text) - 1

UNIT(a_request_is_let_through_once_it_is_whole)
{
	static const char good[] = BEGIN PARAMS("\5") PAIR PARAMS("\5") PAIR END;
	const size_t whole = sizeof(good) - 1;

	for (size_t count = 0; count < whole; count++)
		assert_int_equal(inspect((const unsigned char *)good, count),
				 INSPECT_PART);
	assert_int_equal(inspect(BYTES(good)), INSPECT_GOOD);
	/* What follows is libfcgi's to read. */
	assert_int_equal(inspect(BYTES(BEGIN END "\1\5\0\1\0\0\0\0")),
			 INSPECT_GOOD);
}

UNIT(records_may_cut_pairs_and_have_padding)
{
	assert_int_equal(inspect(BYTES(BEGIN PARAMS("\1") "\1" PARAMS("\3")
					       "\2AB" PARAMS("\1") "C" END)),
			 INSPECT_GOOD);
	assert_int_equal(inspect(BYTES(BEGIN "\1\4\0\1\0\5\3\0" PAIR "xyz" END)),
			 INSPECT_GOOD);
	/* The end of an earlier request's input. */
	assert_int_equal(inspect(BYTES("\1\5\0\1\0\0\0\0" BEGIN END)),
			 INSPECT_GOOD);
	assert_int_equal(inspect(BYTES(BEGIN PARAMS("\13") "\200\0\0\1\200\0\0"
							   "\2ABC" END)),
			 INSPECT_GOOD);
}

UNIT(lengths_that_are_not_there_are_refused)
{
	static const char *const claims[] = {
		"\177\377\377\377\377", "\377\377\377\377\1",
		"\200\0\0\4\1",		"\1\3AB\1",
		"\5\5ABC",		"\200\200\200\1\1",
	};

	for (size_t i = 0; i < sizeof(claims) / sizeof(*claims); i++) {
		char text[64] = BEGIN PARAMS("\5");
		const size_t head = sizeof(BEGIN PARAMS("\5")) - 1;
		const size_t end = sizeof(END) - 1;

		memcpy(text + head, claims[i], 5);
		memcpy(text + head + 5, END, end);
		assert_int_equal(inspect((const unsigned char *)text,
					 head + 5 + end),
				 INSPECT_BAD);
	}
}

UNIT(records_that_no_proxy_sends_are_refused)
{
	assert_int_equal(inspect(BYTES("GET / HTTP/1.1\r\n\r\n")), INSPECT_BAD);
	/* Another version; management; another role; parameters of another. */
	assert_int_equal(inspect(BYTES("\2\1\0\1\0\10\0\0")), INSPECT_BAD);
	assert_int_equal(inspect(BYTES("\1\11\0\0\0\0\0\0")), INSPECT_BAD);
	assert_int_equal(
		inspect(BYTES("\1\1\0\1\0\10\0\0\0\2\1\0\0\0\0\0" END)),
		INSPECT_BAD);
	assert_int_equal(inspect(BYTES(BEGIN "\1\4\0\2\0\0\0\0")), INSPECT_BAD);
	assert_int_equal(inspect(BYTES(END)), INSPECT_BAD);
	assert_int_equal(inspect(BYTES(BEGIN BEGIN)), INSPECT_BAD);
}

/* libfcgi does not skip it, and would find a parameter of 4 GiB in it. */
UNIT(padding_of_a_beginning_is_refused)
{
	static const char padded[] = "\1\1\0\1\0\10\15\0\0\1\1\0\0\0\0\0"
		PARAMS("\5") "\377\377\377\377\377" END;

	assert_int_equal(inspect(BYTES(padded)), INSPECT_BAD);
}

UNIT(a_request_without_an_end_is_refused)
{
	static const char head[24] = BEGIN "\1\4\0\1\377\377\377\0";
	static unsigned char bytes[INSPECT_MOST];

	memcpy(bytes, head, sizeof(head));
	assert_int_equal(inspect(bytes, INSPECT_MOST - 1), INSPECT_PART);
	assert_int_equal(inspect(bytes, INSPECT_MOST), INSPECT_BAD);
}
