// Swift can't call functions with variable arguments: what Processes needs of prctl and syscall stands here by name.

#ifdef __linux__

#include <linux/capability.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Has children whose parents end become children of this process; 0 or -1.
static inline int ws101_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

// <spawn.h> declares it with GNU extensions only, and Swift imports it without them.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);

/// Has a program that is started get no file from the descriptor `first` on; 0 or an error's number.
static inline int ws101_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

/// Neither this process nor what it executes gets rights that it doesn't have now; 0 or -1.
static inline int ws101_gain_no_rights(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

/// Whether the capabilities survive that this process becomes another user; 0 or -1.
static inline int ws101_keep_capabilities(int keep) { return prctl(PR_SET_KEEPCAPS, keep, 0, 0, 0); }

/// The permitted capabilities, a bit each.
static inline uint64_t ws101_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{0, 0, 0}, {0, 0, 0}};
    if (syscall(SYS_capget, &header, data) != 0) return 0;
    return (uint64_t)data[1].permitted << 32 | data[0].permitted;
}

/// Gives up all capabilities but those of `set`, a bit each; 0 or -1.
static inline int ws101_keep_only(uint64_t set) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    uint32_t low = (uint32_t)set, high = (uint32_t)(set >> 32);
    struct __user_cap_data_struct data[2] = {{low, low, 0}, {high, high, 0}};
    return (int)syscall(SYS_capset, &header, data);
}

#endif
