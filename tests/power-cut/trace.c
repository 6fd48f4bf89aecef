/* Writes down every write, sync, truncation and change of a name that a process makes in one folder, in order.
   Loaded before the C library (LD_PRELOAD); CHIROGRAPH_TRACED names the folder, CHIROGRAPH_TRACE the file to write.
   One record: one letter, then unsigned 64-bit little-endian fields: file, offset, length, and length bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static uint64_t inodes[FILES];
static int out = -2;
static const char *folder;

#define REAL(name, type) static type real; if (!real) real = (type)dlsym(RTLD_NEXT, name)

static ssize_t raw_write(int fd, const void *data, size_t length) {
  typedef ssize_t (*type)(int, const void *, size_t);
  REAL("write", type);
  return real(fd, data, length);
}

static int ready(void) {
  if (out == -2) {
    typedef int (*type)(const char *, int, ...);
    REAL("open", type);
    const char *path = getenv("CHIROGRAPH_TRACE");
    folder = getenv("CHIROGRAPH_TRACED");
    out = path && folder ? real(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  }
  return out >= 0;
}

static void note(char letter, uint64_t file, uint64_t offset, const void *data, uint64_t length) {
  unsigned char head[25];
  head[0] = (unsigned char)letter;
  memcpy(head + 1, &file, 8);
  memcpy(head + 9, &offset, 8);
  memcpy(head + 17, &length, 8);
  raw_write(out, head, sizeof head);
  for (uint64_t done = 0; done < length;) {
    ssize_t wrote = raw_write(out, (const char *)data + done, length - done);
    if (wrote <= 0) abort();
    done += (uint64_t)wrote;
  }
}

static int inside(const char *path) {
  return ready() && path && strncmp(path, folder, strlen(folder)) == 0;
}

static uint64_t inode_of(int fd) {
  return fd >= 0 && fd < FILES ? inodes[fd] : 0;
}

static int opened(int fd, const char *path, int flags) {
  struct stat about;
  if (fd < 0 || fd >= FILES) return fd;
  inodes[fd] = 0;
  if (!inside(path) || fstat(fd, &about) != 0) return fd;
  /* A folder is opened to sync the names in it: file number 0 with its path. */
  inodes[fd] = S_ISDIR(about.st_mode) ? UINT64_MAX : about.st_ino;
  if (S_ISDIR(about.st_mode)) return fd;
  note('o', about.st_ino, (flags & O_TRUNC) != 0, path, strlen(path));
  return fd;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    typedef int (*type)(const char *, int, ...); \
    REAL(#name, type); \
    va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list); \
    pthread_mutex_lock(&lock); \
    int fd = opened(real(path, flags, mode), path, flags); \
    pthread_mutex_unlock(&lock); \
    return fd; \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int at, const char *path, int flags, ...) { \
    typedef int (*type)(int, const char *, int, ...); \
    REAL(#name, type); \
    va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list); \
    pthread_mutex_lock(&lock); \
    int fd = opened(real(at, path, flags, mode), path, flags); \
    pthread_mutex_unlock(&lock); \
    return fd; \
  }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
  typedef int (*type)(int);
  REAL("close", type);
  pthread_mutex_lock(&lock);
  if (fd >= 0 && fd < FILES) inodes[fd] = 0;
  int result = real(fd);
  pthread_mutex_unlock(&lock);
  return result;
}

static void wrote(int fd, off_t at, const void *data, ssize_t length) {
  if (length > 0 && inode_of(fd)) note('w', inode_of(fd), (uint64_t)at, data, (uint64_t)length);
}

ssize_t write(int fd, const void *data, size_t length) {
  if (!ready() || !inode_of(fd)) return raw_write(fd, data, length);
  pthread_mutex_lock(&lock);
  ssize_t result = raw_write(fd, data, length);
  if (result > 0) wrote(fd, lseek(fd, 0, SEEK_CUR) - result, data, result);
  pthread_mutex_unlock(&lock);
  return result;
}

#define PWRITE(name, offset) \
  ssize_t name(int fd, const void *data, size_t length, offset at) { \
    typedef ssize_t (*type)(int, const void *, size_t, offset); \
    REAL(#name, type); \
    pthread_mutex_lock(&lock); \
    ssize_t result = real(fd, data, length, at); \
    wrote(fd, at, data, result); \
    pthread_mutex_unlock(&lock); \
    return result; \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int fd, const struct iovec *parts, int count) {
  typedef ssize_t (*type)(int, const struct iovec *, int);
  REAL("writev", type);
  /* Nothing that must survive is written so; a file of ours that is would go unseen. */
  if (ready() && inode_of(fd)) abort();
  return real(fd, parts, count);
}

#define SYNC(name) \
  int name(int fd) { \
    typedef int (*type)(int); \
    REAL(#name, type); \
    pthread_mutex_lock(&lock); \
    int result = real(fd); \
    if (result == 0 && inode_of(fd)) note('s', inode_of(fd), 0, "", 0); \
    pthread_mutex_unlock(&lock); \
    return result; \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset) \
  int name(int fd, offset size) { \
    typedef int (*type)(int, offset); \
    REAL(#name, type); \
    pthread_mutex_lock(&lock); \
    int result = real(fd, size); \
    if (result == 0 && inode_of(fd)) note('t', inode_of(fd), (uint64_t)size, "", 0); \
    pthread_mutex_unlock(&lock); \
    return result; \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
  typedef int (*type)(const char *, const char *);
  REAL("rename", type);
  pthread_mutex_lock(&lock);
  int result = real(from, to);
  if (result == 0 && inside(from)) {
    char both[2 * PATH_MAX];
    int length = snprintf(both, sizeof both, "%s\n%s", from, to);
    note('r', 0, 0, both, (uint64_t)length);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int unlink(const char *path) {
  typedef int (*type)(const char *);
  REAL("unlink", type);
  pthread_mutex_lock(&lock);
  int result = real(path);
  if (result == 0 && inside(path)) note('u', 0, 0, path, strlen(path));
  pthread_mutex_unlock(&lock);
  return result;
}
