/* clock.h - time: monotonic for durations and deadlines, wall for what people read. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_ns(void);     /* monotonic nanoseconds */
int64_t clock_unix_s(void); /* seconds since 1970 */
void clock_sleep_ms(int ms);

#endif
