/* callgrind_position.c: where in the source each line of a callgrind.out file is. */
#include "callgrind_position.h"

int callgrind_position_names(struct callgrind_position *position,
			     struct scan names)
{
	struct scan name;

	position->addresses = 0;
	while (scan_word(&names, &name)) {
		if (scan_equals(&name, "line"))
			return scan_left(&names) == 0 ? 0 : -1;
		position->addresses++;
	}
	return -1;
}

/* "0x401136", "+3", "-3" or "*": it says nothing here that the line does not. */
static bool drop_address(struct scan *line)
{
	struct scan word;
	uint64_t ignored;

	if (!scan_word(line, &word))
		return false;
	if (scan_equals(&word, "*"))
		return true;
	if (!scan_drop_head(&word, "+"))
		scan_drop_head(&word, "-");
	scan_drop_head(&word, "0x");
	return scan_hex(&word, &ignored);
}

int callgrind_position_take(struct callgrind_position *position,
			    struct scan *line)
{
	double number = 0;
	char sign;

	for (unsigned i = 0; i < position->addresses; i++)
		if (!drop_address(line))
			return -1;
	sign = line->at < line->end ? *line->at : '\0';
	if (sign == '+' || sign == '-' || sign == '*')
		line->at++;
	if (sign == '*')
		scan_skip_spaces(line);
	else if (!scan_number(line, &number))
		return -1;
	if (sign == '+' || sign == '*')
		number = position->line + number;
	else if (sign == '-')
		number = position->line - number;
	position->line = number;
	return number >= 0 && number < 1e9 ? 0 : -1;
}
