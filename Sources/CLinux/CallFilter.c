// The filter for system calls (seccomp). It names what is refused and lets the rest pass: the Swift runtime, Foundation
// and libdispatch call what they like, other than before with each version, and a list of what is allowed would end
// captures that nobody attacks.
#if defined(__linux__)

#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

#ifdef ARCHITECTURE

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// The lower half of an argument: all three architectures are little-endian.
#define LOAD_ARGUMENT(index) LOAD(args[index])
#define GIVE(value) BPF_STMT(BPF_RET | BPF_K, value)
#define REFUSE GIVE(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW GIVE(SECCOMP_RET_ALLOW)
// Refuses a call by its number, by its name, or all from the first to the last.
#define NOT_NUMBER(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), REFUSE
#define NOT(name) NOT_NUMBER(SYS_##name)
#define NOT_RANGE(first, last)                                                                                         \
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 0, 2), BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last, 1, 0), REFUSE

// Flags of clone(2) that make namespaces; in them a process may again do what it gave up.
#define NAMESPACES                                                                                                     \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

int linux_filter_calls(int captures) {
    struct sock_filter program[] = {
        // Calls by the numbers of another architecture (32 bits on x86-64, x32) would go round all that follows.
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        REFUSE,
        LOAD(nr),
#ifdef __x86_64__
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        REFUSE,
#endif
        // Other programs.
        NOT(execve),
        NOT(execveat),
        // Other processes.
        NOT(ptrace),
        NOT(process_vm_readv),
        NOT(process_vm_writev),
        NOT(kcmp),
        NOT_NUMBER(438 /* pidfd_getfd */),
        // Other hosts, and the services of this one: only what was opened before goes on.
        NOT(connect),
        NOT(listen),
        NOT(accept4),
#ifdef SYS_accept
        NOT(accept),
#endif
        // Other views of the system.
        NOT(mount),
        NOT(umount2),
        NOT(pivot_root),
        NOT(chroot),
        NOT(unshare),
        NOT(setns),
        // open_tree, move_mount, fsopen, fsconfig, fsmount, fspick: 428 to 433.
        NOT_RANGE(428, 433),
        NOT_NUMBER(442 /* mount_setattr */),
        NOT(open_by_handle_at),
        NOT(mknodat),
#ifdef SYS_mknod
        NOT(mknod),
#endif
        // Parts of the kernel that attacks begin with.
        NOT(bpf),
        NOT(perf_event_open),
        NOT(userfaultfd),
        // io_uring_setup, io_uring_enter, io_uring_register: 425 to 427.
        NOT_RANGE(425, 427),
        NOT(add_key),
        NOT(request_key),
        NOT(keyctl),
        NOT(init_module),
        NOT(finit_module),
        NOT(delete_module),
        NOT(kexec_load),
#ifdef SYS_kexec_file_load
        NOT(kexec_file_load),
#endif
        NOT(fanotify_init),
        NOT(personality),
        // The machine.
        NOT(reboot),
        NOT(swapon),
        NOT(swapoff),
        NOT(acct),
        NOT(quotactl),
        NOT(sethostname),
        NOT(setdomainname),
        NOT(settimeofday),
        NOT(clock_settime),
        NOT(adjtimex),
        NOT(clock_adjtime),
        NOT(syslog),
#ifdef SYS_iopl
        NOT(iopl),
        NOT(ioperm),
#endif
        // clone3 keeps its flags where a filter can't read them. Without it glibc falls back on clone.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 435 /* clone3 */, 0, 1),
        GIVE(SECCOMP_RET_ERRNO | ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
        LOAD_ARGUMENT(0),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NAMESPACES, 0, 1),
        REFUSE,
        ALLOW,
        // Typing into the terminal, for the shell that reads it next.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 5),
        LOAD_ARGUMENT(1),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x541c /* TIOCLINUX */, 0, 1),
        REFUSE,
        ALLOW,
        // Sockets: the kernel's own news (interfaces, connections and who has them), and nothing that reaches a network
        // or a service. Other families are as those that a kernel doesn't have: libpcap then lists the interfaces
        // without Bluetooth; after EPERM it would give up.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 8),
        LOAD_ARGUMENT(0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 6, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, captures ? AF_PACKET : AF_NETLINK, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_PACKET, 0, 2),
        REFUSE,
        ALLOW,
        GIVE(SECCOMP_RET_ERRNO | EAFNOSUPPORT),
    };
    struct sock_fprog filter = {
        .len = sizeof program / sizeof program[0],
        .filter = program,
    };
    // With that flag for all threads, and with no_new_privs too. More than 0 is the thread that has a filter of its own.
    long status = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
    return status < 0 ? -errno : status > 0 ? -EBUSY : 0;
}

#else

int linux_filter_calls(int captures) { return -ENOSYS; }

#endif

#endif
