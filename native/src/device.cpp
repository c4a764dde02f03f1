#include <dlfcn.h>
#include <sys/sysinfo.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "runtime.h"

namespace virnucpro {
namespace {

// The few functions of NVIDIA's driver that tell name and memory; libtorch's C ABI does not.
// Their C ABI is fixed by the suffix _v2 in the names.
class CudaDriver {
 public:
  // Opened once; without a driver or a device the count is 0.
  static const CudaDriver &instance() {
    static const CudaDriver driver;
    return driver;
  }

  int32_t device_count() const { return device_count_; }

  void describe(int32_t index, vnp_device_info &info) const {
    int device = 0;
    std::size_t free_bytes = 0, total_bytes = 0;
    void *context = nullptr, *popped = nullptr;
    check_driver(get_device_(&device, index), "cuDeviceGet");
    check_driver(get_name_(info.name, sizeof info.name, device), "cuDeviceGetName");
    // libtorch works in the device's primary context as well, so this creates nothing new.
    check_driver(retain_context_(&context, device), "cuDevicePrimaryCtxRetain");
    const int pushed = push_context_(context);
    const int measured = pushed == 0 ? get_memory_(&free_bytes, &total_bytes) : pushed;
    if (pushed == 0) pop_context_(&popped);
    release_context_(device);
    check_driver(measured, "cuMemGetInfo");
    info.total_memory_bytes = static_cast<int64_t>(total_bytes);
    info.free_memory_bytes = static_cast<int64_t>(free_bytes);
  }

 private:
  CudaDriver() {
    void *library = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
    int (*initialize)(unsigned) = nullptr;
    int (*get_count)(int *) = nullptr;
    if (library == nullptr || !resolve(library, "cuInit", initialize) ||
        !resolve(library, "cuDeviceGetCount", get_count) ||
        !resolve(library, "cuDeviceGet", get_device_) ||
        !resolve(library, "cuDeviceGetName", get_name_) ||
        !resolve(library, "cuDevicePrimaryCtxRetain", retain_context_) ||
        !resolve(library, "cuDevicePrimaryCtxRelease_v2", release_context_) ||
        !resolve(library, "cuCtxPushCurrent_v2", push_context_) ||
        !resolve(library, "cuCtxPopCurrent_v2", pop_context_) ||
        !resolve(library, "cuMemGetInfo_v2", get_memory_)) {
      return;
    }
    int count = 0;
    if (initialize(0) == 0 && get_count(&count) == 0) device_count_ = count;
  }

  template <typename Function>
  static bool resolve(void *library, const char *name, Function *&function) {
    void *symbol = dlsym(library, name);
    std::memcpy(&function, &symbol, sizeof symbol);
    return symbol != nullptr;
  }

  static void check_driver(int result, const char *name) {
    if (result != 0) {
      fail(VNP_STATUS_DEVICE_UNAVAILABLE,
           std::string(name) + " failed with CUDA error " + std::to_string(result));
    }
  }

  int (*get_device_)(int *, int) = nullptr;
  int (*get_name_)(char *, int, int) = nullptr;
  int (*retain_context_)(void **, int) = nullptr;
  int (*release_context_)(int) = nullptr;
  int (*push_context_)(void *) = nullptr;
  int (*pop_context_)(void **) = nullptr;
  int (*get_memory_)(std::size_t *, std::size_t *) = nullptr;
  int32_t device_count_ = 0;
};

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
    : cuda_device_count_(torch().has_cuda ? CudaDriver::instance().device_count() : 0) {}

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
    CudaDriver::instance().describe(info.index, info);
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
