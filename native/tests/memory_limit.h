// A ceiling on the memory that the process may still take, for tests of running out of it.
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <fstream>

// AddressSanitizer reserves terabytes of address space, so that the kernel's limit can't be used
// beside it: its own allocator refuses large blocks instead (sanitizer_options.cpp).
#if defined(__SANITIZE_ADDRESS__)
constexpr bool address_space_is_limited_by_sanitizer = true;
#else
constexpr bool address_space_is_limited_by_sanitizer = false;
#endif

// While one lives, the process may map `headroom_bytes` more than it had mapped at the start.
class MemoryLimit {
 public:
  explicit MemoryLimit(int64_t headroom_bytes) {
    getrlimit(RLIMIT_AS, &before_);
    if (address_space_is_limited_by_sanitizer) return;
    uint64_t mapped_pages = 0;
    std::ifstream("/proc/self/statm") >> mapped_pages;
    rlimit limited = before_;
    limited.rlim_cur = mapped_pages * 4096 + static_cast<uint64_t>(headroom_bytes);
    setrlimit(RLIMIT_AS, &limited);
  }
  ~MemoryLimit() { setrlimit(RLIMIT_AS, &before_); }
  MemoryLimit(const MemoryLimit &) = delete;
  MemoryLimit &operator=(const MemoryLimit &) = delete;

 private:
  rlimit before_{};
};
