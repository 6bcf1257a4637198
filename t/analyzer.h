/* analyzer.h: what an analyzer, which sees one file at a time, cannot know of others. */
#ifndef TARE_ANALYZER_H
#define TARE_ANALYZER_H

#include "base/reason.h"

#define reason_set(...) (reason_set(__VA_ARGS__), -1)
#define reason_errno(...) (reason_errno(__VA_ARGS__), -1)

/* cmocka's fail() and fail_msg() end the test. */
_Noreturn void _fail(const char *const file, const int line);

#endif
