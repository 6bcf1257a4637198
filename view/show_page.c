/* show_page.c: what all pages have: no script, no other file, the system's colours. */
#include <string.h>

#include "view/show_parts.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<style>\n"
	":root{color-scheme:light dark}\n"
	"body{font:14px/1.4 sans-serif;margin:1em}\n"
	"table{border-collapse:collapse;font:13px/1.35 monospace}\n"
	"th{position:sticky;top:0;background:Canvas;text-align:right;"
	"padding:0 .6em}\n"
	"td{padding:0 .6em;text-align:right;white-space:pre}\n"
	"td:last-child,th:last-child{text-align:left}\n"
	"tr.hot td{background:#f808}tr.warm td{background:#fa03}\n"
	"tr.noise td{color:GrayText}\n"
	"tr.more td:nth-child(3){color:#d33}"
	"tr.less td:nth-child(3){color:#293}\n"
	".advice{font:italic 12px sans-serif}\n"
	"</style>\n";

void show_escape_scan(struct buf *out, struct scan text)
{
	for (; text.at < text.end; text.at++) {
		unsigned char c = (unsigned char)*text.at;

		if (c == '&')
			buf_adds(out, "&amp;");
		else if (c == '<')
			buf_adds(out, "&lt;");
		else if (c == '>')
			buf_adds(out, "&gt;");
		else if (c == '"')
			buf_adds(out, "&quot;");
		else if (c >= ' ' || c == '\t' || c == '\n')
			buf_add(out, text.at, 1);
	}
}

void show_escape(struct buf *out, const char *text)
{
	if (text)
		show_escape_scan(out, scan_text(text, strlen(text)));
}

void show_page_open(struct buf *out, const char *title)
{
	buf_adds(out, head);
	buf_adds(out, "<title>");
	show_escape(out, title);
	buf_adds(out, "</title></head><body>\n<h1>");
	show_escape(out, title);
	buf_adds(out, "</h1>\n");
}

void show_page_close(struct buf *out)
{
	buf_adds(out, "</body></html>\n");
}
