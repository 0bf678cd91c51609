/* page.h - the page at `/`: hear the voices, in a browser.  web/index.html is built into the
 * program. */
#ifndef API_PAGE_H
#define API_PAGE_H

#include <stddef.h>

const char *page_html(void);
size_t page_size(void);

#endif
