/*
 * Preloaded into a program, numbers every operation that changes a file below VNP_FAULT_ROOT, in
 * one order over all threads, and lets one of them go wrong.
 *
 *   VNP_FAULT_ROOT  a file or folder, absolute and without symbolic links. Without it nothing
 * happens. VNP_FAULT_LOG   file outside of the root that gets a line for each operation,
 * tab-separated: number, operation, path in the root, bytes, what was done with it. VNP_FAULT
 * N:ACTION, what happens at operation N (1 is the first); without it they are only counted.
 * N+:ERRNO is for N and all after it. Actions: kill-before   SIGKILL instead of the operation
 *     kill-half     SIGKILL after half the bytes of a write; before another operation
 *     kill-after    SIGKILL after it
 *     TERM, INT     that signal before it; the operation and the program go on
 *     ERRNO         the operation does nothing and fails: ENOSPC, EIO, EDQUOT, EROFS or EACCES
 *     ERRNO/half    a write writes half its bytes and says so, as on a disk that fills up; the
 * operation after it, which is the rest of that write, fails
 *
 * One lock is held from the number to the end of each operation: when one fails, all before it are
 * done and none after it has begun. The calls go to the kernel directly, so that no function of the
 * C library lies between the number and the operation.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum action { COUNT, KILL_BEFORE, KILL_HALF, KILL_AFTER, SIGNAL, FAIL };

static char root[PATH_MAX];
static size_t root_length;
static int log_fd = -1;
static long fault_at;
static enum action fault_action;
static int fault_number; /* the signal or the errno */
static bool fault_sticky;
static bool fault_half;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long operations;  /* numbered so far */
static bool rest_is_due; /* half a write succeeded: the operation that follows fails */

struct name {
  const char *text;
  enum action action;
  int number;
};

static const struct name names[] = {
    {"kill-before", KILL_BEFORE, 0},
    {"kill-half", KILL_HALF, 0},
    {"kill-after", KILL_AFTER, 0},
    {"TERM", SIGNAL, SIGTERM},
    {"INT", SIGNAL, SIGINT},
    {"ENOSPC", FAIL, ENOSPC},
    {"EIO", FAIL, EIO},
    {"EDQUOT", FAIL, EDQUOT},
    {"EROFS", FAIL, EROFS},
    {"EACCES", FAIL, EACCES},
};

static void give_up(const char *problem, const char *value) {
  dprintf(STDERR_FILENO, "fault_preload: %s: '%s'\n", problem, value);
  _exit(99);
}

static void parse_fault(const char *text) {
  char *rest;
  fault_at = strtol(text, &rest, 10);
  fault_sticky = *rest == '+';
  if (fault_sticky) rest++;
  if (fault_at < 1 || *rest++ != ':') give_up("VNP_FAULT is not N:ACTION", text);
  const char *slash = strchr(rest, '/');
  const size_t length = slash != NULL ? (size_t)(slash - rest) : strlen(rest);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strlen(names[i].text) == length && memcmp(names[i].text, rest, length) == 0) {
      fault_action = names[i].action;
      fault_number = names[i].number;
    }
  }
  fault_half = slash != NULL && strcmp(slash, "/half") == 0;
  const bool fails = fault_action == FAIL;
  if (fault_action == COUNT || (slash != NULL && !fault_half) ||
      ((fault_half || fault_sticky) && !fails)) {
    give_up("VNP_FAULT names no action", text);
  }
}

__attribute__((constructor)) static void start(void) {
  const char *wanted = getenv("VNP_FAULT_ROOT");
  if (wanted == NULL) return;
  const char *log_path = getenv("VNP_FAULT_LOG");
  if (log_path != NULL) {
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                          0644);
    if (log_fd < 0) give_up("VNP_FAULT_LOG cannot be opened", log_path);
  }
  const char *fault = getenv("VNP_FAULT");
  if (fault != NULL) parse_fault(fault);
  const size_t length = strlen(wanted);
  if (wanted[0] != '/' || length >= sizeof root) give_up("VNP_FAULT_ROOT is not absolute", wanted);
  memcpy(root, wanted, length + 1);
  root_length = length;
}

