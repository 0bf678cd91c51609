/* fuzz_pages.c - mutated pages of Markdown, HTML and LaTeX against pages.h and fold.h.
 *
 * What must hold: UTF-8 comes out, every byte knows where it came from, in the order of the
 * original, nothing that is plain text is lost, and a second reading of a plain text changes
 * nothing. */
#include "mutate.h"

#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/pages.h"

static void check_mapped(const struct mapped *m, uint32_t n_chars)
{
    fuzz_require(!mapped_error(m), "out of memory");
    fuzz_require(utf8_valid(m->bytes, m->n, NULL), "text that is none");
    for (size_t i = 0; i < m->n; i++) {
        fuzz_require(m->from[i] <= m->to[i] && m->to[i] <= n_chars, "a span outside the input");
        fuzz_require(!i || m->from[i] >= m->from[i - 1], "spans out of order");
    }
}

static void check(const char *s, size_t n)
{
    struct mapped in = mapped_make(), page = mapped_make(), folded = mapped_make();
    uint32_t n_chars = (uint32_t)utf8_count(s, n);
    mapped_from_utf8(&in, s, n);
    fuzz_require(!pages_read(&in, &page), "no page");
    check_mapped(&page, n_chars);
    fold_text(&page, NULL, &folded);
    check_mapped(&folded, n_chars);
    if (!memchr(s, 0, n) && !strpbrk(in.bytes, "`*_~[]$\\|<&#>-+=\n"))
        fuzz_require(page.n == in.n && !memcmp(page.bytes, in.bytes, in.n), "a plain text changed");
    mapped_free(&in);
    mapped_free(&page);
    mapped_free(&folded);
}

static const char *const seeds[] = {
    "---\ntitle: a\n---\n# 标题 #\n\nSetext\n===\n\n> quoted\n> > twice\n\n- [x] done\n  1. one\n",
    "```c\nint *a = **b; // &amp;\n```\n\n    code\n~~~\n`x`\n~~~\n**粗** *斜* __b__ _i_ ~~s~~ `c`",
    "| a | b |\n|---|:-:|\n| 1 | `x|y` |\n\na | b\n--- | ---\n1 | 2\n[^1]: note\n[a]: https://b.cn "
    "\"t\"",
    "[text](http://x/(a)_b \"t\") ![alt](p.png) [![B](b.svg)](ci) <https://a.cn> [w](/wɝd/) "
    "see[^1]",
    "<!doctype html><html><head><style>a{}</style></head><body><p "
    "class='x'>a&nbsp;&eacute;<br/>b</p>"
    "<table><tr><td>1<td>2</table><script>if(a<b){}</script><img alt=\"cat\"><!-- c "
    "--></body></html>",
    "价格$5到$10。$\\frac{1}{2}x^2+\\sqrt[3]{y}$, \\(\\sum_{i=1}^{n} i\\) $$\\lim_{x \\to "
    "0}\\begin{cases}"
    "a & b \\\\ c\\end{cases}$$ $E=mc^2$ \\[\\left(\\vec{a}\\right)\\text{当}|x|\\]",
    "H<sub>2</sub>O 10<sup>6</sup> a<b>c 3 * 4 #话题# C:\\temp\\*.c @a [1] (^_^) :-) "
    "😀👍🏽 "
    "1️⃣",
};

static const char *const pieces[] = {
    "<",        ">",      "/>",   "</",       "&",       "&amp;",
    "&#",       "\n",     "\r\n", "\t",       "    ",    "中",
    "，",       "5",      "x",    "**",       "*",       "_",
    "__",       "~~",     "`",    "```\n",    "[",       "](",
    ")",        "![",     "[^1]", "|",        "---",     "===",
    "# ",       "> ",     "- ",   "1. ",      "$",       "$$",
    "\\",       "\\(",    "\\)",  "\\[",      "\\frac{", "\\text",
    "{",        "}",      "^",    "_{",       "<!--",    "-->",
    "<p>",      "</p>",   "<td>", "<script>", "<sup>2",  "\xFF",
    "\xC0\x80", "\"",     "'",    "😀",        "\u200D",  "\uFE0F",
    "\u0301",   "\u202E", "(",    "^_^",      "<pre>",   "\\begin{cases}",
};

const struct fuzz_target fuzz_target = {
    .name = "pages",
    .inputs = 60000,
    .seeds = seeds,
    .n_seeds = sizeof(seeds) / sizeof(*seeds),
    .pieces = pieces,
    .n_pieces = sizeof(pieces) / sizeof(*pieces),
    .check = check,
};
