#if defined(__linux__)

#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/securebits.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

static int result(long status) { return status < 0 ? -errno : (int)status; }

int linux_adopt_orphans(void) { return result(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)); }

int linux_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int linux_get_capabilities(struct linux_capabilities *capabilities) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct data[2] = {{0}};
    if (syscall(SYS_capget, &header, data) < 0) return -errno;
    capabilities->permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
    capabilities->effective = data[0].effective | (uint64_t)data[1].effective << 32;
    capabilities->inheritable = data[0].inheritable | (uint64_t)data[1].inheritable << 32;
    return 0;
}

int linux_set_capabilities(const struct linux_capabilities *capabilities) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct data[2];
    for (int half = 0; half < 2; half++) {
        data[half].permitted = (uint32_t)(capabilities->permitted >> 32 * half);
        data[half].effective = (uint32_t)(capabilities->effective >> 32 * half);
        data[half].inheritable = (uint32_t)(capabilities->inheritable >> 32 * half);
    }
    return result(syscall(SYS_capset, &header, data));
}

int linux_file_capabilities(const char *path, uint64_t *permitted) {
    struct vfs_ns_cap_data data = {0};
    *permitted = 0;
    ssize_t size = getxattr(path, "security.capability", &data, sizeof data);
    if (size < 0) return errno == ENODATA || errno == EOPNOTSUPP ? 0 : -errno;
    if (size < (ssize_t)XATTR_CAPS_SZ_2) return 0;
    // Little-endian, as all architectures that ws101 is built for.
    *permitted = data.data[0].permitted | (uint64_t)data.data[1].permitted << 32;
    return 0;
}

int linux_forget_root(void) {
    // The kernel says which is the last one: EINVAL for the first that it does not know.
    for (unsigned long number = 0; number < 64; number++) {
        if (prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0) continue;
        if (errno == EINVAL) break;
        return -errno;
    }
    unsigned long bits = SECURE_ALL_BITS & ~(unsigned long)issecure_mask(SECURE_KEEP_CAPS);
    return result(prctl(PR_SET_SECUREBITS, bits | SECURE_ALL_LOCKS, 0, 0, 0));
}

int linux_keep_capabilities(int keep) { return result(prctl(PR_SET_KEEPCAPS, (unsigned long)keep, 0, 0, 0)); }

int linux_set_no_new_privileges(void) { return result(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }

// The numbers of these three are the same on every architecture.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

int linux_landlock_version(void) {
    return result(syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION));
}

int linux_landlock_create(const struct linux_landlock_attributes *attributes) {
    return result(syscall(SYS_landlock_create_ruleset, attributes, sizeof *attributes, 0));
}

int linux_open_path(const char *path) { return result(open(path, O_PATH | O_CLOEXEC)); }

int linux_landlock_allow(int rules, uint64_t access, int parent) {
    struct landlock_path_beneath_attr attributes = {.allowed_access = access, .parent_fd = parent};
    return result(syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &attributes, 0));
}

int linux_landlock_restrict(int rules) { return result(syscall(SYS_landlock_restrict_self, rules, 0)); }

#endif
