/* nfc.h - Unicode canonical composition (NFC) over code points, by utf8proc.
 *
 *     e + U+0301 -> é       ㄱ + ㅏ -> 가       U+0315 U+0316 -> U+0316 U+0315 (canonical order)
 *
 * utf8proc's own one-call NFC orders combining marks by repeated swaps, which takes hours on a
 * megabyte of marks in the wrong order; here they are sorted, so time is n log n whatever is sent.
 * A struct nfc is one caller's scratch memory, used again by each call. Not thread-safe. */
#ifndef TEXT_NFC_H
#define TEXT_NFC_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct nfc {
    int32_t *cps; /* the last result */
    size_t n, cap_;
};

/* Could cp not join with anything before it?  Text may be cut before such a code point and each
 * piece composed by itself. */
int nfc_is_boundary(uint32_t cp);

/* w->cps[0 .. w->n) = the NFC of n code points, none of them a surrogate or above 0x10FFFF. */
NODISCARD int nfc_compose(struct nfc *w, const uint32_t *cps, size_t n);
void nfc_free(struct nfc *w);

#endif
