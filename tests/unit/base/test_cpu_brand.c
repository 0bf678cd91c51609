/* What a processor is called, from files as Linux gives them on several machines. */
#include "../unit.h"
#include "base/cpu.h"

static void brand_is(const char *want, const char *cpuinfo, const char *board)
{
    char folder[200], info[220], model[220], got[100];
    unit_folder(folder);
    snprintf(info, sizeof(info), "%s/cpuinfo", folder);
    snprintf(model, sizeof(model), "%s/model", folder);
    FILE *f = fopen(info, "w");
    assert_non_null(f);
    fputs(cpuinfo, f);
    fclose(f);
    if (board) {
        assert_non_null(f = fopen(model, "w"));
        fwrite(board, 1, strlen(board) + 1, f); /* with its zero, as the device tree has it */
        fclose(f);
    }
    cpu_brand_read(got, sizeof(got), info, model);
    unit_remove(folder);
    assert_string_equal(got, want);
}

#define CORE(maker, part)                                                                          \
    "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd\nCPU implementer\t: " maker           \
    "\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: " part "\nCPU revision\t: 1\n\n"

static void x86(void **state)
{
    (void)state;
    brand_is("AMD EPYC 9R14",
             "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel\t\t: 17\n"
             "model name\t: AMD EPYC 9R14\nstepping\t: 1\n",
             NULL);
    brand_is("Some Server CPU", "model name\t: Some Server CPU\n", "A board");
}

static void arm(void **state)
{
    (void)state;
    brand_is("Neoverse N1", CORE("0x41", "0xd0c") CORE("0x41", "0xd0c"), NULL);
    brand_is("Raspberry Pi 5 Model B Rev 1.0, Cortex-A76", CORE("0x41", "0xd0b"),
             "Raspberry Pi 5 Model B Rev 1.0");
    brand_is("Radxa ROCK 5B, Cortex-A55 + Cortex-A76",
             CORE("0x41", "0xd05") CORE("0x41", "0xd05") CORE("0x41", "0xd0b"), "Radxa ROCK 5B");
    brand_is("Cortex-A55 + Cortex-A76", CORE("0x41", "0xd05") CORE("0x41", "0xd0b"), NULL);
}

static void numbers_nobody_knows(void **state)
{
    (void)state;
    brand_is("Apple core 0x022", CORE("0x61", "0x022"), NULL);
    brand_is("ARM-like core 0xfff", CORE("0x99", "0xfff"), NULL);
}

static void nothing_to_read(void **state)
{
    (void)state;
    brand_is("unknown CPU", "", NULL);
    brand_is("unknown CPU", "processor\t: 0\nno colon\n", NULL);
    brand_is("A board", "", "A board");
    char got[100];
    cpu_brand_read(got, sizeof(got), "/nowhere/cpuinfo", "/nowhere/model");
    assert_string_equal(got, "unknown CPU");
    assert_true(strlen(cpu_brand()) > 0);
}

static void long_names_are_cut(void **state)
{
    (void)state;
    char info[300] = "model name\t: ", want[100] = "";
    memset(info + 13, 'x', 200);
    memset(want, 'x', 99);
    brand_is(want, info, NULL);
    memset(want, 'b', 63);
    memcpy(want + 63, ", Cortex-A53", 13);
    memset(info, 'b', 250);
    brand_is(want, CORE("0x41", "0xd03"), info);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(x86),
        cmocka_unit_test(arm),
        cmocka_unit_test(numbers_nobody_knows),
        cmocka_unit_test(nothing_to_read),
        cmocka_unit_test(long_names_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
