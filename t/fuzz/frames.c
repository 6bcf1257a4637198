/* frames.c: a stack of named frames, a line each, on its way into the evidence. */
#include "profilers/frames.h"

#include "fuzz.h"

enum { DEPTH_MOST = 64 };

/* Innermost first; what has a file is of the program, and no root is known. */
FUZZ(frames, "frames/*.txt")
{
	struct scan rest = scan_text(text, length);
	const struct scan program = scan_text("", 0);
	struct frame frames[DEPTH_MOST];
	struct evidence evidence;
	size_t depth = 0;
	struct scan line;

	evidence_init(&evidence);
	evidence.period = 0.01;
	while (depth < DEPTH_MOST && scan_line(&rest, &line))
		depth += frame_read(line, &frames[depth]) ||
			 frame_read_object(line, &frames[depth]);
	check(frames_sample(frames, depth, 1, &evidence) == 0);
	check(frames_lines(frames, depth, 0.01, program, &evidence) == 0);
	check(frames_site(frames, depth, "", &evidence));
	fuzz_use(&evidence);
	evidence_release(&evidence);
}
