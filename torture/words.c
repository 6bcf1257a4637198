/* words.c: what a tool or a service has said, and whether it is news. */
#include "words.h"

#include <ctype.h>
#include <string.h>

static size_t hexadecimal(const char *text, size_t length)
{
	size_t i = 2;

	if (length < 3 || text[0] != '0' || text[1] != 'x')
		return 0;
	while (i < length && isxdigit((unsigned char)text[i]))
		i++;
	return i;
}

static size_t decimal(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && isdigit((unsigned char)text[i]))
		i++;
	return i;
}

/* " bytes", " kB", " MiB": a larger number of bytes is in another unit. */
static size_t unit(const char *text, size_t length)
{
	static const char bytes[] = " bytes";
	size_t i = 2;

	if (length >= strlen(bytes) && strncmp(text, bytes, strlen(bytes)) == 0)
		return strlen(bytes);
	if (length < 3 || text[0] != ' ' || !strchr("kKMG", text[1]))
		return 0;
	i += text[i] == 'i';
	return i < length && text[i] == 'B' ? i + 1 : 0;
}

void words_squash(const char *line, size_t length, struct buf *out)
{
	for (size_t i = 0; i < length;) {
		size_t number = hexadecimal(line + i, length - i);

		if (number == 0)
			number = decimal(line + i, length - i);
		if (number > 0)
			number += unit(line + i + number, length - i - number);
		buf_add(out, number ? "#" : line + i, 1);
		i += number ? number : 1;
	}
}

void words_learn(const char *text, struct buf *known)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		words_squash(text, length, known);
		buf_adds(known, "\n");
		text += length + (text[length] == '\n');
	}
}

/* LINE is one of the lines of KNOWN. */
static bool is_known(const struct buf *known, const struct buf *line)
{
	const char *text = known ? known->text : "";

	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length == line->len &&
		    strncmp(text, line->text, length) == 0)
			return true;
		text += length + (text[length] == '\n');
	}
	return false;
}

char *words_news(const char *text, const struct buf *known,
		 const struct buf *also_known)
{
	char *news = NULL;
	struct buf line;

	buf_init(&line);
	while (*text && !news) {
		size_t length = strcspn(text, "\n");

		buf_clear(&line);
		words_squash(text, length, &line);
		if (line.len > strspn(line.text, " \t\r") &&
		    !is_known(known, &line) && !is_known(also_known, &line))
			news = strndup(text, length);
		text += length + (text[length] == '\n');
	}
	buf_release(&line);
	return news;
}

void words_hide(struct reason *why, const char *path)
{
	struct reason whole = *why;
	const char *text = whole.text;
	const char *found;
	size_t number;
	struct buf out;

	buf_init(&out);
	while ((found = strstr(text, path))) {
		buf_add(&out, text, (size_t)(found - text));
		buf_adds(&out, "OUT");
		text = found + strlen(path);
		number = *text == '/' ? strspn(text + 1, "0123456789") : 0;
		text += number ? number + 1 : 0;
	}
	buf_adds(&out, text);
	if (!out.failed)
		reason_set(why, "%s", out.text);
	buf_release(&out);
}
