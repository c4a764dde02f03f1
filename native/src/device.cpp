#include <sys/sysinfo.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include "cuda.h"
#include "runtime.h"

namespace virnucpro {
namespace {

// The number after `key` in a file of lines "key: number kB", in bytes; -1 where it is missing.
int64_t read_kilobytes(const char *path, const std::string &key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    long long value = 0;
    if (line.compare(0, key.size(), key) == 0 &&
        std::sscanf(line.c_str() + key.size(), ": %lld kB", &value) == 1) {
      return value * 1024;
    }
  }
  return -1;
}

// The number in a file that holds one; -1 where it is missing or "max".
int64_t read_number(const char *path) {
  std::ifstream file(path);
  int64_t value = 0;
  return file >> value ? value : -1;
}

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, 10, "model name") == 0) {
      const auto colon = line.find(": ");
      if (colon != std::string::npos) return line.substr(colon + 2);
    }
  }
  return "CPU";
}

void describe_processor(vnp_device_info &info) {
  std::snprintf(info.name, sizeof info.name, "%s", processor_name().c_str());
  struct sysinfo memory {};
  sysinfo(&memory);
  info.total_memory_bytes = static_cast<int64_t>(memory.totalram) * memory.mem_unit;
  // What can be had without swapping; the kernel's call counts only what nothing uses, not even as
  // a cache, and serves where /proc is not mounted.
  const int64_t available = read_kilobytes("/proc/meminfo", "MemAvailable");
  info.free_memory_bytes =
      available >= 0 ? available : static_cast<int64_t>(memory.freeram) * memory.mem_unit;
  // In a container the cgroup may allow less than the machine has.
  const int64_t limit = read_number("/sys/fs/cgroup/memory.max");
  const int64_t used = read_number("/sys/fs/cgroup/memory.current");
  if (limit >= 0 && used >= 0) {
    info.total_memory_bytes = std::min(info.total_memory_bytes, limit);
    info.free_memory_bytes = std::min(info.free_memory_bytes, std::max<int64_t>(0, limit - used));
  }
}

}  // namespace

Runtime::Runtime()
    : cuda_device_count_(torch().has_cuda ? cuda::device_count() : 0) {}

vnp_device_info Runtime::describe_device(int32_t ordinal) const {
  if (ordinal < 0 || ordinal >= device_count()) {
    fail(VNP_STATUS_INVALID_ARGUMENT, "device ordinal " + std::to_string(ordinal) +
                                          " is outside 0 to " + std::to_string(device_count() - 1));
  }
  vnp_device_info info{};
  if (ordinal == 0) {
    info.kind = VNP_DEVICE_KIND_CPU;
    describe_processor(info);
  } else {
    info.kind = VNP_DEVICE_KIND_CUDA;
    info.index = ordinal - 1;
    cuda::describe_device(info.index, info);
  }
  return info;
}

Device Runtime::find_device(vnp_device_kind kind, int32_t index) const {
  switch (kind) {
    case VNP_DEVICE_KIND_CPU:
      if (index == 0) return cpu_device();
      fail(VNP_STATUS_DEVICE_UNAVAILABLE, "there is one CPU device, with index 0");
    case VNP_DEVICE_KIND_CUDA:
      if (!torch().has_cuda) {
        fail(VNP_STATUS_DEVICE_UNAVAILABLE,
             "libtorch at '" + torch().directory + "' was built without CUDA");
      }
      if (index < 0 || index >= cuda_device_count_) {
        fail(VNP_STATUS_DEVICE_UNAVAILABLE, "there is no CUDA device " + std::to_string(index) +
                                                "; the driver reports " +
                                                std::to_string(cuda_device_count_));
      }
      return {torch().aoti_torch_device_type_cuda(), index};
  }
  fail(VNP_STATUS_INVALID_ARGUMENT, "unknown device_kind " + std::to_string(kind));
}

}  // namespace virnucpro

using namespace virnucpro;

vnp_status vnp_device_get(vnp_runtime *runtime, int32_t ordinal, vnp_device_info *info) {
  return torch_guard([&] {
    require(info != nullptr, "info is NULL");
    *info = runtime_of(runtime)->describe_device(ordinal);
  });
}
