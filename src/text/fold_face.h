/* fold_face.h - faces made of punctuation: (^_^)  ヽ(°〇°)ﾉ  (T_T)  :-)  >_<  ^_^
 *
 * A bracketed group is a face when it has no Han, digit or Latin letter in it (or is one letter
 * twice around a mouth, as in T_T), none of the signs that formulas use, and at least three
 * characters.  Outside brackets only a fixed list counts, standing free of letters and digits.
 * Pure functions. */
#ifndef TEXT_FOLD_FACE_H
#define TEXT_FOLD_FACE_H

#include <stddef.h>
#include <stdint.h>

/* The code points of the face that starts at cps[i]; 0: none. */
size_t fold_face_length(const uint32_t *cps, size_t n, size_t i);

#endif
