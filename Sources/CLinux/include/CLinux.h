// What Swift can't say of Linux by itself: functions with a variable number of arguments, system calls that glibc has
// no function for, and the filter that is put together from macros. Elsewhere all of it is missing.
//
// Each function gives 0 or more, or -errno.
#ifndef CLINUX_H
#define CLINUX_H

#ifdef __linux__

#include <spawn.h>
#include <stdint.h>

// Has children whose parents end become children of this process.
int linux_adopt_orphans(void);

// Has a program that is started get no file from the descriptor `first` on; 0 or an error's number, as spawn.h has it.
int linux_close_from(posix_spawn_file_actions_t *actions, int first);

// The capabilities of the calling thread, a bit each, as linux/capability.h numbers them.
struct linux_capabilities {
    uint64_t permitted;
    uint64_t effective;
    uint64_t inheritable;
};

// The capabilities of the calling thread.
int linux_get_capabilities(struct linux_capabilities *capabilities);

// Sets the capabilities of the calling thread: ambient ones go with what they stand on.
int linux_set_capabilities(const struct linux_capabilities *capabilities);

// The capabilities that a program file gives to whoever runs it; 0 for none.
int linux_file_capabilities(const char *path, uint64_t *permitted);

// Empties the bounding set of the calling thread, and has user 0 mean nothing to its capabilities any more.
// -EPERM without CAP_SETPCAP.
int linux_forget_root(void);

// Keeps permitted capabilities while the calling thread changes its user, or doesn't.
int linux_keep_capabilities(int keep);

// No program that this thread and its later threads run gains rights by it.
int linux_set_no_new_privileges(void);

// The version of Landlock that the kernel has, from 1.
int linux_landlock_version(void);

// What a set of Landlock rules forbids unless a rule allows it; fields that the version doesn't know have to be 0.
struct linux_landlock_attributes {
    uint64_t files;
    uint64_t ports;
    uint64_t scopes;
};

// Makes a set of rules; its descriptor.
int linux_landlock_create(const struct linux_landlock_attributes *attributes);

// Opens a path so that a rule can name it, and for nothing else; its descriptor.
int linux_open_path(const char *path);

// Allows `access` to what lies beneath the open path `parent`, itself included.
int linux_landlock_allow(int rules, uint64_t access, int parent);

// Holds the calling thread, and the threads that it begins later, to the rules.
int linux_landlock_restrict(int rules);

// Has the kernel refuse, to all threads, the system calls that a program which captures has no use for. For good.
// Needs linux_set_no_new_privileges.
//
// captures: whether interfaces will be opened again, so that sockets for that stay possible: 1, or 0.
int linux_filter_calls(int captures);

#endif

#endif