/* The part of an absolute path below the root, "." for the root itself; NULL where it lies
 * elsewhere. */
static const char *below_root(const char *path) {
  if (root_length == 0 || strncmp(path, root, root_length) != 0) return NULL;
  if (path[root_length] == '\0') return ".";
  return path[root_length] == '/' ? path + root_length + 1 : NULL;
}

/* Where a file descriptor points to, in the buffer; NULL outside of the root. */
static const char *descriptor_path(int fd, char *buffer) {
  if (root_length == 0) return NULL;
  const int saved = errno;
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const long length = syscall(SYS_readlinkat, AT_FDCWD, link, buffer, (size_t)PATH_MAX - 1);
  errno = saved;
  if (length < 0) return NULL;
  buffer[length] = '\0';
  return below_root(buffer);
}

static const char *file_path(int folder, const char *path, char *buffer) {
  if (root_length == 0 || path == NULL) return NULL;
  if (path[0] == '/') return below_root(path);
  const int saved = errno;
  const char *link = "/proc/self/cwd";
  char descriptor[32];
  if (folder != AT_FDCWD) {
    snprintf(descriptor, sizeof descriptor, "/proc/self/fd/%d", folder);
    link = descriptor;
  }
  const long length = syscall(SYS_readlinkat, AT_FDCWD, link, buffer, (size_t)PATH_MAX - 1);
  errno = saved;
  if (length < 0 || (size_t)length + strlen(path) + 2 > PATH_MAX) return NULL;
  snprintf(buffer + length, (size_t)(PATH_MAX - length), "/%s", path);
  return below_root(buffer);
}

static void note(const char *operation, const char *path, size_t bytes, const char *outcome) {
  if (log_fd < 0) return;
  char line[PATH_MAX + 128];
  const int length = snprintf(line, sizeof line, "%ld\t%s\t%s\t%zu\t%s\n", operations, operation,
                              path, bytes, outcome);
  if (syscall(SYS_write, log_fd, line, (size_t)length) != length)
    give_up("cannot write the log of operations", path);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

/* What is to be done with one operation, decided before it. */
struct verdict {
  bool counted;
  bool half; /* do only half of it */
  bool skip; /* fail with errno, do nothing */
  bool die;  /* after it */
};

static struct verdict enter(const char *operation, const char *path, size_t bytes) {
  struct verdict verdict = {0};
  if (path == NULL) return verdict;
  pthread_mutex_lock(&lock);
  verdict.counted = true;
  operations++;
  const bool rest = rest_is_due;
  rest_is_due = false;
  const bool at = operations == fault_at;
  const bool due = at || rest || (fault_sticky && operations > fault_at);
  if (!due || fault_action == COUNT) {
    note(operation, path, bytes, "done");
    return verdict;
  }
  const bool can_halve = bytes > 1;
  switch (fault_action) {
    case COUNT: break;
    case KILL_BEFORE:
      note(operation, path, bytes, "killed before");
      die();
      break;
    case KILL_HALF:
      note(operation, path, bytes, can_halve ? "killed half-way" : "killed before");
      if (!can_halve) die();
      verdict.half = verdict.die = true;
      break;
    case KILL_AFTER:
      note(operation, path, bytes, "killed after");
      verdict.die = true;
      break;
    case SIGNAL:
      note(operation, path, bytes, "signalled");
      syscall(SYS_kill, getpid(), fault_number);
      break;
    case FAIL:
      if (at && fault_half && can_halve) {
        note(operation, path, bytes, "half done");
        verdict.half = rest_is_due = true;
      } else {
        note(operation, path, bytes, "failed");
        verdict.skip = true;
      }
      break;
  }
  return verdict;
}

static void leave(struct verdict verdict) {
  if (!verdict.counted) return;
  if (verdict.die) die();
  pthread_mutex_unlock(&lock);
}

/* Makes the system call between enter and leave, with errno as the call left it. */
#define PERFORM(verdict, call)        \
  ({                                  \
    long outcome_ = -1;               \
    int errno_ = fault_number;        \
    if (!(verdict).skip) {            \
      outcome_ = (call);              \
      errno_ = errno;                 \
    }                                 \
    leave(verdict);                   \
    if (outcome_ < 0) errno = errno_; \
    outcome_;                         \
  })

#pragma GCC diagnostic ignored "-Wpedantic" /* the statement expression above */

static int open_file(int folder, const char *path, int flags, mode_t mode) {
  char buffer[PATH_MAX];
  const bool changes = (flags & (O_CREAT | O_TRUNC)) != 0;
  const struct verdict verdict = enter("open", changes ? file_path(folder, path, buffer) : NULL, 0);
  return (int)PERFORM(verdict, syscall(SYS_openat, folder, path, flags, mode));
}

static mode_t mode_argument(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

#define DEFINE_OPEN(name)                                \
  EXPORT int name(const char *path, int flags, ...) {    \
    va_list arguments;                                   \
    va_start(arguments, flags);                          \
    const mode_t mode = mode_argument(flags, arguments); \
    va_end(arguments);                                   \
    return open_file(AT_FDCWD, path, flags, mode);       \
  }
#define DEFINE_OPENAT(name)                                       \
  EXPORT int name(int folder, const char *path, int flags, ...) { \
    va_list arguments;                                            \
    va_start(arguments, flags);                                   \
    const mode_t mode = mode_argument(flags, arguments);          \
    va_end(arguments);                                            \
    return open_file(folder, path, flags, mode);                  \
  }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
EXPORT int __open_2(const char *path, int flags) { return open_file(AT_FDCWD, path, flags, 0); }
EXPORT int __open64_2(const char *path, int flags) { return open_file(AT_FDCWD, path, flags, 0); }
EXPORT int creat(const char *path, mode_t mode) {
  return open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}
EXPORT int creat64(const char *path, mode_t mode) {
  return open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

EXPORT ssize_t write(int fd, const void *data, size_t size) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("write", descriptor_path(fd, buffer), size);
  return PERFORM(verdict, syscall(SYS_write, fd, data, verdict.half ? size / 2 : size));
}

EXPORT ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("pwrite", descriptor_path(fd, buffer), size);
  return PERFORM(verdict, syscall(SYS_pwrite64, fd, data, verdict.half ? size / 2 : size, offset));
}

EXPORT ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
  return pwrite64(fd, data, size, offset);
}

