/*
 * iovisor/bcc#3697, bpftrace/bpftrace#2716, microsoft/WSL#41612: bpf is not among the active
 * security modules
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("lsm/bprm_check_security") int check_exec(void *ctx) { return 0; }
SEC("lsm/bprm_check_securty") int misspelt(void *ctx) { return 0; }
char _license[] SEC("license") = "GPL";
