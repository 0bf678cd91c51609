/* peak_amx.c - products of tiles that are in registers, four sums at once, as their latency asks.
 */
#include <immintrin.h>
#include <stdint.h>

#include "kern/peak.h"

void peak_loop_amx(void *loop)
{
    static const struct {
        uint8_t palette, start_row, reserved[14];
        uint16_t row_bytes[16];
        uint8_t rows[16];
    } config = {1, 0, {0}, {64, 64, 64, 64, 64, 64}, {16, 16, 16, 16, 16, 16}};
    struct peak_loop *l = loop;
    _tile_loadconfig(&config); /* and all tiles are 0 */
    for (int n = 0; n < PEAK_STEPS; n++) {
        _tile_dpbf16ps(0, 4, 5);
        _tile_dpbf16ps(1, 4, 5);
        _tile_dpbf16ps(2, 4, 5);
        _tile_dpbf16ps(3, 4, 5);
    }
    _tile_release();
    l->flops = 4.0 * PEAK_STEPS * 2 * 16 * 16 * 32;
}