/* A gathered write; at the file's position where offset is negative. Half of it is its bytes up to
 * the middle. */
static ssize_t gather(const char *operation, int fd, const struct iovec *parts, int count,
                      off64_t offset) {
  char buffer[PATH_MAX];
  size_t size = 0;
  for (int i = 0; i < count; i++) size += parts[i].iov_len;
  const struct verdict verdict = enter(operation, descriptor_path(fd, buffer), size);
  struct iovec halved[IOV_MAX];
  if (verdict.half) {
    size_t left = size / 2;
    int kept = 0;
    for (; kept < count && left > 0; kept++) {
      halved[kept] = parts[kept];
      if (halved[kept].iov_len > left) halved[kept].iov_len = left;
      left -= halved[kept].iov_len;
    }
    parts = halved;
    count = kept;
  }
  return PERFORM(verdict, offset < 0 ? syscall(SYS_writev, fd, parts, count)
                                     : syscall(SYS_pwritev, fd, parts, count, offset, 0L));
}

EXPORT ssize_t writev(int fd, const struct iovec *parts, int count) {
  return gather("writev", fd, parts, count, -1);
}
EXPORT ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  return gather("pwritev", fd, parts, count, offset);
}
EXPORT ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  return gather("pwritev", fd, parts, count, offset);
}

EXPORT int ftruncate64(int fd, off64_t length) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("ftruncate", descriptor_path(fd, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_ftruncate, fd, length));
}
EXPORT int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

EXPORT int truncate64(const char *path, off64_t length) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("truncate", file_path(AT_FDCWD, path, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_truncate, path, length));
}
EXPORT int truncate(const char *path, off_t length) { return truncate64(path, length); }

