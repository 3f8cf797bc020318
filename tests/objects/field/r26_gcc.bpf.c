// SPDX-License-Identifier: GPL-2.0-only
/* For gcc; accepted as clang compiles it too. */
typedef unsigned int u32;
struct xdp_md {
	u32 data, data_end;
};
__attribute__((section("xdp"), used)) int pass_gcc(struct xdp_md *c)
{
	return c->data_end ? 2 : 1;
}
static void *(*lookup)(void *m, const void *k) = (void *)1;
char _license[] __attribute__((section("license"), used)) = "GPL";
