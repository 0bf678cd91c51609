/* fold_face.h - faces made of punctuation: (^_^)  ヽ(°〇°)ﾉ  ʕ•ᴥ•ʔ  ¯\_(ツ)_/¯  :-)  >_<  :smile:
 *
 * A bracketed group is a face when it is an eye, a mouth and the same eye again (T_T, ^_^;), or has
 * signs that no text has, and no Han, digit, word or sign of a formula.  Arms on both sides go with
 * it.  Outside brackets only a fixed list counts, and :names: as chats write them, free of letters
 * and digits.  Faces of letters alone (orz, XD, QAQ) are words and stay.
 * Pure functions. */
#ifndef TEXT_FOLD_FACE_H
#define TEXT_FOLD_FACE_H

#include <stddef.h>
#include <stdint.h>

/* The code points of the face that starts at cps[i]; 0: none. */
size_t fold_face_length(const uint32_t *cps, size_t n, size_t i);

#endif