EXPORT int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("fallocate", descriptor_path(fd, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_fallocate, fd, mode, offset, length));
}
EXPORT int fallocate(int fd, int mode, off_t offset, off_t length) {
  return fallocate64(fd, mode, offset, length);
}
/* These return the error instead of setting errno. */
EXPORT int posix_fallocate64(int fd, off64_t offset, off64_t length) {
  return fallocate64(fd, 0, offset, length) == 0 ? 0 : errno;
}
EXPORT int posix_fallocate(int fd, off_t offset, off_t length) {
  return posix_fallocate64(fd, offset, length);
}

EXPORT int fsync(int fd) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("fsync", descriptor_path(fd, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_fsync, fd));
}

EXPORT int fdatasync(int fd) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("fdatasync", descriptor_path(fd, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_fdatasync, fd));
}

static int rename_file(int from_folder, const char *from, int to_folder, const char *to,
                       unsigned flags) {
  char from_buffer[PATH_MAX];
  char to_buffer[PATH_MAX];
  const char *target = file_path(to_folder, to, to_buffer);
  const char *path = target != NULL ? target : file_path(from_folder, from, from_buffer);
  const struct verdict verdict = enter("rename", path, 0);
  return (int)PERFORM(verdict, syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
}
EXPORT int rename(const char *from, const char *to) {
  return rename_file(AT_FDCWD, from, AT_FDCWD, to, 0);
}
EXPORT int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return rename_file(from_folder, from, to_folder, to, 0);
}
EXPORT int renameat2(int from_folder, const char *from, int to_folder, const char *to,
                     unsigned flags) {
  return rename_file(from_folder, from, to_folder, to, flags);
}

static int link_file(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("link", file_path(to_folder, to, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_linkat, from_folder, from, to_folder, to, flags));
}
EXPORT int link(const char *from, const char *to) {
  return link_file(AT_FDCWD, from, AT_FDCWD, to, 0);
}
EXPORT int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  return link_file(from_folder, from, to_folder, to, flags);
}

EXPORT int symlink(const char *target, const char *path) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("symlink", file_path(AT_FDCWD, path, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_symlinkat, target, AT_FDCWD, path));
}

static int remove_file(int folder, const char *path, int flags) {
  char buffer[PATH_MAX];
  const char *operation = (flags & AT_REMOVEDIR) != 0 ? "rmdir" : "unlink";
  const struct verdict verdict = enter(operation, file_path(folder, path, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_unlinkat, folder, path, flags));
}
EXPORT int unlink(const char *path) { return remove_file(AT_FDCWD, path, 0); }
EXPORT int rmdir(const char *path) { return remove_file(AT_FDCWD, path, AT_REMOVEDIR); }
EXPORT int unlinkat(int folder, const char *path, int flags) {
  return remove_file(folder, path, flags);
}

static int make_folder(int folder, const char *path, mode_t mode) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("mkdir", file_path(folder, path, buffer), 0);
  return (int)PERFORM(verdict, syscall(SYS_mkdirat, folder, path, mode));
}
EXPORT int mkdir(const char *path, mode_t mode) { return make_folder(AT_FDCWD, path, mode); }
EXPORT int mkdirat(int folder, const char *path, mode_t mode) {
  return make_folder(folder, path, mode);
}

static ssize_t send_file(int to, int from, off64_t *offset, size_t size) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("sendfile", descriptor_path(to, buffer), size);
  return PERFORM(verdict, syscall(SYS_sendfile, to, from, offset, verdict.half ? size / 2 : size));
}

#include <sys/sendfile.h>
EXPORT ssize_t sendfile64(int to, int from, off64_t *offset, size_t size) {
  return send_file(to, from, offset, size);
}
EXPORT ssize_t sendfile(int to, int from, off_t *offset, size_t size) {
  return send_file(to, from, offset, size);
}

EXPORT ssize_t copy_file_range(int from, off64_t *from_offset, int to, off64_t *to_offset,
                               size_t size, unsigned flags) {
  char buffer[PATH_MAX];
  const struct verdict verdict = enter("copy_file_range", descriptor_path(to, buffer), size);
  return PERFORM(verdict, syscall(SYS_copy_file_range, from, from_offset, to, to_offset,
                                  verdict.half ? size / 2 : size, flags));
}
