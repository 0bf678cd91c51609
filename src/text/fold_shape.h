/* fold_shape.h - characters that are others in another shape, where Unicode has no decomposition:
 *
 *     letters with a stroke or a hook, small capitals    Ł ɓ ƙ ᴛ ꜰ -> L b k t f
 *     letters in circles and squares                     🅰 🅗 🆗     -> A H OK
 *     radicals of Chinese characters                     ⻋ ⻢        -> 车 马
 *     digits of every script                             ٣ ५ ๕       -> 3 5 5
 *
 * Pure functions. */
#ifndef TEXT_FOLD_SHAPE_H
#define TEXT_FOLD_SHAPE_H

#include <stddef.h>
#include <stdint.h>

enum { FOLD_SHAPE_MAX = 4 };

/* The code points that cp is read as (at most FOLD_SHAPE_MAX), their number; 0: it is not listed.
 */
size_t fold_shape(uint32_t cp, uint32_t out[FOLD_SHAPE_MAX]);

/* The ASCII letter below the accents of a Latin letter, or what fold_shape says; 0: none. */
size_t fold_plain_letter(uint32_t cp, uint32_t out[FOLD_SHAPE_MAX]);

#endif
