/* peak_amx.c - products of tiles that are in registers, four sums at once, as their latency asks.
 */
#include <immintrin.h>
#include <stdint.h>

#include "kern/peak.h"

enum { TILES = 4, VALUES = 16 * 32 };

/* -2 ... 2 */
static void ordinary(uint16_t *v)
{
    uint32_t x = 1;
    for (int i = 0; i < TILES * VALUES; i++) {
        x = x * 1664525u + 1013904223u;
        v[i] = (uint16_t)(x >> 31 << 15 | 0x3F00 | (x >> 16 & 0xFF));
    }
}

void peak_loop_amx(void *loop)
{
    static const struct {
        uint8_t palette, start_row, reserved[14];
        uint16_t row_bytes[16];
        uint8_t rows[16];
    } config = {1, 0, {0}, {64, 64, 64, 64, 64, 64, 64, 64}, {16, 16, 16, 16, 16, 16, 16, 16}};
    struct peak_loop *l = loop;
    uint16_t v[TILES * VALUES];
    ordinary(v);
    _tile_loadconfig(&config); /* and the sums are 0 */
    _tile_loadd(4, v, 64);
    _tile_loadd(5, v + VALUES, 64);
    _tile_loadd(6, v + 2 * VALUES, 64);
    _tile_loadd(7, v + 3 * VALUES, 64);
    for (int n = 0; n < PEAK_STEPS; n++) {
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_release();
    l->flops = 4.0 * PEAK_STEPS * 2 * 16 * 16 * 32;
}
